// The picture of routes, in a workspace of two folders.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { API } from '../../src/extension';
import type { PictureNode } from '../../src/picturemessages';
import { activate, at, goEnvFile, open, runTests, until, uriOf } from './host';

export const run = () => runTests(() => {
	let api: API;
	setup(async () => {
		api = await activate();
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	});

	const labels = () => (api.picture.drawn?.model.nodes ?? []).map((node) => node.label);
	const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => ({ group, tab }))).filter(({ tab }) => tab.input instanceof vscode.TabInputWebview);
	const nodeOf = async (module: string): Promise<PictureNode> => until(module, () => api.picture.drawn?.model.nodes.find((node) => node.modules?.[0]?.path === module));

	async function show(folder = 0): Promise<vscode.TextEditor> {
		const editor = await open('go.mod', folder);
		await vscode.commands.executeCommand('modroute.showPicture');
		await until('the picture', () => labels().length > 0 && tabs().length > 0);
		return editor;
	}

	test('Show Route Picture shows the file in view, beside it', async () => {
		await show();
		const [shown, ...more] = tabs();
		assert.equal(more.length, 0);
		await until('the title', () => tabs()[0]?.tab.label === 'Routes of checkout/go.mod');
		assert.equal(shown?.group.viewColumn, vscode.ViewColumn.Two);
		assert.ok(labels().includes('github.com/acme-example/payments'), String(labels()));
	});

	test('there is one panel, which turns to another file', async () => {
		await show();
		await vscode.commands.executeCommand('modroute.showPicture', uriOf('go.mod', 1)); // as in the explorer's menu
		await until('the other file', () => tabs().map(({ tab }) => tab.label).join() === 'Routes of other/go.mod');
		assert.equal(api.picture.drawn?.title, 'other/go.mod');
	});

	test('the lens above the module line leads to it', async () => {
		const { document } = await open('go.mod');
		const lens = await until('the lens', async () => {
			const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
			return all.find(({ command }) => command?.title === 'Picture');
		});
		await vscode.commands.executeCommand(lens.command?.command ?? '', ...(lens.command?.arguments ?? []));
		await until('the picture', () => api.picture.drawn?.title === 'checkout/go.mod');
		await until('the panel', () => tabs().length === 1);
	});

	test('it follows the text, saved or not', async () => {
		const editor = await show();
		const { document } = editor;
		await editor.edit((edit) => edit.insert(at(document, 'github.com/go-chi/chi').with({ character: 0 }), '\texample.org/quite/new v1.0.0\n'));
		await until('the new module', () => labels().includes('example.org/quite/new'));
		assert.ok(document.isDirty);
		await editor.edit((edit) => edit.delete(document.lineAt(at(document, 'example.org/quite/new').line).rangeIncludingLineBreak));
		await until('the text as it was', () => !labels().includes('example.org/quite/new'));
	});

	test('it follows the Go environment, as "go env -w" in a terminal changes it', async () => {
		await show();
		assert.ok(!labels().includes('GOPRIVATE'));
		const file = path.join(process.env['XDG_CONFIG_HOME'] ?? '', 'go', 'env');
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, 'GOPRIVATE=github.com/acme-example\n');
		await until('the pattern decides', () => labels().includes('GOPRIVATE'));
		fs.rmSync(file);
		assert.equal(goEnvFile(), '');
		await until('the pattern is gone', () => !labels().includes('GOPRIVATE'));
	});

	test('it follows the settings', async () => {
		await show();
		const section = vscode.workspace.getConfiguration('modroute');
		await section.update('env', { GOPROXY: 'https://goproxy.corp.example.com' }, vscode.ConfigurationTarget.Global);
		await until('the proxy', () => labels().includes('https://goproxy.corp.example.com'));
		await section.update('env', undefined, vscode.ConfigurationTarget.Global);
		await until('the proxies as they were', () => !labels().includes('https://goproxy.corp.example.com'));
	});

	test('a file that is not open is followed too', async () => {
		await vscode.commands.executeCommand('modroute.showPicture', uriOf('go.mod', 1));
		await until('the picture', () => api.picture.drawn?.title === 'other/go.mod');
		const file = uriOf('go.mod', 1).fsPath;
		const text = fs.readFileSync(file, 'utf8');
		fs.writeFileSync(file, text + '\nrequire example.org/quite/new v1.0.0\n');
		await until('the new module', () => labels().includes('example.org/quite/new'));
		fs.writeFileSync(file, text);
		await until('the text as it was', () => !labels().includes('example.org/quite/new'));
	});

	test('a module leads to its line, in the column of its file', async () => {
		const { document } = await show();
		const node = await nodeOf('ledger.internal/client');
		await api.picture.receive({ type: 'line', node: node.id, module: 0 });
		const editor = await until('the editor', () => vscode.window.activeTextEditor);
		assert.equal(editor.document.uri.toString(), document.uri.toString());
		assert.equal(editor.viewColumn, vscode.ViewColumn.One);
		assert.equal(editor.selection.active.line, at(document, 'ledger.internal/client').line);
		assert.equal(tabs().length, 1, 'the picture is still there');
	});

	test('where the picture fills the window, a line is shown beside it', async () => {
		await vscode.commands.executeCommand('modroute.showPicture', uriOf('go.mod'));
		await until('the panel', () => tabs().length === 1);
		const node = await nodeOf('ledger.internal/client');
		await api.picture.receive({ type: 'line', node: node.id, module: 0 });
		const editor = await until('the editor', () => vscode.window.activeTextEditor);
		assert.notEqual(editor.viewColumn, tabs()[0]?.group.viewColumn);
	});

	test('a module leads to its own picture, and that back to the file', async () => {
		await show();
		const node = await nodeOf('ledger.internal/client');
		await api.picture.receive({ type: 'tree', node: node.id, module: 0 });
		assert.equal(api.picture.drawn?.model.kind, 'module');
		await until('the title', () => tabs()[0]?.tab.label.startsWith('Route of ledger.internal/client@'));
		await api.picture.receive({ type: 'file' });
		assert.equal(api.picture.drawn?.model.kind, 'file');
	});

	test('Show Picture of This Module shows the line with the cursor, and stays with it', async () => {
		const editor = await open('go.mod');
		const position = at(editor.document, 'github.com/go-chi/chi');
		editor.selection = new vscode.Selection(position, position);
		await vscode.commands.executeCommand('modroute.showModulePicture');
		await until('the picture', () => api.picture.drawn?.title.startsWith('github.com/go-chi/chi'));
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// A line more.\n'));
		await until('the line it has now', () => api.picture.drawn?.model.nodes[0]?.modules?.[0]?.line === position.line + 2);
		assert.match(api.picture.drawn?.title ?? '', /^github\.com\/go-chi\/chi/);
		await vscode.commands.executeCommand('workbench.action.files.revert');
	});

	test('where there is nothing to draw, the panel says why, and follows what it shows', async () => {
		await show();
		const editor = await open('go.mod');
		editor.selection = new vscode.Selection(1, 0, 1, 0);
		await vscode.commands.executeCommand('modroute.showModulePicture');
		await until('the words', () => api.picture.problem === 'there is no requirement here');
		const before = api.picture.drawn;
		await vscode.commands.executeCommand('modroute.restartServer');
		await until('the picture anew', () => api.picture.drawn !== before && api.picture.problem === '');
	});

	test('it survives another server', async () => {
		await show();
		const before = api.picture.drawn;
		await vscode.commands.executeCommand('modroute.restartServer');
		await until('the picture of the new server', () => api.picture.drawn !== before && api.picture.problem === '');
		const again = api.picture.drawn;
		assert.ok(api.server.pid);
		process.kill(api.server.pid, 'SIGKILL');
		await until('the picture of the one that follows when it is killed', () => api.picture.drawn !== again);
		const section = vscode.workspace.getConfiguration('modroute');
		await section.update('server.path', '/nowhere/modroute', vscode.ConfigurationTarget.Global);
		await until('the failure', () => api.picture.problem.includes('names /nowhere/modroute, which does not exist'));
		assert.ok(labels().length > 0, 'the last picture is still there');
		await section.update('server.path', undefined, vscode.ConfigurationTarget.Global);
		await until('the picture again', () => api.picture.problem === '' && labels().length > 0);
	});

	test('a panel of before the window was loaded anew shows its picture again', async () => {
		const panel = vscode.window.createWebviewPanel('modroute.picture', 'Routes', vscode.ViewColumn.Two);
		await api.picture.deserializeWebviewPanel(panel, { subject: { uri: uriOf('go.mod', 1).toString(), path: 'github.com/go-chi/chi/v5' } });
		await until('the picture', () => api.picture.drawn?.title.startsWith('github.com/go-chi/chi/v5'));
		assert.match(panel.title, /^Route of github\.com\/go-chi\/chi\/v5/);
	});

	test('what the page cannot have sent does nothing', async () => {
		await show();
		for (const message of [{ type: 'line', node: 'n1', module: 999 }, { type: 'tree', node: 'nowhere', module: 0 }] as const) {
			await api.picture.receive(message);
		}
		assert.equal(api.picture.drawn?.model.kind, 'file');
		assert.equal(tabs().length, 1);
	});
});
