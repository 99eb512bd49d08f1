// What a person sees: the packaged extension, installed from the file into a fresh profile, in the workbench.
// node test/seen.mjs VSIX DIR writes a screenshot of each step to DIR.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { seePictures } from './seenpictures.mjs';
import { browse, extension, install, makeStage, sleep, start } from './workbench.mjs';

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

const themes = {
	light: 'Default Light Modern', dark: 'Default Dark Modern',
	'contrast-light': 'Default High Contrast Light', 'contrast-dark': 'Default High Contrast',
};

/** Sees to it that the images on the extension's page are where the packaged README looks for them: in the repository. */
function imagesAreThere(stage) {
	const installed = readdirSync(join(stage.dir, 'ext')).find((name) => name.startsWith('modroute.'));
	const images = [...readFileSync(join(stage.dir, 'ext', installed, 'readme.md'), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map(([, url]) => url);
	assert.ok(images.length > 0, 'the README has no images');
	for (const url of images) {
		const [, path] = /^https:\/\/github\.com\/modroute\/modroute\/raw\/HEAD\/(.*)$/.exec(url) ?? [];
		assert.ok(path && existsSync(join(extension, '../..', path)), `${url} is not in the repository`);
	}
}

async function look(theme) {
	const stage = makeStage();
	const dir = stage.shop();
	stage.settings({ 'workbench.colorTheme': themes[theme], 'window.autoDetectColorScheme': false });
	await install(stage, vsix);
	imagesAreThere(stage);
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
			const input = page.locator('.quick-input-widget:visible input').first();
			for (let open = false; !open; ) {
				await page.keyboard.press('F1'); // which a page that is just being loaded does not hear
				open = await input.waitFor({ timeout: 3000 }).then(() => true, () => false);
			}
			await input.fill(`>${command}`);
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
		if (theme.startsWith('contrast')) {
			await seePictures({ page, stage, dir, url: code.url(`folder=${dir}`, []), step, shot, status, line, palette });
			return;
		}
		await step('a hover tells the route', async () => {
			await line('payments').hover({ position: { x: 130, y: 8 } });
			await page.locator('.monaco-hover:visible', { hasText: 'proxy.golang.org' }).first().waitFor();
			await shot('hover');
			await page.keyboard.press('Escape');
		});
		await step('the menu of quick fixes has GOPRIVATE', async () => {
			await line('payments').click({ position: { x: 130, y: 8 } });
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
		await seePictures({ page, stage, dir, url: code.url(`folder=${dir}`, []), step, shot, status, line, palette });
		await step('the status bar item says more when it is pointed at, and leads to all commands', async () => {
			await line('ledger.internal').click({ position: { x: 60, y: 8 } });
			await status.first().hover();
			await page.locator('.monaco-hover:visible').getByText('5 routes to look at').waitFor();
			await shot('tooltip');
			await page.locator('.monaco-hover:visible').getByText('All Commands').click();
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
	for (const theme of Object.keys(themes)) await look(theme);
} catch (err) {
	console.error(err);
	process.exit(1);
}
