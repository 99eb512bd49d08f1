// Opens a copy of the demonstration repository in VS Code with the extension, and stays until it is interrupted.
// node scripts/demo.mjs VSIX
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { install, makeStage, start } from '../test/workbench.mjs';

const vsix = resolve(process.argv[2]);
const stage = makeStage();
let code;
const interrupted = new Promise((interrupt) => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.on(signal, interrupt)));
try {
	const dir = stage.shop();
	// Half of what the repository's go.env declares, as in "make demo".
	const goEnv = join(stage.dir, 'home/.config/go/env');
	mkdirSync(join(goEnv, '..'), { recursive: true });
	writeFileSync(goEnv, 'GOPRIVATE=github.com/acme-example\n');
	stage.settings({});
	await install(stage, vsix);
	code = await start(stage);
	const url = code.url(`folder=${dir}`, [['openFile', code.remote(join(dir, 'go.mod'))]]);
	console.log(`\nThe demonstration repository, in VS Code with modroute:\n\n    ${url}\n\nGo's environment file is ${goEnv}. Ctrl-C ends it.`);
	if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) spawn('xdg-open', [url], { stdio: 'ignore', detached: true }).on('error', () => {});
	await interrupted;
} finally {
	await code?.stop();
	stage.remove();
}
