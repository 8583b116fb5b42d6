import { gzipSync } from 'fflate';
import { concat, latin1, patched, utf8 } from '../encode/bytes.ts';
import { bzip2 } from '../encode/bzip2.ts';
import { lz4 } from '../encode/lz4.ts';
import { seeded } from '../encode/seed.ts';
import { BLOCK, type TarItem, tar } from '../encode/tar.ts';
import { type ZipItem, zip } from '../encode/zip.ts';
import { zstd } from '../encode/zstd.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME, caseDatabase, casePreferences } from './sample-app.ts';

/** Plain containers of files that are no device and no bundle. */

const LONG = `${'a-rather-long-folder-name/'.repeat(6)}and-a-file.txt`;
const EMPTY = new Uint8Array(0);

const tree: readonly TarItem[] = [
  { path: 'readme.txt', body: utf8('first line\nsecond line\n'), mtime: CASE_TIME, uid: 1000 },
  { path: 'folder', kind: 'directory', mtime: CASE_TIME, uid: 1000 },
  { path: 'folder/data.db', body: caseDatabase(5), mtime: CASE_TIME, uid: 1000 },
  { path: 'folder/settings.xml', body: casePreferences(), mtime: CASE_TIME, uid: 1000 },
  { path: 'folder/link', kind: 'symlink', link: 'data.db', mtime: CASE_TIME, uid: 1000 },
  { path: 'folder/again', kind: 'hardlink', link: 'readme.txt', mtime: CASE_TIME, uid: 1000 },
  { path: 'pipe', kind: 'fifo', mtime: CASE_TIME, uid: 1000 },
  { path: 'empty', body: EMPTY, mtime: CASE_TIME, uid: 1000 },
];

/** As `adb shell` hands a stream on: each LF with so many carriage returns before it. */
function throughTerminal(bytes: Uint8Array, returns: number): Uint8Array {
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte === 0x0a) for (let i = 0; i < returns; i += 1) out.push(0x0d);
    out.push(byte);
  }
  return Uint8Array.from(out);
}

export function* tarCases(): Iterable<CorpusFile> {
  const ok = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `tar/ok/${name}`,
    bytes,
    description,
  });
  const bad = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `tar/broken/${name}`,
    bytes,
    description,
  });
  const lines = tar(
    ['one', 'two', 'three'].map((name) => ({
      path: `data/data/com.example.case/files/${name}.txt`,
      body: utf8(`${name}\nwith lines of text\nand one with CR LF\r\nand the last\n`.repeat(3)),
      mtime: CASE_TIME,
    })),
    'gnu',
  );
  yield bad('terminal.tar', throughTerminal(lines, 1), 'Through adb shell: CR before each LF');
  yield bad(
    'terminal-twice.tar',
    throughTerminal(lines, 2),
    'Through adb shell and a Windows host: CR CR before each LF',
  );
  yield ok('ustar.tar', tar(tree, 'ustar', { end: 'record' }), 'POSIX ustar, padded to a record');
  yield ok(
    'v7.tar',
    tar(
      tree.filter(({ kind }) => kind !== 'fifo'),
      'v7',
    ),
    'Version 7: no magic',
  );
  yield ok(
    'pax.tar',
    tar(
      [
        ...tree,
        { path: LONG, body: utf8('long name\n'), mtime: CASE_TIME + 0.123456789, uid: 3_000_000 },
        { path: 'größe.txt', body: utf8('umlaut\n'), mtime: -86_400 },
      ],
      'pax',
      { global: { comment: 'made for carryover' } },
    ),
    'pax: global header, long name, fraction of a second, large owner, time before 1970',
  );
  yield ok(
    'gnu.tar',
    tar(
      [
        ...tree,
        { path: LONG, body: utf8('long name\n'), mtime: CASE_TIME },
        { path: 'far', kind: 'symlink', link: LONG, mtime: CASE_TIME },
      ],
      'gnu',
      {
        end: 'record',
      },
    ),
    'GNU long name and long link',
  );
  yield ok(
    'base-256.tar',
    tar([{ path: 'big-owner.txt', body: utf8('x'), uid: 70_000_000, mtime: -1 }], 'gnu'),
    'Numbers in base 256: a large owner, a negative time',
  );
  yield ok(
    'not-utf8.tar',
    tar([{ path: latin1('caf\xe9.txt'), body: utf8('latin-1 name\n'), mtime: CASE_TIME }], 'ustar'),
    'A name that is not UTF-8',
  );
  yield ok(
    'hostile-names.tar',
    tar(
      [
        { path: '../climbs.txt', body: utf8('1'), mtime: CASE_TIME },
        { path: '/absolute.txt', body: utf8('2'), mtime: CASE_TIME },
        { path: 'a/../../b.txt', body: utf8('3'), mtime: CASE_TIME },
        { path: 'back\\slash.txt', body: utf8('4'), mtime: CASE_TIME },
        { path: 'line\nbreak.txt', body: utf8('5'), mtime: CASE_TIME },
      ],
      'ustar',
    ),
    'Names that climb, are absolute, or hold odd characters',
  );
  yield ok(
    'duplicates.tar',
    tar(
      [
        { path: 'same.txt', body: utf8('first'), mtime: CASE_TIME },
        { path: 'same.txt', body: utf8('second'), mtime: CASE_TIME },
      ],
      'ustar',
    ),
    'One name twice, with other content',
  );
  const whole = tar(tree, 'ustar');
  yield bad('no-end-mark.tar', tar(tree, 'ustar', { end: 'none' }), 'No end mark');
  yield bad('cut-in-body.tar', whole.subarray(0, 5 * BLOCK + 700), 'Cut within a body');
  yield bad('bad-header.tar', patched(whole, 3 * BLOCK + 5, Uint8Array.of(0x7f)), 'A header whose checksum fails');
}

export function* gzipCases(): Iterable<CorpusFile> {
  const packed = gzipSync(tar(tree, 'ustar'), { level: 9, mtime: 0 });
  yield { path: 'gzip/ok/tree.tar.gz', bytes: packed, description: 'A tar in gzip' };
  yield {
    path: 'gzip/broken/cut.tar.gz',
    bytes: packed.subarray(0, Math.floor(packed.length * 0.7)),
    description: 'Cut short',
  };
  yield {
    path: 'gzip/broken/wrong-crc.tar.gz',
    bytes: patched(packed, packed.length - 8, Uint8Array.of(1, 2, 3, 4)),
    description: 'CRC-32 at the end is wrong',
  };
}

/** A tar packed as a whole: sound, cut short, and with a checksum that does not hold. */
function* packedCases(
  format: string,
  suffix: string,
  packed: Uint8Array,
  checksumAt: number,
  more: readonly (readonly [name: string, bytes: Uint8Array, description: string])[] = [],
): Iterable<CorpusFile> {
  yield { path: `${format}/ok/tree.tar.${suffix}`, bytes: packed, description: `A tar in ${format}` };
  for (const [name, bytes, description] of more) yield { path: `${format}/ok/${name}`, bytes, description };
  yield {
    path: `${format}/broken/cut.tar.${suffix}`,
    bytes: packed.subarray(0, Math.floor(packed.length * 0.7)),
    description: 'Cut short',
  };
  yield {
    path: `${format}/broken/wrong-checksum.tar.${suffix}`,
    bytes: patched(packed, checksumAt, Uint8Array.of(1, 2, 3)),
    description: 'The checksum at the end is wrong',
  };
}

export function* streamCases(): Iterable<CorpusFile> {
  const whole = tar(tree, 'ustar');
  const inZstd = zstd(whole);
  yield* packedCases('zstd', 'zst', inZstd, inZstd.length - 4, [
    [
      'two-frames.tar.zst',
      concat([zstd(whole.subarray(0, 3000), { checksum: false }), zstd(whole.subarray(3000))]),
      'Two frames, one without a checksum',
    ],
  ]);
  const inBzip2 = bzip2(whole);
  yield* packedCases('bzip2', 'bz2', inBzip2, inBzip2.length - 4);
  const inLz4 = lz4(whole);
  yield* packedCases('lz4', 'lz4', inLz4, inLz4.length - 4);
}

const items: readonly ZipItem[] = [
  { path: 'readme.txt', body: utf8('first line\nsecond line\n'), mtime: CASE_TIME },
  { path: 'folder/', mtime: CASE_TIME },
  { path: 'folder/data.db', body: caseDatabase(5), mtime: CASE_TIME },
  { path: 'folder/settings.xml', body: casePreferences(), mtime: CASE_TIME },
];

export function* zipCases(): Iterable<CorpusFile> {
  const ok = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `zip/ok/${name}`,
    bytes,
    description,
  });
  const bad = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `zip/broken/${name}`,
    bytes,
    description,
  });
  const all = (more: Partial<ZipItem>): ZipItem[] => items.map((item) => ({ ...item, ...more }));
  const deflated = zip(all({ method: 'deflate' }));
  yield ok('stored.zip', zip(items), 'Stored members');
  yield ok('deflate.zip', deflated, 'Deflated members');
  yield ok('zip64.zip', zip(all({ method: 'deflate', zip64: true }), { zip64: true }), 'Zip64 records throughout');
  yield ok('descriptors.zip', zip(all({ method: 'deflate', descriptor: true })), 'Sizes in data descriptors');
  yield ok(
    'names.zip',
    zip([
      { path: latin1('caf\xe9.txt'), body: utf8('latin-1'), mtime: CASE_TIME },
      { path: latin1('caf\x82.txt'), body: utf8('code page 437'), mtime: CASE_TIME },
      { path: 'größe 測試.txt', body: utf8('UTF-8 with its flag'), mtime: CASE_TIME },
      { path: '../climbs.txt', body: utf8('unsafe'), mtime: CASE_TIME },
    ]),
    'Names in Latin-1, code page 437 and UTF-8, and one that climbs',
  );
  yield ok(
    'unix-extras.zip',
    zip([
      ...all({ extras: ['UT', 'ux'], uid: 10_123, gid: 10_123, mode: 0o100640 }).filter(
        ({ path }) => path !== 'folder/',
      ),
      { path: 'link', body: utf8('readme.txt'), mode: 0o120777, mtime: CASE_TIME, extras: ['UT'] },
    ]),
    'Extended times, owners, modes and a symlink',
  );
  yield ok(
    'comment-prefix.zip',
    zip(items, { comment: 'a comment at the end', prefix: seeded('zip prefix').bytes(77) }),
    'Bytes before the archive and a comment after it',
  );
  yield ok(
    'duplicates.zip',
    zip([
      { path: 'same.txt', body: utf8('first'), mtime: CASE_TIME },
      { path: 'same.txt', body: utf8('second'), mtime: CASE_TIME },
    ]),
    'One name twice, with other content',
  );
  yield bad('no-central-directory.zip', deflated.subarray(0, deflated.length - 150), 'Central directory cut off');
  yield bad(
    'bad-crc.zip',
    zip(items.map((item, i) => (i === 0 ? { ...item, crc: 0x12345678 } : item))),
    'A CRC-32 that does not fit',
  );
}

export function* folderCases(): Iterable<CorpusFile> {
  const at = (path: string, bytes: Uint8Array): CorpusFile => ({
    path: `folder/ok/tree/${path}`,
    bytes,
    description: 'A small tree',
  });
  yield at('readme.txt', utf8('first line\nsecond line\n'));
  yield at('folder/data.db', caseDatabase(5));
  yield at('folder/settings.xml', casePreferences());
  yield at('folder/größe 測試.txt', utf8('name that is not ASCII\n'));
}
