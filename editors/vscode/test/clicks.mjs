// What a person clicks, and what comes of it: the packaged extension in the workbench.
// node test/clicks.mjs VSIX DIR writes screenshots to DIR.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browse, install, makeStage, sleep, start } from './workbench.mjs';

const [vsix, shots] = process.argv.slice(2).map((arg) => resolve(arg));
mkdirSync(shots, { recursive: true });

/** Opens a copy of the demonstration repository, and hands a person's means to `steps`. */
async function visit(name, { settings = {}, environ = {} }, steps) {
	const stage = makeStage();
	const dir = stage.shop();
	stage.settings(settings);
	stage.environ = environ;
	await install(stage, vsix);
	const code = await start(stage);
	const { context, page } = await browse(stage);
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const means = {
		dir, stage, page,
		line: (text) => page.locator('.view-line', { hasText: text }).first(),
		message: (text) => page.locator('.notification-list-item', { hasText: text }),
		shot: async (what) => {
			await sleep(400); // animations
			await page.screenshot({ path: join(shots, `${what}.png`) });
		},
		/** Chooses a quick fix for a line, as fast as the menu is there. */
		async fix(text, title) {
			await means.line(text).click({ position: { x: 130, y: 8 } });
			const row = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
			await until('the menu', async () => {
				await page.keyboard.press('Control+.'); // a message that goes away closes the menu
				return row.waitFor({ timeout: 3000 }).then(() => true, () => false);
			});
			await row.click();
		},
	};
	try {
		await page.goto(code.url(`folder=${dir}`, [['openFile', code.remote(join(dir, 'go.mod'))]]));
		await page.waitForSelector('.squiggly-warning', { timeout: 60_000 });
		await steps(means);
		console.log(`  ok    ${name}`);
	} catch (err) {
		await means.shot('failed');
		throw new Error(name, { cause: err });
	} finally {
		await context.close();
		await code.stop();
		stage.remove();
	}
}

async function until(what, f) {
	for (let i = 0; i < 300; i++, await sleep(100)) {
		if (await f()) return;
	}
	throw new Error(`waited in vain: ${what}`);
}

async function all() {

	const corp = { GOPROXY: 'https://goproxy.corp.example.com' };
	await visit('a notice says that the terminal routes differently, and Compare shows how', { settings: { 'go.toolsEnvVars': corp } }, async ({ page, message, shot }) => {
		await message('the terminal and the editor route').waitFor();
		await shot('notice');
		await message('the terminal and the editor route').getByText('Compare', { exact: true }).click();
		await page.locator('.tab', { hasText: 'The environments of' }).waitFor();
		await until('the comparison', async () => {
			for (const frame of page.frames()) {
				if (await frame.getByText('lines are routed otherwise').first().isVisible().catch(() => false)) return true; // frames come and go
			}
			return false;
		});
		await shot('compare');
	});

	await visit('a local checkout that is chosen replaces the module; one that is none is refused, once', {}, async ({ stage, page, line, message, fix, shot }) => {
		const checkout = join(stage.dir, 'src/my-payments'), other = join(stage.dir, 'src/other'); // not where the server would find it
		for (const [at, text] of [[checkout, 'module github.com/acme-example/payments\n'], [other, '']]) {
			mkdirSync(join(at, 'internal'), { recursive: true });
			if (text) writeFileSync(join(at, 'go.mod'), text);
		}
		const choose = async (directory) => {
			await fix('payments', 'Replace with a local checkout');
			const input = page.locator('.quick-input-widget:visible input.input');
			await input.waitFor();
			await until('the directory is looked at', async () => {
				if ((await input.inputValue()) !== directory + '/') await input.fill(directory + '/'); // VS Code fills in another one at first
				return page.locator('.quick-input-list .monaco-list-row', { hasText: 'internal' }).first().isVisible();
			});
			await page.locator('.quick-input-widget:visible').getByText('Choose', { exact: true }).click();
		};
		await choose(other);
		await message('src/other has no go.mod').first().waitFor();
		assert.equal(await message(/./).count(), 1, 'it is told once');
		await shot('refused');
		await page.keyboard.press('Escape');
		await choose(checkout);
		await line('github.com/acme-example/payments =>').waitFor();
		await shot('replaced');
	});

	await visit('what is for the shell is copied', { environ: { GOPRIVATE: 'example.com/elsewhere' } }, async ({ page, message, fix, shot }) => {
		await fix('payments', 'Copy the shell line');
		const copy = message('export GOPRIVATE=').getByText('Copy', { exact: true });
		await copy.waitFor();
		await shot('copy');
		await copy.click();
		let copied = '';
		await until('the clipboard', async () => (copied = await page.evaluate(() => navigator.clipboard.readText())).includes('GOPRIVATE='));
		assert.match(copied, /^export GOPRIVATE='example\.com\/elsewhere,github\.com\/acme-example/);
	});
}

try {
	await all();
} catch (err) {
	console.error(err);
	process.exit(1);
}
