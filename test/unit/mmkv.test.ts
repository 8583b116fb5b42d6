import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mmkv } from '../../corpus/encode/mmkv.ts';
import { readDocument } from '../../src/content/index.ts';
import { mmkvReader } from '../../src/content/mmkv/index.ts';
import type { Document, Parts } from '../../src/content/reader.ts';
import { partsOf } from '../support/documents.ts';

const poll = (): void => undefined;
const rowsOf = (document: Document) => [...(document.sections[0]?.records() ?? [])];
const pastOf = (document: Document) =>
  [...(document.past?.() ?? [])].map(({ state, row }) => [state, row[0], row[2]] as const);

function parts(made: { main: Uint8Array; crc: Uint8Array }): Parts {
  return partsOf(made.main, { crc: made.crc });
}

const WRITES = [
  { key: 'token', value: { text: 'first' } },
  { key: 'token', value: { text: 'second' } },
  { key: 'gone', value: { text: 'older value' } },
  { key: 'gone', value: { text: 'last value' } },
  { key: 'gone', value: 'removed' },
  { key: 'twice', value: { text: 'the same' } },
  { key: 'twice', value: { text: 'the same' } },
] as const;

test('the last write of a key counts, and what it replaced is its past', () => {
  const document = mmkvReader.read(parts(mmkv(WRITES)), poll);
  expect(rowsOf(document)).toEqual([
    ['token', 'text', 'second', null],
    ['twice', 'text', 'the same', null],
  ]);
  expect(pastOf(document)).toEqual([
    ['superseded', 'token', 'first'],
    ['superseded', 'gone', 'older value'],
    ['deleted', 'gone', 'last value'],
  ]);
});

test('a key that was given opens an encrypted store, and nothing else does', () => {
  const made = mmkv(WRITES, { key: 'open sesame', vector: new Uint8Array(16).fill(9) });
  expect(() => mmkvReader.read(parts(made), poll)).toThrow('mmkv.encrypted');
  expect(() => mmkvReader.read(parts(made), poll, ['wrong'])).toThrow('mmkv.encrypted');
  const document = mmkvReader.read(parts(made), poll, ['wrong', 'open sesame']);
  expect(rowsOf(document)).toHaveLength(2);
  expect(document.facts['encryption']).toBe('aes-128-cfb');
  expect(document.veiled).toBe(true);
});

test('what an earlier generation left behind the end is read, sealed under another vector or not', () => {
  const before = Array.from({ length: 12 }, (_, i) => ({ key: `old${i}`, value: { text: `old value ${i}` } }));
  const plain = mmkvReader.read(parts(mmkv(WRITES.slice(0, 1), { before })), poll);
  expect(pastOf(plain).at(-1)).toEqual(['deleted', 'old11', 'old value 11']);
  const sealed = mmkv(WRITES.slice(0, 1), { before, key: 'k' });
  const reread = mmkvReader.read(parts(sealed), poll, ['k']);
  expect(pastOf(reread).at(-1)).toEqual(['deleted', 'old11', 'old value 11']);
});

test('a size that no longer holds gives way to the one last known to be on disk', () => {
  const short = mmkv(WRITES.slice(0, 1));
  const whole = mmkv(WRITES);
  const crc = whole.crc.slice();
  crc.set(short.crc.subarray(28, 32), 32);
  crc.set(short.crc.subarray(0, 4), 36);
  crc.set([1, 2, 3, 4], 0);
  const document = mmkvReader.read(partsOf(whole.main, { crc }), poll);
  expect(rowsOf(document)).toEqual([['token', 'text', 'first', null]]);
  expect(document.notices).toMatchObject([{ detail: 'mmkv.earlier-size', lost: true }]);
});

test('a file and a checksum file that are no store are left to other readers', () => {
  const read = readDocument(partsOf('{"a": "some text"}', { crc: new Uint8Array(4096).fill(0xff) }), 'x', poll);
  expect(read?.reader.id).toBe('json');
});

const SAMPLES = fileURLToPath(new URL('../../../shared/samples/mmkv/', import.meta.url));

test.skipIf(!existsSync(SAMPLES))("stores that Tencent's own library wrote (skipped without ../shared/samples)", () => {
  const read = (name: string, keys: readonly string[] = []): Document =>
    mmkvReader.read(partsOf(readFileSync(SAMPLES + name), { crc: readFileSync(`${SAMPLES}${name}.crc`) }), poll, keys);
  const plain = read('plain');
  expect(plain.notices).toEqual([]);
  expect(plain.facts).toMatchObject({ keys: 9, writes: 12, version: 4 });
  expect(Object.fromEntries(rowsOf(plain).map((row) => [row[0], row[2]]))).toMatchObject({
    token: 'second-token',
    float: { real: 3.5 },
    double: { real: 2.25 },
    int32: -7,
    list: '["a","bb","ccc"]',
  });
  expect(pastOf(plain)).toEqual([
    ['superseded', 'token', 'first-token'],
    ['deleted', 'removed', 'gone'],
  ]);
  expect(rowsOf(read('encrypted', ['0123456789abcdef'])).map((row) => row[2])).toEqual([42, 'secret-token-2']);
  expect(rowsOf(read('expire'))[0]?.[3]).toBe(1_795_359_254);
  expect(rowsOf(read('rewritten'))).toHaveLength(10);
  expect(pastOf(read('rewritten')).length).toBeGreaterThan(150);
});
