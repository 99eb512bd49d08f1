import * as vscode from 'vscode';
import { documentSelector, run } from './client';
import { settingOf, terminalName, terminalOf } from './configuration';
import { Difference, identity, inWords } from './difference';
import { Server } from './server';

const moduleFiles = documentSelector.filter((filter) => 'pattern' in filter && /go\.(mod|work)$/.test(filter.pattern));

const silenced = 'silencedDifferences'; // in the workspace's memory

/** Tells a person once when the terminal's environment routes the file in view otherwise than the editor's. */
export class Notice implements vscode.Disposable {
	private readonly told = new Set<string>();
	private readonly subscriptions: vscode.Disposable[];
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly server: Server, private readonly memory: vscode.Memento) {
		this.subscriptions = [
			server.onDidChange(() => this.lookSoon()),
			server.onDidTellSettings(() => this.lookSoon()),
			vscode.window.onDidChangeActiveTextEditor(() => this.lookSoon()),
			vscode.languages.onDidChangeDiagnostics((event) => {
				const uri = fileInView()?.toString();
				if (event.uris.some((changed) => changed.toString() === uri)) {
					this.lookSoon();
				}
			}),
		];
	}

	dispose(): void {
		clearTimeout(this.timer);
		this.subscriptions.forEach((subscription) => subscription.dispose());
	}

	/** Looks once nothing has changed for a moment. */
	private lookSoon(): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.look(), 500);
	}

	/** Looks at the file in view, and tells what is to be told. Resolves when the person has answered. */
	async look(): Promise<void> {
		const uri = fileInView();
		const { client } = this.server;
		if (!uri || !client?.isRunning() || !terminalOf(uri)) {
			return;
		}
		// A person may just have named a login shell so, which is run only when asked for.
		const answer = await run(client, 'modroute.compareEnvironments', { uri: uri.toString(), name: terminalName, unasked: true }).catch(() => undefined);
		const difference = (answer as { differences?: Difference[] } | undefined)?.differences?.[0];
		if (difference && difference.differing > 0) {
			await this.tell(difference, uri);
		}
	}

	private async tell(difference: Difference, uri: vscode.Uri): Promise<void> {
		const which = identity(difference);
		const never = this.memory.get<string[]>(silenced, []);
		if (this.told.has(which) || never.includes(which)) {
			return;
		}
		this.told.add(which);
		const compare = 'Compare', dont = "Don't Show Again";
		const answer = await vscode.window.showInformationMessage(inWords(difference, (name) => settingOf(name, uri)), compare, dont);
		if (answer === compare) {
			await vscode.commands.executeCommand('modroute.compare', uri);
		} else if (answer === dont) {
			await this.memory.update(silenced, [...this.memory.get<string[]>(silenced, []), which]);
		}
	}
}

function fileInView(): vscode.Uri | undefined {
	const document = vscode.window.activeTextEditor?.document;
	return document && vscode.languages.match(moduleFiles, document) > 0 ? document.uri : undefined;
}
