// The worlds in which the actions are tried: a workspace, a home directory and an environment for each code, as
// `go run ./internal/demo -unpack DIR` writes them.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The files of a world by their names in it, each with its text. */
export type Files = ReadonlyMap<string, string>;

const goenv = 'home/goenv';

/** What `modroute check` says of one line. */
export interface Finding {
	file: string; // in the world
	line: number; // from 1
	severity: string;
	code: string;
	module?: string;
}

export class World {
	readonly name: string;
	private readonly atFirst: Files;

	constructor(private readonly root: string) {
		this.name = path.basename(root);
		this.atFirst = this.files();
	}

	/** The path of a file of the world. */
	path(name: string): string {
		return path.join(this.root, name);
	}

	/** The files that findings can stand in. */
	documents(): string[] {
		return [...this.atFirst.keys()].filter((name) => /^work\/(.*\/)?go\.(mod|work|sum|work\.sum|env)$/.test(name));
	}

	/** The settings that belong to the world. */
	settings(): Record<string, unknown> {
		return JSON.parse(this.atFirst.get('home/settings.json') ?? '{}') as Record<string, unknown>;
	}

	files(): Files {
		const names = fs.readdirSync(this.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
			.map((entry) => path.relative(this.root, path.join(entry.parentPath, entry.name))).sort();
		const files = new Map(names.map((name) => [name, fs.readFileSync(this.path(name), 'utf8')]));
		if (files.get(goenv) === '') {
			files.delete(goenv); // go env -u leaves an empty file, which says the same as none
		}
		const environment = files.get(goenv);
		if (environment !== undefined) {
			files.set(goenv, environment.split(/(?<=\n)/).sort().join('')); // go env -w sorts
		}
		return files;
	}

	/** What is on disk now and was not at first, as lines that come and go. */
	changes(): Map<string, string[]> {
		const now = this.files();
		const names = [...new Set([...this.atFirst.keys(), ...now.keys()])].sort();
		return new Map(names.filter((name) => this.atFirst.get(name) !== now.get(name))
			.map((name) => [name, difference(this.atFirst.get(name), now.get(name))]));
	}

	/** Puts all files back. */
	restore(): void {
		const now = this.files();
		for (const name of now.keys()) {
			if (!this.atFirst.has(name)) {
				fs.rmSync(this.path(name));
			}
		}
		for (const [name, text] of this.atFirst) {
			if (now.get(name) !== text) {
				fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
				fs.writeFileSync(this.path(name), text);
			}
		}
	}

	/** What the command finds in the world as it is on disk. */
	check(program: string): Promise<Finding[]> {
		const file = this.root + '.json';
		fs.writeFileSync(file, JSON.stringify(this.settings()));
		const modules = this.documents().filter((name) => /\.(mod|work)$/.test(name)).map((name) => path.relative('work', name));
		const args = [program, 'check', '-json', '-settings', file, ...modules];
		return new Promise((resolve, reject) => {
			execFile(this.path('run'), args, (_, stdout, stderr) => {
				if (stderr) {
					reject(new Error(stderr));
					return;
				}
				const list = stdout.split('\n').filter((line) => line).map((line) => JSON.parse(line) as Finding);
				resolve(list.map((finding) => ({ ...finding, file: path.join('work', finding.file) })));
			});
		});
	}

	/** A text without the place where the world happens to lie. */
	shown(text: string): string {
		return text.replaceAll(this.root + '/', '').replaceAll(this.root, '.');
	}
}

/** The lines that only one of two texts has, in their order. */
export function difference(before: string | undefined, after: string | undefined): string[] {
	if (before === undefined || after === undefined) {
		return [before === undefined ? '(new)' : '(removed)', ...lines(after).map((line) => '+' + line)];
	}
	const a = lines(before), b = lines(after);
	// The length of what is common to the rests of both.
	const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
	const at = (i: number, j: number) => common[i]?.[j] ?? 0;
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			(common[i] ?? [])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
		}
	}
	const told: string[] = [];
	for (let i = 0, j = 0; i < a.length || j < b.length; ) {
		if (i < a.length && j < b.length && a[i] === b[j]) {
			i++, j++;
		} else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
			told.push('-' + a[i++]);
		} else {
			told.push('+' + b[j++]);
		}
	}
	return told;
}

/** The lines of a text; what ends them is shown where it is not a line feed. */
function lines(text: string | undefined): string[] {
	const list = (text ?? '').replaceAll('\r', '␍').split('\n');
	if (list.at(-1) === '') {
		list.pop();
	} else {
		list[list.length - 1] += ' (no line end)';
	}
	return list;
}
