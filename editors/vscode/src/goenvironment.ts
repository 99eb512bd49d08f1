import * as path from 'node:path';

/** What the Go extension's settings, and VS Code's own, say of the environment of go commands in one folder. */
export interface GoSettings {
	toolsEnvVars?: Record<string, unknown> | undefined;
	alternateTools?: Record<string, unknown> | undefined;
	goroot?: string | null | undefined;
	proxy?: string | undefined; // http.proxy
	program?: string | undefined; // the go program, as the Go extension's API names it
}

/** Where the settings are read. */
export interface Place {
	folder?: string | undefined; // the workspace folder's path
	home: string;
	environ: NodeJS.ProcessEnv;
	platform: NodeJS.Platform;
}

/**
 * Returns the variables that the Go extension gives to the tools it starts, over those of the process
 * (vscode-go, extension/src/goEnv.ts, toolExecutionEnvironment; the order is that of that file).
 */
export function goEnvironment(go: GoSettings, place: Place): Record<string, string> {
	const env: Record<string, string> = {};
	for (const [name, value] of Object.entries(go.toolsEnvVars ?? {})) {
		if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
			env[name] = resolve(String(value), place);
		}
	}
	if (go.proxy) {
		for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) {
			env[name] = go.proxy;
		}
	}
	const goroot = resolve(go.goroot ?? '', place);
	if (goroot) {
		env['GOROOT'] = goroot;
	}
	const bin = directoryOfGo(go, goroot, place);
	if (bin) {
		putFirst(env, bin, place);
	}
	return env;
}

/** Replaces `~`, `${env:NAME}` and `${workspaceFolder}` as the Go extension does (extension/src/util.ts, resolvePath). */
export function resolve(value: string, place: Place): string {
	return substitute(value.replace(/^~(?=$|[\\/])/, () => place.home), place);
}

/** Replaces the variables that may stand in settings. */
export function substitute(value: string, place: Place): string {
	const folder = place.folder ?? '';
	return value
		.replace(/\$\{env:([^}]*)\}/g, (_, name: string) => place.environ[name] ?? '')
		.replace(/\$\{workspace(?:Folder|Root)\}/g, () => folder)
		.replace(/\$\{workspaceFolderBasename\}/g, () => (folder ? pathOf(place).basename(folder) : ''));
}

/** The directory of the go program that the Go extension takes, if its settings name one; relative ones are none. */
function directoryOfGo(go: GoSettings, goroot: string, place: Place): string | undefined {
	const { isAbsolute, dirname, join } = pathOf(place);
	const named = go.program ?? go.alternateTools?.['go'];
	if (typeof named === 'string') {
		const program = resolve(named, place);
		if (isAbsolute(program)) {
			return dirname(program);
		}
	}
	return goroot && isAbsolute(goroot) ? join(goroot, 'bin') : undefined;
}

/** Has PATH begin with a directory, unless it does already. */
export function putFirst(env: Record<string, string>, dir: string, place: Place): void {
	const { delimiter } = pathOf(place);
	const name = nameOfPath(env, place);
	const list = env[name] ?? place.environ[name] ?? '';
	if (list.split(delimiter)[0] !== dir) {
		env[name] = list ? dir + delimiter + list : dir;
	}
}

/** How PATH is spelled here: Windows does not mind. */
function nameOfPath(env: Record<string, string>, place: Place): string {
	const names = [...Object.keys(env), ...Object.keys(place.environ)];
	return (place.platform === 'win32' && names.find((name) => name.toUpperCase() === 'PATH')) || 'PATH';
}

function pathOf(place: Place): path.PlatformPath {
	return place.platform === 'win32' ? path.win32 : path.posix;
}
