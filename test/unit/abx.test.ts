import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { abx } from '../../corpus/encode/abx.ts';
import { textOfAbx } from '../../src/bytes/abx.ts';
import { readDocument } from '../../src/content/index.ts';
import { contentOf } from '../support/documents.ts';

const SAMPLES = '../shared/samples/abx';

/** One spelling for empty elements and for the end of the file. */
function alike(text: string): string {
  return text
    .replace(/^<\?xml[^>]*>\n/, '')
    .replace(/<([\w-]+)([^<>]*?)\s*\/>/g, '<$1$2></$1>')
    .trim();
}

test.skipIf(!existsSync(SAMPLES))(`samples in ${SAMPLES} read as their text twins`, () => {
  const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.abx'));
  expect(names).not.toHaveLength(0);
  for (const name of names) {
    const made = textOfAbx(readFileSync(`${SAMPLES}/${name}`));
    expect(made?.complete, name).toBe(true);
    expect(alike(made?.text ?? ''), name).toBe(alike(readFileSync(`${SAMPLES}/${name.slice(0, -4)}`, 'utf8')));
  }
});

test('real numbers are spelt as Java spells them', () => {
  const spelt = (value: number, single: boolean): string | undefined => {
    const attribute = single ? { float: value } : { double: value };
    return /v="([^"]*)"/.exec(textOfAbx(abx({ name: 'a', attributes: { v: attribute } }))?.text ?? '')?.[1];
  };
  // Float.toString and Double.toString by the Java language's own documentation.
  expect([1, 0.001, 1e7, 12_345_678.9, 1e-4, -0, Number.NaN, Infinity].map((value) => spelt(value, false))).toEqual([
    '1.0',
    '0.001',
    '1.0E7',
    '1.23456789E7',
    '1.0E-4',
    '-0.0',
    'NaN',
    'Infinity',
  ]);
  expect([0.1, 16_777_216, 3.4e38].map((value) => spelt(value, true))).toEqual(['0.1', '1.6777216E7', '3.4E38']);
});

test('a text that ends its line keeps its length', () => {
  const strings = ['a line\n', 'two\nlines\n\n'];
  const children = strings.map((text, i) => ({ name: 'string', attributes: { name: `k${i}` }, children: [text] }));
  const read = readDocument(
    new Map([['main' as const, contentOf(abx({ name: 'map', children }))]]),
    'p.xml',
    () => undefined,
  );
  if (read === null || 'fault' in read) throw new Error('not read');
  const rows = read.document.sections.flatMap((section) => [...section.records()]);
  expect(rows.map((row) => row.at(-1))).toEqual(strings);
});

test('a few bytes that name a long text again and again stay within bounds', () => {
  const long = { interned: 'x'.repeat(60_000) };
  const children = Array.from({ length: 20_000 }, () => ({ name: 'b', attributes: { v: long } }));
  const made = textOfAbx(abx({ name: 'a', children }));
  expect(made?.complete).toBe(false);
  expect(made?.text.length).toBeLessThan(65 * 2 ** 20);
});

test('a file that only begins as binary XML is not read, and says why', () => {
  const parts = new Map([['main' as const, contentOf(Buffer.from('ABX\0\x07\x07\x07', 'latin1'))]]);
  const read = readDocument(parts, 'settings.xml', () => undefined);
  expect(read !== null && 'fault' in read ? read.fault.detail : null).toBe('preferences.abx');
});
