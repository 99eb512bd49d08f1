import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Difference, identity, inWords } from '../../src/difference';

const proxy = {
	name: 'GOPROXY',
	here: { value: 'https://goproxy.corp.example.com', origin: 'editor', setBy: "from the editor's settings" },
	there: { value: 'https://proxy.golang.org,direct', origin: 'goroot', setBy: 'from the Go installation' },
};
const patterns = {
	name: 'GOPRIVATE',
	here: { value: 'git.corp.example.com', origin: 'user', setBy: 'set by go env -w' },
	there: { value: '', origin: 'os', setBy: "from the process's environment" },
};
const difference = (...variables: Difference['variables']): Difference => ({ name: 'terminal', lines: 10, differing: 3, variables });

test('a difference names the first variable, its values and who set them', () => {
	assert.equal(
		inWords(difference(proxy, patterns), () => 'go.toolsEnvVars'),
		'modroute: the terminal and the editor route 3 of 10 lines differently. In the editor GOPROXY is https://goproxy.corp.example.com ' +
		'(from go.toolsEnvVars), in the terminal https://proxy.golang.org,direct (from the Go installation). 1 more variable differs.',
	);
});

test('a setting is named only for what the editor has set', () => {
	assert.match(inWords(difference(patterns), () => 'go.toolsEnvVars'), /GOPRIVATE is git\.corp\.example\.com \(set by go env -w\), in the terminal empty /);
});

test('the same difference is known again, another one is not', () => {
	assert.equal(identity(difference(proxy, patterns)), identity({ ...difference(patterns, proxy), differing: 1 }));
	assert.notEqual(identity(difference(proxy)), identity(difference({ ...proxy, there: { ...proxy.there, value: 'off' } })));
});
