import * as vscode from 'vscode';
import { CodeLensRequest } from 'vscode-languageclient/node';
import { documentSelector } from './client';
import { glance } from './glance';
import { Server } from './server';

/** The files whose routes the status bar sums up; on a Go file it says only when something is wrong with the server. */
const summedUp = documentSelector.filter((filter) => 'pattern' in filter);

/** The status bar item: the routes of the file in view at a glance. */
export class Status implements vscode.Disposable {
	private readonly item = vscode.window.createStatusBarItem('modroute', vscode.StatusBarAlignment.Right, 100);
	private readonly subscriptions: vscode.Disposable[];

	constructor(private readonly server: Server) {
		this.item.name = 'modroute';
		this.item.command = 'modroute.showPicture';
		this.subscriptions = [
			this.item,
			server.onDidChange(() => this.show()),
			vscode.window.onDidChangeActiveTextEditor(() => this.show()),
			vscode.languages.onDidChangeDiagnostics((event) => {
				const uri = inView()?.uri.toString();
				if (event.uris.some((changed) => changed.toString() === uri)) {
					this.show();
				}
			}),
		];
		this.show();
	}

	dispose(): void {
		this.subscriptions.forEach((subscription) => subscription.dispose());
	}

	/** The text in the bar, for tests. */
	get text(): string {
		return this.item.text;
	}

	private show(): void {
		const document = inView();
		const known = document && isSummedUp(document);
		if (!known && this.server.condition !== 'failed') {
			this.item.hide();
			return;
		}
		const found = document ? vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === 'modroute') : [];
		const count = (severity: vscode.DiagnosticSeverity) => found.filter((d) => d.severity === severity).length;
		const seen = glance(this.server.condition, count(vscode.DiagnosticSeverity.Error), count(vscode.DiagnosticSeverity.Warning));
		this.item.text = seen.text;
		this.item.accessibilityInformation = { label: seen.words };
		this.item.backgroundColor = this.server.condition === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
		this.item.tooltip = tooltip(this.server.problem || seen.words);
		this.item.show();
		if (known) {
			void this.sumUp(document);
		}
	}

	/** Adds to the tooltip what the server's lens says of the file. */
	private async sumUp(document: vscode.TextDocument): Promise<void> {
		const client = this.server.client;
		if (!client?.isRunning()) {
			return;
		}
		const shown = this.item.tooltip;
		const lenses = await client
			.sendRequest(CodeLensRequest.type, { textDocument: { uri: document.uri.toString() } })
			.catch(() => null); // the server has just ended, and the bar is about to say so
		const lines = (lenses ?? []).flatMap(({ command }) => (command && command.command !== 'modroute.graph' ? [command.title] : []));
		if (lines.length > 0 && this.item.tooltip === shown) {
			this.item.tooltip = tooltip(lines.join('\n'));
		}
	}
}

/** What the item says when it is pointed at, with ways to more than a click shows. */
function tooltip(words: string): vscode.MarkdownString {
	const text = new vscode.MarkdownString('', true);
	const ways = { 'Picture': 'modroute.showPicture', 'Environment': 'modroute.showEnvironment', 'All Commands': 'modroute.menu' };
	text.isTrusted = { enabledCommands: Object.values(ways) };
	text.appendText(words);
	text.appendMarkdown('\n\n' + Object.entries(ways).map(([label, command]) => `[${label}](command:${command})`).join(' · '));
	return text;
}

/** The file in view: the active one, else one that stands beside a preview or a picture. */
export function inView(): vscode.TextDocument | undefined {
	const { activeTextEditor, visibleTextEditors } = vscode.window;
	return (activeTextEditor ?? visibleTextEditors.find((editor) => isSummedUp(editor.document)))?.document;
}

function isSummedUp(document: vscode.TextDocument): boolean {
	return vscode.languages.match(summedUp, document) > 0;
}
