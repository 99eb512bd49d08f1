// Bundles the extension into dist/extension.js, with the licences of what is in it, and the script of the page that
// shows pictures, in which nothing of others is, into dist/picture.js.
import { build } from 'esbuild';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const { metafile } = await build({
	entryPoints: ['src/extension.ts'],
	outfile: 'dist/extension.js',
	bundle: true, minify: true, metafile: true,
	platform: 'node', format: 'cjs', target: 'node20',
	external: ['vscode'],
	legalComments: 'none', // the licences are beside it, whole
	logLevel: 'warning',
});
await build({
	entryPoints: ['src/webview/picture.ts'],
	outfile: 'dist/picture.js',
	bundle: true, minify: true,
	platform: 'browser', format: 'iife', target: 'es2022',
	logLevel: 'warning',
});

const packages = new Map();
for (const input of Object.keys(metafile.inputs)) {
	const found = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input);
	if (found) packages.set(found[2], found[1]);
}
const texts = [...packages].sort().map(([name, dir]) => {
	const file = readdirSync(dir).find((entry) => /^licen[cs]e/i.test(entry));
	if (!file) throw new Error(`${name} has no licence file in ${dir}`);
	const { version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
	return `${name} ${version}\n\n${readFileSync(join(dir, file), 'utf8').trim()}\n`;
});
mkdirSync('dist', { recursive: true });
writeFileSync('dist/LICENSES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));
