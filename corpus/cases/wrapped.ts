import { gzipSync } from 'node:zlib';
import { abx } from '../encode/abx.ts';
import { concat, utf8 } from '../encode/bytes.ts';
import { prefs } from '../encode/prefs.ts';
import type { CorpusFile } from '../file.ts';

const SETTINGS = abx({
  name: 'map',
  children: [
    { name: 'string', attributes: { name: 'account' }, children: ['anna@example.com'] },
    { name: 'string', attributes: { name: 'odd' }, children: ['a < b & "c" \u0001 ünï 🙂'] },
    { name: 'int', attributes: { name: 'launches', value: { int: -42 } } },
    { name: 'long', attributes: { name: 'since', value: { long: 1_785_482_702_086n } } },
    { name: 'float', attributes: { name: 'scale', value: { float: 0.1 } } },
    { name: 'boolean', attributes: { name: 'on', value: true } },
    { name: 'byte-array', attributes: { name: 'key', num: { int: 3 } }, children: ['00ff7f'] },
    {
      name: 'set',
      attributes: { name: 'tags' },
      children: [
        { name: 'string', children: ['first'] },
        { name: 'string', children: ['second'] },
      ],
    },
  ],
});

/** Contents that lie in a wrapping: the reader of what is inside reads them. `zlib` packs: what its bytes are is not tested. */
export function* wrappedCases(): Iterable<CorpusFile> {
  const at = (path: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `readers/${path}`,
    bytes,
    description,
  });
  yield at('preferences/binary.xml', SETTINGS, 'Preferences in Android binary XML');
  yield at('preferences/binary-cut.xml', SETTINGS.slice(0, 150), 'Binary XML that breaks off');
  yield at(
    'lines/binary-packages.xml',
    abx({
      name: 'packages',
      children: [
        {
          name: 'package',
          attributes: {
            name: 'com.example.app',
            codePath: { interned: '/data/app/~~a==/com.example.app-b==' },
            publicFlags: { intHex: 0x3c_88_be_44 },
            ft: { longHex: 0x198c_6b0b_a90n },
            version: { long: 100n },
            share: { double: 1e-7 },
            seal: { base64: Uint8Array.of(0xba, 0xce, 0x64) },
            hash: { hex: Uint8Array.of(0xc0, 0xff, 0xee) },
            gone: null,
          },
        },
      ],
    }),
    'A list of packages in Android binary XML, every type of attribute',
  );
  yield at('preferences/packed.xml', packed(utf8(prefs({ key: 'inside of gzip' }))), 'Preferences in gzip');
  yield at(
    'json/packed.json',
    packed(utf8('{"session":"inside of gzip","list":[1,2,{"a":"b"}]}')),
    'JSON in gzip, as a cache of responses keeps it',
  );
}

/** Stored blocks only: the same bytes from every version of zlib. */
function packed(bytes: Uint8Array): Uint8Array {
  const made = gzipSync(bytes, { level: 0 });
  // Effort and system (RFC 1952, XFL and OS): not those of the machine at hand.
  return concat([made.subarray(0, 8), Uint8Array.of(0, 255), made.subarray(10)]);
}
