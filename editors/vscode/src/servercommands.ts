import * as vscode from 'vscode';
import { run } from './client';
import { Server } from './server';
import { isShownText, Texts } from './texts';

/**
 * The commands of the server, which its code actions, lenses and hints name. Once there, they stay as long as the
 * extension: what was offered before the server started again works after.
 */
export class ServerCommands implements vscode.Disposable {
	private readonly registered = new Map<string, vscode.Disposable>();
	private readonly listening: vscode.Disposable;

	constructor(private readonly server: Server, private readonly texts: Texts) {
		this.listening = server.onDidChange(() => this.register());
	}

	dispose(): void {
		this.listening.dispose();
		this.registered.forEach((command) => command.dispose());
	}

	private register(): void {
		for (const name of this.server.commands) {
			if (!this.registered.has(name)) {
				// What the lens offers is shown, and asked for anew when it changes.
				const run = name === 'modroute.graph'
					? (...args: unknown[]) => vscode.commands.executeCommand('modroute.showPicture', ...args)
					: (...args: unknown[]) => this.run(name, args);
				this.registered.set(name, vscode.commands.registerCommand(name, run));
			}
		}
	}

	private async run(name: string, args: unknown[]): Promise<unknown> {
		const client = await this.server.ready();
		if (!client) {
			return undefined;
		}
		const result = await run(client, name, ...args).catch((err: unknown) => {
			if ((err as { data?: { shown?: boolean } }).data?.shown) {
				return undefined; // the server has told the person, and VS Code would again
			}
			throw err;
		});
		if (isShownText(result)) {
			await this.texts.show(result);
		}
		return result;
	}
}
