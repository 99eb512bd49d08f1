import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startedWith, terminalEnvironment, TerminalSettings } from '../../src/terminal';

const place = { folder: '/ws/shop', home: '/home/ann', environ: { PATH: '/usr/bin', TEAM: 'corp' }, platform: 'linux' as const };

/** The variables of the terminal by some settings. */
function env(settings: Partial<TerminalSettings>, environ: NodeJS.ProcessEnv = place.environ, before: NodeJS.ProcessEnv = environ) {
	return terminalEnvironment({ env: {}, inheritEnv: true, program: undefined, own: {}, ...settings }, { ...place, environ }, before)?.env;
}

test('without settings the terminal has what the process has', () => {
	assert.deepEqual(env({}), {});
});

test("terminal.integrated.env lies over it, null takes a variable out, and VS Code's variables are replaced", () => {
	assert.deepEqual(env({ env: { GOPROXY: 'https://${env:TEAM}.example.com', GOPRIVATE: null, GOMODCACHE: '${workspaceFolder}/.cache' } }), {
		GOPROXY: 'https://corp.example.com', GOPRIVATE: '', GOMODCACHE: '/ws/shop/.cache',
	});
});

test('what the Go extension has put into the process since is taken out; what a person exported is not', () => {
	const before = { GOPROXY: 'https://exported.example.com' };
	assert.deepEqual(env({}, { ...before, GOMODCACHE: '/cache' }, before), { GOMODCACHE: '' });
	assert.deepEqual(env({}, { GOPROXY: 'https://other.example.com' }, before), { GOPROXY: 'https://exported.example.com' });
});

test('the go program that the Go extension has chosen comes first in the terminal too', () => {
	assert.deepEqual(env({ program: '/opt/go/bin/go' }), { PATH: '/opt/go/bin:/usr/bin' });
});

test('what modroute.env sets counts in the terminal too: a person has said it of both', () => {
	assert.deepEqual(env({ env: { GOPROXY: 'off' }, own: { GOPROXY: 'direct', GOPRIVATE: null } }), { GOPROXY: 'direct', GOPRIVATE: '' });
});

test('where VS Code does not make the environment, nothing is told of it', () => {
	assert.equal(env({ inheritEnv: false }), undefined);
	assert.equal(env({ env: { GOPROXY: '${config:team.proxy}' } }), undefined);
});

test('the environment at the start is that of this very process, else what there is now', () => {
	const environ = { GOPROXY: 'https://injected.example.com' };
	assert.deepEqual(startedWith(environ, () => 'VSCODE_ESM_ENTRYPOINT=x\0GOPROXY=a=b\0'), { VSCODE_ESM_ENTRYPOINT: 'x', GOPROXY: 'a=b' });
	assert.deepEqual(startedWith(environ, () => 'GOPROXY=of the process it was forked from\0'), environ);
	const none = () => { throw new Error('there is no such file'); };
	assert.deepEqual(startedWith(environ, none), environ);
	assert.deepEqual(startedWith({ GoProxy: 'direct' }, none, 'win32'), { GOPROXY: 'direct' });
});
