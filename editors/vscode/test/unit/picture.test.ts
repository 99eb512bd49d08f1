import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileName, isDrawn, isFromPage, isSubject, moduleAt } from '../../src/picturemessages';
import { page } from '../../src/picturepage';
import { fitting, step, widthIn } from '../../src/webview/zoom';

const model = { kind: 'file' as const, nodes: [{ id: 'n1', label: 'x', modules: [{ path: 'a.example/b', from: 'somewhere' }] }, { id: 'n2', label: 'GOPROXY' }] };

test('a module is named by its place, and a place without one names none', () => {
	assert.equal(moduleAt(model, { node: 'n1', module: 0 })?.path, 'a.example/b');
	for (const [node, module] of [['n1', 1], ['n1', -1], ['n2', 0], ['n3', 0]] as const) {
		assert.equal(moduleAt(model, { node, module }), undefined);
	}
	assert.equal(moduleAt(undefined, { node: 'n1', module: 0 }), undefined);
});

test('of what the page says only what is meant is heard', () => {
	for (const good of [{ type: 'ready', width: 700 }, { type: 'size', width: 900 }, { type: 'file' }, { type: 'line', node: 'n1', module: 0 }, { type: 'save', format: 'png', data: '' }, { type: 'problem', words: 'x' }]) {
		assert.ok(isFromPage(good), JSON.stringify(good));
	}
	for (const bad of [undefined, null, 'ready', {}, { type: 'ready' }, { type: 'run' }, { type: 'line', node: 1, module: 0 }, { type: 'tree', node: 'n1' }, { type: 'save', format: 'exe', data: '' }, { type: 'save', format: 'svg' }]) {
		assert.ok(!isFromPage(bad), JSON.stringify(bad));
	}
});

test('what is no picture of the server, or no subject, is not taken for one', () => {
	assert.ok(isDrawn({ title: 't', svg: '<svg/>', model }));
	for (const bad of [null, {}, { title: 't', svg: '<svg/>' }, { title: 't', model }, { title: 't', markdown: 'm' }]) {
		assert.ok(!isDrawn(bad), JSON.stringify(bad));
	}
	assert.ok(isSubject({ uri: 'file:///go.mod', path: 'a.example/b' }));
	for (const bad of [null, {}, { uri: 1 }, { uri: 'x', path: 1 }, { uri: 'x', line: '1' }]) {
		assert.ok(!isSubject(bad), JSON.stringify(bad));
	}
});

test('a picture is saved under a name that every file system takes', () => {
	assert.equal(fileName('checkout/go.mod', 'svg'), 'checkout-go.mod.svg');
	assert.equal(fileName('github.com/acme-example/pay@v1.8.2', 'png'), 'github.com-acme-example-pay@v1.8.2.png');
	assert.equal(fileName('../../..', 'svg'), 'routes.svg');
	assert.equal(fileName('a"b\\c:d', 'svg'), 'a-b-c-d.svg');
});

test('the page lets in nothing but what bears the nonce, and images of its own making', () => {
	const html = page('https://webview.example/picture.js', 'n0nce');
	assert.match(html, /content="default-src 'none'; script-src 'nonce-n0nce'; style-src 'nonce-n0nce'; img-src data:; base-uri 'none'; form-action 'none'"/);
	for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g)) {
		assert.match(tag, /nonce="n0nce"/);
	}
	assert.doesNotMatch(html, /\son\w+=|\sstyle=/);
});

test('a picture fits the panel, as long as it can be read', () => {
	const fits = (width: number, height: number) => fitting({ width: 1280, height: 800 }, { width, height });
	assert.equal(fits(1280, 800), 1);
	assert.equal(fits(1408, 2000), 1.1);
	assert.equal(fits(1280, 720), 0.9, 'its height counts');
	assert.equal(fits(1280, 400), 1, 'its height cannot be had');
	assert.ok(fits(300, 800) * 11.5 >= 10);
	assert.equal(fits(5000, 5000), 1.25);
});

test('a picture is asked for in a width that needs no shrinking', () => {
	assert.deepEqual([0, 600, 705, 999, 1280, 3000].map(widthIn), [560, 600, 700, 980, 1280, 1280]);
	for (let room = 490; room < 1300; room += 7) {
		const width = widthIn(room);
		assert.ok(fitting({ width, height: 1 }, { width: room, height: 1000 }) * width <= room + 0.01, `${room}`);
	}
});

test('each step of the zoom is larger, or smaller, up to an end', () => {
	assert.equal(step(1, 1), 1.1);
	assert.equal(step(1, -1), 0.9);
	assert.equal(step(0.87, 1), 0.9);
	assert.equal(step(3, 1), 3);
	assert.equal(step(0.5, -1), 0.5);
});
