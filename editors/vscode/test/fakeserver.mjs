// A server that goes wrong, in the way that its first argument says. The second one is a file: in the ways "late" and
// "dying" all is well once it exists.
import { appendFileSync, existsSync } from 'node:fs';

const [way, file] = process.argv.slice(2);
const identity = way === 'other' ? { name: 'gopls', version: 'v0.20.0' } : { name: 'modroute', version: 'v0.0.1' };
const commands = way === 'older' ? ['modroute.explainRoute'] : ['modroute.explainRoute', 'modroute.environment', 'modroute.compareEnvironments', 'modroute.graph'];
appendFileSync(`${file}.starts`, `${process.pid}\n`);

function send(message) {
	const text = JSON.stringify({ jsonrpc: '2.0', ...message });
	process.stdout.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function initialize(id) {
	if (way === 'silent' || (way === 'late' && !existsSync(file))) {
		setTimeout(() => initialize(id), 50);
		return;
	}
	const capabilities = { hoverProvider: true, inlayHintProvider: true, executeCommandProvider: { commands } };
	send({ id, result: { capabilities, serverInfo: identity } });
}

function handle({ id, method }) {
	switch (method) {
		case 'initialize':
			return initialize(id);
		case 'initialized':
			if (way === 'dying' && !existsSync(file)) {
				process.stderr.write('out of luck\n', () => process.exit(3));
			}
			return;
		case 'textDocument/hover':
			return way === 'hanging' ? undefined : send({ id, error: { code: -32603, message: 'it failed' } });
		case 'exit':
			return way === 'silent' ? undefined : process.exit(0);
		default:
			if (id !== undefined && method) send({ id, result: null });
	}
}

let buffer = Buffer.alloc(0);
process.stdin.on('data', (data) => {
	buffer = Buffer.concat([buffer, data]);
	for (;;) {
		const end = buffer.indexOf('\r\n\r\n');
		const length = Number(/content-length: (\d+)/i.exec(buffer.subarray(0, Math.max(end, 0)).toString())?.[1]);
		if (end < 0 || buffer.length < end + 4 + length) return;
		handle(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()));
		buffer = buffer.subarray(end + 4 + length);
	}
});
process.stdin.on('end', () => way !== 'silent' && process.exit(0));
setInterval(() => {}, 1000);
