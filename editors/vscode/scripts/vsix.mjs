// Packages the extension: for each platform with its server, and once without.
// node scripts/vsix.mjs [-o DIR] [PLATFORM...], where a platform is one of the keys below.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const platforms = {
	'linux-x64': ['linux', 'amd64'], 'linux-arm64': ['linux', 'arm64'],
	'darwin-x64': ['darwin', 'amd64'], 'darwin-arm64': ['darwin', 'arm64'],
	'win32-x64': ['windows', 'amd64'], 'win32-arm64': ['windows', 'arm64'],
	plain: undefined,
};
const most = 15 << 20; // bytes of a package
// The README's links are relative to this directory; left to itself, vsce takes them for the repository's root.
const here = 'https://github.com/modroute/modroute';
const links = ['--baseContentUrl', `${here}/blob/HEAD/editors/vscode`, '--baseImagesUrl', `${here}/raw/HEAD/editors/vscode`];

const root = join(dirname(fileURLToPath(import.meta.url)), '..'), repository = join(root, '../..');
let args = process.argv.slice(2), out = join(root, '../../bin');
if (args[0] === '-o') [out, args] = [resolve(args[1]), args.slice(2)];
process.chdir(root);
mkdirSync(out, { recursive: true });
const go = process.env.GO || 'go';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

copyFileSync(join(repository, 'LICENSE'), 'LICENSE');
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
for (const platform of args.length > 0 ? args : Object.keys(platforms)) {
	if (!(platform in platforms)) throw new Error(`there is no platform ${platform}; there are ${Object.keys(platforms).join(', ')}`);
	pack(platform, platforms[platform]);
}

function pack(platform, target) {
	rmSync('server', { recursive: true, force: true });
	let licences = readFileSync('dist/LICENSES.txt', 'utf8');
	if (target) {
		const [GOOS, GOARCH] = target;
		const env = { ...process.env, GOOS, GOARCH, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' };
		execFileSync(go, ['build', '-trimpath', `-ldflags=-s -w -X github.com/modroute/modroute/internal/cli.stamped=v${version}`, '-o', join(root, 'server', GOOS === 'windows' ? 'modroute.exe' : 'modroute'), '.'],
			{ cwd: repository, env, stdio: 'inherit' });
		licences += licencesOfGo(env);
	}
	writeFileSync('LICENSES.txt', licences);
	const file = join(out, target ? `modroute-${platform}-${version}.vsix` : `modroute-${version}.vsix`);
	execFileSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', ...links, '-o', file, ...(target ? ['--target', platform] : [])],
		{ stdio: ['ignore', 'pipe', 'inherit'] });
	const { size } = statSync(file);
	console.log(`${file} (${(size / (1 << 20)).toFixed(1)} MB)`);
	if (size > most) throw new Error(`${file} is larger than ${most >> 20} MB`);
}

// The licences of what is linked into the server: the Go distribution's and those of the modules.
function licencesOfGo(env) {
	const list = execFileSync(go, ['list', '-deps', '-f', '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}', '.'],
		{ cwd: repository, env, encoding: 'utf8' });
	const goroot = execFileSync(go, ['env', 'GOROOT'], { cwd: repository, env, encoding: 'utf8' }).trim();
	const entries = [...new Set(list.split('\n').filter(Boolean)), `the Go distribution\t${goroot}`].map((line) => line.split('\t'));
	return entries.map(([name, dir]) => {
		const found = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', ...readdirSync(dir)].find((file) => /^licen[cs]e/i.test(file) && existsSync(join(dir, file)));
		const text = found ? readFileSync(join(dir, found), 'utf8').trim() : goLicence(name);
		return `\n${'-'.repeat(80)}\n\n${name}\n\n${text}\n`;
	}).join('');
}

function goLicence(name) {
	// Debian's Go, for one, keeps the licence elsewhere; it is that of the project's own modules.
	if (name !== 'the Go distribution') throw new Error(`${name} has no licence file`);
	return 'BSD-3-Clause; see https://go.dev/LICENSE';
}
