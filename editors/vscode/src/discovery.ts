import * as path from 'node:path';

/** This machine, as far as the search for the server asks. */
export interface Machine {
	platform: NodeJS.Platform;
	environ: NodeJS.ProcessEnv;
	home: string;
	fault(file: string): Fault;
}

/** What is wrong with a file that should be a program; "" for nothing. */
export type Fault = '' | 'does not exist' | 'is a directory or a device' | 'may not be executed';

/** A program, and how it was found. */
export interface Found {
	program: string;
	how: 'setting' | 'bundled' | 'path' | 'installed';
}

/**
 * Finds the server: what modroute.server.path names, what came with the extension, what is on PATH, where
 * `go install` puts it. A PATH entry that is relative or inside the workspace is passed over: what a repository
 * brings is not to be run.
 */
export function findServer(setting: string, bundled: string, roots: readonly string[], m: Machine): Found | { problem: string } {
	const { isAbsolute, join } = pathOf(m);
	const name = m.platform === 'win32' ? 'modroute.exe' : 'modroute';
	if (setting) {
		const program = setting.replace(/^~(?=$|[\\/])/, () => m.home);
		if (!isAbsolute(program)) {
			return { problem: `The setting modroute.server.path must be an absolute path, and ${setting} is none.` };
		}
		const fault = m.fault(program);
		return fault === ''
			? { program, how: 'setting' }
			: { problem: `The setting modroute.server.path names ${program}, which ${fault}. Correct it, or empty it.` };
	}
	if (m.fault(bundled) === '') {
		return { program: bundled, how: 'bundled' };
	}
	const safe = (dir: string) => isAbsolute(dir) && !roots.some((root) => inside(dir, root, m));
	for (const [how, dirs] of [['path', pathList(m)], ['installed', installDirs(m)]] as const) {
		const program = dirs.filter(safe).map((dir) => join(dir, name)).find((file) => m.fault(file) === '');
		if (program) {
			return { program, how };
		}
	}
	return { problem: 'The modroute server was not found: this package of the extension carries none, and there is none on PATH.' };
}

function pathList(m: Machine): string[] {
	const key = Object.keys(m.environ).find((name) => (m.platform === 'win32' ? name.toUpperCase() : name) === 'PATH');
	return ((key && m.environ[key]) || '').split(pathOf(m).delimiter);
}

/** Where `go install` puts programs, without asking the go command. */
function installDirs(m: Machine): string[] {
	const { join, delimiter } = pathOf(m);
	const gopath = (m.environ['GOPATH'] ?? '').split(delimiter)[0] || join(m.home, 'go');
	return [m.environ['GOBIN'] ?? '', join(gopath, 'bin')];
}

function inside(file: string, dir: string, m: Machine): boolean {
	const { relative, isAbsolute, sep } = pathOf(m);
	const rel = relative(dir, file);
	return rel !== '..' && !rel.startsWith('..' + sep) && !isAbsolute(rel);
}

function pathOf(m: Machine): path.PlatformPath {
	return m.platform === 'win32' ? path.win32 : path.posix;
}
