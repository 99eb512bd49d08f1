import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json');
const source = readFileSync('src/commands.ts', 'utf8');

test('every setting of the server is one of the extension, and is passed on', () => {
	const passed = /export const serverSettings = \[([^\]]*)\]/.exec(readFileSync('src/configuration.ts', 'utf8'))?.[1] ?? '';
	const names = Object.keys(read('../../docs/settings.schema.json').properties);
	assert.deepEqual(names.filter((name) => !(`modroute.${name}` in manifest.contributes.configuration.properties)), []);
	assert.deepEqual(passed.match(/\w+/g)?.sort(), names.sort());
});

test('every command in a menu or the walkthrough exists', () => {
	const declared = manifest.contributes.commands.map((c: { command: string }) => c.command);
	for (const name of declared) {
		assert.ok(source.includes(`'${name}'`), `${name} is not registered`);
	}
	const menus = Object.values(manifest.contributes.menus).flat() as { command: string }[];
	assert.deepEqual(menus.map((m) => m.command).filter((name) => !declared.includes(name)), []);
});

test('a workspace that is not trusted cannot name programs, environments or files, nor say whom to trust', () => {
	const { untrustedWorkspaces } = manifest.capabilities;
	assert.equal(untrustedWorkspaces.supported, 'limited');
	const harmless = ['private', 'severity', 'ignore', 'inlayHints', 'codeLens', 'trace.server'].map((name) => `modroute.${name}`);
	const settings = Object.keys(manifest.contributes.configuration.properties);
	assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, settings.filter((name) => !harmless.includes(name)).sort());
});
