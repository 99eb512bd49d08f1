// Actions on files that are not simply as they are on disk, and what settings have to do with them.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { at, codeOf, findings, goEnvFile, open, runTests, until, uriOf } from './host';
import { Person } from './person';

const goEnv = path.join(process.env['XDG_CONFIG_HOME'] ?? '', 'go/env');
const payments = 'github.com/acme-example/payments';

export const run = () => runTests(() => {
	const person = new Person();
	let onDisk = '';

	setup(async () => {
		const { document } = await open('go.mod');
		onDisk = fs.readFileSync(document.fileName, 'utf8');
		await until('the finding', () => finding(document, payments));
		person.messages = [];
	});

	teardown(async () => {
		const { document } = await open('go.mod');
		fs.writeFileSync(document.fileName, onDisk);
		await vscode.commands.executeCommand('workbench.action.files.revert');
		await until('the file as before', () => document.getText() === onDisk);
	});

	test('a go.mod with unsaved changes gets the fix beside them, and stays unsaved', async () => {
		const { document } = await open('go.mod');
		await insert(document, new vscode.Position(0, 0), '// not saved yet\n');
		await until('the finding, a line below', () => finding(document, payments));
		await carryOut(document, payments, 'Ignore private-module-public-proxy');
		assert.match(document.getText(), /^\/\/ not saved yet\nmodule /);
		assert.match(document.getText(), /payments v1\.8\.2 \/\/modroute:ignore private-module-public-proxy$/m);
		assert.ok(document.isDirty);
		assert.equal(fs.readFileSync(document.fileName, 'utf8'), onDisk);
	});

	test('a go.mod keeps its line ends', async () => {
		const { document } = await open('go.mod');
		const windows = onDisk.replaceAll('\n', '\r\n');
		fs.writeFileSync(document.fileName, windows);
		await vscode.commands.executeCommand('workbench.action.files.revert');
		await until('its line ends', () => document.eol === vscode.EndOfLine.CRLF);
		await until('the finding', () => finding(document, payments));
		await carryOut(document, payments, 'Ignore private-module-public-proxy');
		person.picks = checkout;
		await carryOut(document, 'ledger.internal/client', 'Replace with a local checkout…');
		await document.save();
		const text = fs.readFileSync(document.fileName, 'utf8');
		assert.match(text, /payments v1\.8\.2 \/\/modroute:ignore private-module-public-proxy\r\n/);
		assert.match(text, /\r\nreplace ledger\.internal\/client => .*\r\n/);
		assert.doesNotMatch(text, /[^\r]\n/);
	});

	test('a Go environment that has changed meanwhile is left alone, and the person is told once', async () => {
		const { document } = await open('go.mod');
		const fix = await offered(document, payments, 'to GOPRIVATE (go env -w');
		fs.mkdirSync(path.dirname(goEnv), { recursive: true });
		fs.writeFileSync(goEnv, 'GOPRIVATE=other.corp.example.com\n');
		await apply(fix);
		assert.match(person.messages.map(({ text }) => text).join('\n'), /^modroute: \S+ has changed meanwhile: .* nothing was written, ask for the action again$/);
		assert.equal(goEnvFile(), 'GOPRIVATE=other.corp.example.com\n');
		fs.rmSync(goEnv);
		await until('the file is gone for the server too', async () => (await titles(document, payments)).includes('GOPRIVATE (go env -w'));
	});

	test('a Go environment that cannot be written is told once, with the reason', async () => {
		const { document } = await open('go.mod');
		const fix = await offered(document, payments, 'to GOPRIVATE (go env -w');
		fs.rmSync(path.dirname(goEnv), { recursive: true, force: true });
		fs.mkdirSync(path.dirname(path.dirname(goEnv)), { recursive: true });
		fs.writeFileSync(path.dirname(goEnv), 'a file in the place of the directory');
		await apply(fix);
		fs.rmSync(path.dirname(goEnv));
		assert.match(person.messages.map(({ text }) => text).join('\n'), /^modroute: reading the user's Go environment: .* not a directory; make the file readable$/);
	});

	test('source.fixAll.modroute on save makes the safe fixes, and no other', async () => {
		const { document } = await open('go.mod');
		const editor = vscode.workspace.getConfiguration('editor');
		await editor.update('codeActionsOnSave', { 'source.fixAll.modroute': 'explicit' }, vscode.ConfigurationTarget.Global);
		await insert(document, document.lineAt(at(document, 'golang.org/x/sync').line).range.end, ' //modroute:ignore');
		await until('the finding', () => findings(document.uri).some((d) => codeOf(d) === 'unused-ignore'));
		await until('the safe fix', async () => {
			await vscode.commands.executeCommand('workbench.action.files.save'); // VS Code gives up waiting for actions that take long
			return fs.readFileSync(document.fileName, 'utf8') === onDisk;
		});
		await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
		assert.ok(finding(document, payments));
		assert.equal(goEnvFile(), '');
	});
});

/** Makes the checkout that a dialog asks for. */
function checkout(options: vscode.OpenDialogOptions | undefined): string {
	const module = /^Choose the checkout of (.*)$/.exec(options?.title ?? '')?.[1] ?? '';
	const dir = vscode.Uri.joinPath(uriOf('go.mod'), '../../checkouts', module).fsPath;
	fs.mkdirSync(dir, { recursive: true });
	fs.writeFileSync(`${dir}/go.mod`, `module ${module}\n`);
	return dir;
}

function finding(document: vscode.TextDocument, module: string): vscode.Diagnostic | undefined {
	const { line } = at(document, module);
	return findings(document.uri).find((d) => d.range.start.line === line && codeOf(d) === 'private-module-public-proxy');
}

async function insert(document: vscode.TextDocument, position: vscode.Position, text: string): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	edit.insert(document.uri, position, text);
	assert.ok(await vscode.workspace.applyEdit(edit));
}

function actionsFor(document: vscode.TextDocument, module: string): Thenable<vscode.CodeAction[]> {
	const position = at(document, module);
	return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, new vscode.Range(position, position), undefined, 100);
}

async function titles(document: vscode.TextDocument, module: string): Promise<string> {
	return (await actionsFor(document, module)).map((action) => action.title).join('\n');
}

/** The action for a line whose title has a text. */
async function offered(document: vscode.TextDocument, module: string, title: string): Promise<vscode.CodeAction> {
	const action = (await actionsFor(document, module)).find((a) => a.title.includes(title));
	assert.ok(action, `${title} is not among\n${await titles(document, module)}`);
	return action;
}

/** Does what VS Code does when an action is chosen; it tells a person of what this throws. */
async function apply({ edit, command }: vscode.CodeAction): Promise<void> {
	assert.ok(!edit || (await vscode.workspace.applyEdit(edit)));
	if (command) {
		await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
	}
}

async function carryOut(document: vscode.TextDocument, module: string, title: string): Promise<void> {
	await apply(await offered(document, module, title));
}
