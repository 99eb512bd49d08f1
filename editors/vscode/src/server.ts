import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { makeClient, tellOfSettings } from './client';
import { Fault, findServer, Found } from './discovery';
import { KeptCommands } from './keptcommands';
import { Program } from './program';

export type Condition = 'stopped' | 'starting' | 'running' | 'failed';

/** The commands of the server that this extension calls; one without them is older than this extension. */
const needed = ['modroute.explainRoute', 'modroute.environment', 'modroute.compareEnvironments', 'modroute.graph'];

/** A server that runs, or is about to: its program, and the client that speaks with it. */
interface Run {
	program: Program;
	client: LanguageClient;
	wanted: boolean; // whether its end would be a surprise
	over: boolean; // whether the connection has ended
	abandon: () => void; // ends it, whatever it does
}

/** The server: found, started, watched and ended. Its changes of state come one after the other. */
export class Server implements vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<void>();
	readonly onDidChange = this.changed.event;
	private readonly told = new vscode.EventEmitter<void>();
	/** The server has asked for its settings, and is told them. */
	readonly onDidTellSettings = this.told.event;
	private readonly redrawn = new vscode.EventEmitter<void>();
	/** The server says that pictures may have changed. */
	readonly onDidChangePictures = this.redrawn.event;
	condition: Condition = 'stopped';
	problem = ''; // why it failed
	program = '';
	client: LanguageClient | undefined; // of a server that runs
	patience = 10_000; // milliseconds until a person is told that the server does not answer
	private how: Found['how'] | undefined; // the program was found; undefined if there is none
	private run: Run | undefined;
	private last: Promise<void> = Promise.resolve();
	private latest = 0; // counts the changes that were asked for
	private late: Promise<void> = Promise.resolve(); // resolves when the server that is being started takes too long
	private ends: number[] = []; // when the server ended by itself
	private readonly said = new Set<string>(); // that a server is old

	constructor(private readonly log: vscode.LogOutputChannel, private readonly kept: KeptCommands, private readonly bundled: string) {}

	start(): Promise<void> {
		return this.next((newest) => this.doStart(newest));
	}

	stop(): Promise<void> {
		return this.next(() => this.doStop());
	}

	/** Starts another server in the place of the one that there is, even if that one has yet to answer. */
	restart(): Promise<void> {
		this.ends = [];
		return this.next(async (newest) => {
			await this.doStop();
			await this.doStart(newest);
		});
	}

	/** Waits until the server runs; if it cannot, or takes too long, the person is told. */
	async ready(): Promise<LanguageClient | undefined> {
		await Promise.race([this.last, this.late]);
		if (this.condition === 'failed') {
			this.tell();
		} else if (this.condition === 'starting') {
			this.tellLate();
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

	/** The commands of the server that runs. */
	get commands(): string[] {
		return this.client?.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
	}

	get pid(): number | undefined {
		return this.run?.program.pid;
	}

	dispose(): void {
		this.changed.dispose();
		this.told.dispose();
		this.redrawn.dispose();
	}

	/** Does a step after those that were asked for before. One that waits for a server to answer is called off. */
	private next(step: (newest: () => boolean) => Promise<void>): Promise<void> {
		const number = ++this.latest;
		if (this.condition === 'starting') {
			this.run?.abandon();
		}
		let late: () => void = () => undefined;
		this.late = new Promise((resolve) => (late = resolve));
		const patience = setTimeout(() => {
			late();
			if (this.condition === 'starting') {
				this.tellLate();
			}
		}, this.patience);
		this.last = this.last
			.then(() => step(() => number === this.latest))
			.catch((err: unknown) => this.fail(String(err)))
			.finally(() => clearTimeout(patience));
		return this.last;
	}

	private async doStart(newest: () => boolean): Promise<void> {
		if (!newest()) {
			return; // what was asked for since will start it, or is to end it
		}
		this.program = '';
		const setting = vscode.workspace.getConfiguration('modroute').get<string>('server.path')?.trim() ?? '';
		this.how = setting ? 'setting' : undefined;
		const roots = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
		const found = findServer(setting, this.bundled, roots, {
			platform: process.platform, environ: process.env, home: os.homedir(), fault,
		});
		if ('problem' in found) {
			this.fail(found.problem);
			return;
		}
		this.program = found.program;
		this.how = found.how;
		this.log.info(`the server is ${found.program} (${found.how})`);
		await this.begin(new Program(found.program));
	}

	/** Starts a program, and waits until it answers. */
	private async begin(program: Program): Promise<void> {
		let abandoned: () => void = () => undefined;
		const abandon = new Promise<never>((_, reject) => (abandoned = () => reject(new Error('it was called off'))));
		const run: Run = (this.run = {
			program, wanted: true, over: false,
			client: makeClient(() => program.start(), this.log, {
				ended: () => void this.ended(run), told: () => this.told.fire(), redraw: () => this.redrawn.fire(), keep: (command) => this.kept.keep(command),
			}),
			abandon: () => {
				run.wanted = false;
				program.kill();
				abandoned();
			},
		});
		this.become('starting');
		try {
			await Promise.race([run.client.start(), abandon]);
		} catch (err) {
			await this.startFailed(run, err);
			return;
		}
		const { serverInfo } = run.client.initializeResult ?? {};
		if (serverInfo?.name !== 'modroute') {
			await this.doStop();
			this.fail(`The program at ${program.path} is not modroute: ${serverInfo?.name ? `it is ${serverInfo.name}` : 'it does not say what it is'}.${this.remedy}`);
			return;
		}
		this.client = run.client;
		this.become('running');
		if (run.over) {
			void this.ended(run); // as soon as it had answered
			return;
		}
		this.checkAge();
	}

	private async startFailed(run: Run, err: unknown): Promise<void> {
		const { program } = run;
		const ending = await endingOf(program);
		const why = ending ? `${ending}, before it answered` : err instanceof Error ? err.message : String(err);
		if (run.wanted) {
			run.wanted = false;
			this.fail(`The modroute server at ${program.path} did not start: ${why}.${this.remedy}`);
		}
	}

	private async doStop(): Promise<void> {
		const { run } = this;
		this.client = undefined;
		this.run = undefined;
		if (run) {
			run.wanted = false;
			if (run.client.isRunning()) {
				await run.client.stop(2000).catch((err: unknown) => this.log.warn(`ending the server: ${String(err)}`));
			}
			await run.client.dispose().catch(() => undefined);
			await endingOf(run.program);
		}
		this.become('stopped');
	}

	/** Starts a server again that has ended by itself; one that does so again and again is given up. */
	private async ended(run: Run): Promise<void> {
		run.over = true;
		if (!run.wanted || this.condition === 'starting') {
			return; // it was meant to, or whoever starts it tells
		}
		run.wanted = false;
		this.client = undefined;
		await run.client.dispose().catch(() => undefined);
		const now = Date.now();
		this.ends = [...this.ends.filter((then) => now - then < 3 * 60_000), now];
		if (this.ends.length <= 3) {
			this.log.warn('the server has ended, and is started again');
			run.program.kill(); // it may have closed the connection only
			await this.start();
			return;
		}
		const ending = await endingOf(run.program);
		if (this.run !== run) {
			return; // another one has been started meanwhile
		}
		this.fail(`The modroute server at ${run.program.path} has ended ${this.ends.length} times within three minutes${ending && `, at last so: ${ending}`}.${this.remedy}`);
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

	/** What a person can do about a program that does not serve; a sentence. */
	private get remedy(): string {
		return this.how === 'setting' ? ' Correct the setting modroute.server.path, or empty it.' : '';
	}

	/** Tells the person what is wrong, and what can be done. */
	private tell(): void {
		const again: Way = ['Restart Server', () => this.restart()];
		const ways: Way[] = this.how === undefined
			? [['Install with Go', installWithGo], again, ['Open Settings', openSettings]]
			: [again, ['Show Log', () => this.log.show()], ['Open Settings', openSettings]];
		void ask(vscode.window.showErrorMessage, this.problem, ways);
	}

	private tellLate(): void {
		void ask(vscode.window.showWarningMessage, `The modroute server at ${this.program} has not answered yet.`, [
			['Restart Server', () => this.restart()],
			['Show Log', () => this.log.show()],
			['Open Settings', openSettings],
		]);
	}

	/** Tells the person, once, that a server lacks commands. */
	private checkAge(): void {
		const which = `${this.program}${this.version && ` (${this.version})`}`;
		if (needed.every((name) => this.commands.includes(name)) || this.said.has(which)) {
			return;
		}
		this.said.add(which);
		void ask(vscode.window.showWarningMessage, `The modroute server at ${which} is older than this extension: some commands are missing.${this.remedy}`, [
			['Install with Go', installWithGo],
			['Open Settings', openSettings],
		]);
	}
}

/** Lets a program that is of no use any more end, ends it if it does not, and says how it has ended if it did so by itself. */
async function endingOf(program: Program): Promise<string> {
	await Promise.race([program.ended, new Promise((resolve) => setTimeout(resolve, 500))]); // the connection ends a little earlier
	const { ending } = program;
	program.kill();
	return ending;
}

/** A button of a message, and what it does. */
type Way = [string, () => unknown];

async function ask(
	show: (message: string, ...items: string[]) => Thenable<string | undefined>, message: string, ways: Way[],
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

/** What is wrong with a program; "" for nothing. */
function fault(file: string): Fault {
	try {
		if (!fs.statSync(file).isFile()) {
			return 'is a directory or a device';
		}
		fs.accessSync(file, fs.constants.X_OK);
		return '';
	} catch (err) {
		return (err as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be executed' : 'does not exist';
	}
}
