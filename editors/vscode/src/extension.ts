import * as path from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { goExtensionID } from './configuration';
import { KeptCommands } from './keptcommands';
import { Notice } from './notice';
import { Picture } from './picture';
import { Server } from './server';
import { ServerCommands } from './servercommands';
import { Status } from './status';
import { Texts } from './texts';

let server: Server | undefined;

/** What other extensions, and the tests, can ask. */
export interface API {
	server: Server;
	status: Status;
	kept: KeptCommands;
	texts: Texts;
	picture: Picture;
}

/** Starts the server in the background: VS Code waits for what this returns. */
export function activate(context: vscode.ExtensionContext): API {
	const log = vscode.window.createOutputChannel('modroute', { log: true });
	const texts = new Texts();
	const bundled = path.join(context.extensionPath, 'server', process.platform === 'win32' ? 'modroute.exe' : 'modroute');
	const kept = new KeptCommands();
	const started = (server = new Server(log, kept, bundled));
	const status = new Status(started);
	const picture = new Picture(started, context.extensionUri);
	context.subscriptions.push(
		log, kept, started, status, picture,
		vscode.workspace.registerTextDocumentContentProvider(Texts.scheme, texts),
		registerCommands(started, texts, picture, log),
		new ServerCommands(started, texts),
		new Notice(started, context.workspaceState),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('modroute.server.path')) {
				void started.restart();
			} else if (['go.toolsEnvVars', 'go.alternateTools', 'go.goroot', 'go.terminal', 'http.proxy', 'terminal.integrated'].some((name) => event.affectsConfiguration(name))) {
				void started.settingsChanged();
			}
		}),
		// Trust is something that the server is told when it starts.
		vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
		vscode.extensions.onDidChange(() => void heedGoExtension(started)),
	);
	void started.start().then(() => heedGoExtension(started));
	return { server: started, status, kept, texts, picture };
}

export async function deactivate(): Promise<void> {
	await server?.stop();
}

/** Takes the go program that the Go extension has chosen, once it can be asked. */
async function heedGoExtension(server: Server): Promise<void> {
	const extension = vscode.extensions.getExtension(goExtensionID);
	if (extension) {
		await extension.activate().then(() => server.settingsChanged(), () => undefined); // its failure is its own to tell
	}
}
