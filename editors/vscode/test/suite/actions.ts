// What every action that is offered for a finding does: to the files, to the Go environment, and to the findings.
// The worlds are those of the demonstration, a finding of each code; test/actions.txt tells what is to happen.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Server } from '../../src/server';
import { activate, codeOf, findings, goEnvFile, runTests, until } from './host';
import { Person } from './person';
import { difference, Finding, World } from './worlds';

const root = process.env['MODROUTE_TEST_WORLDS'] ?? '';
const program = path.join(__dirname, '../../server/modroute');
const golden = path.join(__dirname, '../../test/actions.txt');

export const run = () => runTests(() => {
	const person = new Person();
	person.clicks = ({ buttons }) => buttons.find((button) => button === 'Copy' || button === 'Remove');
	// The checkout that is asked for lies beside the worlds.
	person.picks = (options) => {
		const module = /^Choose the checkout of (.*)$/.exec(options?.title ?? '')?.[1];
		const dir = path.join(root, '../checkouts', module ?? '');
		fs.mkdirSync(dir, { recursive: true });
		fs.writeFileSync(path.join(dir, 'go.mod'), `module ${module}\n`);
		return dir;
	};
	const worlds = fs.readdirSync(root).filter((name) => !name.endsWith('.json')).sort().map((name) => new World(path.join(root, name)));
	const told: string[] = [];

	for (const world of worlds) {
		test(world.name, async function () {
			this.timeout(180_000);
			const { server, texts } = await activate();
			const visit = new Visit(world, server, person);
			const heard = texts.onDidChange((uri) => visit.shownTexts.push(uri.path.replace(/^\/|\.md$/g, '').replaceAll('∕', '/')));
			told.push(...(await visit.tell()));
			heard.dispose();
		});
	}

	test('the actions in one world have changed nothing outside it', () => {
		for (const world of worlds) {
			assert.deepEqual(world.changes(), new Map(), world.name);
		}
		assert.equal(goEnvFile(), ''); // that of whoever has started VS Code
	});

	test('the actions do what test/actions.txt says', () => {
		const text = told.join('\n') + '\n';
		if (process.env['MODROUTE_TEST_UPDATE']) {
			fs.writeFileSync(golden, text);
		}
		const differs = difference(fs.existsSync(golden) ? fs.readFileSync(golden, 'utf8') : '', text);
		const few = differs.slice(0, 60).join('\n');
		assert.ok(differs.length === 0, `${differs.length} lines differ; node test/inside.mjs -update actions writes it anew:\n${few}`);
	});
});

/** An action: as the server offers it, and as VS Code would carry it out. */
interface Offer {
	offered: vscode.CodeAction;
	action: vscode.CodeAction | undefined; // VS Code leaves out what cannot be done
}

/** What an action has done. */
interface Effect {
	told: string[];
	before: State;
	after: State;
}

/** What is found in a world. */
interface State {
	found: Finding[]; // by the command
	shown: string[]; // by VS Code, each as the server tells them apart
}

/** A world that is being looked at. */
class Visit {
	private offered: vscode.CodeAction[] = [];
	private documents: vscode.TextDocument[] = [];
	shownTexts: string[] = [];
	private state: State = { found: [], shown: [] };
	private readonly effects = new Map<string, Effect>();

	constructor(private readonly world: World, private readonly server: Server, private readonly person: Person) {}

	/** Tries all actions for all findings, and returns what to write down of them. */
	async tell(): Promise<string[]> {
		await this.enter();
		const told = [this.world.name];
		for (const document of this.documents) {
			for (const finding of findings(document.uri).sort((a, b) => a.range.start.compareTo(b.range.start) || codeOf(a).localeCompare(codeOf(b)))) {
				told.push('', `    ${this.shown(at(finding, document))}: ${codeOf(finding)}`, `        ${document.lineAt(finding.range.start.line).text.trim()}`);
				for (const offer of await this.offersFor(document, finding)) {
					told.push(...(await this.tryOut(document, offer)).map((line) => '        ' + line));
				}
			}
		}
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		return [...told, ''];
	}

	/** Starts a server in the environment of the world, and opens its files. */
	private async enter(): Promise<void> {
		fs.writeFileSync(path.join(root, '../current'), this.world.name);
		await this.restart();
		for (const name of this.world.documents()) {
			const document = await vscode.workspace.openTextDocument(this.world.path(name));
			await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false }); // findings of what has no tab are told later
			this.documents.push(document);
		}
		this.state = await this.settled();
	}

	/** Starts the server anew, and listens to what it says. */
	private async restart(): Promise<void> {
		await this.server.restart();
		assert.match(this.server.program, /serve$/);
		const middleware = this.server.client?.middleware;
		const provide = middleware?.provideCodeActions?.bind(undefined);
		assert.ok(middleware && provide);
		middleware.provideCodeActions = async (document, range, context, ...rest) => {
			const offers = await provide(document, range, context, ...rest);
			if (context.triggerKind === vscode.CodeActionTriggerKind.Invoke) {
				this.offered = (offers ?? []).filter((offer): offer is vscode.CodeAction => offer instanceof vscode.CodeAction);
			}
			return offers;
		};
	}

	/**
	 * Waits until VS Code shows what the command finds in the files on disk, and on other files, such as a go.sum, what
	 * the server says there.
	 */
	private async settled(): Promise<State> {
		const found = await this.world.check(program);
		const wanted = found.map((f) => `${f.file}:${f.line} ${f.code}`).sort();
		let seen: string[] = [];
		await until('the findings', async () => {
			seen = this.documents.flatMap((document) =>
				findings(document.uri).filter((f) => dataOf(f).file === document.uri.toString()).map((f) => `${this.shown(at(f, document))} ${codeOf(f)}`)).sort();
			return JSON.stringify(seen) === JSON.stringify(wanted) && this.showsWhatTheServerSays();
		}, 30_000).catch((err: unknown) => {
			assert.deepEqual(seen, wanted, 'VS Code shows other findings than the command');
			throw err;
		});
		return { found, shown: this.documents.flatMap((document) => findings(document.uri).map(identity)) };
	}

	private async showsWhatTheServerSays(): Promise<boolean> {
		for (const { uri } of this.documents) {
			const answer = await this.server.client?.sendRequest<{ items: unknown[] }>('textDocument/diagnostic', { textDocument: { uri: uri.toString() } });
			if (answer?.items.length !== findings(uri).length) {
				return false;
			}
		}
		return true;
	}

	private async offersFor(document: vscode.TextDocument, finding: vscode.Diagnostic): Promise<Offer[]> {
		await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
		const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, finding.range, undefined, 100);
		assert.ok(this.offered.length > 0, `nothing is offered for ${codeOf(finding)}`);
		return this.offered.map((offered) => ({ offered, action: actions.find((action) => action.title === offered.title) }));
	}

	private async tryOut(document: vscode.TextDocument, { offered, action }: Offer): Promise<string[]> {
		const title = `* ${this.shown(offered.title)}`;
		if (offered.disabled || !action) {
			return [title, `    not here: ${this.shown(offered.disabled?.reason ?? 'VS Code leaves it out')}`];
		}
		const claims = offered.diagnostics ?? [];
		const notes = [offered.kind?.value, offered.isPreferred && 'preferred', claims.length > 0 && `mends ${claims.length}`].filter(Boolean).join(', ');
		const key = JSON.stringify([action.title, action.command, action.edit?.entries()]);
		const known = this.effects.get(key);
		const effect = known ?? (await this.carryOut(document, action));
		this.effects.set(key, effect);
		if (!/^Copy /.test(action.title)) {
			const gone = subtract(effect.before.shown, effect.after.shown);
			assert.deepEqual(subtract(claims.map(identity), gone), [], `${action.title}: what it mends is still there`);
		}
		return [`${title}  [${notes}]`, ...(known ? ['    as above'] : effect.told.map((line) => '    ' + this.shown(line)))];
	}

	/** Carries out an action as VS Code does, looks at what it has done, and takes it back. */
	private async carryOut(document: vscode.TextDocument, action: vscode.CodeAction): Promise<Effect> {
		const before = this.state, settings = settingsFiles();
		this.person.messages = [];
		this.shownTexts = [];
		await vscode.env.clipboard.writeText('');
		if (action.edit) {
			assert.ok(await vscode.workspace.applyEdit(action.edit), `${action.title}: the edit was refused`);
		}
		if (action.command) {
			await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
		}
		await saveAll();
		assert.deepEqual(settingsFiles(), settings, `${action.title} changes settings`);
		const files = this.world.changes();
		const touchable = filesNamed(action.title, this.shown(document.uri.fsPath));
		for (const name of files.keys()) {
			assert.match(name, touchable, `${action.title} changes ${name}`);
		}
		const copied = /^Copy/.test(action.title) ? [`copied: ${await until('the clipboard', async () => vscode.env.clipboard.readText())}`] : [];
		const after = files.size > 0 ? await this.settled() : before;
		const told = [
			...[...files].flatMap(([name, lines]) => [name, ...lines.map((line) => '    ' + line)]),
			...this.shownTexts.map((text) => `shows: ${text}`),
			...copied,
			...this.person.messages.map((message) => `says: ${[message.text, ...message.buttons.map((button) => `[${button}]`)].join(' ')}`),
			...missing(before.found, after.found).map((f) => `gone: ${f}`),
			...missing(after.found, before.found).map((f) => `new: ${f}`),
		];
		if (files.size > 0) {
			if (!(await this.undo([...files.keys()]))) {
				told.push(`no undo: ${[...this.world.changes().keys()].join(' ')}`);
				assert.match(action.title, /module cache/, `${action.title}: there is no undo`);
				await this.restore();
			}
			assert.deepEqual(this.world.changes(), new Map());
			this.state = await this.settled();
		}
		return { told, before, after };
	}

	/** Takes back what an action has done, as a person would, and reports whether all bytes are as before. */
	private async undo(names: string[]): Promise<boolean> {
		const message = this.person.messages.find(({ buttons }) => buttons.includes('Undo'));
		if (message) {
			message.click('Undo');
			await until('the answer to Undo', () => this.person.messages.some(({ text }) => text.startsWith('modroute: undone: ')));
			return this.world.changes().size === 0;
		}
		const edited = names.filter((name) => /\/go\.(mod|work|sum|env)$/.test(name)).map((name) => this.world.path(name));
		if (edited.length === 0) {
			return false;
		}
		for (const file of edited) {
			if (fs.existsSync(file)) { // what the edit has created may have gone with the file before
				await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), vscode.ViewColumn.One);
				await vscode.commands.executeCommand('undo');
			}
		}
		await until('the files as before', async () => {
			await saveAll();
			return this.world.changes().size === 0;
		});
		return true;
	}

	/** Puts the files back, and has VS Code and the server read them. */
	private async restore(): Promise<void> {
		this.world.restore();
		for (const document of this.documents) {
			await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
			await vscode.commands.executeCommand('workbench.action.files.revert');
		}
		await this.restart();
	}

	/** A text without the place where the worlds lie. */
	private shown(text: string): string {
		return this.world.shown(text).replaceAll(path.join(root, '..') + '/', '');
	}
}

/** The settings that no action here is to change: the person's, and the workspace's. */
function settingsFiles(): string[] {
	const files = [path.join(root, '../data/User/settings.json'), vscode.workspace.workspaceFile?.fsPath ?? ''];
	return files.map((file) => fs.readFileSync(file, 'utf8'));
}

/** Saves all documents, those that have no editor yet as well. */
async function saveAll(): Promise<void> {
	const unsaved = () => vscode.workspace.textDocuments.filter(({ isDirty, fileName }) => isDirty && fileName.startsWith(root));
	await until('all is saved', async () => {
		for (const document of unsaved()) {
			await document.save();
		}
		return unsaved().length === 0;
	});
}

/** The file and line of a finding. */
function at(finding: vscode.Diagnostic, document: vscode.TextDocument): string {
	return `${document.uri.fsPath}:${finding.range.start.line + 1}`;
}

/** What the server tells findings apart by. */
function dataOf(finding: vscode.Diagnostic): { file: string } {
	return (finding as unknown as { data: { file: string } }).data;
}

const identity = (finding: vscode.Diagnostic) => JSON.stringify(dataOf(finding));

/** The elements of a list that another lacks. */
function subtract<T>(list: T[], other: T[]): T[] {
	const rest = [...other];
	return list.filter((element) => {
		const i = rest.indexOf(element);
		return i < 0 || (rest.splice(i, 1), false);
	});
}

/** The files that an action's title speaks of: no other may change. */
function filesNamed(title: string, document: string): RegExp {
	if (/^(Copy|Explain) /.test(title)) {
		return /^nothing$/;
	}
	if (/\(go env -[wu]/.test(title)) {
		return /^home\/goenv$/;
	}
	if (/module cache/.test(title)) {
		return /\/cache\/download\/|\/pkg\/mod\//;
	}
	const others = ['go.work', 'go.env', 'go.sum'].filter((name) => title.includes(name)).map((name) => name.replace('.', '\\.'));
	return new RegExp(`^${document.replaceAll('.', '\\.')}$|^work/(.*/)?(${['nothing', ...others].join('|')})$`);
}

/** The findings of a list that another lacks; lines may have moved. */
function missing(list: Finding[], other: Finding[]): string[] {
	const words = (f: Finding) => [f.code, f.module && `of ${f.module}`, `in ${f.file}`].filter(Boolean).join(' ');
	return subtract(list.map(words), other.map(words)).sort();
}
