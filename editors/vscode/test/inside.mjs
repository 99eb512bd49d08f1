// Runs the tests of test/suite in VS Code's own extension test runner.
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browse, extension, makeStage, sleep, start } from './workbench.mjs';
import { installStub } from './stub.mjs';

const scenarios = {
	plain(stage) {
		stage.settings({});
		return { where: `folder=${stage.shop()}` };
	},
	untrusted(stage) {
		stage.settings({ 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' });
		const dir = stage.shop();
		folderSettings(dir, { 'modroute.server.path': '/bin/false', 'go.toolsEnvVars': { GOPROXY: 'https://evil.example.com' } });
		return { where: `folder=${dir}`, trust: true };
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
};

function folderSettings(dir, settings) {
	mkdirSync(join(dir, '.vscode'));
	writeFileSync(join(dir, '.vscode/settings.json'), JSON.stringify(settings));
}

async function runOne(name) {
	const stage = makeStage();
	const { where, trust } = scenarios[name](stage);
	const code = await start(stage, { trust, runner: true });
	const { context, page } = await browse(stage);
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
		const status = await Promise.race([ended, sleep(150_000).then(() => 'no end within 150 s')]);
		console.log(`== ${name}`);
		process.stdout.write(stage.said());
		if (status === 0 && /^ {2}ok/m.test(stage.said())) return true;
		// This build of VS Code lacks its native modules, and says so often.
		const told = said.filter((line) => !/bindings file|native-watchdog|watchdog|^%c|iframe|builtin extensions/.test(line));
		console.log(`exit: ${status}\n${told.slice(-25).join('\n')}`);
		await page.screenshot({ path: join(extension, `out/${name}-failed.png`) });
		return false;
	} finally {
		await context.close();
		await code.stop();
		stage.remove();
	}
}

await build({
	entryPoints: Object.keys(scenarios).map((name) => join(extension, `test/suite/${name}.ts`)),
	outdir: join(extension, 'out/suite'), bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode', 'mocha'],
	sourcemap: 'inline', logLevel: 'warning',
});
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
let good = true;
for (const name of wanted) good = (await runOne(name)) && good;
process.exit(good ? 0 : 1);
