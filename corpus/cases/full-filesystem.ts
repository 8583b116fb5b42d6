import { hash } from 'node:crypto';
import { encode } from '@msgpack/msgpack';
import { concat, u16le, u32le, u64le, utf8 } from '../encode/bytes.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME, caseApk, caseDatabase, casePreferences } from './sample-app.ts';

const OK = 'full-filesystem/ok';
const APP = 'com.example.case';
const OTHER = 'com.example.other';

/** Files of a device by absolute path: two apps, a second user, a dual app, device-encrypted and external storage. */
const device: readonly (readonly [path: string, body: Uint8Array])[] = [
  [`data/data/${APP}/databases/message.db`, caseDatabase(6)],
  [`data/data/${APP}/shared_prefs/${APP}_preferences.xml`, casePreferences()],
  [`data/data/${APP}/files/notes/list.txt`, utf8('milk\nbread\n')],
  [`data/data/${APP}/cache/http/0`, utf8('cached')],
  [`data/data/${APP}/no_backup/id`, utf8('0123456789abcdef')],
  [`data/data/${APP}/app_webview/Cookies`, caseDatabase(2, 'cookies')],
  [`data/data/${OTHER}/files/a.txt`, utf8('of the other app\n')],
  [`data/user/10/${APP}/databases/message.db`, caseDatabase(3, 'user 10')],
  [`data/user/999/${APP}/databases/message.db`, caseDatabase(4, 'user 999')],
  [`data/user_de/0/${APP}/shared_prefs/boot.xml`, casePreferences('boot')],
  [`data/app/~~c2FsdA==/${APP}-cGVwcGVy/base.apk`, caseApk(APP)],
  [`data/app/${OTHER}-1/base.apk`, caseApk(OTHER)],
  ['data/media/0/DCIM/Camera/a.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4)],
  [`data/media/0/Android/data/${APP}/files/download.bin`, utf8('external file')],
  [`data/media/0/Android/obb/${APP}/main.1.${APP}.obb`, utf8('expansion')],
  [`data/media/0/Android/media/${APP}/shared.txt`, utf8('media of an app')],
  [
    'data/system/packages.list',
    utf8(
      [APP, OTHER, 'com.example.absent']
        .map((name, i) => `${name} ${10_123 + i} 0 /data/user/0/${name} default:targetSdkVersion=28 none 0 42 1\n`)
        .join(''),
    ),
  ],
  ['data/system_ce/0/accounts_ce.db', caseDatabase(1, 'accounts')],
  [
    'data/misc/wifi/WifiConfigStore.xml',
    utf8("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<WifiConfigStoreData>\n</WifiConfigStoreData>\n"),
  ],
];

/** Inode and device are invented; the fields are as they were seen (formats/zip/README.md). */
function graykeyExtra(body: Uint8Array): Uint8Array {
  const field = (id: number, data: Uint8Array) => concat([u16le(id), u16le(data.length), data]);
  const sha256 = new Uint8Array(Buffer.from(hash('sha256', body, 'hex'), 'hex'));
  return concat([
    field(0x3253, sha256),
    field(0x4e49, concat([u64le(4711 + body.length), u32le(0xfd2d)])),
    field(0x4b47, Uint8Array.of(1, 0)),
  ]);
}

/** `metadata.msgpack`: what is known of a path, by its path from the root. */
function clbxList(paths: readonly string[]): Uint8Array {
  const of = (i: number) => {
    const time = BigInt(CASE_TIME) * 1_000_000_000n + BigInt(i) * 1_500_000_000n;
    return {
      atime: time,
      ctime: time,
      mtime: time,
      uid: 10_123,
      gid: 10_123,
      inode: 900 + i,
      links: 1,
      mode: 0o100660,
    };
  };
  return encode(Object.fromEntries(paths.map((path, i) => [`/${path}`, of(i)])), { useBigInt64: true });
}

const members = (prefix: string, cut = '') =>
  device
    .filter(([path]) => path.startsWith(cut))
    .map(([path, body]) => ({ path: prefix + path.slice(cut.length), body, mtime: CASE_TIME }));

/** Trees of a device in the spellings that acquisition tools use. */
export function* fullFilesystemCases(): Iterable<CorpusFile> {
  const ok = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `${OK}/${name}`,
    bytes,
    description,
  });
  yield ok(
    'dump-prefix.zip',
    zip(members('Dump/').map((item) => ({ ...item, method: 'deflate', extras: ['UT'] }))),
    'Zip with root Dump/',
  );
  yield ok('no-prefix.zip', zip(members('')), 'Zip with paths from the root');
  yield ok('absolute.tar', tar(members('/'), 'ustar'), 'Tar with absolute paths');
  yield ok('data-root.tar', tar(members('data/', 'data/'), 'gnu', { end: 'record' }), 'Tar of /data by a root shell');
  yield ok('inside-data.tar', tar(members('', 'data/'), 'ustar'), 'Tar whose root is /data itself');
  yield ok(
    'aliases.zip',
    zip([
      ...members('').filter(({ path }) => path.startsWith('data/data/') || path.startsWith('data/system/')),
      { path: `data/user/0/${APP}/databases/message.db`, body: caseDatabase(6), mtime: CASE_TIME },
      {
        path: `data_mirror/data_ce/null/0/${APP}/files/notes/list.txt`,
        body: utf8('milk\nbread\nand more\n'),
        mtime: CASE_TIME,
      },
      { path: 'sdcard/DCIM/Camera/a.jpg', body: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4), mtime: CASE_TIME },
    ]),
    'Aliases of one place, equal and unequal',
  );
  yield ok(
    'before-first-unlock.tar',
    tar(
      [
        { path: 'data/data/3C,aVbbbbbbbFsFxxxxxxxxx/Uz0yyyyyyyyyyyy', body: utf8('encrypted name'), mtime: CASE_TIME },
        { path: 'data/data/Lm+bccccccccccccccccccc/Zz9zzzzzzzzzzzz', body: utf8('encrypted name'), mtime: CASE_TIME },
        ...members('').filter(({ path }) => path.startsWith('data/user_de/') || path.startsWith('data/system/')),
      ],
      'ustar',
    ),
    'Acquired before first unlock: encrypted folder names',
  );
  yield ok(
    'graykey.zip',
    zip(
      ['data/data/', 'data/user/0/', 'data_mirror/data_ce/null/0/'].flatMap((root) =>
        members('data/data/', 'data/data/')
          .slice(0, 4)
          .map((item) => {
            const path = root + item.path.slice('data/data/'.length);
            return { ...item, path, extras: ['UT', 'ux'] as const, uid: 10_123, extra: graykeyExtra(item.body) };
          }),
      ),
    ),
    'GrayKey: SHA-256, inode and mark of each file, which is there under three paths',
  );
  const listed = members('').slice(0, 6);
  yield ok(
    'clbx.zip',
    zip([
      { path: 'version', body: utf8('CLBX-0.3.1'), mtime: CASE_TIME },
      ...listed.map((item) => ({ ...item, path: `filesystem1/${item.path}`, mtime: CASE_TIME + 86_400 })),
      { path: 'metadata1/filesystem.msgpack', body: encode({ mount_point: '/' }), mtime: CASE_TIME },
      { path: 'metadata1/metadata.msgpack', body: clbxList(listed.map(({ path }) => path)), mtime: CASE_TIME },
    ]),
    'CLBX: times and owners in a list beside the files, the access time in the zip',
  );
  for (const [path, body] of device) {
    if (path.startsWith(`data/data/${APP}/`) || path.startsWith('data/system/')) {
      yield { path: `${OK}/tree/${path}`, bytes: body, description: 'The same as a folder' };
    }
  }
}
