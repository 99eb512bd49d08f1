import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { errorHandler, makeClient, tellOfSettings } from './client';
import { findServer } from './discovery';
import { Texts } from './texts';

export type Condition = 'stopped' | 'starting' | 'running' | 'failed';

/** The commands of the server that this extension calls; one without them is older than this extension. */
const needed = ['modroute.explainRoute', 'modroute.environment', 'modroute.compareEnvironments'];

const slow = 10_000; // milliseconds until a person is told that the server does not answer

/** The server: found, started, watched and ended. Its changes of state come one after the other. */
export class Server implements vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	readonly onDidChange = this.changed.event;
	condition: Condition = 'stopped';
	problem = ''; // why it failed
	program = '';
	client: LanguageClient | undefined; // of a server that runs
	private last: Promise<void> = Promise.resolve();

	constructor(private readonly log: vscode.LogOutputChannel, private readonly texts: Texts, private readonly bundled: string) {}

	start(): Promise<void> {
		return this.next(() => this.doStart());
	}

	stop(): Promise<void> {
		return this.next(() => this.doStop());
	}

	restart(): Promise<void> {
		return this.next(async () => {
			await this.doStop();
			await this.doStart();
		});
	}

	/** Waits until the server runs; if it cannot, the person has been told. */
	async ready(): Promise<LanguageClient | undefined> {
		await this.last;
		if (!this.client) {
			this.tell();
		}
		return this.client;
	}

	/** Has the server ask for its settings anew. */
	async settingsChanged(): Promise<void> {
		await this.last;
		if (this.client?.isRunning()) {
			await tellOfSettings(this.client);
		}
	}

	get version(): string {
		return this.client?.initializeResult?.serverInfo?.version ?? '';
	}

	dispose(): void {
		this.changed.dispose();
	}

	private next(step: () => Promise<void>): Promise<void> {
		this.last = this.last.then(step).catch((err: unknown) => this.fail(String(err)));
		return this.last;
	}

	private async doStart(): Promise<void> {
		this.program = '';
		const setting = vscode.workspace.getConfiguration('modroute').get<string>('server.path') ?? '';
		const roots = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
		const found = findServer(setting.trim(), this.bundled, roots, {
			platform: process.platform, environ: process.env, home: os.homedir(), isProgram,
		});
		if ('problem' in found) {
			this.fail(found.problem);
			return;
		}
		this.program = found.program;
		this.log.info(`the server is ${found.program} (${found.how})`);
		this.become('starting');
		let wanted = true;
		const client: LanguageClient = makeClient(found.program, this.log, this.texts, errorHandler(
			() => wanted,
			() => this.fail('The modroute server has ended several times in a row.'),
		));
		const patience = setTimeout(() => this.tellSlow(), slow);
		try {
			await client.start();
		} catch (err) {
			wanted = false;
			this.fail(`The modroute server did not start: ${err instanceof Error ? err.message : String(err)}`);
			return;
		} finally {
			clearTimeout(patience);
		}
		this.end = async () => {
			wanted = false;
			await client.stop(2000).catch((err: unknown) => this.log.warn(`ending the server: ${String(err)}`));
			await client.dispose().catch(() => undefined);
		};
		this.client = client;
		this.become('running');
		this.checkAge(client);
	}

	private end = async (): Promise<void> => undefined;

	private async doStop(): Promise<void> {
		const end = this.end;
		this.client = undefined;
		this.end = async () => undefined;
		await end();
		this.become('stopped');
	}

	private become(condition: Condition, problem = ''): void {
		this.condition = condition;
		this.problem = problem;
		this.changed.fire();
	}

	private fail(problem: string): void {
		this.log.error(problem);
		this.client = undefined;
		this.become('failed', problem);
		this.tell();
	}

	/** Tells the person what is wrong, and what can be done. */
	private tell(): void {
		if (this.condition !== 'failed') {
			return;
		}
		const missing = this.program === '';
		const ways: [string, () => unknown][] = missing
			? [['Install with Go', installWithGo], ['Try Again', () => this.restart()], ['Open Settings', openSettings]]
			: [['Restart Server', () => this.restart()], ['Show Log', () => this.log.show()]];
		void ask(vscode.window.showErrorMessage, this.problem, ways);
	}

	private tellSlow(): void {
		void ask(vscode.window.showWarningMessage, 'The modroute server has not answered for ten seconds.', [
			['Show Log', () => this.log.show()],
			['Open Settings', openSettings],
		]);
	}

	private checkAge(client: LanguageClient): void {
		const commands = client.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
		if (needed.every((name) => commands.includes(name))) {
			return;
		}
		const version = this.version ? ` (${this.version})` : '';
		void ask(vscode.window.showWarningMessage, `The modroute server at ${this.program}${version} is older than this extension: some commands are missing.`, [
			['Install with Go', installWithGo],
			['Open Settings', openSettings],
		]);
	}
}

async function ask(
	show: (message: string, ...items: string[]) => Thenable<string | undefined>, message: string, ways: [string, () => unknown][],
): Promise<void> {
	const answer = await show(message, ...ways.map(([label]) => label));
	await ways.find(([label]) => label === answer)?.[1]();
}

/** Writes the command to a terminal. It fetches over the network, so the person presses Enter. */
function installWithGo(): void {
	const terminal = vscode.window.createTerminal('modroute');
	terminal.show();
	terminal.sendText('go install github.com/modroute/modroute@latest', false);
}

function openSettings(): Thenable<unknown> {
	return vscode.commands.executeCommand('workbench.action.openSettings', 'modroute.server.path');
}

function isProgram(file: string): boolean {
	try {
		fs.accessSync(file, fs.constants.X_OK);
		return fs.statSync(file).isFile();
	} catch {
		return false;
	}
}
