import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataStore, type Preference, protoMessage } from '../../corpus/encode/datastore.ts';
import { readAlike, readDocument } from '../../src/content/index.ts';
import type { Parts } from '../../src/content/reader.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { contentOf } from '../support/documents.ts';

const poll = (): void => undefined;
const main = (bytes: Uint8Array): Parts => new Map([['main' as const, contentOf(bytes)]]);

function readBy(name: string, bytes: Uint8Array): string {
  const read = readDocument(main(bytes), name, poll);
  if (read === null) return 'opaque';
  return 'fault' in read ? read.fault.detail : read.document.reader;
}

test('a DataStore whose keys stand in another order holds the same records', () => {
  const one: readonly (readonly [string, Preference])[] = [
    ['token', 'a value that tells'],
    ['set', { set: ['b', 'a'] }],
  ];
  const other: readonly (readonly [string, Preference])[] = [
    ['set', { set: ['a', 'b'] }],
    ['token', 'a value that tells'],
  ];
  const { sides } = readAlike([main(dataStore(one)), main(dataStore(other))], 'x.preferences_pb', poll);
  const [a, b] = sides.map(({ document }) => document);
  if (a == null || b == null) throw new Error('not read');
  expect(compareDocuments(a, b).counts).toEqual({ same: 2, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 2 });
});

test('a message of another kind under the name of a DataStore is read without schema', () => {
  const own = protoMessage([
    [1, { text: 'session of an app' }],
    [2, { parts: [[1, { whole: 7 }]] }],
  ]);
  expect(readBy('x.preferences_pb', own)).not.toBe('datastore');
  expect(readBy('x.pb', own)).toBe('protobuf');
});

test('groups of proto2 are read as the messages they are; one that does not end hands out what it holds', () => {
  const inner = protoMessage([
    [1, { whole: 7 }],
    [2, { text: 'of a group' }],
  ]);
  // Field 3 as a group: wire types 3 and 4 around its fields.
  const group = Buffer.concat([Uint8Array.of(0x1b), inner, Uint8Array.of(0x1c)]);
  const whole = Buffer.concat([group, protoMessage([[4, { whole: 5 }]])]);
  const read = (bytes: Uint8Array) => {
    const found = readDocument(main(bytes), 'x.pb', poll);
    if (found === null || 'fault' in found) throw new Error('not read');
    const { document } = found;
    const rows = document.sections.flatMap((section) => [...section.records()]);
    return { rows, notices: document.notices.map(({ detail }) => detail) };
  };
  const held = [
    ['3.1', 'varint', 7],
    ['3.2', 'text', 'of a group'],
  ];
  expect(read(whole)).toEqual({ rows: [...held, ['4', 'varint', 5]], notices: [] });
  expect(read(group.subarray(0, -1))).toEqual({ rows: held, notices: ['protobuf.broken'] });
  const closedByAnother = Buffer.concat([Uint8Array.of(0x1b), inner, Uint8Array.of(0x24)]);
  expect(read(closedByAnother)).toEqual({ rows: held, notices: ['protobuf.broken'] });
  const deep = Buffer.concat([inner, Buffer.alloc(5000, 0x1b)]);
  expect(read(deep).notices).toEqual(['protobuf.broken']);
});

test('text and random bytes are never taken for protobuf', () => {
  for (const text of ['A plain text.\nOf two lines.\n', '{"a":1}', '<map />']) {
    expect(readBy('notes.pb', Buffer.from(text))).not.toBe('protobuf');
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      expect(readBy('blob', bytes)).not.toBe('protobuf');
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test('what was encoded is what is read, whatever the values', () => {
  const value: fc.Arbitrary<Preference> = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.integer().map((int) => ({ int })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((long) => ({ long })),
    fc.double({ noNaN: true }).map((double) => ({ double })),
    fc.uint8Array().map((bytes) => ({ bytes })),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), value, { minKeys: 1, maxKeys: 8 }), (entries) => {
      const read = readDocument(main(dataStore(Object.entries(entries))), 'x.preferences_pb', poll);
      if (read === null || 'fault' in read) throw new Error('not read');
      const rows = new Map([...(read.document.sections[0]?.records() ?? [])].map(([key, , found]) => [key, found]));
      expect(rows.size).toBe(Object.keys(entries).length);
      for (const [key, given] of Object.entries(entries)) {
        const found = rows.get(key);
        if (typeof given === 'string' || typeof given === 'boolean') expect(found).toBe(given);
        else if ('int' in given) expect(found).toBe(given.int);
        else if ('long' in given) expect(BigInt(found as number | bigint)).toBe(given.long);
        else if ('double' in given) expect(found).toEqual({ real: given.double });
        else if ('bytes' in given) expect(found).toEqual(new Uint8Array(given.bytes));
      }
    }),
    { seed: 11, numRuns: 200 },
  );
});

const SAMPLES = '../shared/samples';
test.skipIf(!existsSync(`${SAMPLES}/realm`))(`samples in ${SAMPLES} are recognised`, () => {
  const found = Object.fromEntries(
    readdirSync(`${SAMPLES}/realm`).map((name) => [name, readBy(name, readFileSync(`${SAMPLES}/realm/${name}`))]),
  );
  expect(found).toEqual({
    'downgrade_asymmetric.realm': 'realm.unsupported',
    'sync-metadata-v6.realm': 'realm.unsupported',
    'test_shared_decrypt_4k_page.realm': 'realm.encrypted',
    'test_upgrade_database_1000_23.realm': 'realm.unsupported',
  });
  expect(readBy('data.mdb', readFileSync(`${SAMPLES}/lmdb/data.mdb`))).toBe('lmdb.unsupported');
});
