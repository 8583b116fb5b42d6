import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goesOn } from '../../src/content/json/goes-on.ts';
import { parseJson } from '../../src/content/json/parse.ts';
import { readLines } from '../../src/content/lines/index.ts';
import { ContentFault, type Document } from '../../src/content/reader.ts';
import { rowTells } from '../../src/content/rows.ts';
import { byteOrderMark, decodeText } from '../../src/content/text.ts';
import type { Row } from '../../src/content/value.ts';
import { changesOf } from '../../src/diff/changes.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { contentOf, partsOf } from '../support/documents.ts';

const poll = (): void => undefined;
/** Larger than every text here: one piece, in memory. */
const WHOLE = 1 << 20;

const line = fc.constantFrom('', 'a', 'b', 'line of text', 'été', '😀😀', '\ufeffmarked', 'a\rb', '12345678', '\u0001');
const ending = fc.constantFrom('\n', '\r\n', '\r\n\n');
const written = fc
  .array(fc.tuple(line, ending), { maxLength: 24 })
  .chain((pairs) => fc.boolean().map((ends) => ({ text: pairs.map((pair) => pair.join('')).join(''), ends })))
  .map(({ text, ends }) => (ends ? text : text.replace(/\r?\n$/, '')));

const utf8 = fc.tuple(fc.boolean(), written).map(([mark, text]) => Buffer.from(mark ? `\ufeff${text}` : text));
const utf16 = fc
  .tuple(fc.boolean(), written)
  .map(([big, text]) =>
    big ? Buffer.from(`\ufeff${text}`, 'utf16le').swap16() : Buffer.from(`\ufeff${text}`, 'utf16le'),
  );
/** A stray byte or two: text, and not UTF-8 as a whole. */
const mixed = fc
  .tuple(utf8, fc.array(fc.tuple(fc.nat(), fc.constantFrom(0xe9, 0xc3, 0xff, 0xef)), { minLength: 1, maxLength: 2 }))
  .map(([bytes, strays]) => {
    const all = Buffer.concat([bytes, Buffer.from('padding of some length, that five in a hundred is enough\n')]);
    for (const [at, byte] of strays) all[at % all.length] = byte;
    return all;
  });
const content = fc.oneof(utf8, utf16, mixed);

/** What a text's lines are, said over all of it at once. */
function linesOf(bytes: Buffer): Row[] {
  const decoded = decodeText(bytes);
  if (decoded !== null) {
    const lines = decoded.text.split('\n');
    const last = lines.pop();
    const rows = lines.map((text) => [text.replace(/\r$/, '')]);
    return last === undefined || last === '' ? rows : [...rows, [last]];
  }
  const rows: Row[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, at);
    const raw = bytes.subarray(at, newline < 0 ? bytes.length : newline);
    const text = newline >= 0 && raw.at(-1) === 0x0d ? raw.subarray(0, -1) : raw;
    const own = at > 0 && byteOrderMark(text).bytes > 0 ? null : decodeText(text);
    rows.push([own === null ? { text: new Uint8Array(text) } : own.text]);
    at += raw.length + 1;
  }
  return rows;
}

function read(bytes: Buffer, most: number): Document | string {
  try {
    return readLines(partsOf(bytes), poll, most);
  } catch (error) {
    if (error instanceof ContentFault) return error.detail;
    throw error;
  }
}

const rowsOf = (document: Document): Row[] => [...(document.sections[0]?.records() ?? [])];

test('a text in pieces has the lines of the text as a whole', () => {
  fc.assert(
    fc.property(content, fc.integer({ min: 4, max: 40 }), (bytes, most) => {
      const [whole, inPieces] = [read(bytes, WHOLE), read(bytes, most)];
      if (typeof whole === 'string' || typeof inPieces === 'string') {
        expect(inPieces).toBe(whole);
        return;
      }
      const rows = linesOf(bytes);
      expect(rowsOf(whole)).toEqual(rows);
      expect(rowsOf(inPieces)).toEqual(rows);
      expect(inPieces.notices).toEqual(whole.notices);
      expect(inPieces.facts).toEqual(whole.facts);
      expect(inPieces.counts()).toEqual({
        records: rows.length,
        telling: rows.filter((row) => rowTells(row, [])).length,
      });
    }),
    { numRuns: 600 },
  );
});

/** Two texts that begin or end alike, as a log and its later self do. */
const pair = fc
  .tuple(content, content, content, fc.nat(3))
  .map(([head, one, other, kind]): [Buffer, Buffer] =>
    kind === 0
      ? [one, other]
      : kind === 1
        ? [head, Buffer.concat([head, other])]
        : kind === 2
          ? [Buffer.concat([one, head]), Buffer.concat([other, head])]
          : [Buffer.concat([head, one, head]), Buffer.concat([head, other, head])],
  );

test('two texts in pieces compare as the two as a whole, whatever they begin and end with alike', () => {
  let skipping = 0;
  fc.assert(
    fc.property(pair, fc.integer({ min: 4, max: 40 }), fc.boolean(), (both, most, mixedSizes) => {
      const [one, other] = both.map((bytes) => read(bytes, WHOLE));
      const [a, b] = both.map((bytes, i) => read(bytes, mixedSizes && i === 0 ? WHOLE : most));
      if (typeof one !== 'object' || typeof other !== 'object' || typeof a !== 'object' || typeof b !== 'object')
        return;
      const whole = compareDocuments(one, other, { skipEqual: false });
      const first = compareDocuments(a, b);
      expect(first).toEqual(whole);
      const left = rowsOf(a).length;
      if (left < a.counts().records) skipping += 1;
      const told = (source: Document, target: Document): string[] =>
        [...changesOf(source, target)].map((change) => JSON.stringify(change)).sort();
      expect(told(a, b)).toEqual(told(one, other));
      // A second pairing begins anew.
      expect(compareDocuments(a, b)).toEqual(whole);
    }),
    { numRuns: 800 },
  );
  expect(skipping).toBeGreaterThan(100);
});

test('what goes on behind its first value is no JSON', () => {
  const token = fc.constantFrom('{', '}', '[', ']', '"a"', '"}"', '"\\""', ':', ',', '1', ' ', '\n', 'x', '\\', '"');
  let going = 0;
  fc.assert(
    fc.property(fc.constantFrom('{', '['), fc.array(token, { maxLength: 12 }), (first, rest) => {
      const text = [first, ...rest].join('');
      const found = goesOn(contentOf(text), text.length, poll);
      if (found) going += 1;
      if (found) expect(parseJson(text)).toHaveProperty('reason');
    }),
    { numRuns: 2_000 },
  );
  expect(going).toBeGreaterThan(100);
});
