// A workspace that the person has not said to trust.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingsFor } from '../../src/configuration';
import { Notice } from '../../src/notice';
import { actions, activate, findings, goEnvFile, hover, open, runTests, until } from './host';
import { hearMessages } from './messages';

export const run = () => runTests(() => {
	test('the workspace is not trusted', () => assert.equal(vscode.workspace.isTrusted, false));

	test('the server that the workspace names is not the one that runs', async () => {
		const { server } = await activate();
		await open('go.mod');
		await until('the server runs', () => server.condition === 'running');
		assert.match(server.program, /server\/modroute$/);
	});

	test('routes are shown', async () => {
		const { document } = await open('go.mod');
		assert.match(await hover(document, 'github.com/go-chi/chi'), /proxy\.golang\.org/);
		await until('findings', () => findings(document.uri).length > 0);
	});

	test('the picture is drawn', async () => {
		const { picture } = await activate();
		await open('go.mod');
		await vscode.commands.executeCommand('modroute.showPicture');
		await until('the picture', () => picture.drawn?.model.nodes.some((node) => node.label === 'github.com/go-chi/chi/v5'));
		await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
	});

	test('the environment of the workspace, and whom it trusts, are not taken', async () => {
		const { document } = await open('go.mod');
		for (const scope of [document.uri, undefined]) {
			const sent = settingsFor(scope);
			assert.deepEqual(sent['env'], {});
			assert.deepEqual(sent['environments'], { terminal: { process: true, env: {} } });
			assert.deepEqual(sent['trustedProxies'], []);
			assert.ok(!JSON.stringify(sent).includes('evil'), JSON.stringify(sent));
		}
	});

	test('what the workspace says of its findings counts', async () => {
		const sent = settingsFor((await open('go.mod')).document.uri);
		assert.deepEqual(sent['private'], ['quiet.example.com']);
		assert.deepEqual(sent['severity'], { 'local-replace': 'hint' });
		assert.deepEqual(sent['ignore'], { 'quiet.example.com': true });
	});

	test('no notice is made of settings that are not taken', async () => {
		const { server } = await activate();
		await open('go.mod');
		const heard = hearMessages();
		const notice = new Notice(server, { keys: () => [], get: <T>(_: string, otherwise?: T) => otherwise as T, update: async () => undefined });
		await notice.look();
		notice.dispose();
		assert.deepEqual(heard.map((m) => m.text), []);
	});

	test('nothing is written to the Go environment', async () => {
		const { document } = await open('go.mod');
		const found = await until('findings', () => findings(document.uri)[0]);
		for (const action of await actions(document, found.range)) {
			assert.notEqual(action.command?.command, 'modroute.applyPlan', action.title);
		}
		assert.equal(goEnvFile(), '');
	});
});
