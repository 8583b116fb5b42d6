import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { u8, utf8 } from '../../corpus/encode/bytes.ts';
import { levelBatch, levelLog, levelManifest, levelTable } from '../../corpus/encode/leveldb.ts';
import { maskedCrc } from '../../src/content/leveldb/crc32c.ts';
import { leveldbReader } from '../../src/content/leveldb/index.ts';
import { unsnappy } from '../../src/content/leveldb/snappy.ts';
import type { Document, PartRole, Parts } from '../../src/content/reader.ts';
import { contentOf } from '../support/documents.ts';

const poll = (): void => undefined;

function folder(files: Readonly<Record<string, Uint8Array>>): Parts {
  return new Map(Object.entries(files).map(([name, bytes]) => [`./${name}` as PartRole, contentOf(bytes)]));
}

const rowsOf = (document: Document) => document.sections.flatMap((section) => [...section.records()]);
const put = (key: string, value: string | null) => ({
  key: utf8(key),
  value: value === null ? null : utf8(value),
});

test('checksums are those of RFC 3720, masked', () => {
  const masked = maskedCrc(utf8('123456789'));
  const rotated = (masked - 0xa282ead8) >>> 0;
  expect(((rotated << 15) | (rotated >>> 17)) >>> 0).toBe(0xe3069283);
});

test('the newest version in a file that counts is the record; a deletion takes it away', () => {
  const table = levelTable(
    [
      { ...put('a', 'a second'), sequence: 4 },
      { ...put('a', 'a first'), sequence: 1 },
      { ...put('b', 'b first'), sequence: 2 },
      { ...put('c', 'c first'), sequence: 3 },
    ],
    { perBlock: 2 },
  );
  const document = leveldbReader.read(
    folder({
      CURRENT: utf8('MANIFEST-000001\n'),
      'MANIFEST-000001': levelManifest({ log: 4, tables: [3] }),
      '000003.ldb': table,
      '000004.log': levelLog([levelBatch(9, [put('b', null), put('d', null), put('c', 'c second')])]),
    }),
    poll,
  );
  expect(document.notices).toEqual([]);
  expect(rowsOf(document)).toEqual([
    ['a', 'a second'],
    ['c', 'c second'],
  ]);
  expect([...(document.past?.() ?? [])].map(({ state, columns, row, at }) => [state, columns, row, at])).toEqual([
    ['superseded', ['key', 'value', 'sequence'], ['a', 'a first', 1], '000003.ldb @0'],
    ['deleted', ['key', 'value', 'sequence'], ['b', 'b first', 2], expect.stringMatching(/^000003\.ldb @/)],
    ['superseded', ['key', 'value', 'sequence'], ['c', 'c first', 3], expect.stringMatching(/^000003\.ldb @/)],
    ['deleted', ['key', 'sequence'], ['d', 10], '000004.log @0'],
  ]);
});

test('a record that fills several blocks is put together', () => {
  const long = 'line of text. '.repeat(9000);
  const document = leveldbReader.read(
    folder({
      CURRENT: utf8('MANIFEST-000001\n'),
      'MANIFEST-000001': levelManifest({ log: 2, tables: [] }),
      '000002.log': levelLog([levelBatch(1, [put('long', long)]), levelBatch(2, [put('next', 'short')])]),
    }),
    poll,
  );
  expect(rowsOf(document)).toEqual([
    ['long', long],
    ['next', 'short'],
  ]);
});

test('a block says how large it is, and is not believed', () => {
  expect(unsnappy(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), 1 << 30)).toBeNull();
  expect(unsnappy(Uint8Array.of(4, 0x0d, 9, 0), 100)).toBeNull();
  expect(unsnappy(new Uint8Array([5, ...u8(4 << 2), ...utf8('hello')]), 100)).toEqual(utf8('hello'));
});

const SAMPLE = fileURLToPath(new URL('../../../shared/samples/leveldb/localstorage/', import.meta.url));

test.skipIf(!existsSync(SAMPLE))('a store that classic-level wrote (skipped without ../shared/samples)', () => {
  const files = Object.fromEntries(readdirSync(SAMPLE).map((name) => [name, readFileSync(SAMPLE + name)]));
  const document = leveldbReader.read(folder(files), poll);
  expect(document.notices).toEqual([]);
  const rows = rowsOf(document);
  expect(rows).toHaveLength(3002);
  expect(rows[0]).toEqual(['https://example.com', 'authToken', 'newer-token']);
  expect([...(document.past?.() ?? [])].map(({ state, row }) => [state, row[1], row[2]])).toEqual([
    ['superseded', 'authToken', 'sécret-tøken'],
    ['deleted', 'key5', `value 5 ${'x'.repeat(50)}`],
  ]);
});

test('web storage is known by any of its keys: a side without tabs, or without what is said of origins, is no other store', () => {
  const columnsOf = (...keys: readonly string[]) => {
    const log = levelLog([
      levelBatch(
        1,
        keys.map((key) => put(key, '1')),
      ),
    ]);
    return leveldbReader.read(folder({ '000003.log': log }), poll).sections.map(({ name }) => name);
  };
  const session = ['session-storage', 'namespaces'];
  expect(columnsOf('version', 'next-map-id')).toEqual(session);
  expect(columnsOf('map-12-token')).toEqual(session);
  const local = ['local-storage', 'origins'];
  expect(columnsOf('VERSION')).toEqual(local);
  expect(columnsOf('_file://\0\u0001token')).toEqual(local);
  expect(columnsOf('VERSION', 'other')).toEqual(['entries']);
  expect(columnsOf('map-token')).toEqual(['entries']);
});
