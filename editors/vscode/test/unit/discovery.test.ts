import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findServer, Machine } from '../../src/discovery';

/** A machine with programs at some paths. */
function machine(programs: string[], environ: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = 'linux'): Machine {
	return { platform, environ, home: '/home/ann', fault: (file) => (programs.includes(file) ? '' : 'does not exist') };
}

const bundled = '/ext/server/modroute';

test('the setting wins over all', () => {
	const m = machine(['/opt/modroute', bundled]);
	assert.deepEqual(findServer('/opt/modroute', bundled, [], m), { program: '/opt/modroute', how: 'setting' });
});

test('a tilde in the setting is the home directory', () => {
	assert.deepEqual(findServer('~/bin/modroute', bundled, [], machine(['/home/ann/bin/modroute'])), { program: '/home/ann/bin/modroute', how: 'setting' });
});

test('a setting that names nothing is said, and nothing else is taken in its place', () => {
	const found = findServer('/opt/gone', bundled, [], machine([bundled]));
	assert.deepEqual(found, { problem: 'The setting modroute.server.path names /opt/gone, which does not exist. Correct it, or empty it.' });
});

test('a relative path in the setting is refused: it would be looked for wherever VS Code was started', () => {
	assert.ok('problem' in findServer('bin/modroute', bundled, [], machine(['bin/modroute'])));
});

test('the server that came with the extension is taken before PATH', () => {
	assert.deepEqual(findServer('', bundled, [], machine([bundled, '/usr/bin/modroute'], { PATH: '/usr/bin' })), { program: bundled, how: 'bundled' });
});

test('without one, PATH is searched', () => {
	assert.deepEqual(findServer('', bundled, [], machine(['/usr/bin/modroute'], { PATH: '/bin:/usr/bin' })), { program: '/usr/bin/modroute', how: 'path' });
});

test('relative entries of PATH, and those in the workspace, are passed over', () => {
	const m = machine(['bin/modroute', '/ws/shop/bin/modroute'], { PATH: 'bin:/ws/shop/bin' });
	assert.ok('problem' in findServer('', bundled, ['/ws/shop'], m));
});

test('a directory that only begins like the workspace is not in it', () => {
	const m = machine(['/ws/shop-tools/modroute'], { PATH: '/ws/shop-tools' });
	assert.deepEqual(findServer('', bundled, ['/ws/shop'], m), { program: '/ws/shop-tools/modroute', how: 'path' });
});

test('what go install has installed is found without PATH', () => {
	assert.deepEqual(findServer('', bundled, [], machine(['/home/ann/go/bin/modroute'])), { program: '/home/ann/go/bin/modroute', how: 'installed' });
	assert.deepEqual(findServer('', bundled, [], machine(['/g/bin/modroute'], { GOPATH: '/g:/h' })), { program: '/g/bin/modroute', how: 'installed' });
	assert.deepEqual(findServer('', bundled, [], machine(['/b/modroute'], { GOBIN: '/b' })), { program: '/b/modroute', how: 'installed' });
});

test('Windows spells PATH as it likes, and programs end in .exe', () => {
	const m = machine(['C:\\go\\bin\\modroute.exe'], { Path: 'C:\\Windows;C:\\go\\bin' }, 'win32');
	assert.deepEqual(findServer('', 'C:\\ext\\server\\modroute.exe', ['D:\\shop'], m), { program: 'C:\\go\\bin\\modroute.exe', how: 'path' });
});
