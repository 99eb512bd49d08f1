// The page with the picture, in a browser: what it lets in, what a person can do with it, what it exports.
// It wants the server of this platform, which packaging leaves in server/.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { build } from 'esbuild';
import { browse, extension, makeStage } from './workbench.mjs';

const stage = makeStage();
let context, page, says;

/** The picture that the server draws of a directory, or of a module in it. */
function drawn(dir, ...module) {
	const run = (format) => execFileSync(join(extension, 'server/modroute'), ['graph', '-C', dir, '-format', format, ...module], {
		encoding: 'utf8', env: { HOME: join(stage.dir, 'home'), PATH: process.env.PATH, GOPROXY: 'https://proxy.golang.org,direct' },
	});
	const model = JSON.parse(run('json'));
	return { type: 'picture', subject: { uri: 'file:///x/go.mod' }, title: model.title, svg: run('svg'), model };
}

/** A go.mod of many modules. */
function large() {
	const dir = join(stage.dir, 'large');
	mkdirSync(dir, { recursive: true });
	const lines = Array.from({ length: 500 }, (_, i) => `\thost${i % 40}.example.org/team/lib${i} v1.${i}.0`);
	writeFileSync(join(dir, 'go.mod'), `module shop.example\n\ngo 1.26\n\nrequire (\n${lines.join('\n')}\n)\n`);
	return dir;
}

before(async () => {
	await build({ entryPoints: [join(extension, 'src/picturepage.ts')], outfile: join(stage.dir, 'page.mjs'), bundle: true, format: 'esm', logLevel: 'warning' });
	const html = (await import(join(stage.dir, 'page.mjs'))).page('/picture.js', 'n0nce');
	({ context, page } = await browse(stage));
	await context.route('**/*', (route) => {
		const { pathname } = new URL(route.request().url());
		if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
		if (pathname === '/picture.js') return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(extension, 'dist/picture.js')) });
		says.push({ type: 'request', path: pathname });
		return route.abort();
	});
	await context.exposeFunction('said', (message) => says.push(message));
	await context.addInitScript(() => {
		let state = JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined;
		window.acquireVsCodeApi = () => ({
			postMessage: (message) => void window.said(message),
			getState: () => state,
			setState: (value) => sessionStorage.setItem('state', JSON.stringify((state = value))),
		});
		window.addEventListener('securitypolicyviolation', ({ violatedDirective }) => void window.said({ type: 'refused', what: violatedDirective }));
	});
});

beforeEach(async () => {
	await page.setViewportSize({ width: 1280, height: 800 });
	says = [];
	await page.goto('http://127.0.0.1:1/');
	await page.evaluate(() => sessionStorage.clear());
	await page.reload();
	await until(() => says.some(({ type }) => type === 'ready'));
	says = [];
});

after(async () => {
	await context.close();
	stage.remove();
});

async function until(f) {
	for (let i = 0; i < 500; i++) {
		if (await f()) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error(`waited in vain: ${f}`);
}

const tell = (message) => page.evaluate((data) => window.postMessage(data, '*'), message);
async function show(message) {
	await tell(message);
	await page.waitForFunction((title) => document.querySelector('#scroller svg > title')?.textContent === title, message.title);
}
const said = async (type) => {
	await until(() => says.some((message) => message.type === type));
	return says.find((message) => message.type === type);
};
const row = (text) => page.locator('#scroller [data-line]', { hasText: text }).first();
const branch = (text) => page.locator(`#scroller .branch[aria-label*="${text}"]`);
const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.querySelector('title')?.textContent ?? document.activeElement.textContent);

/** What a screen reader says of the page. */
async function heard() {
	const session = await context.newCDPSession(page);
	const { nodes } = await session.send('Accessibility.getFullAXTree');
	await session.detach();
	return nodes.filter(({ ignored, role }) => !ignored && role.value !== 'RootWebArea').map(({ role, name, description, properties = [] }) => ({
		role: role.value, name: name?.value ?? '', description: description?.value,
		stop: properties.some((property) => property.name === 'focusable' && property.value.value),
	}));
}

/** All that can have the focus. */
const stops = async () => (await heard()).filter(({ stop }) => stop);

test('what does not draw is left out, and nothing of it runs or loads', async () => {
	const hostile = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100" onload="said({type:'ran'})">
		<title>hostile</title><style>@import "/evil.css"; text{background:url(/evil.png)}</style>
		<script>said({type:'ran'})</script><script href="/evil.js"/>
		<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="/x" onerror="said({type:'ran'})"/></body></foreignObject>
		<image href="/evil.png"/><use href="/evil.svg#x"/><a xlink:href="javascript:said({type:'ran'})"><text id="kept" y="20" onclick="said({type:'ran'})" style="x:1">words</text></a>
		<g onfocus="said({type:'ran'})" tabindex="0" data-line="1"><text onclick="said({type:'ran'})" style="fill:red">kept</text></g>
		<animate onbegin="said({type:'ran'})" attributeName="x" dur="1s"/></svg>`;
	await show({ type: 'picture', title: 'hostile', subject: { uri: '' }, svg: hostile, model: { kind: 'module', nodes: [] } });
	await page.locator('#scroller text').dispatchEvent('click');
	const left = await page.evaluate(() => [...document.querySelectorAll('#scroller svg, #scroller svg *')].map((e) => [e.localName, ...e.getAttributeNames()].join(' ')));
	assert.deepEqual(left, ['svg width height style', 'title', 'style nonce', 'g tabindex data-line', 'text']);
	await page.evaluate(() => fetch('/after').catch(() => undefined)); // whatever was to run or load has done so
	assert.deepEqual(says.filter(({ type }) => type === 'ran' || type === 'request'), []);
});

test('the policy of the page stops what got in all the same', async () => {
	await page.evaluate(() => {
		document.querySelector('#scroller').innerHTML = '<img src="/evil.png" onerror="said({type:\'ran\'})"><iframe src="/evil.html"></iframe>';
		const script = document.createElement('script');
		script.textContent = "said({type:'ran'})";
		document.body.append(script);
		document.body.setAttribute('onclick', "said({type:'ran'})");
		document.body.click();
	});
	for (const what of ['img-src', 'frame-src', 'script-src-elem', 'script-src-attr']) {
		await until(() => says.some((message) => message.type === 'refused' && message.what === what));
	}
	assert.deepEqual(says.filter(({ type }) => type === 'ran' || type === 'request'), []);
});

test('what is no picture is told in words', async () => {
	await tell({ type: 'problem', words: 'no go.mod governs this file' });
	await page.getByRole('status').getByText('no go.mod governs this file').waitFor();
	await show(drawn(join(extension, '../../testdata/demo')));
	await page.getByRole('status').waitFor({ state: 'hidden' });
	for (const svg of ['', 'x', '<html xmlns="http://www.w3.org/1999/xhtml"/>', '<svg xmlns="http://www.w3.org/2000/svg"><g></svg>']) {
		await show(drawn(join(extension, '../../testdata/demo')));
		await page.getByRole('status').waitFor({ state: 'hidden' });
		await tell({ type: 'picture', title: 'x', subject: { uri: '' }, svg, model: { kind: 'file', nodes: [] } });
		await page.getByRole('status').getByText('cannot be shown: it is no SVG').waitFor();
		assert.ok(await row('payments').isVisible(), 'the last picture is still there');
	}
});

test('a click on a module asks for its line, one on its fork for its own picture', async () => {
	await show(drawn(join(extension, '../../testdata/demo')));
	const id = await row('payments').getAttribute('id');
	await row('payments').click();
	assert.deepEqual(await said('line'), { type: 'line', node: id, module: 0 });
	await branch('payments').click();
	assert.deepEqual(await said('tree'), { type: 'tree', node: id, module: 0 });
	assert.equal(says.length, 2, JSON.stringify(says));
});

test('all that can be clicked is reached by the keyboard, and has a name', async () => {
	const picture = drawn(join(extension, '../../testdata/demo'));
	await show(picture);
	const modules = picture.model.nodes.filter((node) => node.modules);
	const all = await stops();
	assert.deepEqual(all.filter(({ name }) => !name), []);
	assert.equal(all.filter(({ role }) => role === 'link').length, modules.length);
	for (const { label, modules: [{ from }] } of modules) {
		assert.ok(all.some(({ name }) => name.includes(label) && name.includes(from)), `${label} is not said with its route`);
	}
	for (const { name } of all) {
		await page.keyboard.press('Tab');
		assert.equal((await focused()).replace(/\s+/g, ' ').trim(), name.replace(/\s+/g, ' ').trim());
	}
});

test('a screen reader hears what the picture shows, and what decides', async () => {
	const picture = drawn(join(extension, '../../testdata/demo'));
	await show(picture);
	const all = await heard();
	assert.ok(all.some(({ name, description }) => name === picture.title && description === picture.model.description), 'the title and the description');
	for (const { label } of picture.model.nodes) {
		assert.ok(all.some(({ role, name }) => ['link', 'img', 'image'].includes(role) && name.includes(label)), label);
	}
});

test('Enter and the arrow keys do what a click does', async () => {
	await show(drawn(join(extension, '../../testdata/demo')));
	await page.evaluate(() => document.documentElement.style.setProperty('--vscode-focusBorder', '#f38518'));
	await page.keyboard.press('Tab');
	await row('payments').focus();
	assert.equal(await row('payments').locator('.focus').evaluate((e) => getComputedStyle(e).stroke), 'rgb(243, 133, 24)', 'the ring is the theme\'s');
	const here = await focused();
	await page.keyboard.press('Enter');
	assert.equal((await said('line')).node, await row('payments').getAttribute('id'));
	await page.keyboard.press('ArrowDown');
	assert.notEqual(await focused(), here);
	await page.keyboard.press('ArrowUp');
	assert.equal(await focused(), here);
	await page.keyboard.press('ArrowRight');
	assert.match(await focused(), /^Decision tree of .*payments/);
	await page.keyboard.press('Enter');
	assert.equal((await said('tree')).node, await row('payments').getAttribute('id'));
});

test('a row of many modules lists them', async () => {
	const picture = drawn(large());
	await show(picture);
	const node = picture.model.nodes.find(({ modules }) => modules?.length > 1);
	await page.locator(`#${node.id}`).click();
	const list = page.getByRole('dialog');
	assert.equal(await list.locator('li').count(), node.modules.length);
	assert.deepEqual((await stops()).filter(({ name }) => !name), []);
	await page.keyboard.press('Escape');
	await list.waitFor({ state: 'hidden' });
	await page.locator(`#${node.id}`).click();
	await list.getByRole('button', { name: `Decision tree of ${node.modules[1].path}`, exact: true }).click();
	assert.deepEqual(await said('tree'), { type: 'tree', node: node.id, module: 1 });
});

test('a picture that is drawn anew keeps the focus, the place and the size', async () => {
	const picture = drawn(join(extension, '../../testdata/demo'));
	await page.setViewportSize({ width: 700, height: 400 });
	await show(picture);
	await page.getByRole('button', { name: 'Zoom In' }).click();
	await row('chi').focus();
	await page.locator('#scroller').evaluate((e) => e.scrollTo(120, 90));
	const look = () => page.evaluate(() => {
		const { scrollLeft, scrollTop } = document.querySelector('#scroller');
		return { scrollLeft, scrollTop, width: document.querySelector('#scroller svg').style.width, focus: document.activeElement.querySelector('title')?.textContent };
	});
	const here = await look();
	assert.match(here.focus, /chi/);
	await show({ ...picture, svg: picture.svg.replace(`>${picture.title}</title>`, '>another</title>'), title: 'another' });
	assert.deepEqual(await look(), here);
	await page.reload(); // as when the tab was hidden, or the window is loaded anew
	await show(picture);
	assert.deepEqual({ ...(await look()), focus: here.focus }, here);
});

test('a module\'s picture leads back to that of the file', async () => {
	const demo = join(extension, '../../testdata/demo');
	await show(drawn(demo));
	await branch('payments').focus();
	await show(drawn(demo, 'github.com/acme-example/payments'));
	assert.match(await focused(), /payments/);
	await page.getByRole('button', { name: 'All Modules' }).focus();
	await page.keyboard.press('Enter');
	await said('file');
	await show(drawn(demo));
	assert.match(await focused(), /payments/, 'the focus is where it came from');
});

test('the page says how much room there is, anew when that changes', async () => {
	await page.setViewportSize({ width: 900, height: 700 });
	const room = await page.locator('#scroller').evaluate((e) => e.clientWidth);
	assert.deepEqual(await said('size'), { type: 'size', width: room - (room % 20) });
	await page.setViewportSize({ width: 500, height: 700 });
	await until(() => says.some((message) => message.width === 560));
});

test('a scroll bar changes nothing about the room', async () => {
	await page.setViewportSize({ width: 900, height: 300 });
	await said('size');
	says = [];
	const picture = drawn(large());
	for (const height of [100, 2000, 100]) {
		await show({ ...picture, title: `${height}`, svg: picture.svg.replace(/<title[^]*?<\/title>/, `<title>${height}</title>`).replace(/ height="[^"]*"/, ` height="${height}"`) });
		await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
	}
	assert.deepEqual(says, []);
});

for (const width of [600, 900, 1280, 2000]) {
	test(`texts can be read where the panel is ${width} pixels wide`, async () => {
		await page.setViewportSize({ width, height: 700 });
		for (const picture of [drawn(large()), drawn(join(extension, '../../testdata/demo'), 'github.com/acme-example/payments')]) {
			await show(picture);
			const sizes = await page.locator('#scroller text').evaluateAll((all) => all.map((e) => Number(e.getAttribute('font-size')) * e.getScreenCTM().a));
			assert.ok(Math.min(...sizes) >= 9.99, `${Math.min(...sizes)} pixels`);
		}
	});
}

test('the exported SVG stands alone', async () => {
	const picture = drawn(join(extension, '../../testdata/demo'));
	await page.evaluate(() => document.documentElement.style.setProperty('--vscode-editor-background', '#123456'));
	await show(picture);
	await page.getByRole('button', { name: 'Export SVG' }).click();
	const { data, format } = await said('save');
	assert.equal(format, 'svg');
	assert.doesNotMatch(data, /var\(|nonce|data-file|tabindex|class="branch"/);
	assert.match(data, /\.modroute \.ground\{fill:#123456\}/);
	const parsed = await page.evaluate((text) => {
		const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml');
		return [root.localName, root.getAttribute('width'), root.querySelectorAll('text').length];
	}, data);
	assert.deepEqual(parsed, ['svg', /width="([\d.]+)"/.exec(picture.svg)[1], picture.svg.match(/<text/g).length]);
});

test('the exported PNG is drawn at twice the size', async () => {
	const picture = drawn(join(extension, '../../testdata/demo'));
	await page.evaluate(() => document.documentElement.style.setProperty('--vscode-editor-background', '#123456'));
	await show(picture);
	await page.getByRole('button', { name: 'Export PNG' }).click();
	const { data } = await said('save');
	const bytes = Buffer.from(data, 'base64');
	assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
	const size = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
	assert.deepEqual(size, /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(picture.svg).slice(1).map((n) => Math.round(Number(n) * 2)));
	const colours = await page.evaluate(async (src) => {
		const image = new Image();
		image.src = src;
		await image.decode();
		const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }), c = canvas.getContext('2d');
		c.drawImage(image, 0, 0);
		const { data: pixels } = c.getImageData(0, 0, canvas.width, canvas.height), seen = new Map();
		for (let i = 0; i < pixels.length; i += 4) {
			const colour = pixels.slice(i, i + 3).join();
			seen.set(colour, (seen.get(colour) ?? 0) + 1);
		}
		return [...seen].sort((a, b) => b[1] - a[1]).slice(0, 50).map(([colour]) => colour);
	}, `data:image/png;base64,${data}`);
	assert.equal(colours[0], '18,52,86', 'the ground is the theme\'s');
	assert.ok(colours.length > 20, 'it is blank');
});
