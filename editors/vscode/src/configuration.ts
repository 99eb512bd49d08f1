import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { goEnvironment, GoSettings, Place } from './goenvironment';
import { NamedEnvironment, startedWith, terminalEnvironment } from './terminal';

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
	const terminal = terminalOf(scope);
	return {
		...settings,
		env: over(goEnvironmentOf(scope), settings['env']),
		environments: over(terminal ? { [terminalName]: terminal } : {}, settings['environments']),
	};
}

/** Lays the members of a setting over others. VS Code lets through what is no object; the server says so of that. */
function over(base: object, setting: unknown): unknown {
	return isObject(setting) ? { ...base, ...setting } : setting ?? base;
}

function isObject(setting: unknown): setting is Record<string, unknown> {
	return typeof setting === 'object' && setting !== null && !Array.isArray(setting);
}

/** The name of the integrated terminal's environment among those to compare with, unless a person has given it to another. */
export const terminalName = 'terminal';

/** The environment of the integrated terminal, to compare that of a folder with; undefined if it cannot be told. */
export function terminalOf(scope: vscode.Uri | undefined): NamedEnvironment | undefined {
	const section = vscode.workspace.getConfiguration('modroute', scope);
	const named = section.get<unknown>('environments') ?? {}, own = section.get<unknown>('env') ?? {};
	if (!isObject(named) || !isObject(own) || terminalName in named) {
		return undefined;
	}
	const platform = process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'osx' : 'linux';
	return terminalEnvironment({
		env: read('terminal.integrated.env', platform, scope) ?? {},
		inheritEnv: read('terminal.integrated', 'inheritEnv', scope) ?? true,
		program: read('go.terminal', 'activateEnvironment', scope) === false ? undefined : programOfGoExtension(scope),
		own,
	}, placeOf(scope), before);
}

const before = startedWith(process.env, (file) => fs.readFileSync(file, 'utf8'));

/** Names the setting that gives a variable to the editor's go commands. */
export function settingOf(variable: string, scope: vscode.Uri): string {
	const has = (section: string, name: string) => {
		const set = read<unknown>(section, name, scope);
		return isObject(set) && variable in set;
	};
	if (has('modroute', 'env')) {
		return 'modroute.env';
	}
	if (variable === 'GOROOT' && read('go', 'goroot', scope)) {
		return 'go.goroot';
	}
	return has('go', 'toolsEnvVars') ? 'go.toolsEnvVars' : '';
}

/** The variables that the Go extension gives to its tools in a folder. */
export function goEnvironmentOf(scope: vscode.Uri | undefined): Record<string, string> {
	return goEnvironment(goSettings(scope), placeOf(scope));
}

/** Where the settings of a folder, or of the workspace as a whole, are read. */
function placeOf(scope: vscode.Uri | undefined): Place {
	const folder = scope && vscode.workspace.getWorkspaceFolder(scope);
	const only = vscode.workspace.workspaceFolders?.length === 1 ? vscode.workspace.workspaceFolders[0] : undefined;
	return {
		folder: (folder ?? only)?.uri.fsPath,
		home: os.homedir(),
		environ: process.env,
		platform: process.platform,
	};
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
