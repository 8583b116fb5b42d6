import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { readAlike, readDocument, readersFor, sightingOf } from '../../src/content/index.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { partsOf } from '../support/documents.ts';

const poll = (): void => undefined;
const prefs = '<?xml version="1.0"?><map><string name="a">alpha beta</string></map>';

function ids(text: string | Uint8Array, name = 'x') {
  return readersFor(sightingOf(partsOf(text), name)).map(({ id }) => id);
}

test('surest first', () => {
  expect(ids(prefs, 'p.xml')).toEqual(['preferences', 'lines']);
  expect(ids('{"a":1}')).toEqual(['json', 'lines']);
  expect(ids('<html></html>')).toEqual(['lines']);
  expect(ids(new Uint8Array([0, 1, 2, 3]))).toEqual([]);
  expect(ids('SQLite format 3\0')).toEqual(['sqlite']);
});

test('nothing understands noise', () => {
  expect(readDocument(partsOf(new Uint8Array([0, 200, 1, 255])), 'x', poll)).toBeNull();
  expect(readDocument(partsOf(''), 'x', poll)).toBeNull();
});

test('several JSON documents in a file are lines', () => {
  const read = readDocument(partsOf('{"a":1}\n{"a":2}\n'), 'x', poll);
  expect(read?.reader.id).toBe('lines');
});

test('a whole and a half-written JSON file are compared line by line', () => {
  const { reader, sides } = readAlike([partsOf('{\n"a":1,\n"b":2\n}'), partsOf('{\n"a":1,\n')], 'x', poll);
  expect(reader?.id).toBe('lines');
  const [a, b] = sides.map(({ document }) => document);
  expect(a && b && compareDocuments(a, b).counts).toMatchObject({ same: 2, sourceOnly: 2, targetOnly: 0 });
});

test('an empty file has no records of whatever the other is', () => {
  const { reader, sides } = readAlike([partsOf(''), partsOf(prefs)], 'p.xml', poll);
  expect(reader?.id).toBe('preferences');
  const [a, b] = sides.map(({ document }) => document);
  expect(a && b && compareDocuments(a, b)).toMatchObject({
    counts: { same: 0, sourceOnly: 0, targetOnly: 1 },
    likeness: 'superset',
  });
});

test('an empty file under the name of a DataStore is a store without keys, alone too', () => {
  const read = readDocument(partsOf(''), 'settings.preferences_pb', poll);
  if (read === null || 'fault' in read) throw new Error('not read');
  expect(read.reader.id).toBe('datastore');
  expect(read.document.counts()).toMatchObject({ records: 0 });
});

test('a packed file is read by the name that it had before it was packed', () => {
  const message = Uint8Array.of(0x08, 7, 0x10, 9); // fields 1 and 2, too short to be told by its bytes
  expect(readDocument(partsOf(message), 'state', poll)).toBeNull();
  for (const [name, bytes] of [
    ['state.pb', message],
    ['state.pb.gz', gzipSync(message)],
  ] as const) {
    expect(readDocument(partsOf(bytes), name, poll)?.reader.id, name).toBe('protobuf');
  }
});

test('a side that cannot be read says why, the other is still read', () => {
  const { reader, sides } = readAlike(
    [partsOf(prefs), partsOf(new Uint8Array([0x41, 0x42, 0x58, 0, 1]))],
    'p.xml',
    poll,
  );
  expect(reader?.id).toBe('preferences');
  expect(sides[0]?.document).not.toBeNull();
  expect(sides[1]?.fault?.detail).toBe('preferences.abx');
});

describe('sides of two kinds: one is read, the other is', () => {
  const noise = Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 200) % 256);
  const text = 'some text\n';
  const json = '{"a":"long enough text"}';
  const database = new Database(':memory:').exec('create table t (a); insert into t values (1)').serialize();
  const cutGzip = gzipSync('text of the gzip file\n'.repeat(50)).subarray(0, -12);
  const sealed = Buffer.concat(Array.from({ length: 32 }, (_, i) => createHash('sha512').update(`${i}`).digest()));

  test.each([
    ['opaque where nothing recognises it', text, noise, 'x', null],
    ['opaque, Latin-1 too', 'grüße\n', Buffer.from('grüße\n', 'latin1'), 'x', null],
    ['opaque, whatever its name', json, noise, 'x.json', null],
    ['opaque under the name of preferences', prefs, noise, 'p.xml', null],
    ['opaque where another reader recognises it', database, json, 'x', null],
    ['broken where it begins as the one that is read', `${json}\n`, '{"a":"long\0\0\0\0', 'x', 'json.malformed'],
    ['broken where it begins as a packed file', text, cutGzip, 'x', 'wrapping.broken'],
    ['encrypted where it looks so by itself', json, sealed, 'x.db', 'sqlite.encrypted'],
  ])('%s', (_, whole, other, name, detail) => {
    for (const sides of [
      [whole, other],
      [other, whole],
    ]) {
      const read = readAlike([...sides.map((side) => partsOf(side)), null], name, poll);
      const of = (side: (typeof sides)[number]) => read.sides[sides.indexOf(side)];
      expect(of(whole)?.document).not.toBeNull();
      expect(of(other)).toMatchObject({ document: null, fault: detail === null ? null : { detail } });
      expect(read.reader === null).toBe(detail === null);
      expect(read.sides[2]).toEqual({ document: null, fault: null });
    }
  });
});
