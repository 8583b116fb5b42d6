import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDocument } from '../../src/content/index.ts';
import { canonicalJson } from '../../src/content/json/canonical.ts';
import { jsonReader } from '../../src/content/json/index.ts';
import { parseJson } from '../../src/content/json/parse.ts';
import { linesReader } from '../../src/content/lines/index.ts';
import { preferencesReader } from '../../src/content/preferences/index.ts';
import { ContentFault, type Reader } from '../../src/content/reader.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { partsOf } from '../support/documents.ts';

const poll = (): void => undefined;
const readers: readonly Reader[] = [preferencesReader, jsonReader, linesReader];
const xmlPieces = fc.constantFrom(
  '<map>',
  '</map>',
  '<map',
  '<string name="a">',
  '</string>',
  '<string',
  '<set name="s">',
  '</set>',
  '<int name="i" value="1"/>',
  '<list>',
  '</list>',
  '<null/>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml ?>',
  '&#1;',
  '&amp;',
  '&#xD800;',
  '"',
  "'",
  '>',
  '/',
  ' ',
  'x',
  '<',
  '=',
);
const jsonPieces = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"',
  '\\',
  '1',
  '-',
  '.5',
  'e9',
  'true',
  'null',
  ' ',
  '\n',
);
const text = (pieces: fc.Arbitrary<string>) => fc.array(pieces, { maxLength: 40 }).map((list) => list.join(''));

test('whatever the bytes: a document or a ContentFault, and the same one twice', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    text(xmlPieces).map((body) => new TextEncoder().encode(`<map>${body}`)),
    text(jsonPieces).map((body) => new TextEncoder().encode(`{${body}`)),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      for (const reader of readers) {
        try {
          using document = reader.read(partsOf(content), poll);
          using again = reader.read(partsOf(content), poll);
          const { counts, likeness } = compareDocuments(document, again);
          expect(likeness).toBe('content');
          expect(counts.same).toBe(document.counts().records);
          expect(counts.telling).toBe(document.counts().telling);
        } catch (error) {
          if (!(error instanceof ContentFault)) throw error;
        }
      }
      readDocument(partsOf(content), 'x.xml', poll);
    }),
    { numRuns: 3000 },
  );
});

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 1, 3), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      const parsed = parseJson(text);
      if (!('root' in parsed)) throw new Error(parsed.reason);
      // The order of keys and elements is given up: the spelling of both is compared.
      const twin = parseJson(JSON.stringify(JSON.parse(text)));
      expect('root' in twin && canonicalJson(twin.root)).toBe(canonicalJson(parsed.root));
    }),
    { numRuns: 1000 },
  );
});

test('text that JSON.parse refuses is refused', () => {
  fc.assert(
    fc.property(text(jsonPieces), (sample) => {
      let theirs = true;
      try {
        JSON.parse(sample);
      } catch {
        theirs = false;
      }
      expect('root' in parseJson(sample)).toBe(theirs);
    }),
    { numRuns: 3000 },
  );
});

test('any string survives the way Android writes it into preferences', () => {
  const escaped = (value: string) =>
    [...value]
      .map((c) => {
        const code = c.codePointAt(0) as number;
        if (code < 0x20) return `&#${code};`;
        if (code > 0xffff) return `&#${c.charCodeAt(0)};&#${c.charCodeAt(1)};`;
        return { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }[c] ?? c;
      })
      .join('');
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (entries) => {
      const body = Object.entries(entries).map(
        ([key, value]) => `<string name="${escaped(key)}">${escaped(value)}</string>`,
      );
      const document = preferencesReader.read(
        partsOf(`<?xml version='1.0'?>\n<map>\n${body.join('\n')}\n</map>\n`),
        poll,
      );
      expect(document.notices).toEqual([]);
      expect([...(document.sections[0]?.records() ?? [])]).toEqual(
        Object.entries(entries).map(([key, value]) => [key, 'string', value]),
      );
    }),
    { numRuns: 500 },
  );
});
