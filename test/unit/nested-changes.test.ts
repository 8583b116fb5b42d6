import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/content/value.ts';
import { contentOfValue } from '../../src/content/value-content.ts';
import type { Change } from '../../src/diff/change.ts';
import { nestedRoom, withNested } from '../../src/engine/nested-changes.ts';

const nothing = (): void => undefined;
const change = (source: Value, target: Value): Change => ({
  section: 'catalystLocalStorage',
  kind: 'changed',
  key: 'k',
  source: { key: 'k', value: source },
  target: { key: 'k', value: target },
});

/** The paths that lead to what differs, with both values. */
function told(one: Change, outer = ''): string[] {
  return (one.within ?? []).flatMap(({ changes, column }) =>
    changes.length === 0
      ? [`${outer}${column} same`]
      : changes.flatMap((inner) => {
          const path = `${outer}${column} ${inner.key ?? inner.section} `;
          const deeper = told(inner, path);
          if (deeper.length > 0) return deeper;
          return [`${path}${inner.kind} ${String(inner.source?.['value'])} > ${String(inner.target?.['value'])}`];
        }),
  );
}

const differences = (source: Value, target: Value): string[] =>
  told(withNested(change(source, target), nestedRoom(), nothing));

function databaseOf(body: string): Uint8Array {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE note (_id INTEGER PRIMARY KEY, value TEXT)');
  db.prepare('INSERT INTO note VALUES (?, ?)').run(1, body);
  return new Uint8Array(db.serialize());
}

/** Modified UTF-8 (java.io.DataInput): UTF-8 of each 16-bit unit by itself, and NUL as two bytes. */
function modifiedBytes(text: string): Uint8Array {
  return Buffer.from(
    text.split('').flatMap((unit) => {
      const code = unit.charCodeAt(0);
      if (code > 0 && code < 0x80) return [code];
      if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 0x3f)];
      return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
    }),
  );
}

/** An ArrayList<String> as Java serialises it: a text that occurs again is a reference to the first. */
function javaList(texts: readonly string[]): string {
  const parts: Uint8Array[] = [
    Buffer.from('aced0005737200136a6176612e7574696c2e41727261794c6973747881d21d99c7619d03000149000473697a65', 'hex'),
    Buffer.from('7870', 'hex'),
    Buffer.from([0, 0, 0, texts.length, 0x77, 4, 0, 0, 0, texts.length]),
  ];
  const seen: string[] = [];
  for (const text of texts) {
    const before = seen.indexOf(text);
    const at = Buffer.alloc(before < 0 ? 3 : 5);
    if (before < 0) {
      seen.push(text);
      at[0] = 0x74;
      const body = modifiedBytes(text);
      at.writeUInt16BE(body.length, 1);
      parts.push(at, body);
    } else {
      at[0] = 0x71;
      at.writeUInt32BE(0x7e0002 + before, 1);
      parts.push(at);
    }
  }
  return Buffer.concat([...parts, Buffer.from([0x78])]).toString('base64');
}

const FLUTTER_LIST = 'VGhpcyBpcyB0aGUgcHJlZml4IGZvciBhIGxpc3Qu';

describe('what differs inside two values', () => {
  test('is told by its path, through JSON in JSON', () => {
    const state = (name: string) => JSON.stringify({ auth: JSON.stringify({ user: { id: 7, name } }), _persist: '{}' });
    expect(differences(state('Ann'), state('Anne'))).toEqual(['value /auth value /user/name changed Ann > Anne']);
  });

  test('is nothing where JSON was only written in another order, and where it was quoted once more', () => {
    expect(differences('{"a":1,"b":{"c":2}}', '{"b":{"c":2},"a":1}')).toEqual(['value same']);
    expect(differences('{"a":1}', JSON.stringify('{"a":1}'))).toEqual(['value same']);
  });

  test('is found in a gzip and in a database', () => {
    const packed = (note: string) => new Uint8Array(gzipSync(JSON.stringify({ note })));
    expect(differences(packed('one'), packed('two'))).toEqual(['value /note changed one > two']);
    expect(differences(databaseOf('was'), databaseOf('is'))).toEqual(['value 1 changed was > is']);
  });

  test('is an element of a list of Flutter, in either of its spellings', () => {
    const young = `${FLUTTER_LIST}!["ann","bob","ann"]`;
    const old = FLUTTER_LIST + javaList(['ann', 'bob', 'ann']);
    expect(differences(old, young)).toEqual(['value same']);
    expect(differences(old, `${FLUTTER_LIST}!["ann","bert","ann"]`)).toEqual([
      'value arrays source-only bob > undefined',
      'value arrays target-only undefined > bert',
    ]);
    // Java writes what lies beyond 16 bits as two halves of three bytes each, and NUL as two bytes.
    expect(differences(FLUTTER_LIST + javaList(['\u{1f600}\0']), `${FLUTTER_LIST}!["\u{1f600}\\u0000"]`)).toEqual([
      'value same',
    ]);
    expect(contentOfValue(FLUTTER_LIST + Buffer.from('aced0005770400', 'hex').toString('base64'))).toBeNull();
  });

  test('is not looked for in plain text, in what is too long, too deep, or too much', () => {
    expect(differences('a line\nand another', 'a line\nand a third')).toEqual([]);
    const long = (end: string) => JSON.stringify({ text: 'x'.repeat(2 << 20), end });
    expect(differences(long('a'), long('b'))).toEqual([]);
    let [one, other] = ['{"end":1}', '{"end":2}'];
    for (let i = 0; i < 6; i += 1) [one, other] = [JSON.stringify({ i: one }), JSON.stringify({ i: other })];
    expect(differences(one, other)[0]?.split(' /i').length).toBe(5);
    const room = { bytes: 30 };
    expect(told(withNested(change('{"a":1}', '{"a":2}'), room, nothing))).toHaveLength(1);
    expect(told(withNested(change('{"a":"long enough"}', '{"a":2}'), room, nothing))).toEqual([]);
  });

  test('is cut where there is too much of it, and says so', () => {
    const many = (value: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`k${i}`, value])));
    const [within] = withNested(change(many(1), many(2)), nestedRoom(), nothing).within ?? [];
    expect([within?.changes.length, within?.cut]).toEqual([100, true]);
  });
});
