import { expect, test } from 'vitest';
import { holdsLetters, isForeign, type Scripts, scriptsOf } from '../../src/content/sqlite/past/scripts.ts';
import type { Table } from '../../src/content/sqlite/table.ts';
import type { Row } from '../../src/content/value.ts';

/** What tells a text of UTF-16 from bytes that merely can be one. */
const tables = (texts: readonly string[]): readonly Table[] => [
  { everyRecord: () => texts.map((text): Row => [1, text]).values() } as unknown as Table,
];
const LIVE = ['a live row of the table, in letters of two scripts: Привет', 'and one more of its rows'];
const le = (text: string): Buffer => Buffer.from(text, 'utf16le');

test('what live rows are written in is known in UTF-16 alone, and where there is enough of it', () => {
  expect(scriptsOf(tables(LIVE), 'utf8')).toBeNull();
  expect(scriptsOf(tables(['few']), 'utf16le')).toBeNull();
  const scripts = scriptsOf(tables(LIVE), 'utf16le') as Scripts;
  expect([...scripts].flatMap((seen, block) => (seen === 1 ? [block] : []))).toEqual([0, 4]);
  for (const [encoding, bytes, upper] of [
    ['little-endian', le, 1],
    ['big-endian', (text: string) => le(text).swap16(), 0],
  ] as const) {
    const foreign = (text: string) => isForeign(bytes(text), 0, text.length * 2, upper, scripts);
    expect(['message', 'Сообщение', '䴨session', 'ãn', 'Ϟ'].map(foreign), encoding).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  }
});

test('letters are found in bytes from the right byte on and the wrong one', () => {
  const holds = (bytes: Buffer) => holdsLetters(bytes, 0, bytes.length);
  expect(holds(le('abc'))).toBe(true);
  expect(holds(Buffer.concat([Buffer.from([7]), le('über')]))).toBe(true);
  expect(holds(le('ab'))).toBe(false);
  expect(holds(Buffer.from([1, 0, 2, 0, 3, 0, 4, 0]))).toBe(false);
  expect(holds(Buffer.from('plain bytes of text'))).toBe(false);
});
