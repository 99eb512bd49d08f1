import * as vscode from 'vscode';
import { run } from './client';
import { settingsFor } from './configuration';
import { Picture } from './picture';
import { isSubject, Subject } from './picturemessages';
import { Server } from './server';
import { inView } from './status';
import { isShownText, ShownText, Texts } from './texts';
import { writePlan, writeToolsEnvVars } from './toolsenvvars';

/** Registers the commands of the palette and the menus. The server's own are the client's to register. */
export function registerCommands(server: Server, texts: Texts, picture: Picture, log: vscode.LogOutputChannel): vscode.Disposable {
	const ask = new Questions(server, texts);
	const commands: Record<string, (...args: never[]) => unknown> = {
		'modroute.explain': (at?: vscode.Uri) => ask.explain(at),
		'modroute.showPicture': (of?: vscode.Uri | Subject) => picture.show(subject(of)),
		'modroute.showModulePicture': () => picture.show(subjectAtCursor()),
		'modroute.showEnvironment': (at?: vscode.Uri) => ask.show('modroute.environment', at),
		'modroute.compare': (at?: vscode.Uri) => ask.compare(at),
		'modroute.compareLoginShell': (at?: vscode.Uri) => ask.compareLoginShell(at),
		'modroute.copyDifference': (at?: vscode.Uri) => ask.copyDifference(at),
		'modroute.restartServer': () => server.restart(),
		'modroute.showLog': () => log.show(),
		'modroute.menu': () => showMenu(server),
		[writeToolsEnvVars]: writePlan,
	};
	return vscode.Disposable.from(...Object.entries(commands).map(([name, f]) => vscode.commands.registerCommand(name, f)));
}

/** What a person asks the server by a command. */
class Questions {
	constructor(private readonly server: Server, private readonly texts: Texts) {}

	/** Explains the route of the line with the cursor; where no file is open, of a module that the person names. */
	async explain(at?: vscode.Uri): Promise<void> {
		const editor = vscode.window.activeTextEditor;
		if (editor && (!at || at.toString() === editor.document.uri.toString()) && editor.document.uri.scheme === 'file') {
			await this.ask('modroute.explainRoute', { uri: editor.document.uri.toString(), line: editor.selection.active.line });
			return;
		}
		const path = await vscode.window.showInputBox({
			title: 'Explain Route', prompt: 'The path of a module, required or not', placeHolder: 'example.com/team/lib',
		});
		if (path) {
			await this.ask('modroute.explainRoute', { ...argument(at), path: path.trim() });
		}
	}

	show(command: string, at?: vscode.Uri): Promise<void> {
		return this.ask(command, argument(at));
	}

	async compare(at?: vscode.Uri): Promise<void> {
		if (await this.somethingToCompare(at)) {
			await this.ask('modroute.compareEnvironments', argument(at));
		}
	}

	/** Compares with the login shell, which is run for it. */
	compareLoginShell(at?: vscode.Uri): Promise<void> {
		return this.ask('modroute.compareEnvironments', { ...argument(at), loginShell: true });
	}

	/** Copies what differs between the environments, as text to send to somebody. */
	async copyDifference(at?: vscode.Uri): Promise<void> {
		if (!(await this.somethingToCompare(at))) {
			return;
		}
		const text = await this.answer('modroute.compareEnvironments', argument(at));
		if (text) {
			await vscode.env.clipboard.writeText(text.markdown);
			void vscode.window.showInformationMessage('modroute: the difference is on the clipboard');
		}
	}

	/** Whether there is an environment to compare with; if not, says how to name one. */
	private async somethingToCompare(at: vscode.Uri | undefined): Promise<boolean> {
		if (Object.keys(settingsFor(at ?? vscode.window.activeTextEditor?.document.uri)['environments'] ?? {}).length > 0) {
			return true;
		}
		const shell = 'Compare with My Login Shell', settings = 'Open Settings';
		const answer = await vscode.window.showInformationMessage(
			'modroute: no environment to compare with has been named in the setting modroute.environments.', shell, settings,
		);
		if (answer === settings) {
			await vscode.commands.executeCommand('workbench.action.openSettings', 'modroute.environments');
		} else if (answer === shell) {
			await this.compareLoginShell(at);
		}
		return false;
	}

	private async ask(command: string, argument: object): Promise<void> {
		const text = await this.answer(command, argument);
		if (text) {
			await this.texts.show(text);
		}
	}

	private async answer(command: string, argument: object): Promise<ShownText | undefined> {
		const client = await this.server.ready();
		if (!client) {
			return undefined;
		}
		const result = await run(client, command, argument).catch((err: unknown) => {
			if (client.isRunning()) {
				throw err;
			}
			return undefined; // the server has just ended, which is told if it does not start again
		});
		return isShownText(result) ? result : undefined; // if there is nothing to show, the server has said why
	}
}

/** The argument that names a file: the one asked about, else the one in view. */
function argument(at: vscode.Uri | undefined): { uri?: string } {
	const uri = at ?? vscode.window.activeTextEditor?.document.uri;
	return uri?.scheme === 'file' ? { uri: uri.toString() } : {};
}

/** What a picture is asked of: a file, of a menu; what a lens names; else the file in view, if it lies among modules. */
function subject(of: vscode.Uri | Subject | undefined): Subject {
	if (isSubject(of)) {
		return of;
	}
	const uri = of ?? inView()?.uri;
	return { uri: uri?.scheme === 'file' && !uri.path.endsWith('/go/env') ? uri.toString() : '' };
}

/** The module on the line with the cursor. */
function subjectAtCursor(): Subject {
	const editor = vscode.window.activeTextEditor;
	return editor ? { uri: editor.document.uri.toString(), line: editor.selection.active.line } : subject(undefined);
}

/** The menu of the status bar item. */
async function showMenu(server: Server): Promise<void> {
	const entry = (label: string, command: string) => ({ label, command });
	const entries = [
		entry('$(type-hierarchy) Show Route Picture', 'modroute.showPicture'),
		entry('$(question) Explain Route', 'modroute.explain'),
		entry('$(list-tree) Show Environment', 'modroute.showEnvironment'),
		entry('$(diff) Compare Environments', 'modroute.compare'),
		entry('$(terminal) Compare with My Login Shell', 'modroute.compareLoginShell'),
		entry('$(warning) Show Problems', 'workbench.actions.view.problems'),
		entry('$(debug-restart) Restart Server', 'modroute.restartServer'),
		entry('$(output) Show Log', 'modroute.showLog'),
	];
	const title = server.problem || ['modroute', server.version].join(' ').trim();
	const picked = await vscode.window.showQuickPick(entries, { title });
	if (picked) {
		await vscode.commands.executeCommand(picked.command);
	}
}
