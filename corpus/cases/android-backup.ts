import { androidBackup, type BackupOptions, type Encryption } from '../encode/android-backup.ts';
import { keyValueTar, packageTar, sharedTar } from '../encode/backup-tar.ts';
import { concat, patched, utf8 } from '../encode/bytes.ts';
import { backupData, helperFile } from '../encode/key-value.ts';
import { seeded } from '../encode/seed.ts';
import { BLOCK } from '../encode/tar.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { androidBackupDamage } from './android-backup-damage.ts';
import { CASE_TIME, caseApk, caseFile, caseFolder, caseManifest, casePackage, casePreferences } from './sample-app.ts';

const OK = 'android-backup/ok';
const BROKEN = 'android-backup/broken';
const APP = 'com.example.case';
const WIDGET_STATE = 0x01ffed01;
const PLAIN_HEADER_BYTES = 24;
/** What zlib makes of 1,024 zero bytes at level 9. */
const DEFLATED_END_MARK = new Uint8Array(Buffer.from('78da63601805a360148c54000004000001', 'hex'));

const encryption = (name: string, password: string, more: Partial<Encryption> = {}): Encryption => ({
  password,
  regime: 'utf8',
  random: seeded(`android-backup ${name}`),
  ...more,
});

const passwords: Record<string, string> = {};

function sealed(
  name: string,
  options: Omit<BackupOptions, 'encryption'>,
  key: Encryption,
  description: string,
): CorpusFile {
  passwords[`ok/${name}`] = key.password;
  return {
    path: `${OK}/${name}`,
    bytes: androidBackup([packageTar(casePackage(APP))], { ...options, encryption: key }),
    description,
  };
}

const plain = (
  name: string,
  segments: readonly Uint8Array[],
  options: BackupOptions,
  description: string,
): CorpusFile => ({
  path: `${OK}/${name}`,
  bytes: androidBackup(segments, options),
  description,
});

const stored = { version: 5, compressed: false } as const;
const deflated = { version: 5, compressed: true } as const;

/** Every domain token that Android has, one file under each. */
function allTokens(): Uint8Array {
  const tokens = ['a', 'obb', 'r', 'd_r', 'f', 'd_f', 'db', 'd_db', 'sp', 'd_sp', 'ef', 'c', 'nb'];
  return packageTar({
    manifest: caseManifest(APP, { apk: true }),
    files: tokens.map((token) => [
      token,
      token === 'a'
        ? caseFile('base.apk', caseApk(APP))
        : caseFile(`in_${token}.txt`, utf8(`content under ${token}\n`)),
    ]),
  });
}

function longNames(): Uint8Array {
  const deep = `${'folder-with-a-long-name/'.repeat(5)}file-at-the-end-of-it.txt`;
  // `apps/com.example.case/f/` are 24 bytes: this path fills the name field to its last byte, without a NUL.
  const exact = 'x'.repeat(76);
  return packageTar({
    manifest: caseManifest(APP),
    files: [
      ['f', caseFile(deep, utf8('deep\n'))],
      ['f', caseFile(exact, utf8('a path of exactly 100 bytes\n'))],
      ['f', caseFile(`sub/${'y'.repeat(90)}`, utf8('more than 100 bytes with its prefix\n'))],
      ['f', caseFile('größe 測試 🙂.txt', utf8('not ASCII\n'))],
    ],
  });
}

function* good(): Iterable<CorpusFile> {
  for (const version of [1, 2, 3, 4, 5]) {
    const tar = packageTar(casePackage(APP));
    yield plain(`v${version}-stored.ab`, [tar], { version, compressed: false }, `Version ${version}, not compressed`);
    yield plain(`v${version}-zlib.ab`, [tar], { version, compressed: true }, `Version ${version}, compressed`);
  }
  yield sealed(
    'v1-aes-8bit.ab',
    { version: 1, compressed: true },
    encryption('8bit', 'pässword', { regime: '8-bit', zeroVectors: true }),
    'Version 1, AES-256, 8-bit password and checksum, zero vectors',
  );
  yield sealed(
    'v1-aes-utf8.ab',
    { version: 1, compressed: true },
    encryption('v1 utf8', 'åbc'),
    'Version 1 as 4.4.0 writes it: AES-256, UTF-8 checksum',
  );
  yield sealed(
    'v3-aes-utf8.ab',
    { version: 3, compressed: true },
    encryption('v3 utf8', 'åbc'),
    'Version 3, AES-256, password that is not ASCII',
  );
  yield sealed('v5-aes-stored.ab', stored, encryption('v5 stored', '1234'), 'Version 5, AES-256, not compressed');
  yield plain(
    'two-apps-shared.ab',
    [
      packageTar(casePackage(APP)),
      packageTar(casePackage('com.example.other', { meta: [[WIDGET_STATE, utf8('widget state')]] })),
      sharedTar(0, [caseFolder('DCIM'), caseFile('DCIM/a.txt', utf8('picture\n'))]),
      sharedTar(1, [caseFile('card.txt', utf8('on the card\n'))]),
    ],
    deflated,
    'Two apps, one with _meta, and two shared volumes',
  );
  yield plain('all-tokens.ab', [allTokens()], deflated, 'Every domain token, also those that Android never writes');
  yield plain(
    'key-value.ab',
    [
      packageTar(casePackage(APP)),
      keyValueTar(
        caseManifest('com.example.keyvalue'),
        backupData([
          { key: 'counter', data: utf8('41') },
          { key: 'prefs:settings', data: helperFile(0o100660, casePreferences()) },
          { key: 'gone', data: null },
          { key: 'odd/../name', data: Uint8Array.of(1, 2, 3, 4, 5) },
        ]),
      ),
    ],
    deflated,
    'A key/value package with a deleted key and a key that climbs',
  );
  yield plain(
    'long-names.ab',
    [longNames()],
    deflated,
    'pax names, a name of exactly 100 bytes, a prefix, names that are not ASCII',
  );
  yield plain(
    'samsung-splits.ab',
    [
      packageTar({
        manifest: caseManifest(APP, { apk: true, splits: 1 }),
        files: [
          ['a', caseFile('base.apk', caseApk(APP))],
          ['a', caseFile('split_config.en.apk', caseApk(APP))],
          ['ef_sMedia', caseFile('voice.amr', utf8('#!AMR\n'))],
        ],
      }),
    ],
    deflated,
    "Samsung's manifest with a split count, and its ef_s token",
  );
  yield plain(
    'system-user-10.ab',
    [
      packageTar({
        manifest: caseManifest(APP),
        files: [['f', { path: 'a.txt', body: utf8('user 10\n'), uid: 1_010_123, mtime: CASE_TIME }]],
      }),
    ],
    stored,
    'Owner ids of user 10, cut to seven characters',
  );
  yield {
    path: `${OK}/nothing-eligible.ab`,
    bytes: concat([utf8('ANDROID BACKUP\n5\n1\nnone\n'), DEFLATED_END_MARK]),
    description: 'No package was eligible: 41 bytes, the end mark alone',
  };
}

function* bad(): Iterable<CorpusFile> {
  const tar = packageTar(casePackage(APP));
  const broken = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `${BROKEN}/${name}`,
    bytes,
    description,
  });
  const whole = androidBackup([tar], deflated);
  const flat = androidBackup([tar], stored);
  yield broken('cut-in-deflate.ab', whole.subarray(0, Math.floor(whole.length * 0.6)), 'Cut within the deflate stream');
  yield broken(
    'cut-in-body.ab',
    flat.subarray(0, PLAIN_HEADER_BYTES + 12 * BLOCK + 100),
    'Not compressed, cut within a body',
  );
  yield broken(
    'cut-in-tar-header.ab',
    flat.subarray(0, PLAIN_HEADER_BYTES + 3 * BLOCK + 200),
    'Not compressed, cut within a tar header',
  );
  yield broken(
    'wrong-adler.ab',
    patched(whole, whole.length - 4, Uint8Array.of(0, 0, 0, 1)),
    'Adler-32 at the end is wrong',
  );
  yield broken('cut-header.ab', utf8('ANDROID BACKUP\n5\n1\n'), 'Header cut after its third line');
  yield broken(
    'flipped-tar-header.ab',
    patched(flat, PLAIN_HEADER_BYTES + 4 * BLOCK + 3, Uint8Array.of(0x7f)),
    'One byte of a tar header flipped',
  );
  yield broken('no-end-mark.ab', androidBackup([tar], { ...deflated, endMark: false }), 'The end mark is missing');
  yield broken(
    'trailing-bytes.ab',
    Uint8Array.from([...whole, ...utf8('something after the stream')]),
    'Bytes after the deflate stream',
  );
  yield broken(
    'version-9.ab',
    androidBackup([tar], { version: 9, compressed: true }),
    'A version that nobody has written yet',
  );
  const locked = androidBackup([tar], { ...deflated, encryption: encryption('cut', 'key') });
  passwords['broken/aes-cut.ab'] = 'key';
  yield broken(
    'aes-cut.ab',
    locked.subarray(0, locked.length - 1003),
    'AES-256, cut at a length that is no multiple of 16',
  );
}

/** adb backups of every version and oddity, and broken ones. */
export function* androidBackupCases(): Iterable<CorpusFile> {
  yield* good();
  yield* bad();
  yield* androidBackupDamage(passwords);
  yield jsonFile('android-backup/passwords.json', passwords, 'Passwords of the locked cases');
}
