// How long VS Code says that activating this extension took, and those that it brings itself, in the same windows.
// node test/activation.mjs VSIX
import { join, resolve } from 'node:path';
import { browse, install, makeStage, start } from './workbench.mjs';

const windows = 9;
const stage = makeStage();
const dir = stage.shop();
stage.settings({});
await install(stage, resolve(process.argv[2]));
const code = await start(stage);
const { context, page } = await browse(stage);
const took = new Map();
try {
	for (let i = 0; i < windows; i++) {
		await page.goto(code.url(`folder=${dir}`, [['openFile', code.remote(join(dir, 'go.mod'))]]));
		await page.locator('.statusbar-item', { hasText: /modroute: .*warning/ }).first().waitFor({ timeout: 60_000 });
		await page.keyboard.press('F1');
		await page.keyboard.type('Developer: Show Running Extensions');
		await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show Running Extensions' }).first().waitFor();
		await page.keyboard.press('Enter');
		const entries = page.locator('.runtime-extensions-editor .monaco-list-row');
		await entries.first().waitFor();
		for (const entry of await entries.allInnerTexts()) {
			const found = /^(.*)\n[^]*Activation: (\d+)ms/.exec(entry);
			if (found) took.set(found[1], [...(took.get(found[1]) ?? []), Number(found[2])]);
		}
	}
} finally {
	await context.close();
	await code.stop();
	stage.remove();
}

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const always = [...took].filter(([, times]) => times.length === windows).map(([name, times]) => ({ name, ms: median(times) }));
const own = always.find(({ name }) => name.startsWith('modroute'));
if (!own) throw new Error('VS Code does not list the extension');
console.log(`median of ${windows} windows`);
for (const { name, ms } of always.sort((a, b) => b.ms - a.ms)) {
	console.log(`${String(ms).padStart(6)} ms ${(own.ms / ms).toFixed(1).padStart(6)} x  ${name}`);
}
