import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Coalesced } from '../../src/coalesced';

/** A task whose runs end when they are told to. */
function held() {
	const ends: ((err?: Error) => void)[] = [];
	const task = () => new Promise<void>((resolve, reject) => ends.push((err) => (err ? reject(err) : resolve())));
	const turn = () => new Promise(setImmediate);
	const end = async (err?: Error) => {
		ends.at(-1)?.(err);
		await turn();
	};
	return { task, ends, end, turn };
}

test('what is asked for during a run makes one more, whose result is the last', async () => {
	const { task, ends, end, turn } = held();
	const coalesced = new Coalesced(task);
	const asked = [coalesced.request()];
	await turn();
	asked.push(coalesced.request(), coalesced.request());
	assert.equal(ends.length, 1);
	await end();
	assert.equal(ends.length, 2);
	await end();
	await Promise.all(asked);
	assert.equal(ends.length, 2);
});

test('who asks again waits for the run that began after that', async () => {
	const { task, end, turn } = held();
	const coalesced = new Coalesced(task);
	void coalesced.request();
	await turn();
	let done = false;
	const second = coalesced.request().then(() => (done = true));
	await end();
	assert.equal(done, false);
	await end();
	await second;
});

test('a run that fails is told, and the next one begins', async () => {
	const { task, ends, end, turn } = held();
	const coalesced = new Coalesced(task);
	const failed = assert.rejects(coalesced.request(), /broken/);
	await turn();
	await end(new Error('broken'));
	await failed;
	void coalesced.request();
	await turn();
	assert.equal(ends.length, 2);
});

test('whenever it is asked, a run begins after that', async () => {
	for (let steps = 0; steps < 10; steps++) {
		let begun = 0;
		const coalesced = new Coalesced(async () => void begun++);
		const first = coalesced.request();
		for (let i = 0; i < steps; i++) {
			await undefined; // up to, in and after the moment in which the first run ends
		}
		const before = begun;
		await coalesced.request();
		await first;
		assert.ok(begun > before, `asked after ${steps} steps`);
	}
});
