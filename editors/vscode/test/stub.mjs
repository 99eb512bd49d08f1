// A stand-in for the Go extension: its id, its settings and languages, the part of its exported API that is used,
// and its habit of writing what `go env` says into the environment of the extension host.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = {
	name: 'go', publisher: 'golang', version: '0.0.1', displayName: 'Stub of the Go extension', engines: { vscode: '^1.91.0' },
	main: './main.js', activationEvents: ['onLanguage:go', 'onLanguage:go.mod'], extensionKind: ['workspace'],
	contributes: {
		languages: [{ id: 'go.mod', filenames: ['go.mod', 'gopls.mod'], aliases: ['Go Module File'] }],
		configuration: {
			title: 'Go',
			properties: {
				'go.toolsEnvVars': { type: 'object', default: {}, scope: 'resource', additionalProperties: { type: ['string', 'number'] } },
				'go.alternateTools': { type: 'object', default: {}, scope: 'resource' },
				'go.goroot': { type: ['string', 'null'], default: null, scope: 'machine-overridable' },
			},
		},
	},
};

const main = `
exports.activate = () => {
	process.env.GOPROXY ??= 'https://proxy.golang.org,direct';
	process.env.GOMODCACHE ??= process.env.HOME + '/go/pkg/mod';
	return { settings: { getExecutionCommand: (tool) => (tool === 'go' ? { binPath: '/opt/stub-go/bin/go' } : undefined) } };
};
`;

/** Puts the stub among the installed extensions. */
export function installStub(stage) {
	const dir = join(stage.dir, 'ext/golang.go-0.0.1');
	mkdirSync(dir);
	writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest));
	writeFileSync(join(dir, 'main.js'), main);
}
