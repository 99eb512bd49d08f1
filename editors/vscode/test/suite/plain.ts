// modroute alone, in a workspace that is trusted: what every installation has.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingsFor } from '../../src/configuration';
import { actions, activate, codeOf, findings, goEnvFile, hover, offeredActions, open, runTests, until, uriOf } from './host';

export const run = () => runTests(() => {
	test('a go.mod that is opened starts the server, and the editor does not wait for it', async () => {
		const { server } = await activate();
		assert.ok(server.condition !== 'running', 'activation waits for the server');
		await open('go.mod');
		await until('the server runs', () => server.condition === 'running');
		assert.match(server.program, /server\/modroute$/, 'the server is the one that came with the extension');
	});

	test('the server has the version of the extension', async () => {
		const { server } = await activate();
		const { version } = vscode.extensions.getExtension('modroute.modroute')?.packageJSON as { version: string };
		assert.equal(server.version, `v${version}`);
	});

	test('go.mod has its own language without the Go extension', async () => {
		assert.equal((await open('go.env')).document.languageId, 'go.env');
		assert.equal((await open('go.mod')).document.languageId, 'go.mod');
	});

	test('a private module on the way to a public proxy is reported', async () => {
		const { document } = await open('go.mod');
		const found = await until('findings', () => findings(document.uri).find((d) => codeOf(d) === 'declaration-not-applied'));
		assert.match(found.message, /GOPRIVATE/);
		await until('the findings of modules', () => findings(document.uri).find((d) => codeOf(d) === 'private-module-public-proxy'));
	});

	test('the status bar counts the warnings of the file in view', async () => {
		const { status } = await activate();
		await open('go.mod');
		await until('the count', () => /^\$\(error\) modroute: 1 error, \d+ warnings$/.test(status.text));
	});

	test('a hover tells the route, once', async () => {
		const { document } = await open('go.mod');
		const text = await hover(document, 'github.com/go-chi/chi');
		assert.match(text, /proxy\.golang\.org/);
	});

	test('lines off the usual route have a hint', async () => {
		const { document } = await open('go.mod');
		const all = new vscode.Range(0, 0, document.lineCount, 0);
		const hints = await until('hints', async () => {
			const list = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
			return list.length > 0 && list;
		});
		assert.ok(hints.some((hint) => String(hint.label).includes('../events')), JSON.stringify(hints.map((hint) => hint.label)));
	});

	test('Explain Route shows the decisions about the line with the cursor', async () => {
		const editor = await open('go.mod');
		const line = editor.document.getText().split('\n').findIndex((text) => text.includes('ledger.internal'));
		editor.selection = new vscode.Selection(line, 2, line, 2);
		await vscode.commands.executeCommand('modroute.explain');
		const shown = await until('the document', () => vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'modroute'));
		assert.match(shown.getText(), /ledger\.internal\/client/);
	});

	test('Show Environment says who set each variable', async () => {
		await open('go.mod');
		await vscode.commands.executeCommand('modroute.showEnvironment');
		await until('the document', () => vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'modroute' && d.getText().includes('GOPROXY')));
	});

	test('environments are compared, and the difference is copied', async () => {
		const section = vscode.workspace.getConfiguration('modroute');
		await section.update('environments', { ci: { env: { GOPROXY: 'https://goproxy.corp.example.com' } } }, vscode.ConfigurationTarget.Global);
		await open('go.mod');
		await until('the difference', async () => {
			await vscode.commands.executeCommand('modroute.copyDifference');
			return (await vscode.env.clipboard.readText()).includes('https://goproxy.corp.example.com');
		});
		await section.update('environments', undefined, vscode.ConfigurationTarget.Global);
	});

	test('the terminal is compared with, though nobody has named it', async () => {
		await open('go.mod');
		await vscode.commands.executeCommand('modroute.compare');
		const shown = await until('the comparison', () => vscode.workspace.textDocuments.find((d) => d.getText().includes('## terminal: ')));
		assert.match(shown.getText(), /## terminal: all lines are routed as here/);
	});

	test('the login shell is compared with when that is asked for, and no setting is written', async () => {
		await open('go.mod');
		await vscode.commands.executeCommand('modroute.compareLoginShell');
		await until('the comparison', () => vscode.workspace.textDocuments.find((d) => /## login shell: (all lines|\d+ of)/.test(d.getText())));
		assert.equal(vscode.workspace.getConfiguration('modroute').inspect('environments')?.globalValue, undefined);
	});

	test('settings of the wrong type do not keep the server from starting', async () => {
		const { server } = await activate();
		const { document } = await open('go.mod');
		const section = vscode.workspace.getConfiguration('modroute');
		await section.update('environments', 'ci', vscode.ConfigurationTarget.Global);
		await section.update('env', 'GOPROXY=direct', vscode.ConfigurationTarget.Global);
		assert.equal(settingsFor(document.uri)['environments'], 'ci'); // which the server says to be wrong
		await server.restart();
		assert.equal(server.condition, 'running');
		await until('findings', () => findings(document.uri).length > 0);
		await section.update('environments', undefined, vscode.ConfigurationTarget.Global);
		await section.update('env', undefined, vscode.ConfigurationTarget.Global);
	});

	test('a severity that is set counts at once', async () => {
		const { document } = await open('go.mod');
		const section = vscode.workspace.getConfiguration('modroute', document.uri);
		await section.update('severity', { 'private-module-public-proxy': 'off' }, vscode.ConfigurationTarget.Workspace);
		await until('the finding is gone', () => !findings(document.uri).some((d) => codeOf(d) === 'private-module-public-proxy'));
		await section.update('severity', undefined, vscode.ConfigurationTarget.Workspace);
		await until('the finding is back', () => findings(document.uri).some((d) => codeOf(d) === 'private-module-public-proxy'));
	});

	test('http.proxy is part of the environment of go commands', async () => {
		const { document } = await open('go.mod');
		const http = vscode.workspace.getConfiguration('http');
		await http.update('proxy', 'http://user:secret@web.corp.example.com:3128', vscode.ConfigurationTarget.Global);
		const env = settingsFor(document.uri)['env'] as Record<string, string>;
		assert.equal(env['HTTPS_PROXY'], 'http://user:secret@web.corp.example.com:3128');
		await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
	});

	test('a server that is killed starts again', async () => {
		const { server } = await activate();
		const { document } = await open('go.mod');
		const pid = server.pid;
		assert.ok(pid);
		process.kill(pid, 'SIGKILL');
		await until('another process', () => server.client?.isRunning() && server.pid !== pid);
		await until('findings', () => findings(document.uri).length > 0);
	});

	test('Restart Server starts another', async () => {
		const { server } = await activate();
		const pid = server.pid;
		await vscode.commands.executeCommand('modroute.restartServer');
		assert.equal(server.condition, 'running');
		assert.notEqual(server.pid, pid);
		await until('findings', () => findings(uriOf('go.mod')).length > 0);
	});

	test('a server that is missing is said, and found again when the setting is taken back', async () => {
		const { server, status } = await activate();
		const section = vscode.workspace.getConfiguration('modroute');
		await section.update('server.path', '/nowhere/modroute', vscode.ConfigurationTarget.Global);
		await until('the failure', () => server.condition === 'failed');
		assert.match(server.problem, /names \/nowhere\/modroute, which does not exist/);
		assert.match(status.text, /\$\(error\)/);
		await section.update('server.path', undefined, vscode.ConfigurationTarget.Global);
		await until('the server runs', () => server.condition === 'running');
	});

	test('a fix writes GOPRIVATE to the Go environment', async () => {
		const { document } = await open('go.mod');
		const found = await until('findings', () => findings(document.uri).find((d) => codeOf(d) === 'declaration-not-applied'));
		const offered = await actions(document, found.range);
		const fix = offered.find((a) => a.command?.command === 'modroute.applyPlan');
		assert.ok(fix, JSON.stringify(offered.map((a) => [a.title, a.command?.command, a.disabled?.reason])));
		const { server } = await activate();
		// The answer is the message with Undo, which nobody clicks here: the command itself ends before.
		await vscode.commands.executeCommand(fix.command?.command ?? '', ...(fix.command?.arguments ?? []));
		assert.match(goEnvFile(), /^GOPRIVATE=git\.corp\.example\.com,github\.com\/acme-example$/m);
		await until('the finding is gone', () => !findings(document.uri).some((d) => codeOf(d) === 'declaration-not-applied'));
		await server.client?.sendRequest('workspace/executeCommand', { command: 'modroute.undo', arguments: [] });
		assert.doesNotMatch(goEnvFile(), /GOPRIVATE/);
		await until('the finding is back', () => findings(document.uri).some((d) => codeOf(d) === 'declaration-not-applied'));
	});

	test('an action that was offered works even when VS Code has dropped its arguments, and after another server', async () => {
		const { server } = await activate();
		const { document } = await open('go.mod');
		const found = await until('findings', () => findings(document.uri).find((d) => codeOf(d) === 'declaration-not-applied'));
		const offered = await offeredActions(document, found.range);
		assert.deepEqual(offered.filter((a) => a.command?.arguments?.length).map((a) => a.title), [], 'VS Code can drop arguments');
		const titles = (await actions(document, found.range)).filter((a) => a.command?.command === 'modroute.applyPlan').map((a) => a.title);
		const fix = offered.find((a) => titles.includes(a.title));
		assert.ok(fix?.command);
		await server.restart();
		await vscode.commands.executeCommand(fix.command.command);
		assert.match(goEnvFile(), /^GOPRIVATE=/m);
		await server.client?.sendRequest('workspace/executeCommand', { command: 'modroute.undo', arguments: [] });
	});
});
