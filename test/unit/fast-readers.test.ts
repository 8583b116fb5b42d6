import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/content/index.ts';
import { countElements, countLeaves } from '../../src/content/json/count.ts';
import { countNatively } from '../../src/content/json/native.ts';
import { parseJson } from '../../src/content/json/parse.ts';
import { plainRows } from '../../src/content/preferences/plain.ts';
import type { Content, Document } from '../../src/content/reader.ts';

function contentOf(text: string): Content {
  const bytes = new TextEncoder().encode(text);
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length), whole: () => bytes };
}

function documentOf(text: string, name: string): Document {
  const read = readDocument(new Map([['main', contentOf(text)]]), name, () => undefined);
  if (read === null || !('document' in read)) throw new Error('not read');
  return read.document;
}

describe('counting JSON by the engine’s own parser', () => {
  it('counts what the exact parser counts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.object({ maxDepth: 5 }), fc.array(fc.jsonValue())), (value) => {
        const text = JSON.stringify(value);
        const parsed = parseJson(text);
        if ('reason' in parsed) throw new Error('the exact parser refused it');
        const fast = countNatively(text);
        expect(fast?.paths).toEqual(countLeaves(parsed.root));
        expect(fast?.arrays).toEqual(countElements(parsed.root));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves names that stand twice, scalars, depth and what is no JSON to the exact parser', () => {
    expect(countNatively('{"a":1,"a":2}')).toBeNull();
    expect(countNatively('"text"')).toBeNull();
    expect(countNatively('{"a":}')).toBeNull();
    expect(countNatively('['.repeat(600) + ']'.repeat(600))).toBeNull();
    expect(countNatively('{"a":"x\\":y"}')?.paths).toEqual({ records: 1, telling: 0 });
  });
});

describe('preferences in the very spelling of Android', () => {
  const head = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n";

  it('reads as the tolerant parser does', () => {
    const name = fc.string().map((s) => s.replace(/["<&\n\r\t]/g, '_'));
    const line = fc.oneof(
      fc
        .tuple(
          name,
          fc.string().map((s) => s.replace(/[<&\r]/g, '_')),
        )
        .map(([n, v]) => `    <string name="${n}">${v}</string>\n`),
      fc.tuple(name, fc.integer()).map(([n, v]) => `    <int name="${n}" value="${v}" />\n`),
      fc.tuple(name, fc.boolean()).map(([n, v]) => `    <boolean name="${n}" value="${v}" />\n`),
    );
    fc.assert(
      fc.property(fc.uniqueArray(line, { maxLength: 8 }), (lines) => {
        const text = `${head}${lines.join('')}</map>\n`;
        const fast = plainRows(text);
        if (fast === null) return;
        // A comment is nothing to the tolerant parser, and turns the fast one off.
        const slow = documentOf(`${head}<!-- -->${lines.join('')}</map>\n`, 'a.xml');
        expect(fast).toEqual([...(slow.sections[0]?.records() ?? [])]);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves everything else to the tolerant parser', () => {
    expect(plainRows(`${head}    <string name="a">&amp;</string>\n</map>\n`)).toBeNull();
    expect(plainRows(`${head}    <float name="a" value="1.0" />\n</map>\n`)).toBeNull();
    expect(plainRows(`${head}    <int name="a" value="1" />\n    <int name="a" value="2" />\n</map>\n`)).toBeNull();
    expect(plainRows(`${head}    <long name="a" value="9007199254740993" />\n</map>\n`)).toBeNull();
    expect(plainRows(`${head}    <int name="a" value="1" />\n`)).toBeNull();
    expect(plainRows(`${head}</map>\n`)).toEqual([]);
  });
});
