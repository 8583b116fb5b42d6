import { concat, patched, u8, utf8 } from '../encode/bytes.ts';
import { type LevelWrite, levelBatch, levelLog, levelManifest, levelTable } from '../encode/leveldb.ts';
import { base128, type MmkvWrite, mmkv } from '../encode/mmkv.ts';
import { seeded } from '../encode/seed.ts';
import type { CorpusFile } from '../file.ts';

/** Key-value stores for the readers: `readers/<reader>/<name>`, with the files that belong to one store. */

const SESSION: readonly MmkvWrite[] = [
  { key: 'user.name', value: { text: 'Anna Example' } },
  { key: 'session', value: { text: 'first-session-5f0c' } },
  { key: 'launches', value: { whole: 41 } },
  { key: 'session', value: { text: 'second-session-9a31' } },
  { key: 'launches', value: { whole: 42 } },
  { key: 'draft', value: { text: 'a message that was never sent' } },
  { key: 'draft', value: 'removed' },
];

function* mmkvCases(): Iterable<CorpusFile> {
  const random = seeded('reader mmkv');
  function* store(name: string, made: ReturnType<typeof mmkv>, description: string): Iterable<CorpusFile> {
    yield { path: `readers/mmkv/${name}`, bytes: made.main, description };
    yield { path: `readers/mmkv/${name}.crc`, bytes: made.crc, description: `Meta file of ${name}` };
  }
  yield* store('session', mmkv(SESSION), 'Keys written more than once, and one removed');
  yield* store(
    'types',
    mmkv([
      { key: 'true', value: { whole: 1 } },
      { key: 'negative', value: { whole: -7 } },
      { key: 'large', value: { whole: 1_785_482_702_086n } },
      { key: 'largest', value: { whole: 2n ** 63n - 1n } },
      { key: 'float', value: { float: 3.5 } },
      { key: 'float like a number', value: { float: Math.fround(0.1) } },
      { key: 'double', value: { double: -2.25 } },
      { key: 'double like a number', value: { double: 0.1 } },
      { key: 'not a number', value: { double: Number.NaN } },
      { key: 'text', value: { text: 'ünï 🙂 text' } },
      { key: 'empty text', value: { text: '' } },
      { key: 'texts', value: { texts: ['a', 'bb', '6f1ed002ab5595859014ebf0951522d9'] } },
      { key: 'bytes', value: { bytes: random.bytes(40) } },
      { key: 'json', value: { text: '{"access_token":"not-a-secret","n":1}' } },
    ]),
    'Every type that the library writes',
  );
  yield* store(
    'left-behind',
    mmkv([{ key: 'user.name', value: { text: 'Anna Example' } }], { before: SESSION, sequence: 2 }),
    'Written anew: an earlier generation lies behind the end',
  );
  yield* store(
    'sealed',
    mmkv(SESSION, { key: '0123456789abcdef', vector: random.bytes(16) }),
    'Encrypted with AES-128; the key is 0123456789abcdef',
  );
  yield* store(
    'expiring',
    mmkv(
      [
        { key: 'code', value: { text: 'expires in 2027' }, expires: 1_798_761_600 },
        { key: 'kept', value: { whole: 7 }, expires: 0 },
      ],
      { expires: true },
    ),
    'Values that expire',
  );
  yield* store('version-1', mmkv(SESSION, { version: 1 }), 'An old layout: the size stands in front of the content');
  const sound = mmkv(SESSION);
  yield* store(
    'bad-checksum',
    { main: patched(sound.main, 60, random.bytes(4)), crc: sound.crc },
    'Bytes that do not hold their checksum',
  );
  yield {
    path: 'readers/mmkv/no-meta',
    bytes: mmkv(SESSION, { version: 1 }).main,
    description: 'Without its meta file',
  };
}

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
const webText = (text: string): Uint8Array =>
  [...text].every((char) => char.charCodeAt(0) < 0x100)
    ? concat([u8(1), new Uint8Array(Buffer.from(text, 'latin1'))])
    : concat([u8(0), utf16(text)]);

function item(origin: string, key: string, value: string | null): LevelWrite {
  const name = concat([utf8(`_${origin}`), u8(0), webText(key)]);
  return { key: name, value: value === null ? null : webText(value) };
}

function origin(name: string, microseconds: bigint, bytes: number): LevelWrite {
  return {
    key: utf8(`META:${name}`),
    value: concat([u8(0x08), base128(microseconds), u8(0x10), base128(bytes)]),
  };
}

function numbered(from: number, writes: readonly LevelWrite[]): (LevelWrite & { readonly sequence: number })[] {
  return writes
    .map((write, i) => ({ ...write, sequence: from + i }))
    .sort((a, b) => Buffer.compare(a.key, b.key) || b.sequence - a.sequence);
}

function* levelCases(): Iterable<CorpusFile> {
  const site = 'https://chat.example.com';
  function* folder(
    name: string,
    files: Readonly<Record<string, Uint8Array>>,
    description: string,
  ): Iterable<CorpusFile> {
    for (const [file, bytes] of Object.entries(files)) {
      yield { path: `readers/leveldb/${name}/${file}`, bytes, description: `${description} (${file})` };
    }
  }
  const first = numbered(1, [
    { key: utf8('VERSION'), value: utf8('1') },
    origin(site, 13_381_911_685_044_864n, 4000),
    item(site, 'session', 'first-session-5f0c'),
    item(site, 'name', 'Zoë Example'),
    item(site, 'city', '東京'),
    ...Array.from({ length: 120 }, (_, i) => item(site, `message${i}`, `message number ${i} of the conversation`)),
  ]);
  const later = levelBatch(200, [
    item(site, 'session', 'second-session-9a31'),
    item(site, 'message7', null),
    item(site, 'draft', 'not sent yet'),
  ]);
  const current = utf8('MANIFEST-000004\n');
  const localStorage = {
    CURRENT: current,
    LOCK: new Uint8Array(0),
    LOG: utf8('2024/01/02-03:04:05.678901 7f00 Recovering log #3\n'),
    'MANIFEST-000004': levelManifest({ log: 6, tables: [5] }),
    '000005.ldb': levelTable(first),
    '000006.log': levelLog([later]),
  };
  yield* folder('local-storage', localStorage, "WebView's Local Storage: a snappy table, then a log");
  const guid = '8b1f4c6e_0d2a_4b53_9a77_1c1d0e5f6a20';
  yield* folder(
    'session-storage',
    {
      CURRENT: utf8('MANIFEST-000001\n'),
      'MANIFEST-000001': levelManifest({ log: 3, tables: [] }),
      '000003.log': levelLog([
        levelBatch(1, [
          { key: utf8('version'), value: utf8('1') },
          { key: utf8('next-map-id'), value: utf8('1') },
          { key: utf8(`namespace-${guid}-${site}/`), value: utf8('0') },
          { key: utf8('map-0-tab'), value: utf16('first tab of the window') },
          { key: utf8('map-0-scroll'), value: utf16('1200') },
        ]),
      ]),
    },
    "WebView's Session Storage",
  );
  yield* folder(
    'obsolete-table',
    {
      ...localStorage,
      '000002.ldb': levelTable(numbered(1, [item(site, 'session', 'oldest-session-77aa')]), { packed: false }),
      '000001.log': levelLog([levelBatch(2, [item(site, 'gone', 'a value that was compacted away')])]),
    },
    'A table and a log that the manifest no longer names',
  );
  const long = { key: utf8('long'), value: utf8('a line of a long value. '.repeat(4000)) };
  yield* folder(
    'plain',
    {
      CURRENT: utf8('MANIFEST-000001\n'),
      'MANIFEST-000001': levelManifest({ log: 2, tables: [] }),
      '000002.log': levelLog([
        levelBatch(1, [long, { key: Uint8Array.of(0, 1, 2), value: Uint8Array.of(255, 254) }]),
        levelBatch(3, [{ key: utf8('short'), value: utf8('value') }]),
        levelBatch(4, [{ key: utf8('short'), value: null }]),
      ]),
    },
    'Any keys, and a record over several blocks',
  );
  const { CURRENT: _, ...headless } = localStorage;
  yield* folder('no-current', headless, 'Without CURRENT');
  yield* folder(
    'no-manifest',
    { '000005.ldb': localStorage['000005.ldb'], '000006.log': localStorage['000006.log'] },
    'Without CURRENT and manifest: a log and a table alone',
  );
  yield* folder(
    'broken',
    {
      ...localStorage,
      '000005.ldb': patched(localStorage['000005.ldb'], 700, new Uint8Array(20)),
      '000006.log': localStorage['000006.log'].subarray(0, 60),
    },
    'A broken block, and a log that was cut',
  );
  yield* folder(
    'missing-table',
    { CURRENT: current, 'MANIFEST-000004': localStorage['MANIFEST-000004'], '000006.log': localStorage['000006.log'] },
    'A table that the manifest names is not there',
  );
}

export function* storeCases(): Iterable<CorpusFile> {
  yield* mmkvCases();
  yield* levelCases();
}
