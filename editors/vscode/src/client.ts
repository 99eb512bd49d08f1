import type { ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import {
	ClientCapabilities, CloseAction, DynamicFeature, ErrorAction, ExecuteCommandRequest, LanguageClient, LanguageClientOptions,
	RevealOutputChannelOn, State, StaticFeature,
} from 'vscode-languageclient/node';
import { settingsFor } from './configuration';
import { withToolsEnvVars } from './toolsenvvars';

/** The files that the server knows, by name: other extensions may have given them other languages. */
export const documentSelector = [
	...['go.mod', 'go.work', 'go.sum', 'go.work.sum', 'go.env', 'go/env'].map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
	{ scheme: 'file', language: 'go' },
];

/** What this client can do besides what the protocol knows. */
class Experimental implements StaticFeature {
	fillClientCapabilities(capabilities: ClientCapabilities): void {
		(capabilities.workspace ??= {}).executeCommand = {};
		capabilities.experimental = {
			modroute: { pickDirectory: true, undoButton: true, copyText: true, showText: true, showGraph: true, refreshGraph: true },
		};
	}
	initialize(): void {}
	getState() {
		return { kind: 'static' as const };
	}
	clear(): void {}
}

/** The language client without two of its habits. */
class Client extends LanguageClient {
	/** Leaves out the feature that registers the server's commands for as long as it runs (see ServerCommands). */
	override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
		if ((feature as DynamicFeature<unknown>).registrationType?.method !== ExecuteCommandRequest.method) {
			super.registerFeature(feature);
		}
	}

	/** Logs, and shows nothing: what a person should know is said once, by Server. */
	override error(message: string, data?: unknown): void {
		super.error(message, data, false);
	}
}

/** What a client asks of whoever makes it. */
interface Around {
	ended(): void; // the connection has
	told(): void; // the server, its settings
	redraw(): void; // pictures may have changed
	keep(command: vscode.Command): vscode.Command; // of an action that is offered
}

/** Makes a client of the server that `start` starts. It is not started yet. */
export function makeClient(start: () => Promise<ChildProcess>, log: vscode.LogOutputChannel, around: Around): LanguageClient {
	const options: LanguageClientOptions = {
		documentSelector,
		outputChannel: log,
		traceOutputChannel: log,
		revealOutputChannelOn: RevealOutputChannelOn.Never,
		initializationOptions: { ...settingsFor(undefined), trusted: vscode.workspace.isTrusted },
		initializationFailedHandler: () => false, // whoever starts it tells the person
		errorHandler: {
			error: () => ({ action: ErrorAction.Continue, handled: true }),
			closed: () => {
				around.ended();
				return { action: CloseAction.DoNotRestart, handled: true };
			},
		},
		middleware: {
			workspace: {
				configuration: (params) => {
					around.told();
					return params.items.map((item) =>
						item.section === 'modroute' ? settingsFor(item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined) : null,
					);
				},
				// The section as VS Code has it lacks what the Go extension's settings add.
				didChangeConfiguration: () => tellOfSettings(client),
			},
			async provideCodeActions(document, range, context, token, next) {
				const actions = withToolsEnvVars(await next(document, range, context, token));
				for (const action of actions ?? []) {
					if ('command' in action && typeof action.command === 'object' && action.command.arguments?.length) {
						action.command = around.keep(action.command);
					}
				}
				return actions;
			},
			// VS Code asks before it runs any action, and may forget a command's arguments while it waits. The server
			// has nothing to add to those without data.
			resolveCodeAction: (action, token, next) => ((action as { data?: unknown }).data === undefined ? action : next(action, token)),
		},
	};
	const client = new Client('modroute', 'modroute', start, options);
	client.registerFeature(new Experimental());
	client.onRequest('modroute/pickDirectory', pickDirectory);
	client.onRequest('modroute/copyText', (text: { title: string; text: string }) => void offerToCopy(text));
	client.onRequest('modroute/refreshGraph', () => {
		around.redraw();
		return null;
	});
	return client;
}

/** Has the server ask for its settings anew. */
export function tellOfSettings(client: LanguageClient): Promise<void> {
	return client.sendNotification('workspace/didChangeConfiguration', { settings: null });
}

/** Runs one of the server's commands. The library lets a request wait for ever whose server is ended; this does not. */
export async function run(client: LanguageClient, command: string, ...args: unknown[]): Promise<unknown> {
	let listener: vscode.Disposable | undefined;
	const ended = new Promise<never>((_, reject) => {
		listener = client.onDidChangeState(({ newState }) => newState === State.Stopped && reject(new Error('The modroute server has ended.')));
	});
	try {
		return await Promise.race([client.sendRequest(ExecuteCommandRequest.method, { command, arguments: args }), ended]);
	} finally {
		listener?.dispose();
	}
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
	const message = text.title.includes(text.text) ? text.title : `${text.title}: ${text.text}`;
	if ((await vscode.window.showInformationMessage(message, copy)) === copy) {
		await vscode.env.clipboard.writeText(text.text);
	}
}
