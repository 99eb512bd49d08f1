// A session is a server, started as an editor starts it, and the protocol's own
// client, connected to it. The variables SERVER, DIR and ENCODING name the
// program, a directory to work in and the position encoding to agree upon.
'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const lsp = require('vscode-languageserver-protocol/node');
const { TextDocument } = require('vscode-languageserver-textdocument');

const encoding = process.env.ENCODING;

// lengthOf says how many characters of the encoding a string takes.
const lengthOf = {
  'utf-8': s => Buffer.byteLength(s),
  'utf-16': s => s.length,
  'utf-32': s => [...s].length,
}[encoding];

// toWire takes a position of a TextDocument, which counts in UTF-16, to one in
// the encoding. What lies past the line's end lies as far past it there.
function toWire(doc, position) {
  if (position.line < 0 || position.line >= doc.lineCount) return position;
  const line = lineOf(doc, position.line);
  const past = Math.max(position.character - line.length, 0);
  return { line: position.line, character: position.character < 0 ? position.character : lengthOf(line.slice(0, position.character)) + past };
}

// fromWire takes a position in the encoding to one of a TextDocument. It must
// be one between two characters.
function fromWire(doc, position) {
  const line = lineOf(doc, position.line);
  let before = '';
  for (const character of line) {
    if (lengthOf(before) >= position.character) break;
    before += character;
  }
  assert.equal(lengthOf(before), position.character, `${JSON.stringify(position)} is no place in ${JSON.stringify(line)}`);
  return { line: position.line, character: before.length };
}

const fromWireRange = (doc, range) => ({ start: fromWire(doc, range.start), end: fromWire(doc, range.end) });
const toWireRange = (doc, range) => ({ start: toWire(doc, range.start), end: toWire(doc, range.end) });

// whole moves a position that lies within a character before it.
function whole(doc, position) {
  const unit = lineOf(doc, position.line).charCodeAt(position.character);
  return unit >= 0xdc00 && unit <= 0xdfff ? { line: position.line, character: position.character - 1 } : position;
}

// lineOf returns a line without its end.
const lineOf = (doc, line) => doc.getText({ start: { line, character: 0 }, end: { line, character: Number.MAX_SAFE_INTEGER } });

class Session {
  constructor() {
    this.dir = process.env.DIR;
    this.docs = new Map(); // the open documents, by URI
    this.published = new Map(); // the diagnostics last published, by URI
    this.changed = []; // who waits for something to come
    this.registrations = [];
    this.messages = []; // shown to the person
    this.shown = []; // documents
    this.refreshed = new Set();
    this.pulls = 0;
    this.replies = {}; // what the person answers, by method
    this.settings = {}; // what workspace/configuration answers
  }

  start() {
    this.server = spawn(process.env.SERVER, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.exited = new Promise(resolve => this.server.on('exit', resolve));
    // What the server may still have asked when it was stopped cannot be answered.
    const fault = m => { if (!this.stopping) throw new Error(m); };
    const faults = { error: fault, warn: fault, info() {}, log() {} };
    this.conn = lsp.createProtocolConnection(new lsp.StreamMessageReader(this.server.stdout), new lsp.StreamMessageWriter(this.server.stdin), faults);
    this.conn.onNotification(lsp.PublishDiagnosticsNotification.type, p => {
      this.published.set(p.uri, p);
      this.come();
    });
    this.conn.onNotification(lsp.ShowMessageNotification.type, p => { this.messages.push(p.message); this.come(); });
    this.conn.onNotification(lsp.LogMessageNotification.type, () => {});
    this.conn.onNotification(lsp.LogTraceNotification.type, () => {});
    this.conn.onRequest(lsp.RegistrationRequest.type, p => { this.registrations.push(...p.registrations); this.come(); });
    this.conn.onRequest(lsp.ConfigurationRequest.type, p => p.items.map(() => this.settings));
    this.conn.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => null);
    this.conn.onRequest(lsp.ApplyWorkspaceEditRequest.type, p => { this.apply(p.edit); return { applied: true }; });
    this.conn.onRequest(lsp.ShowDocumentRequest.type, p => { this.shown.push(p); this.come(); return { success: true }; });
    this.conn.onRequest(lsp.ShowMessageRequest.type, p => { this.messages.push(p.message); this.come(); return p.actions[0]; });
    for (const method of ['inlayHint', 'codeLens', 'diagnostic']) {
      this.conn.onRequest(`workspace/${method}/refresh`, () => { this.refreshed.add(method); this.come(); return null; });
    }
    this.conn.onRequest('modroute/refreshGraph', () => { this.refreshed.add('refreshGraph'); this.come(); return null; });
    for (const method of ['pickDirectory', 'copyText']) {
      this.conn.onRequest(`modroute/${method}`, p => this.replies[method](p));
    }
    this.conn.listen();
  }

  // initialize makes the acquaintance of the server.
  async initialize(params) {
    const result = await this.request('initialize', { processId: process.pid, rootUri: this.uri(''), ...params });
    this.announced = result.capabilities;
    await this.notify('initialized', {});
    return result;
  }

  request(method, params) { return this.conn.sendRequest(method, params); }
  notify(method, params) { return this.conn.sendNotification(method, params); }

  come() { for (const look of this.changed) look(); }

  // until waits until what is looked for is there, and returns it.
  until(what, look) {
    return new Promise((resolve, reject) => {
      const done = () => { clearTimeout(timer); this.changed.splice(this.changed.indexOf(again), 1); };
      const again = () => { const found = look(); if (found) { done(); resolve(found); } };
      const timer = setTimeout(() => { done(); reject(new Error(`waited in vain for ${what}; published: ${JSON.stringify([...this.published.values()])}; messages: ${JSON.stringify(this.messages)}`)); }, 20000);
      this.changed.push(again);
      again();
    });
  }

  file(name) { return path.join(this.dir, name); }
  uri(name) { return pathToFileURL(this.file(name)).toString(); }
  write(name, text) {
    fs.mkdirSync(path.dirname(this.file(name)), { recursive: true });
    fs.writeFileSync(this.file(name), text);
  }

  async open(name, text) {
    const doc = TextDocument.create(this.uri(name), 'go.mod', 1, text);
    this.docs.set(doc.uri, doc);
    await this.notify('textDocument/didOpen', { textDocument: { uri: doc.uri, languageId: doc.languageId, version: 1, text } });
    return doc;
  }

  // change makes changes, whose ranges are those of the TextDocument: each in
  // the text that the one before leaves.
  change(doc, changes) {
    const wire = [];
    for (let change of changes) {
      if (change.range) change = { ...change, range: { start: whole(doc, change.range.start), end: whole(doc, change.range.end) } };
      wire.push(change.range ? { ...change, range: toWireRange(doc, change.range) } : change);
      doc = this.update(doc, change);
    }
    this.notify('textDocument/didChange', { textDocument: { uri: doc.uri, version: doc.version }, contentChanges: wire });
    return doc;
  }

  // update makes one change of a document. TextDocument's table of lines goes
  // wrong by a change past the last line, so it is made anew.
  update(doc, change) {
    const text = TextDocument.update(doc, [change], doc.version).getText();
    doc = TextDocument.create(doc.uri, doc.languageId, doc.version + 1, text);
    this.docs.set(doc.uri, doc);
    return doc;
  }

  // replace replaces the first occurrence of a text in a document.
  replace(doc, old, text) {
    const at = doc.getText().indexOf(old);
    assert.ok(at >= 0, `${old} is not in ${doc.getText()}`);
    return this.change(doc, [{ range: { start: doc.positionAt(at), end: doc.positionAt(at + old.length) }, text }]);
  }

  // apply makes a workspace edit, in documents and on disk.
  apply(edit) {
    const changes = edit.documentChanges ?? Object.entries(edit.changes).map(([uri, edits]) => ({ textDocument: { uri }, edits }));
    for (const change of changes) {
      if (change.kind === 'create') {
        fs.writeFileSync(new URL(change.uri), '', { flag: 'a' });
        continue;
      }
      const doc = this.docs.get(change.textDocument.uri);
      if (!doc) {
        const file = new URL(change.textDocument.uri);
        fs.writeFileSync(file, edited(TextDocument.create('', '', 0, fs.readFileSync(file, 'utf8')), change.edits));
        continue;
      }
      if (change.textDocument.version !== undefined && change.textDocument.version !== null) {
        assert.equal(change.textDocument.version, doc.version);
      }
      this.change(doc, [{ text: edited(doc, change.edits) }]);
    }
  }

  // diagnostics waits for those of the document as it is now that suffice: it
  // pulls them where the server has them pulled, again when told to, as VS Code
  // does.
  async diagnostics(doc, suffice = () => true) {
    while (this.announced.diagnosticProvider) {
      this.refreshed.delete('diagnostic');
      const report = await this.pull(doc);
      if (suffice(report.items)) return report.items;
      await this.until('a reason to pull diagnostics', () => this.refreshed.has('diagnostic'));
    }
    const latest = await this.until(`the diagnostics of ${doc.uri}`, () => {
      const p = this.published.get(doc.uri);
      return p && (p.version === undefined || p.version === this.docs.get(doc.uri).version) && suffice(p.diagnostics) && p;
    });
    return latest.diagnostics;
  }

  // partial returns the partial results that come under a token.
  partial(token) {
    const parts = [];
    this.conn.onProgress(new lsp.ProgressType(), token, part => parts.push(part));
    return parts;
  }

  pull(doc, previousResultId) {
    const { identifier } = this.announced.diagnosticProvider;
    return this.request('textDocument/diagnostic', { textDocument: { uri: doc.uri }, identifier, previousResultId, workDoneToken: `pull ${++this.pulls}` });
  }

  async stop() {
    this.stopping = true;
    assert.equal(await this.request('shutdown'), null);
    await this.notify('exit');
    assert.equal(await this.exited, 0);
  }
}

const edited = (doc, edits) => TextDocument.applyEdits(doc, edits.map(e => ({ ...e, range: fromWireRange(doc, e.range) })));

// main runs a test; whatever fails, fails the process.
function main(test) {
  const session = new Session();
  session.start();
  test(session).then(() => process.exit(0), e => { console.error(e); process.exit(1); });
}

module.exports = { Session, main, encoding, lengthOf, toWire, fromWire, fromWireRange, toWireRange, lineOf, edited };
