// What the tests inside VS Code's extension host share.
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import type { API } from '../../src/extension';

/** Runs the tests that `define` defines; VS Code's test runner takes a rejection for a failure. */
export function runTests(define: () => void): Promise<void> {
	const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, color: false, reporter: Lines });
	mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
	define();
	return new Promise((resolve, reject) => {
		mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
	});
}

/** Writes a line for each test to the file that whoever started VS Code reads. */
class Lines extends Mocha.reporters.Base {
	constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
		super(runner, options);
		const say = (line: string) => fs.appendFileSync(process.env['MODROUTE_TEST_RESULTS'] ?? '', line + '\n');
		runner.on('pass', (test) => say(`  ok    ${test.title} (${test.duration} ms)`));
		runner.on('fail', (test, err: Error) => say(`  FAIL  ${test.title}\n${(err.stack ?? String(err)).replace(/^/gm, '        ')}`));
	}
}

/** Waits until something is so. */
export async function until<T>(what: string, f: () => T | Promise<T>, timeout = 15_000): Promise<Exclude<T, false | null | undefined | ''>> {
	const end = Date.now() + timeout;
	for (;;) {
		const value = await f();
		if (value) {
			return value as Exclude<T, false | null | undefined | ''>;
		}
		if (Date.now() > end) {
			throw new Error(`waited in vain: ${what}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 40));
	}
}

export async function activate(): Promise<API> {
	const extension = vscode.extensions.getExtension<API>('modroute.modroute');
	if (!extension) {
		throw new Error('the extension is not installed');
	}
	return extension.activate();
}

/** Opens a file of a workspace folder. */
export async function open(name: string, folder = 0): Promise<vscode.TextEditor> {
	return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(name, folder)));
}

export function uriOf(name: string, folder = 0): vscode.Uri {
	const root = vscode.workspace.workspaceFolders?.[folder];
	if (!root) {
		throw new Error('there is no such folder');
	}
	return vscode.Uri.joinPath(root.uri, name);
}

/** The findings of modroute for a file. */
export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
	return vscode.languages.getDiagnostics(uri).filter((d) => d.source === 'modroute');
}

export function codeOf(d: vscode.Diagnostic): string {
	return typeof d.code === 'object' ? String(d.code.value) : String(d.code ?? '');
}

/** The position of a text in a document. */
export function at(document: vscode.TextDocument, text: string): vscode.Position {
	const offset = document.getText().indexOf(text);
	if (offset < 0) {
		throw new Error(`${document.fileName} has no ${text}`);
	}
	return document.positionAt(offset + 1);
}

/** What a person reads when the mouse rests somewhere. */
export async function hover(document: vscode.TextDocument, text: string): Promise<string> {
	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at(document, text));
	return hovers.flatMap((h) => h.contents).map((c) => (typeof c === 'string' ? c : c.value)).join('\n');
}

/** The quick fixes for a range, with the commands that the server gave them. */
export async function actions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
	const { kept } = await activate();
	const offered = await offeredActions(document, range);
	for (const action of offered) {
		const actual = action.command && kept.actual(action.command.command);
		if (actual) {
			action.command = actual;
		}
	}
	return offered;
}

/** The quick fixes for a range as VS Code has them. */
export function offeredActions(document: vscode.TextDocument, range: vscode.Range): Thenable<vscode.CodeAction[]> {
	return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, vscode.CodeActionKind.QuickFix.value, 50);
}

/** The text of Go's environment file, which `go env -w` writes; "" if there is none. */
export function goEnvFile(): string {
	const file = path.join(process.env['XDG_CONFIG_HOME'] ?? '', 'go', 'env');
	return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}
