// Where the terminal's environment and the editor's route the file in view differently, a person is told once.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingsFor } from '../../src/configuration';
import { Notice } from '../../src/notice';
import type { Server } from '../../src/server';
import { activate, hover, open, runTests, until } from './host';
import { hearMessages, Message } from './messages';

let heard: Message[];
let server: Server;

const told = () => heard.filter((m) => m.text.includes('the terminal and the editor'));

/** What the extension keeps for a workspace, here for a test. */
class Memory implements vscode.Memento {
	private readonly values = new Map<string, unknown>();
	keys = () => [...this.values.keys()];
	get<T>(key: string, otherwise?: T): T {
		return (this.values.has(key) ? this.values.get(key) : otherwise) as T;
	}
	async update(key: string, value: unknown): Promise<void> {
		this.values.set(key, value);
	}
}

async function setTools(env: object | undefined, proxy: string): Promise<void> {
	await vscode.workspace.getConfiguration('go').update('toolsEnvVars', env, vscode.ConfigurationTarget.Workspace);
	const { document } = await open('go.mod');
	await until(`the route by ${proxy}`, async () => (await hover(document, 'github.com/go-chi/chi')).includes(proxy));
}

export const run = () => runTests(() => {
	suiteSetup(async () => {
		heard = hearMessages();
		({ server } = await activate());
	});

	test('go.toolsEnvVars that the terminal does not have: a notice names the variable, its values and who set it', async () => {
		await open('go.mod');
		const message = await until('the notice', () => told()[0]);
		assert.match(message.text, /route \d+ of \d+ lines differently\. In the editor GOPROXY is https:\/\/goproxy\.corp\.example\.com \(from go\.toolsEnvVars\), in the terminal https:\/\/proxy\.golang\.org,direct \(/);
		assert.deepEqual(message.ways, ['Compare', "Don't Show Again"]);
	});

	test('what the Go extension has put into the process is not in the terminal', () => {
		assert.ok(process.env['GOMODCACHE'], 'the stub has done so');
		const { terminal } = settingsFor(undefined)['environments'] as { terminal: { process: true; env: Record<string, string> } };
		assert.equal(terminal.env['GOMODCACHE'], '');
		assert.match(terminal.env['PATH'] ?? '', /^\/opt\/stub-go\/bin:/);
	});

	test('Compare shows what differs', async () => {
		told()[0]?.choose('Compare');
		const shown = await until('the comparison', () => vscode.workspace.textDocuments.find((d) => d.uri.scheme === 'modroute' && d.getText().includes('terminal:')));
		assert.match(shown.getText(), /GOPROXY/);
	});

	test('the same difference is told once, another one anew', async () => {
		await open('go.env');
		await open('go.mod');
		await setTools({ GOPROXY: 'https://other.corp.example.com' }, 'https://other.corp.example.com');
		const message = await until('another notice', () => told()[1]);
		assert.match(message.text, /other\.corp\.example\.com/);
		assert.equal(told().length, 2);
	});

	test("Don't Show Again is remembered for the difference, not for others", async () => {
		await open('go.mod');
		const memory = new Memory();
		const first = new Notice(server, memory), second = new Notice(server, memory);
		try {
			const before = told().length;
			void first.look();
			(await until('the notice', () => told()[before])).choose("Don't Show Again");
			await until('the memory', () => memory.keys().length > 0);
			await second.look();
			assert.equal(told().length, before + 1);
			await setTools({ GOPROXY: 'https://third.corp.example.com' }, 'https://third.corp.example.com');
			void second.look();
			await until('the notice of another difference', () => told().slice(before + 1).some((m) => m.text.includes('third.corp')));
		} finally {
			first.dispose();
			second.dispose();
		}
	});

	test('where both route alike there is none', async () => {
		await vscode.workspace.getConfiguration('terminal.integrated').update('env.linux', { GOPROXY: 'https://same.corp.example.com' }, vscode.ConfigurationTarget.Workspace);
		await setTools({ GOPROXY: 'https://same.corp.example.com', GOFLAGS: '-mod=mod' }, 'https://same.corp.example.com');
		const before = told().length;
		const notice = new Notice(server, new Memory());
		await notice.look();
		notice.dispose();
		assert.deepEqual(told().slice(before).map((m) => m.text), []);
		await vscode.workspace.getConfiguration('terminal.integrated').update('env.linux', undefined, vscode.ConfigurationTarget.Workspace);
		await until('a notice again', () => told()[before]);
	});
});
