import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** The server's program while it runs: it can be ended at any time, and says how it ended. */
export class Program {
	/** Resolves when it has ended. */
	readonly ended: Promise<void>;
	private process: ChildProcessWithoutNullStreams | undefined;
	private last = ''; // what it wrote last on standard error
	private how = '';
	private end: () => void = () => undefined;

	constructor(readonly path: string) {
		this.ended = new Promise((resolve) => (this.end = resolve));
	}

	/** Starts it. The error says why it cannot be. */
	start(): Promise<ChildProcessWithoutNullStreams> {
		return new Promise((resolve, reject) => {
			try {
				const process = (this.process = spawn(this.path, ['serve'], { windowsHide: true }));
				process.on('spawn', () => resolve(process));
				process.on('error', (err) => reject(new Error(inWords(err))));
				process.on('exit', (code, signal) => {
					this.how = signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
					this.end();
				});
				process.stderr.on('data', (data: Buffer) => (this.last = data.toString().trim().split('\n').pop() || this.last));
			} catch (err) {
				reject(new Error(inWords(err as NodeJS.ErrnoException)));
			}
		});
	}

	get pid(): number | undefined {
		return this.process?.pid;
	}

	/** How it ended, and what it said last; "" as long as it runs. */
	get ending(): string {
		return this.how && this.last ? `${this.how}, after "${this.last.slice(0, 200)}"` : this.how;
	}

	/** Ends it, whatever it is doing. Nothing more is read of it, even if its own children live on. */
	kill(): void {
		this.process?.kill('SIGKILL');
		for (const stream of [this.process?.stdin, this.process?.stdout, this.process?.stderr]) {
			stream?.destroy();
		}
	}
}

function inWords(err: NodeJS.ErrnoException): string {
	switch (err.code) {
		case 'ENOEXEC':
			return 'it is no program for this system';
		case 'EACCES':
			return 'the system does not permit it';
		default:
			return err.message;
	}
}
