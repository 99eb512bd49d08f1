// Everything that the server announces, made use of by a client that can do
// all. The server's positions are held against the text that they are to mean.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { main, encoding, fromWire, fromWireRange, toWire, toWireRange, lineOf } = require('./session.js');
const clients = require('./capabilities.js');

const goMod = [
  '// é€😀𝄞 the comment before',
  'module example.com/m // é€😀𝄞',
  '',
  'go 1.26',
  '',
  'require git.corp.internal/team/lib v1.2.3 // 😀',
  'require example.org/public v1.0.0 // 𝄞',
  'require github.com/acme-example/tool v1.0.0 // é𝄞',
  'require example.org/plain v1.0.0',
  'replace example.org/public => "./é😀𝄞" //modroute:ignore no-such-code',
  'replace github.com/acme-example/tool => "./hier é𝄞" // 😀',
  '',
].join('\n');

// found returns the diagnostic with a code.
const found = (diagnostics, code) => diagnostics.find(d => d.code === code);

// textAt returns the text that a range of the server means.
const textAt = (doc, range) => doc.getText(fromWireRange(doc, range));

const identify = doc => ({ textDocument: { uri: doc.uri } });

// at returns the parameters of a request at the first occurrence of a text.
const at = (doc, text) => ({ ...identify(doc), position: toWire(doc, doc.positionAt(doc.getText().indexOf(text) + 1)) });

// on returns the parameters of a request about the line of a text.
function on(doc, text, more = {}) {
  const { line } = doc.positionAt(doc.getText().indexOf(text));
  return { ...identify(doc), range: toWireRange(doc, { start: { line, character: 0 }, end: { line, character: 5 } }), context: { diagnostics: [], ...more } };
}

// every returns the parameters of a request about all of a document.
const every = doc => ({ ...identify(doc), range: toWireRange(doc, { start: { line: 0, character: 0 }, end: { line: doc.lineCount, character: 0 } }) });

// otherFiles opens the other files that the server knows: what it says lies on
// what it is about in them, too.
async function otherFiles(session) {
  const go = await session.open('main.go', 'package m // é€😀𝄞\n\nimport (\n\t/* 𝄞é */ "git.corp.internal/other/pkg" // 😀\n\t/* 😀 */ _ "example.org/plain/é"\n)\n');
  for (const diagnostic of await session.diagnostics(go, list => list.length > 0)) {
    assert.equal(textAt(go, diagnostic.range), 'git.corp.internal/other/pkg');
  }
  const sum = await session.open('go.sum', 'example.org/plain v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n😀é bad\n');
  const env = await session.open('go.env', '# é😀\nGOPRIVATE=git.corp.internal/other,𝄞é,example.net\n');
  for (const [doc, word] of [[go, 'git.corp.internal/other/pkg'], [sum, 'example.org/plain'], [env, 'GOPRIVATE'], [env, 'example.net']]) {
    const hover = await session.request('textDocument/hover', at(doc, word));
    assert.ok(textAt(doc, hover.range).includes(word), `${textAt(doc, hover.range)} is hovered over instead of ${word}`);
  }
  for (const doc of [go, sum, env]) {
    await session.request('textDocument/codeAction', on(doc, doc.getText().slice(0, 5)));
    await session.notify('textDocument/didClose', identify(doc));
  }
}

// Each of the following makes use of something that a server may announce.

async function pullDiagnostics(session, doc) {
  const report = await session.pull(doc);
  assert.equal(report.kind, 'full');
  assert.equal((await session.pull(doc, report.resultId)).kind, 'unchanged');
  if (session.announced.diagnosticProvider.workspaceDiagnostics) {
    const { identifier } = session.announced.diagnosticProvider;
    const all = await session.request('workspace/diagnostic', { identifier, previousResultIds: [], workDoneToken: 'all' });
    assert.ok(all.items.length > 0);
    const parts = session.partial('parts');
    const rest = await session.request('workspace/diagnostic', { identifier, previousResultIds: [], partialResultToken: 'parts' });
    assert.deepEqual([...parts, rest].flatMap(part => part.items).map(item => item.uri).sort(), all.items.map(item => item.uri).sort());
  }
}

async function inlayHints(session, doc) {
  const hints = await session.request('textDocument/inlayHint', every(doc));
  for (const hint of hints) {
    const { line, character } = fromWire(doc, hint.position);
    assert.equal(character, lineOf(doc, line).length, 'a hint is drawn after all that stands on the line');
    if (session.announced.inlayHintProvider.resolveProvider) {
      const resolved = await session.request('inlayHint/resolve', hint);
      assert.deepEqual({ ...resolved, tooltip: undefined }, { ...hint, tooltip: undefined });
    }
  }
}

async function codeLenses(session, doc) {
  for (let lens of await session.request('textDocument/codeLens', identify(doc))) {
    if (!lens.command) lens = await session.request('codeLens/resolve', lens);
    assert.match(lineOf(doc, fromWire(doc, lens.range.start).line), /^module /);
    await session.request('workspace/executeCommand', { command: lens.command.command, arguments: lens.command.arguments });
  }
}

async function documentLinks(session, doc) {
  for (let link of await session.request('textDocument/documentLink', identify(doc))) {
    if (!link.target) link = await session.request('documentLink/resolve', link);
    assert.match(textAt(doc, link.range), /^(github\.com\/acme-example\/tool|"?\.\/hier é𝄞"?|git\.corp\.internal\/team\/lib)$/);
  }
}

async function completion(session, doc) {
  const edit = session.replace(doc, 'no-such-code', '𝄞é');
  const end = edit.positionAt(edit.getText().indexOf('𝄞é') + '𝄞é'.length);
  let items;
  for (const triggerCharacter of [undefined, ...(session.announced.completionProvider.triggerCharacters ?? [])]) {
    const context = triggerCharacter ? { triggerKind: 2, triggerCharacter } : { triggerKind: 1 };
    const answer = await session.request('textDocument/completion', { ...identify(edit), position: toWire(edit, end), context });
    items ??= answer.items ?? answer;
  }
  for (const item of items) {
    if (session.announced.completionProvider.resolveProvider) await session.request('completionItem/resolve', item);
    const range = item.textEdit.range ?? item.textEdit.replace;
    assert.equal(textAt(edit, range), '𝄞é');
  }
  return session.replace(edit, '𝄞é', 'no-such-code');
}

// remaining executes, of the commands that actions of any kind on any line
// carry, those that have not been executed yet.
async function remaining(session, doc, done) {
  const kinds = [undefined, ...(session.announced.codeActionProvider.codeActionKinds ?? []).map(kind => [kind])];
  for (let line = 0; line < doc.lineCount; line++) {
    const start = { line, character: 0 };
    for (const only of kinds) {
      const params = { ...identify(doc), range: { start, end: start }, context: { diagnostics: [], triggerKind: 1, only } };
      for (const action of await session.request('textDocument/codeAction', params)) {
        const { command } = await resolve(session, action);
        if (command && !done.has(command.command)) {
          done.add(command.command);
          await session.request('workspace/executeCommand', { command: command.command, arguments: command.arguments });
        }
      }
    }
  }
}

// resolve completes a code action.
async function resolve(session, action) {
  if (action.edit || action.command || action.disabled) return action;
  return session.request('codeAction/resolve', action);
}

main(async session => {
  session.write('goenv', '');
  session.write('more/go.mod', 'module example.com/more\n');
  session.write('checkout/go.mod', 'module git.corp.intranet/team/lib\n');
  session.write('hier é𝄞/go.mod', 'module github.com/acme-example/tool\n');
  session.write('late/go.mod', 'module example.com/late\n');
  const folder = name => ({ uri: session.uri(name), name: name || 'work' });

  const initialized = await session.initialize({
    workspaceFolders: [folder(''), folder('more')], trace: 'verbose',
    clientInfo: { name: 'conformance' }, capabilities: clients[process.env.CLIENT](encoding), initializationOptions: { private: ['github.com/acme-example'], inlayHints: 'all' },
  });
  assert.equal(initialized.capabilities.positionEncoding, encoding);
  assert.equal(initialized.serverInfo.name, 'modroute');
  await session.until('registrations', () => session.registrations.length > 0);

  // Diagnostics lie on what they are about, whatever stands before it.
  let doc = await session.open('go.mod', goMod);
  let diagnostics = await session.diagnostics(doc, list => found(list, 'replace-directory'));
  assert.equal(textAt(doc, found(diagnostics, 'private-module-public-proxy').range), 'git.corp.internal/team/lib');
  assert.equal(textAt(doc, found(diagnostics, 'replace-directory').range), '"./é😀𝄞"');
  assert.match(textAt(doc, found(diagnostics, 'unused-ignore').range), /^(\/\/)?modroute:ignore no-such-code$/);

  // So do hovers.
  for (const word of ['git.corp.internal/team/lib', 'v1.2.3', '1.26', 'example.com/m']) {
    const hover = await session.request('textDocument/hover', at(doc, word));
    assert.equal(hover.contents.kind, 'markdown');
    assert.equal(textAt(doc, hover.range), word);
  }
  const hover = await session.request('textDocument/hover', at(doc, '"./é'));
  assert.equal(textAt(doc, hover.range), '"./é😀𝄞"');

  await otherFiles(session);
  const { announced } = session;
  if (announced.diagnosticProvider) await pullDiagnostics(session, doc);
  if (announced.inlayHintProvider) await inlayHints(session, doc);
  if (announced.codeLensProvider) await codeLenses(session, doc);
  if (announced.documentLinkProvider) await documentLinks(session, doc);
  if (announced.completionProvider) doc = await completion(session, doc);

  // Edits come where they are meant to be.
  doc = session.change(doc, [
    { range: { start: doc.positionAt(goMod.indexOf('😀𝄞 the')), end: doc.positionAt(goMod.indexOf(' the comment')) }, text: '𝄞𝄞' },
    { range: { start: { line: 5, character: 8 }, end: { line: 5, character: 25 } }, text: 'git.corp.intranet' },
  ]);
  diagnostics = await session.diagnostics(doc, list => found(list, 'replace-directory'));
  assert.equal(textAt(doc, found(diagnostics, 'private-module-public-proxy').range), 'git.corp.intranet/team/lib');

  // Code actions: what is safe, at once.
  const [fixAll] = await session.request('textDocument/codeAction', on(doc, 'module', { only: ['source.fixAll.modroute'] }));
  const before = doc.getText();
  session.apply((await resolve(session, fixAll)).edit);
  doc = session.docs.get(doc.uri);
  assert.equal(doc.getText(), before.replace(/ *\/\/modroute:ignore no-such-code/, ''));

  // A quick fix, with what it is for; the others of the line.
  diagnostics = await session.diagnostics(doc, list => found(list, 'private-module-public-proxy'));
  const leak = found(diagnostics, 'private-module-public-proxy');
  const actions = await session.request('textDocument/codeAction', { ...on(doc, 'git.corp', { diagnostics: [leak] }), workDoneToken: 'actions' });
  const write = actions.find(a => a.command?.command === 'modroute.applyPlan' && a.kind === 'quickfix');
  assert.ok(write, JSON.stringify(actions));
  assert.ok(write.diagnostics.some(d => d.code === leak.code));

  // The commands that actions carry.
  const execute = (command, ...args) => session.request('workspace/executeCommand', { command, arguments: args });
  await execute(write.command.command, ...write.command.arguments);
  assert.match(fs.readFileSync(session.file('goenv'), 'utf8'), /corp\.intranet/);
  await session.diagnostics(doc, list => !found(list, 'private-module-public-proxy'));
  await execute('modroute.undo');
  await session.diagnostics(doc, list => found(list, 'private-module-public-proxy'));

  session.replies.pickDirectory = () => ({ uri: session.uri('checkout') });
  await execute('modroute.addReplace', { uri: doc.uri, path: 'git.corp.intranet/team/lib' });
  doc = session.docs.get(doc.uri);
  assert.match(doc.getText(), /^(replace |\t)git\.corp\.intranet\/team\/lib .*=> \.\/checkout$/m);

  const copied = [];
  session.replies.copyText = p => { copied.push(p.text); return null; };
  await execute('modroute.shellLine', { title: 'say so', line: 'echo 😀' });
  assert.deepEqual(copied, ['echo 😀']);

  await execute('modroute.applyEdit', { changes: { [doc.uri]: [{ range: { start: toWire(doc, { line: 0, character: 0 }), end: toWire(doc, { line: 0, character: 5 }) }, newText: '// ' }] } });
  doc = session.docs.get(doc.uri);
  assert.match(doc.getText(), /^\/\/ /);

  // What explains, as documents.
  for (const command of ['explainRoute', 'environment', 'compareEnvironments'].map(name => 'modroute.' + name)) {
    if (!announced.executeCommandProvider.commands.includes(command)) continue;
    const paper = await execute(command, { uri: doc.uri, line: 5 });
    assert.ok(paper.title && paper.markdown, command);
  }
  for (const kind of ['file', 'module']) {
    const picture = await execute('modroute.graph', kind === 'file' ? { uri: doc.uri } : { uri: doc.uri, line: 5 });
    assert.match(picture.svg, /^<svg [^]*<\/svg>\n$/);
    assert.equal(picture.model.kind, kind);
  }
  assert.ok(session.refreshed.has('refreshGraph'), 'pictures are refreshed after what has been changed');

  const cached = 'cache/cache/download/example.org/public/@v/v1.0.0.mod';
  session.write(cached, 'module example.org/public\n');
  await execute('modroute.removeCached', { path: 'example.org/public', version: 'v1.0.0' });
  assert.ok(!fs.existsSync(session.file(cached)));

  await remaining(session, doc, new Set(['modroute.applyPlan', 'modroute.undo', 'modroute.addReplace', 'modroute.removeCached', 'modroute.shellLine']));

  // What the server wants to be told of.
  await session.notify('$/setTrace', { value: 'off' });
  await session.notify('textDocument/didSave', identify(doc));
  await session.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder('late')], removed: [folder('more')] } });
  await session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: session.uri('go.sum'), type: 1 }] });
  const operations = announced.workspace.fileOperations ?? {};
  if (operations.didRename) await session.notify('workspace/didRenameFiles', { files: [{ oldUri: session.uri('more/go.mod'), newUri: session.uri('more/go.mod.old') }] });
  if (operations.didDelete) await session.notify('workspace/didDeleteFiles', { files: [{ uri: session.uri('late/go.mod') }] });
  session.settings = { private: ['example.org/public'] };
  await session.notify('workspace/didChangeConfiguration', { settings: null });

  await session.notify('textDocument/didClose', identify(doc));
  await session.until('the diagnostics to go', () => !session.published.get(doc.uri)?.diagnostics.length);
  await session.stop();
});
