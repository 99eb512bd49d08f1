import * as path from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { goExtensionID } from './configuration';
import { Server } from './server';
import { Status } from './status';
import { Texts } from './texts';

let server: Server | undefined;

/** What other extensions, and the tests, can ask. */
export interface API {
	server: Server;
	status: Status;
}

/** Starts the server in the background: VS Code waits for what this returns. */
export function activate(context: vscode.ExtensionContext): API {
	const log = vscode.window.createOutputChannel('modroute', { log: true });
	const texts = new Texts();
	const bundled = path.join(context.extensionPath, 'server', process.platform === 'win32' ? 'modroute.exe' : 'modroute');
	const started = (server = new Server(log, texts, bundled));
	const status = new Status(started);
	context.subscriptions.push(
		log, started, status,
		vscode.workspace.registerTextDocumentContentProvider(Texts.scheme, texts),
		registerCommands(started, texts, log),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('modroute.server.path')) {
				void started.restart();
			} else if (['go.toolsEnvVars', 'go.alternateTools', 'go.goroot', 'http.proxy'].some((name) => event.affectsConfiguration(name))) {
				void started.settingsChanged();
			}
		}),
		// Trust is something that the server is told when it starts.
		vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
		vscode.extensions.onDidChange(() => void heedGoExtension(started)),
	);
	void started.start().then(() => heedGoExtension(started));
	return { server: started, status };
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
