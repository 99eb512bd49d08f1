import * as vscode from 'vscode';

/** A document that a command of the server returns. */
export interface ShownText {
	title: string;
	markdown: string;
}

export function isShownText(result: unknown): result is ShownText {
	const text = result as Partial<ShownText> | null | undefined;
	return typeof text?.title === 'string' && typeof text.markdown === 'string';
}

/** Shows documents as read-only previews; the same title again renews the one that is open. */
export class Texts implements vscode.TextDocumentContentProvider {
	static readonly scheme = 'modroute';
	private readonly contents = new Map<string, string>();
	private readonly changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.changed.event;

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.contents.get(uri.path) ?? '';
	}

	async show(text: ShownText): Promise<void> {
		const uri = vscode.Uri.from({ scheme: Texts.scheme, path: '/' + text.title.replace(/[\\/]/g, '∕') + '.md' });
		this.contents.set(uri.path, text.markdown);
		this.changed.fire(uri);
		const document = await vscode.workspace.openTextDocument(uri);
		try {
			await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
		} catch {
			// VS Code's Markdown extension can be switched off.
			await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
		}
	}
}
