// Beside (a stub of) the Go extension, in a workspace of two folders with settings of their own.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { settingsFor } from '../../src/configuration';
import { actions, activate, at, codeOf, findings, goEnvFile, hover, open, runTests, until, uriOf } from './host';
import { Person } from './person';

export const run = () => runTests(() => {
	const person = new Person();

	test('the stub of the Go extension is there, and go.mod is shared', async () => {
		assert.ok(vscode.extensions.getExtension('golang.go'));
		assert.equal((await open('go.mod')).document.languageId, 'go.mod');
	});

	test('each folder has the go.toolsEnvVars that are set for it', async () => {
		const first = (await open('go.mod', 0)).document, second = (await open('go.mod', 1)).document;
		await until('the proxy of the first folder', async () => (await hover(first, 'github.com/go-chi/chi')).includes('https://one.corp.example.com'));
		await until('the proxy of the second folder', async () => (await hover(second, 'github.com/go-chi/chi')).includes('https://two.corp.example.com'));
		assert.ok(!(await hover(first, 'github.com/go-chi/chi')).includes('two.corp.example.com'));
	});

	test('a change of go.toolsEnvVars counts at once, without another server', async () => {
		const { server } = await activate();
		const { document } = await open('go.mod', 0);
		const before = server.client;
		const go = vscode.workspace.getConfiguration('go', document.uri);
		await go.update('toolsEnvVars', { GOPROXY: 'https://three.corp.example.com,https://proxy.golang.org' }, vscode.ConfigurationTarget.WorkspaceFolder);
		await until('the new proxy', async () => (await hover(document, 'github.com/go-chi/chi')).includes('https://three.corp.example.com'));
		assert.equal(server.client, before);
	});

	test('the go program is the one that the Go extension has chosen', async () => {
		const { document } = await open('go.mod', 0);
		await until('PATH', () => ((settingsFor(document.uri)['env'] as Record<string, string>)['PATH'] ?? '').startsWith('/opt/stub-go/bin:'));
	});

	test('what the Go extension has put into the process is shown as such', async () => {
		await open('go.mod', 1);
		const { server } = await activate();
		await server.restart(); // the stub has done so by now
		await vscode.commands.executeCommand('modroute.showEnvironment');
		const text = await until('the document', () => vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'modroute' && d.getText().includes('GOMODCACHE')));
		assert.match(text.getText(), /the editor's Go extension, it seems/);
	});

	test('what can be written to go.toolsEnvVars is offered as what go env -w writes is', async () => {
		const { document } = await open('go.mod', 0);
		await until('findings', () => findings(document.uri).length > 0);
		const position = at(document, 'golang.org/x/sync');
		const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new vscode.Range(position, position));
		const told = (part: string) => offered.filter((a) => a.title.includes(part)).map((a) => [a.title.replace(part, ''), a.kind?.value]);
		assert.ok(told(' (go env -w').some(([, kind]) => kind === 'refactor.rewrite'), JSON.stringify(offered.map((a) => a.title)));
		assert.deepEqual(told(' (go.toolsEnvVars'), told(' (go env -w'));
	});

	for (const { label, file } of places) {
		test(`a fix is written to go.toolsEnvVars of the ${label.toLowerCase()}, and Undo takes it back`, async () => {
			const { document } = await open('go.mod', 0);
			const found = await until('findings', () => findings(document.uri).find((d) => codeOf(d) === 'private-module-public-sumdb'));
			const { line } = found.range.start;
			const offered = await actions(document, found.range);
			const fix = offered.find((a) => a.command?.command === 'modroute.writeToolsEnvVars');
			assert.ok(fix, JSON.stringify(offered.map((a) => a.title)));
			assert.match(fix.title, / \(go\.toolsEnvVars\)$/);
			assert.ok(offered.some((a) => /\(go\.toolsEnvVars; bypasses /.test(a.title)), 'what else it changes is not said');
			const { changes } = fix.command?.arguments?.[0] as { changes: { name: string; new: string }[] };
			assert.ok(changes.length > 0);
			const before = others(file());
			const value = JSON.stringify(toolsEnvVars(file()));
			person.messages = [];
			person.chooses = (labels) => labels.find((entry) => entry === label);
			void vscode.commands.executeCommand(fix.command?.command ?? '', ...((fix.command?.arguments ?? []) as unknown[]));
			await until('the setting', () => changes.every((change) => toolsEnvVars(file())?.[change.name] === change.new));
			assert.deepEqual(others(file()), before);
			assert.equal(goEnvFile(), '');
			await until('the finding is gone', () => !findings(document.uri).some((d) => d.range.start.line === line && codeOf(d) === codeOf(found)));
			(await until('the message', () => person.messages.find(({ buttons }) => buttons.includes('Undo')))).click('Undo');
			await until('the setting as before', () => JSON.stringify(toolsEnvVars(file())) === value);
			await until('the finding is back', () => findings(document.uri).some((d) => d.range.start.line === line && codeOf(d) === codeOf(found)));
		});
	}
});

/** Where go.toolsEnvVars can stand, and the files. */
const places = [
	{ label: 'User', file: () => path.join(process.env['HOME'] ?? '', '../data/User/settings.json') },
	{ label: 'Workspace', file: () => vscode.workspace.workspaceFile?.fsPath ?? '' },
	{ label: 'Folder', file: () => uriOf('.vscode/settings.json', 0).fsPath },
];

type Settings = Record<string, unknown> & { settings?: Settings };

function settingsIn(file: string): Settings {
	const all = JSON.parse(fs.readFileSync(file, 'utf8')) as Settings;
	return file.endsWith('.code-workspace') ? (all.settings ?? {}) : all;
}

function toolsEnvVars(file: string): Record<string, string> | undefined {
	if (fs.readFileSync(file, 'utf8') === '') {
		return { 'being written': '' };
	}
	return settingsIn(file)['go.toolsEnvVars'] as Record<string, string> | undefined;
}

/** What else there is in the files of all places: the fix is none of its business. */
function others(file: string): unknown[] {
	return places.map((place) => (place.file() === file ? { ...settingsIn(file), 'go.toolsEnvVars': undefined } : settingsIn(place.file())));
}
