import { crc32 } from 'node:zlib';
import { concat, latin1, patched, u8, u32le, u64le, utf8 } from '../encode/bytes.ts';
import { dataStore, type Preference, protoMessage } from '../encode/datastore.ts';
import { seeded } from '../encode/seed.ts';
import type { CorpusFile } from '../file.ts';

/** DataStore, protobuf without its schema, and stores that are only recognised. */

const PREFERENCES: readonly (readonly [string, Preference])[] = [
  ['account', 'anna@example.com'],
  ['onboarded', true],
  ['launches', { int: -42 }],
  ['since', { long: 1_785_482_702_086n }],
  ['largest', { long: 2n ** 63n - 1n }],
  ['scale', { float: 1.5 }],
  ['ratio', { double: -0.1 }],
  ['tags', { set: ['second', 'first'] }],
  ['no tags', { set: [] }],
  ['key', { bytes: Uint8Array.of(0, 255, 1, 2, 3, 4, 5, 6, 7) }],
];

const MESSAGE = protoMessage([
  [1, { text: 'session of an app' }],
  [2, { whole: 1_785_482_702_086n }],
  [
    3,
    {
      parts: [
        [1, { text: 'anna@example.com' }],
        [2, { whole: -1 }],
        [4, { double: 2.5 }],
      ],
    },
  ],
  [
    3,
    {
      parts: [
        [1, { text: 'ben@example.com' }],
        [2, { whole: 7 }],
        [4, { double: 0.125 }],
      ],
    },
  ],
  [9, { fixed64: 2n ** 63n - 1n }],
  [10, { fixed32: 7 }],
  [300, { bytes: Uint8Array.of(0xff, 0xfe, 0, 1, 2, 3, 4, 5) }],
]);

export function* unframedCases(): Iterable<CorpusFile> {
  const at = (path: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `readers/${path}`,
    bytes,
    description,
  });
  const random = seeded('readers unframed');
  yield at('datastore/settings.preferences_pb', dataStore(PREFERENCES), 'Every type of value');
  yield at(
    'datastore/other-order.preferences_pb',
    dataStore([...PREFERENCES].reverse()),
    'The same keys in another order',
  );
  yield at(
    'datastore/twice.preferences_pb',
    dataStore([
      ['account', 'old@example.com'],
      ['account', 'anna@example.com'],
    ]),
    'One key twice: the last one holds',
  );
  yield at('datastore/cut.preferences_pb', dataStore(PREFERENCES).slice(0, 60), 'Cut in an entry');
  yield at('datastore/own-schema.preferences_pb', MESSAGE, "An app's own message under that name");
  yield at('protobuf/session.pb', MESSAGE, 'Every wire type, nested and repeated');
  yield at('protobuf/no-name', MESSAGE, 'The same without a name that tells');
  yield at('protobuf/cut.pb', MESSAGE.slice(0, 70), 'Cut in a nested message');
  yield at('protobuf/noise.pb', random.bytes(600), 'No message at all');
  yield at(
    'protobuf/deep.pb',
    Array.from({ length: 40 }).reduce<Uint8Array>(
      (inner) => protoMessage([[1, { bytes: inner }]]),
      protoMessage([
        [2, { whole: 5 }],
        [3, { whole: 6 }],
      ]),
    ),
    'Deeper than is followed',
  );
  yield at(
    'recognised/plain.realm',
    concat([u64le(24), u64le(0), latin1('T-DB'), Uint8Array.of(24, 24, 0, 1), random.bytes(488)]),
    'Header of a Realm of file format 24',
  );
  yield at(
    'recognised/encrypted.realm',
    concat([u32le(3), random.bytes(28), u32le(2), random.bytes(8156)]),
    'First page of an encrypted Realm, and random pages',
  );
  const meta = patched(new Uint8Array(8192), 16, concat([u32le(0xbeefc0de), u32le(1)]));
  yield at('recognised/data.mdb', meta, 'Meta page of LMDB');
  yield at(
    'recognised/data-js.mdb',
    patched(new Uint8Array(8192), 24, concat([u32le(0xbeefc0de), u32le(2)])),
    'Meta page of LMDB as lmdb-js builds it',
  );
  yield at(
    'recognised/isar.isar',
    patched(new Uint8Array(4096), 20, u64le((0x59659dbdef4c11n << 8n) + 3n)),
    'Meta page of MDBX',
  );
  const frame = hiveFrame('session', concat([u8(4), u32le(5), utf8('value')]), 0);
  yield at('recognised/settings.hive', concat([frame, frame]), 'Two frames of a Hive box');
  yield at(
    'recognised/sealed.hive',
    hiveFrame('session', random.bytes(48), 0x1234_5678),
    'A frame of an encrypted Hive box: its checksum is seeded with the key',
  );
}

function hiveFrame(key: string, value: Uint8Array, seed: number): Uint8Array {
  const body = concat([u8(1), u8(key.length), latin1(key), value]);
  const head = concat([u32le(body.length + 8), body]);
  return concat([head, u32le(crc32(head, seed))]);
}
