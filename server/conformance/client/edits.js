// Random edits, after which the server's text must be the client's. The
// client's model of a document is vscode-languageserver-textdocument; what the
// server's is shows in its findings: now and then every line of the text is
// made the name of a missing directory in a replace directive, and the findings
// repeat those names.
'use strict';
const assert = require('node:assert/strict');
const { main, encoding, fromWireRange, lineOf } = require('./session.js');
const { all } = require('./capabilities.js');

const edits = Number(process.env.EDITS);
const untilLook = 100; // edits

// random returns numbers from 0 to n-1, the same in every run (mulberry32).
let state = Number(process.env.SEED);
function random(n) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % n;
}

const pieces = ['a', 'Z', '0', ' ', '(', ')', '//', '=>', 'é', 'ß', '€', '世界', '😀', '𝄞', 'e\u0301', '👩‍👩‍👧', '\u2028', '\u00a0', '\ud83d', '\n', '\r\n', '\r', '\n\n', '\r\r\n'];

function text() {
  let s = '';
  for (let n = random(6); n > 0; n--) s += pieces[random(pieces.length)];
  return s;
}

// place returns a position: mostly between two characters of the text, else
// past the end of a line or of the text, or before its start.
function place(doc) {
  switch (random(20)) {
    case 0: return { line: random(doc.lineCount), character: 1000 + random(1000) };
    case 1: return { line: doc.lineCount + random(3), character: random(5) };
    case 2: return { line: -1 - random(3), character: random(5) };
    case 3: return { line: random(doc.lineCount), character: -1 };
  }
  const line = random(doc.lineCount);
  const characters = [...lineOf(doc, line)];
  return { line, character: characters.slice(0, random(characters.length + 1)).join('').length };
}

const isBefore = (a, b) => a.line < b.line || (a.line === b.line && a.character < b.character);

// range returns one between two places, mostly near each other, and seldom with
// its end first.
function range(doc) {
  let start = place(doc);
  let end = random(3) === 0 ? start : place(doc);
  if (isBefore(end, start) && random(4) > 0) [start, end] = [end, start];
  if (end.line > start.line + 2 && doc.lineCount < 40) end = { line: start.line + 1, character: end.character };
  return { start, end };
}

// batch returns the changes of one notification: any, each in the text that
// the one before has left; from the last place to the first, as from several
// cursors; or all of the text.
function batch(doc) {
  const list = Array.from({ length: 1 + random(5) }, () => ({ range: range(doc), text: text() }));
  if (random(3) === 0) list.sort((a, b) => (isBefore(a.range.start, b.range.start) ? 1 : -1));
  if (random(40) === 0) list.unshift({ text: doc.getText() + text() });
  return list;
}

// look compares the server's text with that of doc.
async function look(session, doc) {
  const own = doc.getText();
  // Half a surrogate pair cannot be told from a replacement character there.
  const lines = Array.from({ length: doc.lineCount }, (_, i) => lineOf(doc, i).toWellFormed());
  const open = i => `replace example.com/l${i} => "./L`;
  const probes = [{ range: endOf(doc, lines.length - 1), text: '"\n' }];
  for (let i = lines.length - 1; i > 0; i--) {
    probes.push({ range: { start: endOf(doc, i - 1).start, end: { line: i, character: 0 } }, text: '"\n' + open(i) });
  }
  probes.push({ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'module example.com/m\n' + open(0) });
  const probed = session.change(doc, probes);
  const diagnostics = await session.diagnostics(probed, list => list.some(d => d.code === 'replace-directory'));
  const named = diagnostics.filter(d => d.code === 'replace-directory');
  assert.deepEqual(named.map(d => /^Replacement directory \.\/L(.*) does not exist/s.exec(d.message)?.[1]), lines);
  assert.deepEqual(named.map(d => probed.getText(fromWireRange(probed, d.range)).toWellFormed()), lines.map(line => '"./L' + line + '"'));
  return session.change(probed, [{ text: own }]);
}

function endOf(doc, line) {
  const end = { line, character: lineOf(doc, line).length };
  return { start: end, end };
}

main(async session => {
  await session.initialize({ capabilities: all(encoding) });
  let doc = await session.open('go.mod', 'module example.com/m // é😀\r\n\r\ngo 1.26 \n\r// 𝄞\n');
  let made = 0;
  for (let next = untilLook; made < edits; ) {
    const list = batch(doc);
    doc = session.change(doc, list);
    made += list.length;
    if (made >= next) {
      doc = await look(session, doc);
      next = made + untilLook;
    }
  }
  await look(session, doc);
  await session.stop();
  console.log(`${made} edits`);
});
