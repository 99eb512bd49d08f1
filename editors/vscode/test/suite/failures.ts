// Servers that are missing, of another kind, old, slow, or that end again and again: one clear message, and a way forward.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Server } from '../../src/server';
import { activate, findings, hover, open, runTests, until } from './host';
import { hearMessages, Message } from './messages';

const dir = fs.mkdtempSync(path.join(os.homedir(), 'servers-'));
let server: Server;
let heard: Message[];

/** Writes a program that runs test/fakeserver.mjs. When `file` exists, it is mended. */
function fake(way: string): { program: string; file: string; starts: () => number[] } {
	const program = path.join(dir, way), file = `${program}.mended`;
	const script = path.join(vscode.extensions.getExtension('modroute.modroute')?.extensionPath ?? '', 'test/fakeserver.mjs');
	fs.writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' ${way} '${file}'\n`, { mode: 0o755 });
	const starts = () => (fs.existsSync(`${file}.starts`) ? fs.readFileSync(`${file}.starts`, 'utf8').trim().split('\n').map(Number) : []);
	return { program, file, starts };
}

/** Has the setting name a program. The server is started anew. */
async function use(program: string | undefined): Promise<void> {
	heard.length = 0;
	await vscode.workspace.getConfiguration('modroute').update('server.path', program, vscode.ConfigurationTarget.Global);
}

/** Waits for the failure to be told, and checks that it is told once. */
async function fails(program: string, why: RegExp): Promise<Message> {
	await use(program);
	const message = await until('a message', () => heard[0]);
	assert.equal(server.condition, 'failed');
	assert.match(message.text, why);
	assert.ok(message.text.includes(program), message.text);
	assert.match(message.text, /modroute\.server\.path/, 'it says what to correct');
	assert.ok(message.ways.includes('Open Settings'));
	await works();
	assert.deepEqual(heard.map((m) => m.text), [message.text], 'it is told once');
	return message;
}

/** Takes the setting back, and waits until the server that came with the extension works. */
async function works(): Promise<void> {
	const told = [...heard];
	await use(undefined);
	heard.push(...told);
	await until('the server runs', () => server.condition === 'running' && server.program.endsWith('server/modroute'));
	const { document } = await open('go.mod');
	await until('findings', () => findings(document.uri).length > 0);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

export const run = () => runTests(() => {
	suiteSetup(async () => {
		heard = hearMessages();
		({ server } = await activate());
		await open('go.mod');
		await until('the server runs', () => server.condition === 'running');
	});

	test('a file that may not be executed is said', () => {
		const file = path.join(dir, 'notes.txt');
		fs.writeFileSync(file, 'notes\n', { mode: 0o644 });
		return fails(file, /may not be executed/);
	});

	test('a directory is said', () => fails(dir, /is a directory/));

	test('a program that ends at once is said', () => fails('/bin/true', /did not start: it ended with exit code 0, before it answered/));

	test('a program that does not speak the protocol is said', () => fails('/bin/cat', /did not start: /));

	test('another language server is said', () => fails(fake('other').program, /is not modroute: it is gopls/));

	test('an older server is said once, and does what it can', async () => {
		const { program } = fake('older');
		await use(program);
		const message = await until('a message', () => heard[0]);
		assert.match(message.text, /\(v0\.0\.1\) is older than this extension/);
		assert.ok(message.text.includes(program));
		assert.equal(server.condition, 'running');
		await server.restart();
		assert.equal(server.condition, 'running');
		assert.equal(heard.length, 1, 'it is told once');
		await works();
	});

	test('a server that ends again and again is started a few times; then one message; Restart Server brings it back', async () => {
		const { program, file, starts } = fake('dying');
		await use(program);
		const message = await until('a message', () => heard[0]);
		assert.match(message.text, /has ended 4 times within three minutes, at last so: it ended with exit code 3, after "out of luck"/);
		assert.ok(message.text.includes(program));
		assert.equal(server.condition, 'failed');
		assert.equal(starts().length, 4);
		fs.writeFileSync(file, '');
		message.choose('Restart Server');
		await until('the server runs', () => server.condition === 'running');
		assert.equal(starts().length, 5);
		assert.equal(heard.length, 1, heard.map((m) => m.text).join('\n'));
		await works();
	});

	test('a server that answers late is said to be late, and taken when it answers', async () => {
		const { program, file } = fake('late');
		server.patience = 200;
		await use(program);
		const message = await until('a message', () => heard[0]);
		assert.match(message.text, /has not answered yet/);
		assert.ok(message.text.includes(program));
		assert.equal(server.condition, 'starting');
		server.patience = 60_000;
		fs.writeFileSync(file, '');
		await until('the server runs', () => server.condition === 'running');
		assert.equal(heard.length, 1);
		await works();
	});

	test('a server that never answers can be started again, and left', async () => {
		const { program, starts } = fake('silent');
		server.patience = 200;
		await use(program);
		const message = await until('a message', () => heard[0]);
		await vscode.commands.executeCommand('modroute.showEnvironment'); // does not wait for ever
		assert.equal(heard.length, 2, 'a command says why it does nothing');
		server.patience = 60_000;
		message.choose('Restart Server');
		await until('another process', () => starts().length === 2);
		const [first = 0, second = 0] = starts();
		await until('the end of the first', () => !isAlive(first));
		void server.restart();
		void server.restart();
		await until('the end of the second', () => !isAlive(second));
		assert.equal(server.condition, 'starting');
		await works();
		await until('the end of all', () => !starts().some(isAlive));
		assert.equal(heard.length, 2, heard.map((m) => m.text).join('\n'));
	});

	test('requests that fail or hang make no messages', async () => {
		for (const way of ['failing', 'hanging']) {
			await use(fake(way).program);
			await until('the server runs', () => server.condition === 'running' && server.program.endsWith(way));
			const { document } = await open('go.mod');
			const answer = hover(document, 'github.com/go-chi/chi');
			await (way === 'failing' ? answer : Promise.race([answer, server.settingsChanged()]));
			await server.restart();
			assert.equal(server.condition, 'running');
		}
		await works();
		assert.deepEqual(heard.map((m) => m.text), []);
	});

	test('a server that never answers does not outlive the window', async () => {
		// The runner looks for what is left when the window is closed.
		await use(fake('silent').program);
		await until('its start', () => fake('silent').starts().some(isAlive));
	});
});
