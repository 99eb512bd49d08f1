// A workspace that the person has not said to trust.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingsFor } from '../../src/configuration';
import { actions, activate, findings, goEnvFile, hover, open, runTests, until } from './host';

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

	test('the Go settings of the workspace are not taken', async () => {
		const { document } = await open('go.mod');
		assert.deepEqual(settingsFor(document.uri)['env'], {});
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
