import { randomBytes } from 'node:crypto';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { run } from './client';
import { Coalesced } from './coalesced';
import { Drawn, fileName, Format, FromPage, isDrawn, isFromPage, isSubject, moduleAt, PictureModule, Subject, ToPage } from './picturemessages';
import { page } from './picturepage';
import { Server } from './server';

/** The panel with a picture of routes, as the server draws it. There is one, which follows what changes. */
export class Picture implements vscode.Disposable, vscode.WebviewPanelSerializer {
	static readonly viewType = 'modroute.picture';
	drawn: Drawn | undefined; // what the panel shows
	problem = ''; // why that may not be so any more
	private panel: vscode.WebviewPanel | undefined;
	private subject: Subject | undefined;
	private drawnOf: Subject | undefined; // the subject of what is shown
	private width = 0; // of the page; 0 until it says that it is ready
	private readonly renewal = new Coalesced(() => this.renew());
	private readonly subscriptions: vscode.Disposable[];

	constructor(private readonly server: Server, private readonly extension: vscode.Uri) {
		this.subscriptions = [
			server.onDidChange(() => this.changed()),
			server.onDidChangePictures(() => this.changed()),
			vscode.window.registerWebviewPanelSerializer(Picture.viewType, this),
		];
	}

	dispose(): void {
		this.subscriptions.forEach((subscription) => subscription.dispose());
	}

	/** Shows the picture of a subject in the panel; if the server cannot run, the person is told what can be done. */
	async show(subject: Subject): Promise<void> {
		if (!(await this.server.ready())) {
			return;
		}
		this.subject = subject;
		if (this.panel) {
			this.panel.reveal();
		} else {
			this.adopt(vscode.window.createWebviewPanel(Picture.viewType, 'Routes', vscode.ViewColumn.Beside));
		}
		await this.renewal.request();
	}

	/** Takes the panel back that was open when the window was reloaded. */
	async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
		const subject = (state as { subject?: unknown } | undefined)?.subject;
		if (this.panel || !isSubject(subject)) {
			panel.dispose();
			return;
		}
		this.subject = subject;
		this.adopt(panel);
	}

	private adopt(panel: vscode.WebviewPanel): void {
		this.panel = panel;
		panel.iconPath = vscode.Uri.joinPath(this.extension, 'images', 'icon.png');
		panel.onDidDispose(() => {
			this.panel = this.subject = this.drawn = this.drawnOf = undefined;
			this.problem = '';
			this.width = 0;
		});
		const dist = vscode.Uri.joinPath(this.extension, 'dist');
		panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
		panel.webview.onDidReceiveMessage((message: unknown) => isFromPage(message) && void this.receive(message).catch(tellError));
		const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, 'picture.js'));
		panel.webview.html = page(script.toString(), randomBytes(16).toString('hex'));
	}

	/** Does what the page asks for. */
	async receive(message: FromPage): Promise<void> {
		switch (message.type) {
			case 'ready': // it is new, or was hidden, and nobody told it anything
			case 'size':
				if (message.width === this.width) {
					this.tell();
				}
				this.width = message.width;
				return this.renewal.request();
			case 'line':
				return this.goTo(moduleAt(this.drawn?.model, message));
			case 'tree': {
				const path = moduleAt(this.drawn?.model, message)?.path;
				return this.turnTo(path === undefined ? undefined : { path });
			}
			case 'file':
				return this.turnTo({});
			case 'save':
				return this.save(message.format, message.data);
			case 'problem':
				void vscode.window.showErrorMessage(`modroute: ${message.words}`);
		}
	}

	/** Shows another picture of the same file. */
	private async turnTo(part: { path?: string } | undefined): Promise<void> {
		if (this.subject && part) {
			this.subject = { uri: this.subject.uri, ...part };
			await this.renewal.request();
		}
	}

	private changed(): void {
		if (this.panel?.visible) { // else the page is made anew when it is, and says that it is ready
			void this.renewal.request();
		}
	}

	private async renew(): Promise<void> {
		const { subject, server: { client, condition } } = this;
		if (condition === 'failed') {
			this.fail('The modroute server does not run. ' + this.server.problem);
		}
		if (!subject || !this.width || !client?.isRunning()) {
			return; // it is about to
		}
		let answer: unknown;
		let problem = '';
		try {
			answer = await run(client, 'modroute.graph', { ...subject, width: this.width });
		} catch (err) {
			problem = err instanceof Error ? err.message : String(err);
		}
		if (subject !== this.subject || !this.panel || (problem && !client.isRunning())) {
			return; // the answer to another question, or the server's end, which is told elsewhere
		}
		if (isDrawn(answer)) {
			this.draw(subject, answer);
		} else {
			this.fail(problem || 'There is nothing to draw.');
		}
	}

	private draw(subject: Subject, drawn: Drawn): void {
		const first = drawn.model.nodes[0]?.modules?.[0];
		const uri = subject.uri || (first?.file ? vscode.Uri.file(first.file).toString() : '');
		// A module keeps its picture when its line moves.
		this.subject = this.drawnOf = drawn.model.kind === 'module' && first ? { uri, path: first.path } : { uri };
		this.drawn = drawn;
		this.problem = '';
		if (this.panel) {
			this.panel.title = (drawn.model.kind === 'module' ? 'Route of ' : 'Routes of ') + drawn.title;
		}
		this.tell();
	}

	/** Says why there is no other picture. The one that is shown stays, and goes on following what changes. */
	private fail(problem: string): void {
		this.problem = problem;
		this.subject = this.drawnOf ?? this.subject;
		this.tell();
	}

	/** Tells the page what to show. */
	private tell(): void {
		if (!this.width) {
			return;
		}
		const post = (message: ToPage) => void this.panel?.webview.postMessage(message);
		if (this.drawn && this.subject) {
			post({ type: 'picture', subject: this.subject, ...this.drawn });
		}
		if (this.problem) {
			post({ type: 'problem', words: this.problem });
		}
	}

	/** Goes to a module's line: where its file is in view, else in another column than the picture's. */
	private async goTo(module: PictureModule | undefined): Promise<void> {
		if (!module?.file || !module.line) {
			return;
		}
		const uri = vscode.Uri.file(module.file);
		const document = await vscode.workspace.openTextDocument(uri);
		const line = document.lineAt(Math.min(module.line, document.lineCount) - 1);
		const at = new vscode.Position(line.lineNumber, line.firstNonWhitespaceCharacterIndex);
		await vscode.window.showTextDocument(document, { viewColumn: this.columnFor(uri), selection: new vscode.Range(at, at) });
	}

	private columnFor(uri: vscode.Uri): vscode.ViewColumn {
		const others = vscode.window.tabGroups.all.filter((group) => group.viewColumn !== this.panel?.viewColumn);
		const has = (tab: vscode.Tab) => tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
		const group = others.find((other) => other.activeTab && has(other.activeTab)) ?? others.find((other) => other.tabs.some(has)) ?? others[0];
		return group?.viewColumn ?? vscode.ViewColumn.Beside;
	}

	private async save(format: Format, data: string): Promise<void> {
		const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(this.subject?.uri ?? '')) ?? vscode.workspace.workspaceFolders?.[0];
		const to = await vscode.window.showSaveDialog({
			title: 'Export Picture',
			defaultUri: vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.file(os.homedir()), fileName(this.drawn?.title ?? '', format)),
			filters: format === 'svg' ? { 'SVG picture': ['svg'] } : { 'PNG picture': ['png'] },
		});
		if (!to) {
			return;
		}
		try {
			await vscode.workspace.fs.writeFile(to, Buffer.from(data, format === 'svg' ? 'utf8' : 'base64'));
			vscode.window.setStatusBarMessage(`modroute: saved ${vscode.workspace.asRelativePath(to)}`, 5000);
		} catch (err) {
			void vscode.window.showErrorMessage(`modroute: the picture was not saved: ${err instanceof Error ? err.message : String(err)}`);
		}
	}
}

function tellError(err: unknown): void {
	void vscode.window.showErrorMessage(`modroute: ${err instanceof Error ? err.message : String(err)}`);
}
