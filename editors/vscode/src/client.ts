import * as vscode from 'vscode';
import {
	ClientCapabilities, CloseAction, ErrorAction, ErrorHandler, ExecuteCommandRequest, LanguageClient, LanguageClientOptions,
	RevealOutputChannelOn, StaticFeature,
} from 'vscode-languageclient/node';
import { settingsFor } from './configuration';
import { isShownText, Texts } from './texts';
import { withToolsEnvVars } from './toolsenvvars';

/** The files that the server knows, by name: other extensions may have given them other languages. */
export const documentSelector = [
	...['go.mod', 'go.work', 'go.sum', 'go.work.sum', 'go.env', 'go/env'].map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
	{ scheme: 'file', language: 'go' },
];

/** What this client can do besides what the protocol knows. */
class Experimental implements StaticFeature {
	fillClientCapabilities(capabilities: ClientCapabilities): void {
		capabilities.experimental = { modroute: { pickDirectory: true, undoButton: true, copyText: true, showText: true } };
	}
	initialize(): void {}
	getState() {
		return { kind: 'static' as const };
	}
	clear(): void {}
}

/** Makes a client of the server at a path. It is not started. */
export function makeClient(program: string, log: vscode.LogOutputChannel, texts: Texts, errorHandler: ErrorHandler): LanguageClient {
	const options: LanguageClientOptions = {
		documentSelector,
		outputChannel: log,
		traceOutputChannel: log,
		revealOutputChannelOn: RevealOutputChannelOn.Never,
		initializationOptions: { ...settingsFor(undefined), trusted: vscode.workspace.isTrusted },
		initializationFailedHandler: () => false, // whoever starts it tells the person
		errorHandler,
		middleware: {
			workspace: {
				configuration: (params) =>
					params.items.map((item) =>
						item.section === 'modroute' ? settingsFor(item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined) : null,
					),
				// The section as VS Code has it lacks what the Go extension's settings add.
				didChangeConfiguration: () => tellOfSettings(client),
			},
			async executeCommand(command, args, next) {
				const result: unknown = await next(command, args);
				if (isShownText(result)) {
					await texts.show(result);
				}
				return result;
			},
			async provideCodeActions(document, range, context, token, next) {
				return withToolsEnvVars(await next(document, range, context, token));
			},
			// VS Code asks before it runs any action, and may forget a command's arguments while it waits. The server
			// has nothing to add to those without data.
			resolveCodeAction: (action, token, next) => ((action as { data?: unknown }).data === undefined ? action : next(action, token)),
		},
	};
	const client = new LanguageClient('modroute', 'modroute', { command: program, args: ['serve'] }, options);
	client.registerFeature(new Experimental());
	client.onRequest('modroute/pickDirectory', pickDirectory);
	client.onRequest('modroute/copyText', (text: { title: string; text: string }) => void offerToCopy(text));
	return client;
}

/** Has the server ask for its settings anew. */
export function tellOfSettings(client: LanguageClient): Promise<void> {
	return client.sendNotification('workspace/didChangeConfiguration', { settings: null });
}

/** Runs one of the server's commands. */
export function run(client: LanguageClient, command: string, argument: object): Promise<unknown> {
	return client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] });
}

/** An error handler that lets a server which ended start again a few times, and then asks `gaveUp`. */
export function errorHandler(isWanted: () => boolean, gaveUp: () => void): ErrorHandler {
	const most = 3, within = 3 * 60_000;
	let ends: number[] = [];
	return {
		error: () => ({ action: ErrorAction.Continue, handled: true }),
		closed: () => {
			const now = Date.now();
			ends = [...ends.filter((then) => now - then < within), now];
			if (isWanted() && ends.length <= most) {
				return { action: CloseAction.Restart, handled: true };
			}
			if (isWanted()) {
				gaveUp();
			}
			return { action: CloseAction.DoNotRestart, handled: true };
		},
	};
}

async function pickDirectory(question: { uri: string; title: string }): Promise<{ uri: string } | null> {
	const [picked] =
		(await vscode.window.showOpenDialog({
			title: question.title,
			openLabel: 'Choose',
			canSelectFiles: false,
			canSelectFolders: true,
			defaultUri: vscode.Uri.joinPath(vscode.Uri.parse(question.uri), '..', '..'),
		})) ?? [];
	return picked ? { uri: picked.toString() } : null;
}

async function offerToCopy(text: { title: string; text: string }): Promise<void> {
	const copy = 'Copy';
	if ((await vscode.window.showInformationMessage(`${text.title}: ${text.text}`, copy)) === copy) {
		await vscode.env.clipboard.writeText(text.text);
	}
}
