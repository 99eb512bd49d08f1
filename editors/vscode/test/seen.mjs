// What a person sees: the packaged extension, installed from the file into a fresh profile, in the workbench.
// node test/seen.mjs VSIX DIR writes a screenshot of each step to DIR.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browse, install, makeStage, sleep, start } from './workbench.mjs';

const [vsix, shots] = process.argv.slice(2).map((arg) => resolve(arg));
mkdirSync(shots, { recursive: true });

/** Waits until a text is seen in one of the pages within the page. */
async function seenInFrames(page, text) {
	for (let i = 0; i < 300; i++, await sleep(100)) {
		for (const frame of page.frames()) {
			if (await frame.getByText(text).first().isVisible().catch(() => false)) return; // frames come and go
		}
	}
	throw new Error(`not seen: ${text}`);
}

async function look(theme) {
	const stage = makeStage();
	const dir = stage.shop();
	stage.settings({ 'workbench.colorTheme': theme === 'dark' ? 'Default Dark Modern' : 'Default Light Modern', 'window.autoDetectColorScheme': false });
	await install(stage, vsix);
	const code = await start(stage);
	const { context, page, refused } = await browse(stage);
	try {
		const shot = async (name) => {
			await sleep(400); // animations
			await page.screenshot({ path: join(shots, `${name}-${theme}.png`) });
		};
		const step = async (name, f) => {
			try {
				await f();
				console.log(`  ok    ${theme}: ${name}`);
			} catch (err) {
				await page.locator('#status\\.notifications').click();
				await shot('failed');
				throw new Error(`${theme}: ${name}`, { cause: err });
			}
		};
		const line = (text) => page.locator('.view-line', { hasText: text }).first();
		const palette = async (command) => {
			await page.keyboard.press('F1');
			await page.keyboard.type(command);
			await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().waitFor();
			await page.keyboard.press('Enter');
		};
		const status = page.locator('.statusbar-item', { hasText: 'modroute' });
		const goEnv = join(stage.dir, 'home/.config/go/env');

		await step('wrong routes are underlined, unusual ones say where they lead', async () => {
			await page.goto(code.url(`folder=${dir}`, [['openFile', code.remote(join(dir, 'go.mod'))]]));
			await page.waitForSelector('.squiggly-warning', { timeout: 60_000 });
			await page.waitForFunction(() => document.querySelector('.view-lines')?.textContent?.includes('../events') &&
				[...document.querySelectorAll('.view-line span')].some((span) => span.textContent.includes('→')));
			await page.keyboard.press('Control+KeyB'); // the side bar away
		});
		await step('the status bar counts', async () => {
			await status.filter({ hasText: /warning/ }).first().waitFor();
			await shot('open');
		});
		await step('a hover tells the route', async () => {
			await line('payments').hover({ position: { x: 130, y: 8 } });
			await page.locator('.monaco-hover:visible', { hasText: 'proxy.golang.org' }).first().waitFor();
			await shot('hover');
			await page.keyboard.press('Escape');
		});
		await step('the menu of quick fixes has GOPRIVATE', async () => {
			await line('payments').click({ position: { x: 130, y: 8 } });
			await sleep(1000); // VS Code looks for actions by itself where the cursor comes to rest, and forgets those it had
			await page.keyboard.press('Control+.');
			await page.locator('.action-widget .monaco-list-row', { hasText: 'GOPRIVATE' }).first().waitFor();
			await shot('quickfix');
		});
		await step('the fix writes it, and offers Undo', async () => {
			await page.locator('.action-widget .monaco-list-row', { hasText: 'GOPRIVATE' }).first().click();
			await page.locator('.notification-list-item', { hasText: 'GOPRIVATE' }).first().waitFor();
			assert.match(readFileSync(goEnv, 'utf8'), /^GOPRIVATE=.*github\.com\/acme-example/m);
			await status.filter({ hasText: '2 warnings' }).first().waitFor();
			await shot('fixed');
		});
		await step('Undo takes it back', async () => {
			await page.locator('.notification-list-item').getByText('Undo', { exact: true }).click();
			await status.filter({ hasText: '4 warnings' }).first().waitFor();
			assert.ok(!existsSync(goEnv) || !readFileSync(goEnv, 'utf8').includes('GOPRIVATE'));
		});
		await step('Explain Route shows the decisions', async () => {
			await page.keyboard.press('Escape');
			await line('ledger.internal').click({ position: { x: 60, y: 8 } });
			await palette('modroute: Explain Route');
			await page.locator('.tab', { hasText: 'ledger.internal' }).waitFor();
			await seenInFrames(page, 'host ends in .internal'); // the preview is a page of its own
			await shot('explain');
		});
		await step('the status bar item has a menu', async () => {
			await line('ledger.internal').click({ position: { x: 60, y: 8 } });
			await status.first().click();
			await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show Environment' }).waitFor();
			await shot('menu');
			await page.keyboard.press('Escape');
		});
		assert.deepEqual([...refused].filter((host) => !/^(.*\.)?(vscode-cdn\.net|vscode-unpkg\.net)$/.test(host)), [], 'a page of the extension asked another host');
	} finally {
		await context.close();
		await code.stop();
		stage.remove();
	}
}

try {
	for (const theme of ['light', 'dark']) await look(theme);
} catch (err) {
	console.error(err);
	process.exit(1);
}
