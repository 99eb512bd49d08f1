// The demonstration opens, shows findings, and leaves nothing when it is interrupted.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { browse, extension, makeStage } from './workbench.mjs';

const demo = spawn('bash', ['demo.sh'], { cwd: extension, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' } });
const ended = once(demo, 'exit');
let url, goEnv;
for await (const line of createInterface({ input: demo.stdout })) {
	url ??= /http:\S+/.exec(line)?.[0];
	goEnv = /environment file is (.*)\. Ctrl-C/.exec(line)?.[1];
	if (goEnv) break;
}
assert.ok(url && goEnv, 'the demonstration did not say where it is');
const stage = makeStage();
const { context, page } = await browse(stage);
try {
	await page.goto(url);
	await page.locator('.statusbar-item', { hasText: /modroute: .*warning/ }).first().waitFor({ timeout: 120_000 });
	console.log('  ok    the demonstration shows findings');
} finally {
	await context.close();
	stage.remove();
	demo.kill('SIGINT');
}
assert.deepEqual(await ended, [0, null]);
assert.ok(!existsSync(goEnv), `${goEnv} is still there`);
await assert.rejects(fetch(url), 'VS Code still runs');
console.log('  ok    nothing of it is left');
