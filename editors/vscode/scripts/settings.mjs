// Writes the settings of docs/settings.schema.json into package.json, as VS Code wants them.
// With --check it only says whether that would change anything.
import { readFileSync, writeFileSync } from 'node:fs';

const manifestFile = new URL('../package.json', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('../../../docs/settings.schema.json', import.meta.url), 'utf8'));

// What can be set for each folder; the rest holds for a window.
const perFolder = new Set(['private', 'trustedProxies', 'env', 'environments', 'severity', 'ignore']);

// The extension's own settings, which the server is not told.
const own = {
	'modroute.server.path': {
		type: 'string', default: '', scope: 'machine-overridable',
		markdownDescription: 'The absolute path of the `modroute` program. Empty for the one that came with the extension, else the one on `PATH`, else the one that `go install` has put into `GOBIN`.',
	},
	'modroute.trace.server': {
		type: 'string', enum: ['off', 'messages', 'verbose'], default: 'off', scope: 'window',
		description: 'Whether the log shows the messages between the editor and the server.',
	},
};

// VS Code follows no references, and does not know the dialect's examples.
function inlined(node) {
	if (Array.isArray(node)) return node.map(inlined);
	if (node === null || typeof node !== 'object') return node;
	const { $ref, examples, ...rest } = node;
	const target = $ref ? schema.definitions[$ref.replace('#/definitions/', '')] : {};
	return Object.fromEntries(Object.entries({ ...target, ...rest }).map(([key, value]) => [key, inlined(value)]));
}

function described(name, setting) {
	const { description, ...rest } = inlined(setting);
	const example = setting.examples?.[0];
	const more = example === undefined || setting.enum || setting.type === 'boolean' ? '' : `\n\nExample: \`${JSON.stringify(example)}\``;
	return { markdownDescription: description + more, ...rest, scope: perFolder.has(name) ? 'resource' : 'window' };
}

const settings = [
	...Object.entries(schema.properties).map(([name, setting]) => [`modroute.${name}`, described(name, setting)]),
	...Object.entries(own),
];
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
manifest.contributes.configuration = {
	title: 'modroute',
	// Without an order VS Code shows them by name.
	properties: Object.fromEntries(settings.map(([name, setting], order) => [name, { order, ...setting }])),
};
const text = JSON.stringify(manifest, null, 2) + '\n';
if (process.argv.includes('--check')) {
	if (text !== readFileSync(manifestFile, 'utf8')) {
		console.error('package.json is not what docs/settings.schema.json says: run "npm run settings"');
		process.exit(1);
	}
} else {
	writeFileSync(manifestFile, text);
}
