import { patched } from '../encode/bytes.ts';
import { type MmkvWrite, mmkv } from '../encode/mmkv.ts';
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

export function* storeCases(): Iterable<CorpusFile> {
  yield* mmkvCases();
}
