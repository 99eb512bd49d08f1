import * as vscode from 'vscode';
import { run } from './client';
import { Server } from './server';
import { isShownText, ShownText, Texts } from './texts';
import { writePlan, writeToolsEnvVars } from './toolsenvvars';

/** Registers the commands of the palette and the menus. The server's own are the client's to register. */
export function registerCommands(server: Server, texts: Texts, log: vscode.LogOutputChannel): vscode.Disposable {
	const ask = new Questions(server, texts);
	const commands: Record<string, (...args: never[]) => unknown> = {
		'modroute.explain': (at?: vscode.Uri) => ask.explain(at),
		'modroute.showEnvironment': (at?: vscode.Uri) => ask.show('modroute.environment', at),
		'modroute.compare': (at?: vscode.Uri) => ask.compare(at),
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
		if (await somethingToCompare()) {
			await this.ask('modroute.compareEnvironments', argument(at));
		}
	}

	/** Copies what differs between the environments, as text to send to somebody. */
	async copyDifference(at?: vscode.Uri): Promise<void> {
		if (!(await somethingToCompare())) {
			return;
		}
		const text = await this.answer('modroute.compareEnvironments', argument(at));
		if (text) {
			await vscode.env.clipboard.writeText(text.markdown);
			void vscode.window.showInformationMessage('modroute: the difference is on the clipboard');
		}
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
		const result = await run(client, command, argument);
		return isShownText(result) ? result : undefined; // if there is nothing to show, the server has said why
	}
}

/** The argument that names a file: the one asked about, else the one in view. */
function argument(at: vscode.Uri | undefined): { uri?: string } {
	const uri = at ?? vscode.window.activeTextEditor?.document.uri;
	return uri?.scheme === 'file' ? { uri: uri.toString() } : {};
}

/** Whether there is an environment to compare with; if not, offers to name that of the login shell. */
async function somethingToCompare(): Promise<boolean> {
	const section = vscode.workspace.getConfiguration('modroute');
	if (Object.keys(section.get<object>('environments') ?? {}).length > 0) {
		return true;
	}
	const shell = 'Compare with My Login Shell', settings = 'Open Settings';
	const answer = await vscode.window.showInformationMessage(
		'modroute: no environment to compare with has been named in the setting modroute.environments.', shell, settings,
	);
	if (answer === settings) {
		await vscode.commands.executeCommand('workbench.action.openSettings', 'modroute.environments');
	}
	if (answer === shell) {
		await section.update('environments', { terminal: { loginShell: true } }, vscode.ConfigurationTarget.Global);
		return true;
	}
	return false;
}

/** The menu of the status bar item. */
async function showMenu(server: Server): Promise<void> {
	const entry = (label: string, command: string) => ({ label, command });
	const entries = [
		entry('$(question) Explain Route', 'modroute.explain'),
		entry('$(list-tree) Show Environment', 'modroute.showEnvironment'),
		entry('$(diff) Compare Environments', 'modroute.compare'),
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
