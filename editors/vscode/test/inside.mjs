// Runs the tests of test/suite in VS Code's own extension test runner. node test/inside.mjs [-update] [SUITE...]; with
// -update what the actions do is written to test/actions.txt, not compared with it.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browse, extension, makeStage, servers, sleep, start } from './workbench.mjs';
import { installStub } from './stub.mjs';

const scenarios = {
	plain(stage) {
		stage.settings({});
		stage.environ.SHELL = '/bin/sh';
		return { where: `folder=${stage.shop()}` };
	},
	untrusted(stage) {
		stage.settings({ 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' });
		const dir = stage.shop();
		folderSettings(dir, {
			'modroute.server.path': '/bin/false', 'go.toolsEnvVars': { GOPROXY: 'https://evil.example.com' },
			'modroute.env': { GOPROXY: 'https://evil.example.com' }, 'modroute.trustedProxies': ['evil.example.com'],
			'modroute.environments': { evil: { file: '/etc/passwd' } }, 'terminal.integrated.env.linux': { GOPROXY: 'https://evil.example.com' },
			'modroute.private': ['quiet.example.com'], 'modroute.severity': { 'local-replace': 'hint' }, 'modroute.ignore': { 'quiet.example.com': true },
		});
		return { where: `folder=${dir}`, trust: true };
	},
	failures(stage) {
		stage.settings({});
		return { where: `folder=${stage.shop()}` };
	},
	notice(stage) {
		stage.settings({});
		installStub(stage);
		const dir = stage.shop();
		folderSettings(dir, { 'go.toolsEnvVars': { GOPROXY: 'https://goproxy.corp.example.com' } });
		return { where: `folder=${dir}` };
	},
	gofolders(stage) {
		stage.settings({});
		installStub(stage);
		const folders = ['one', 'two'].map((name) => {
			const dir = stage.shop(name);
			folderSettings(dir, { 'go.toolsEnvVars': { GOPROXY: `https://${name}.corp.example.com,https://proxy.golang.org` } });
			return { path: dir };
		});
		const file = join(stage.dir, 'ws/shop.code-workspace');
		writeFileSync(file, JSON.stringify({ folders }));
		return { where: `workspace=${file}` };
	},
	picture(stage) {
		stage.settings({});
		const file = join(stage.dir, 'ws/shop.code-workspace');
		writeFileSync(file, JSON.stringify({ folders: ['checkout', 'other'].map((name) => ({ path: stage.shop(name) })) }));
		return { where: `workspace=${file}` };
	},
	edits(stage) {
		stage.settings({});
		return { where: `folder=${stage.shop()}` };
	},
	actions(stage) {
		const worlds = join(stage.dir, 'worlds'), serve = join(stage.dir, 'serve');
		execFileSync(process.env.GO || 'go', ['run', './internal/demo', '-unpack', worlds], { cwd: join(extension, '../..'), stdio: ['ignore', 'ignore', 'inherit'] });
		const folders = readdirSync(worlds).map((name) => ({ path: join(worlds, name, 'work'), name }));
		for (const { path } of folders) {
			const telemetry = join(path, '../home/.config/go/telemetry');
			mkdirSync(telemetry, { recursive: true });
			writeFileSync(join(telemetry, 'mode'), 'off\n'); // the go command's own counters are none of our files
			const given = join(path, '../home/settings.json');
			if (existsSync(given)) {
				const { modroute, ...bare } = JSON.parse(readFileSync(given, 'utf8'));
				folderSettings(path, Object.fromEntries(Object.entries({ ...bare, ...modroute }).map(([name, value]) => [`modroute.${name}`, value])));
			}
		}
		// The server has the environment of one world at a time, as if VS Code had been started there.
		writeFileSync(serve, `#!/bin/sh\nexec "${worlds}/$(cat '${stage.dir}/current')/run" '${join(extension, 'server/modroute')}' "$@"\n`, { mode: 0o755 });
		stage.settings({ 'explorer.confirmUndo': 'light' });
		stage.machineSettings({ 'modroute.server.path': serve });
		const file = join(stage.dir, 'ws/worlds.code-workspace');
		writeFileSync(file, JSON.stringify({ folders }));
		return { where: `workspace=${file}`, env: { MODROUTE_TEST_WORLDS: worlds, MODROUTE_TEST_UPDATE: process.argv.includes('-update') ? '1' : '' } };
	},
};

function folderSettings(dir, settings) {
	mkdirSync(join(dir, '.vscode'));
	writeFileSync(join(dir, '.vscode/settings.json'), JSON.stringify(settings));
}

const patience = 900_000; // of a machine that does much else

async function runOne(name) {
	const stage = makeStage();
	const { where, trust, env } = scenarios[name](stage);
	const code = await start(stage, { trust, runner: true, env });
	const { context, page } = await browse(stage);
	let closed = false;
	try {
		const said = [];
		page.on('console', (message) => said.push(message.text().split('\n')[0].slice(0, 300)));
		let exit;
		const ended = new Promise((resolve) => (exit = resolve));
		await page.exposeFunction('codeAutomationLog', (type, args) => said.push([type, ...args].join(' ')));
		await page.exposeFunction('codeAutomationExit', (status) => exit(status));
		await page.goto(code.url(where, [
			['extensionDevelopmentPath', code.remote(extension)],
			['extensionTestsPath', code.remote(join(extension, `out/suite/${name}.js`))],
			['skipWelcome', 'true'],
		]));
		const status = await Promise.race([ended, sleep(patience).then(() => `no end within ${patience / 1000} s`)]);
		console.log(`== ${name}`);
		process.stdout.write(stage.said());
		if (status === 0 && /^ {2}ok/m.test(stage.said())) {
			await context.close();
			closed = true;
			for (let i = 0; i < 150 && servers(stage).length > 0; i++) await sleep(200);
			const left = servers(stage);
			console.log(left.length > 0 ? `  FAIL  left when the window is closed: ${left}` : '  ok    no server outlives the window');
			return left.length === 0;
		}
		// This build of VS Code lacks its native modules, and says so often.
		const told = said.filter((line) => !/bindings file|native-watchdog|watchdog|^%c|iframe|builtin extensions/.test(line));
		console.log(`exit: ${status}\n${told.slice(-25).join('\n')}`);
		await page.screenshot({ path: join(extension, `out/${name}-failed.png`) });
		return false;
	} finally {
		if (!closed) await context.close();
		await code.stop();
		stage.remove();
	}
}

await build({
	entryPoints: Object.keys(scenarios).map((name) => join(extension, `test/suite/${name}.ts`)),
	outdir: join(extension, 'out/suite'), bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode', 'mocha'],
	sourcemap: 'inline', logLevel: 'warning',
});
const args = process.argv.slice(2).filter((arg) => arg !== '-update');
const wanted = args.length > 0 ? args : Object.keys(scenarios);
let good = true;
for (const name of wanted) good = (await runOne(name)) && good;
process.exit(good ? 0 : 1);
