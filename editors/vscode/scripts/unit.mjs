// Runs the tests of what needs no VS Code.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const tests = readdirSync('test/unit').map((name) => `test/unit/${name}`);
rmSync('out/unit', { recursive: true, force: true });
await build({ entryPoints: tests, outdir: 'out/unit', bundle: true, platform: 'node', format: 'cjs', target: 'node20', sourcemap: 'inline', logLevel: 'warning' });
const built = readdirSync('out/unit').map((name) => `out/unit/${name}`);
process.exit(spawnSync(process.execPath, ['--enable-source-maps', '--test', ...process.argv.slice(2), ...built], { stdio: 'inherit' }).status ?? 1);
