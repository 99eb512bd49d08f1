import * as os from 'node:os';
import * as vscode from 'vscode';
import { goEnvironment, GoSettings } from './goenvironment';

/** The settings that the server understands (docs/settings.md); the others in the section are the extension's own. */
export const serverSettings = ['private', 'trustedProxies', 'env', 'environments', 'severity', 'ignore', 'inlayHints', 'codeLens'];

/**
 * Returns the server's settings for a folder, or for the workspace as a whole. What the Go extension's settings give
 * to go commands lies below modroute.env, which a person sets for modroute alone.
 */
export function settingsFor(scope: vscode.Uri | undefined): Record<string, unknown> {
	const section = vscode.workspace.getConfiguration('modroute', scope);
	const settings: Record<string, unknown> = {};
	for (const name of serverSettings) {
		settings[name] = section.get(name);
	}
	const env = { ...goEnvironmentOf(scope), ...section.get<Record<string, unknown>>('env') };
	return { ...settings, env };
}

/** The variables that the Go extension gives to its tools in a folder. */
export function goEnvironmentOf(scope: vscode.Uri | undefined): Record<string, string> {
	const folder = scope && vscode.workspace.getWorkspaceFolder(scope);
	const only = vscode.workspace.workspaceFolders?.length === 1 ? vscode.workspace.workspaceFolders[0] : undefined;
	return goEnvironment(goSettings(scope), {
		folder: (folder ?? only)?.uri.fsPath,
		home: os.homedir(),
		environ: process.env,
		platform: process.platform,
	});
}

function goSettings(scope: vscode.Uri | undefined): GoSettings {
	return {
		toolsEnvVars: read('go', 'toolsEnvVars', scope),
		alternateTools: read('go', 'alternateTools', scope),
		goroot: read('go', 'goroot', scope),
		proxy: read('http', 'proxy', scope),
		program: programOfGoExtension(scope),
	};
}

/**
 * Reads a setting that belongs to somebody else. Where the workspace is not trusted, only the person's own value
 * counts: without the Go extension nobody has told VS Code to withhold the workspace's.
 */
function read<T>(section: string, name: string, scope: vscode.Uri | undefined): T | undefined {
	const configuration = vscode.workspace.getConfiguration(section, scope);
	return vscode.workspace.isTrusted ? configuration.get<T>(name) : configuration.inspect<T>(name)?.globalValue;
}

/** The part of the Go extension's exported API that is used here (vscode-go, extension/src/export.d.ts). */
interface GoExtension {
	settings?: { getExecutionCommand?(tool: string, resource?: vscode.Uri): { binPath?: string } | undefined };
}

/** The Go extension, under its id. */
export const goExtensionID = 'golang.go';

/** The go program that the Go extension has chosen; its own settings come into it, and its status bar. */
function programOfGoExtension(scope: vscode.Uri | undefined): string | undefined {
	const extension = vscode.extensions.getExtension<GoExtension>(goExtensionID);
	if (!extension?.isActive) {
		return undefined;
	}
	try {
		return extension.exports?.settings?.getExecutionCommand?.('go', scope)?.binPath;
	} catch {
		return undefined; // it has no go program, and says so itself
	}
}
