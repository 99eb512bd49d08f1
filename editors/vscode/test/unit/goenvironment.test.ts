import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goEnvironment, GoSettings, Place } from '../../src/goenvironment';

const place: Place = { folder: '/ws/shop', home: '/home/ann', environ: { PATH: '/usr/bin', CORP: 'corp.example.com' }, platform: 'linux' };
const env = (go: GoSettings, more: Partial<Place> = {}) => goEnvironment(go, { ...place, ...more });

test('without settings there is nothing to add', () => assert.deepEqual(env({}), {}));

test('go.toolsEnvVars are resolved as the Go extension does', () => {
	assert.deepEqual(
		env({ toolsEnvVars: { GOPROXY: 'https://proxy.${env:CORP}', GOMODCACHE: '~/cache', GOWORK: '${workspaceFolder}/go.work', GOMAXPROCS: 2 } }),
		{ GOPROXY: 'https://proxy.corp.example.com', GOMODCACHE: '/home/ann/cache', GOWORK: '/ws/shop/go.work', GOMAXPROCS: '2' },
	);
});

test('a variable that is not in the environment is empty', () => {
	assert.deepEqual(env({ toolsEnvVars: { GOPRIVATE: '${env:NONE}' } }), { GOPRIVATE: '' });
});

test('a value is taken as it is, dollar signs included', () => {
	assert.deepEqual(env({ toolsEnvVars: { A: '${env:X}' } }, { environ: { X: "$& $1 $'" } }), { A: "$& $1 $'" });
});

test('what is no value is left out', () => {
	assert.deepEqual(env({ toolsEnvVars: { GOPROXY: null, GONOPROXY: ['a'] } }), {});
});

test('http.proxy wins over go.toolsEnvVars', () => {
	const set = env({ toolsEnvVars: { HTTPS_PROXY: 'http://old' }, proxy: 'http://web.corp.example.com:3128' });
	assert.equal(set['HTTPS_PROXY'], 'http://web.corp.example.com:3128');
	assert.equal(set['http_proxy'], 'http://web.corp.example.com:3128');
});

test('go.goroot is GOROOT, and its go program comes first', () => {
	assert.deepEqual(env({ goroot: '~/sdk/go1.26.8' }), { GOROOT: '/home/ann/sdk/go1.26.8', PATH: '/home/ann/sdk/go1.26.8/bin:/usr/bin' });
});

test('go.alternateTools names another go program', () => {
	assert.deepEqual(env({ alternateTools: { go: '${workspaceFolder}/../sdk/bin/go' }, goroot: null })['PATH'], '/ws/shop/../sdk/bin:/usr/bin');
});

test('a go program that is named without its directory is on PATH already', () => {
	assert.deepEqual(env({ alternateTools: { go: 'go1.25' } }), {});
});

test('the go program that the Go extension has chosen wins, and PATH is left alone if it leads there', () => {
	assert.equal(env({ program: '/opt/go/bin/go', alternateTools: { go: '/other/go' } })['PATH'], '/opt/go/bin:/usr/bin');
	assert.deepEqual(env({ program: '/usr/bin/go' }), {});
});

test('PATH of go.toolsEnvVars is what the program comes before', () => {
	assert.equal(env({ toolsEnvVars: { PATH: '/mine' }, program: '/opt/go/bin/go' })['PATH'], '/opt/go/bin:/mine');
});

test('on Windows PATH keeps its spelling and separator', () => {
	const windows: Partial<Place> = { platform: 'win32', environ: { Path: 'C:\\Windows' } };
	assert.deepEqual(env({ program: 'C:\\Go\\bin\\go.exe' }, windows), { Path: 'C:\\Go\\bin;C:\\Windows' });
});
