import * as path from 'node:path';
import { Place, putFirst, substitute } from './goenvironment';

/** What decides the environment of VS Code's integrated terminal, and what lies over it for modroute. */
export interface TerminalSettings {
	env: Record<string, unknown>; // terminal.integrated.env.PLATFORM; null takes a variable out
	inheritEnv: boolean; // terminal.integrated.inheritEnv
	program: string | undefined; // the go program whose directory the Go extension puts first into PATH
	own: Record<string, unknown>; // modroute.env
}

/** One environment of the setting modroute.environments. */
export interface NamedEnvironment {
	process: true;
	env: Record<string, string>;
}

/**
 * Returns the environment of the integrated terminal, as far as VS Code makes it: that of VS Code's process, without
 * what the Go extension has put into it since (`before` is as it was), with the terminal's own settings over it. What
 * modroute.env says, a person has said of both. Returns undefined where it cannot be told.
 */
export function terminalEnvironment(settings: TerminalSettings, place: Place, before: NodeJS.ProcessEnv): NamedEnvironment | undefined {
	if (!settings.inheritEnv) {
		return undefined; // then the shell's own files make it
	}
	const env: Record<string, string> = {};
	for (const name of injected) {
		if ((place.environ[name] ?? '') !== (before[name] ?? '')) {
			env[name] = before[name] ?? '';
		}
	}
	for (const [name, value] of Object.entries(settings.env)) {
		env[name] = typeof value === 'string' ? substitute(value, place) : '';
		if (env[name].includes('${')) {
			return undefined; // VS Code knows more variables
		}
	}
	if (settings.program && path.isAbsolute(settings.program)) {
		putFirst(env, path.dirname(settings.program), place);
	}
	for (const [name, value] of Object.entries(settings.own)) {
		env[name] = typeof value === 'string' ? value : '';
	}
	return { process: true, env };
}

/** What the Go extension puts into the environment of the process that all extensions share, if it is not there. */
const injected = ['GOPROXY', 'GOPATH', 'GOROOT', 'GOBIN', 'GOMODCACHE'];

/**
 * Returns the environment that this process was started with. Linux tells; elsewhere it is the one that this extension
 * has found when it was loaded, in which a variable may be that the Go extension was quicker with: it then counts as
 * the person's own, and nothing is said about it.
 */
export function startedWith(environ: NodeJS.ProcessEnv, readFile: (file: string) => string, platform = process.platform): NodeJS.ProcessEnv {
	try {
		const entries = readFile('/proc/self/environ').split('\0').filter(Boolean).map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string]);
		const started = Object.fromEntries(entries);
		if ('VSCODE_ESM_ENTRYPOINT' in started || 'VSCODE_AMD_ENTRYPOINT' in started) {
			return started; // it is this process's own, not that of one it was forked from
		}
	} catch {
		// There is no such file on other systems.
	}
	// Windows does not tell names apart by case; a copy does.
	return Object.fromEntries(Object.entries(environ).map(([name, value]) => [platform === 'win32' ? name.toUpperCase() : name, value]));
}
