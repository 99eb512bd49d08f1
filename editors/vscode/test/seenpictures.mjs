// What a person sees of pictures, and does with them, in the workbench.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sleep } from './workbench.mjs';

/** The page within the page that shows a picture, once it shows what is asked for. */
async function pictured(page, selector) {
	for (let i = 0; i < 300; i++, await sleep(100)) {
		for (const frame of page.frames()) {
			const found = frame.locator(`#scroller ${selector}`).first();
			if (await found.isVisible().catch(() => false)) return frame; // frames come and go
		}
	}
	throw new Error(`not in a picture: ${selector}`);
}

/** A picture that is drawn for the whole window, or for half of it. */
const wide = 'svg[width^="1"]', narrow = 'svg:not([width^="1"])';
const row = (text) => `[data-line]:has-text("${text}")`;

/** Steps that begin with the demonstration's go.mod in view, and end so. `url` opens the folder, as it was left. */
export async function seePictures({ page, stage, dir, url, step, shot, status, line, palette }) {
	const tab = (text) => page.locator('.tab', { hasText: text });
	const cursor = async (number) => {
		await page.locator('.statusbar-item', { hasText: `Ln ${number},` }).waitFor();
		await page.waitForFunction(() => document.activeElement?.matches('.editor-group-container.active .native-edit-context'));
	};
	const lineOf = (text) => readFileSync(join(dir, 'go.mod'), 'utf8').split('\n').findIndex((found) => found.includes(text)) + 1;
	const goEnv = join(stage.dir, 'home/.config/go/env');
	const closeOthers = async () => {
		const tabs = page.locator('.tabs-container > .tab');
		for (let left; (left = await tabs.count()) > 1; ) {
			await tabs.last().click({ button: 'middle' });
			await page.waitForFunction((before) => document.querySelectorAll('.tabs-container > .tab').length < before, left);
		}
	};
	const openFile = async (file) => {
		await page.keyboard.press('Control+KeyP');
		await page.keyboard.type(file);
		await page.locator('.quick-input-list .monaco-list-row', { hasText: basename(dirname(file)) }).first().waitFor();
		await page.keyboard.press('Enter');
	};
	/** Answers the dialog that asks for a file. */
	const saveAs = async (file) => {
		const input = page.locator('.quick-input-widget:visible input').first();
		await input.waitFor();
		await page.waitForFunction((start) => document.querySelector('.quick-input-widget input')?.value.startsWith(start), dir);
		await input.fill(file);
		for (let i = 0; !existsSync(file); i++, await sleep(200)) {
			assert.ok(i < 100, `${file} was not written`);
			if (await input.isVisible()) await page.keyboard.press('Enter'); // it looks at the folder first
		}
	};

	await step('a click on the status bar item opens the picture of the file', async () => {
		await closeOthers();
		await line('ledger.internal').click({ position: { x: 60, y: 8 } });
		await status.first().click();
		await pictured(page, row('payments'));
		await tab('Routes of checkout/go.mod').waitFor();
		await shot('picture');
	});
	await step('a click on a module goes to its line', async () => {
		await (await pictured(page, row('payments'))).locator(row('payments')).click();
		await cursor(lineOf('payments'));
		assert.ok(await line('payments').isVisible(), 'the line is in view');
		await pictured(page, row('payments'));
	});
	await step('the keyboard walks through the picture', async () => {
		await palette('View: Focus Next Editor Group');
		const frame = await pictured(page, row('payments'));
		const here = () => frame.evaluate(() => document.activeElement.querySelector('title')?.textContent ?? document.activeElement.textContent);
		for (let i = 0; !(await here()).startsWith('ledger.internal'); i++) {
			assert.ok(i < 60, 'Tab does not come to ledger.internal');
			await page.keyboard.press('Tab');
		}
		await shot('picture-focus');
		await page.keyboard.press('Enter');
		await cursor(lineOf('ledger.internal'));
	});
	await step('the fork of a module opens its decision tree', async () => {
		await (await pictured(page, row('payments'))).locator('.branch[aria-label*="payments"]').click();
		await tab('Route of github.com/acme-example/payments').waitFor();
		await pictured(page, '.decision:has-text("exclude")');
		await shot('picture-module');
		await tab('Route of github.com/acme-example/payments').click(); // the group that is maximized is the active one
		await page.locator('.editor-group-container.active .tab', { hasText: 'Route of github.com/acme-example/payments' }).waitFor();
		await palette('View: Toggle Maximize Editor Group');
		await pictured(page, wide);
		await shot('picture-module-wide');
		await palette('View: Toggle Maximize Editor Group');
		await pictured(page, narrow);
	});
	await step('it leads back to the file', async () => {
		await (await pictured(page, '.decision')).getByRole('button', { name: 'All Modules' }).click();
		await tab('Routes of checkout/go.mod').waitFor();
		await pictured(page, row('payments'));
	});
	await step('the picture follows "go env -w"', async () => {
		mkdirSync(dirname(goEnv), { recursive: true });
		const before = existsSync(goEnv) ? readFileSync(goEnv, 'utf8') : undefined;
		writeFileSync(goEnv, 'GOPRIVATE=github.com/acme-example\n');
		await pictured(page, '.decision:has-text("GOPRIVATE")');
		if (before === undefined) rmSync(goEnv);
		else writeFileSync(goEnv, before);
		const frame = await pictured(page, row('payments'));
		await frame.locator('.decision', { hasText: 'GOPRIVATE' }).waitFor({ state: 'detached' });
	});
	await step('it is exported as SVG', async () => {
		await (await pictured(page, row('payments'))).getByRole('button', { name: 'Export SVG' }).click();
		const file = join(stage.dir, 'routes.svg');
		await saveAs(file);
		const text = readFileSync(file, 'utf8');
		const root = await page.evaluate((svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement.localName, text);
		assert.equal(root, 'svg');
		assert.match(text, /payments/);
	});
	await step('it is exported as PNG', async () => {
		const frame = await pictured(page, row('payments'));
		const width = Number(await frame.locator('#scroller svg').getAttribute('width'));
		await frame.getByRole('button', { name: 'Export PNG' }).click();
		const file = join(stage.dir, 'routes.png');
		await saveAs(file);
		const bytes = readFileSync(file);
		assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
		assert.equal(bytes.readUInt32BE(16), width * 2);
		assert.ok(bytes.length > 20_000, 'it is blank');
	});
	await step('the panel is there again when the window is loaded anew', async () => {
		await page.evaluate((to) => {
			history.replaceState(null, '', to); // which opens no file: what was open is to be there again
			document.body.dataset.before = 'yes';
		}, url);
		await palette('Developer: Reload Window');
		await page.waitForFunction(() => document.body?.dataset.before === undefined && document.querySelector('.tab'));
		await tab('Routes of checkout/go.mod').waitFor({ timeout: 60_000 });
		await pictured(page, row('payments'));
	});
	await step('500 modules are grouped, and fill the window', async () => {
		const many = join(dir, 'many');
		mkdirSync(many);
		const lines = Array.from({ length: 500 }, (_, i) => `\t${['github.com', 'golang.org', 'k8s.io', `host${i % 60}.example.org`, 'ledger.internal'][i % 5]}/team${i % 9}/lib${i} v1.${i}.0`);
		writeFileSync(join(many, 'go.mod'), `module many.example\n\ngo 1.26\n\nrequire (\n${lines.join('\n')}\n)\n`);
		await line('payments').click({ position: { x: 60, y: 8 } });
		await openFile(join(many, 'go.mod'));
		await line('many.example').waitFor();
		await status.first().click();
		await tab('Routes of many/go.mod').waitFor();
		await pictured(page, row('ledger.internal'));
		await shot('picture-500-beside');
		await palette('View: Toggle Maximize Editor Group');
		await pictured(page, wide);
		await shot('picture-500');
		await (await pictured(page, row('github.com'))).locator(row('github.com')).first().click();
		await (await pictured(page, row('github.com'))).getByRole('dialog').waitFor();
		await shot('picture-list');
		await page.keyboard.press('Escape');
		await palette('View: Toggle Maximize Editor Group');
		await closeOthers();
		await line('ledger.internal').waitFor();
	});
}
