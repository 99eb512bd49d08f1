import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glance } from '../../src/glance';

test('a file without warnings has a tick', () => assert.equal(glance('running', 0, 0).text, '$(check) modroute'));
test('it speaks of this file alone: a go.work or go.sum may belong to a go.mod with warnings', () => {
	assert.equal(glance('running', 0, 0).words, 'modroute: no warning on this file');
});
test('warnings are counted', () => assert.equal(glance('running', 0, 2).text, '$(warning) modroute: 2 warnings'));
test('an error shows as one', () => assert.equal(glance('running', 1, 1).text, '$(error) modroute: 1 error, 1 warning'));
test('a server that does not run says nothing about routes', () => {
	assert.equal(glance('failed', 0, 0).words, 'modroute: the server does not run');
	assert.equal(glance('stopped', 3, 3).text, '$(circle-slash) modroute');
	assert.equal(glance('starting', 3, 3).words, 'modroute is starting');
});
