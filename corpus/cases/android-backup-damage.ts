import { androidBackup, type Encryption } from '../encode/android-backup.ts';
import { backupMember, manifestText, packageTar, sharedTar } from '../encode/backup-tar.ts';
import { concat, latin1, patched, utf8 } from '../encode/bytes.ts';
import { interrupted } from '../encode/raw-shared.ts';
import { seeded } from '../encode/seed.ts';
import { BLOCK, paxRecord, signed, tar } from '../encode/tar.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME, CASE_UID, caseApk, caseFile, caseManifest, casePackage } from './sample-app.ts';

/** Archives as they are met: damaged, odd, repacked, hostile. One defect each, named after it. */

const OK = 'android-backup/ok';
const BROKEN = 'android-backup/broken';
const APP = 'com.example.case';
const OTHER = 'com.example.other';
const stored = { version: 5, compressed: false } as const;
const deflated = { version: 5, compressed: true } as const;
const PLAIN_HEADER_BYTES = 24;
/** Few, because the rounds are not what these cases are about. */
const ROUNDS = 64;
/** What zlib makes of 1,024 zero bytes at level 9 with a sync flush before the end. */
const FLUSHED_END_MARK = new Uint8Array(Buffer.from('78da62601805a360148c5400000000ffff030004000001', 'hex'));

const app = packageTar(casePackage(APP));
const other = packageTar(casePackage(OTHER));
const file = (path: string, bytes: Uint8Array, description: string): CorpusFile => ({ path, bytes, description });

const key = (name: string, more: Partial<Encryption> = {}): Encryption => ({
  password: 'key',
  regime: 'utf8',
  random: seeded(`android-backup damage ${name}`),
  rounds: ROUNDS,
  ...more,
});

/** Every LF gets carriage returns before it, as a terminal does. */
function throughTerminal(bytes: Uint8Array, returns: number): Uint8Array {
  return latin1(
    Buffer.from(bytes)
      .toString('latin1')
      .replaceAll('\n', `${'\r'.repeat(returns)}\n`),
  );
}

const member = (path: string, body: Uint8Array): Uint8Array =>
  tar([{ path, body, uid: CASE_UID, mtime: CASE_TIME }], 'ustar', { end: 'none' });
const manifestOf = (name: string, apk = false): Uint8Array =>
  backupMember(`apps/${name}`, null, {
    path: '_manifest',
    body: utf8(manifestText(caseManifest(name, { apk }))),
    mode: 0o600,
    uid: 1000,
  });

function* header(passwords: Record<string, string>): Iterable<CorpusFile> {
  const whole = androidBackup([app], deflated);
  const flat = androidBackup([app], stored);
  yield file(`${BROKEN}/empty.ab`, new Uint8Array(0), 'No byte: the backup was not confirmed');
  yield file(`${BROKEN}/crlf.ab`, throughTerminal(whole, 1), 'Taken through a terminal: CR LF for each LF');
  yield file(`${BROKEN}/crcrlf.ab`, throughTerminal(whole, 2), 'Taken through two terminals: CR CR LF for each LF');
  yield file(`${BROKEN}/crlf-stored.ab`, throughTerminal(flat, 1), 'Not compressed, CR LF for each LF');
  yield file(
    `${BROKEN}/crlf-header.ab`,
    concat([throughTerminal(whole.subarray(0, PLAIN_HEADER_BYTES), 1), whole.subarray(PLAIN_HEADER_BYTES)]),
    'Only the header has CR LF, as a text editor leaves it',
  );
  yield file(
    `${BROKEN}/crcrlf-header.ab`,
    concat([throughTerminal(whole.subarray(0, PLAIN_HEADER_BYTES), 2), whole.subarray(PLAIN_HEADER_BYTES)]),
    'Only the header has CR CR LF',
  );
  const terminal = androidBackup([app], { ...deflated, encryption: key('terminal') });
  passwords['broken/crlf-aes.ab'] = 'key';
  yield file(`${BROKEN}/crlf-aes.ab`, throughTerminal(terminal, 1), 'AES-256, CR LF for each LF');
  yield file(
    `${BROKEN}/twrp.ab`,
    concat([utf8('TWRP\0\0\0\0twstreamheader'), new Uint8Array(2 * BLOCK), app]),
    'The stream of TWRP under this name',
  );
  yield file(
    `${BROKEN}/text-before.ab`,
    concat([utf8('WARNING: adb backup is deprecated and may be removed in a future release\n'), whole]),
    'A warning of adb was captured with the file',
  );
  yield file(
    `${BROKEN}/unknown-algorithm.ab`,
    concat([utf8('ANDROID BACKUP\n5\n1\nAES-512-GCM\n'), whole.subarray(PLAIN_HEADER_BYTES)]),
    'An encryption that nobody has written yet',
  );
  const sealed = androidBackup([app], { ...deflated, encryption: key('lower case') });
  passwords['ok/lower-case-algorithm.ab'] = 'key';
  yield file(
    `${OK}/lower-case-algorithm.ab`,
    patched(sealed, PLAIN_HEADER_BYTES - 5, utf8('aes-256')),
    'The encryption in lower case',
  );
  const cut = androidBackup([app], { ...deflated, encryption: key('cut in salt') });
  yield file(`${BROKEN}/cut-header-in-salt.ab`, cut.subarray(0, 100), 'Cut within the user salt');
  yield file(
    `${OK}/nothing-eligible-flushed.ab`,
    concat([utf8('ANDROID BACKUP\n5\n1\nnone\n'), FLUSHED_END_MARK]),
    'No package was eligible, as newer devices write it: the end mark with a sync flush',
  );
  passwords['ok/nothing-eligible-aes.ab'] = 'key';
  yield file(
    `${OK}/nothing-eligible-aes.ab`,
    androidBackup([], { ...deflated, encryption: key('nothing', { rounds: 10_000 }) }),
    'No package was eligible, encrypted',
  );
}

function* keys(passwords: Record<string, string>): Iterable<CorpusFile> {
  const locked = (folder: string, name: string, description: string, options: Partial<Encryption>, version = 1) => {
    const encryption = key(name, options);
    passwords[`${folder === OK ? 'ok' : 'broken'}/${name}`] = encryption.password;
    return file(`${folder}/${name}`, androidBackup([app], { version, compressed: true, encryption }), description);
  };
  yield locked(OK, 'password-8bit-checksum-utf8.ab', 'Password of low bytes, checksum of UTF-8', {
    password: 'åbc',
    regime: '8-bit',
    checksumRegime: 'utf8',
  });
  yield locked(OK, 'password-utf8-checksum-8bit.ab', 'Password as UTF-8, checksum of low bytes', {
    password: 'åbc',
    checksumRegime: '8-bit',
  });
  // Written decomposed; the list of passwords has it composed.
  const decomposed = key('nfd', { password: 'åbc'.normalize('NFD') });
  passwords['ok/password-nfd.ab'] = 'åbc'.normalize('NFC');
  yield file(
    `${OK}/password-nfd.ab`,
    androidBackup([app], { ...deflated, encryption: decomposed }),
    'Password with a combining character, asked for in its composed form',
  );
  const composed = key('nfc', { password: 'åbc'.normalize('NFC') });
  passwords['ok/password-nfc.ab'] = 'åbc'.normalize('NFD');
  yield file(
    `${OK}/password-nfc.ab`,
    androidBackup([app], { ...deflated, encryption: composed }),
    'The same, the other way round',
  );
  yield locked(BROKEN, 'key-checksum-unknown.ab', 'The checksum of the master key follows no known rule', {
    checksumRegime: 'none',
  });
}

function* streams(passwords: Record<string, string>): Iterable<CorpusFile> {
  const whole = androidBackup([app, other], deflated);
  yield file(`${BROKEN}/adler-missing.ab`, whole.subarray(0, whole.length - 4), 'The Adler-32 at the end is missing');
  yield file(
    `${BROKEN}/zlib-header.ab`,
    patched(whole, PLAIN_HEADER_BYTES, Uint8Array.of(0xff, 0xff)),
    'The two bytes of the zlib header overwritten',
  );
  const half = PLAIN_HEADER_BYTES + Math.floor((whole.length - PLAIN_HEADER_BYTES) / 3);
  yield file(
    `${BROKEN}/overwritten-in-deflate.ab`,
    patched(whole, half, new Uint8Array(40).fill(0xff)),
    'Forty bytes of the deflate stream overwritten, in the first of two packages',
  );
  const bit = PLAIN_HEADER_BYTES + Math.floor((whole.length - PLAIN_HEADER_BYTES) / 2);
  yield file(
    `${BROKEN}/flipped-bit.ab`,
    patched(whole, bit, Uint8Array.of((whole[bit] ?? 0) ^ 0x10)),
    'One bit of the deflate stream flipped, in the middle',
  );
  const sealed = androidBackup([app], { ...deflated, encryption: key('on block') });
  passwords['broken/aes-cut-on-block.ab'] = 'key';
  yield file(
    `${BROKEN}/aes-cut-on-block.ab`,
    sealed.subarray(0, sealed.length - 512),
    'AES-256, cut between two blocks',
  );
  const padding = androidBackup([app], { ...stored, encryption: key('padding') });
  passwords['broken/aes-padding.ab'] = 'key';
  yield file(
    `${BROKEN}/aes-padding.ab`,
    patched(padding, padding.length - 16, new Uint8Array(16).fill(0x5a)),
    'AES-256, not compressed, the last block overwritten',
  );
  const flipped = androidBackup([app, other], { ...stored, encryption: key('flipped') });
  const cipher = Math.floor((app.length + other.length + 2 * BLOCK) / 16 + 1) * 16;
  const inside = flipped.length - cipher + app.length + 4 * BLOCK + 16;
  passwords['broken/aes-flipped.ab'] = 'key';
  yield file(
    `${BROKEN}/aes-flipped.ab`,
    patched(flipped, inside, Uint8Array.of((flipped[inside] ?? 0) ^ 0x10)),
    'AES-256, not compressed, one bit flipped: sixteen bytes of a tar header are noise, one bit after them is wrong',
  );
}

function* members(): Iterable<CorpusFile> {
  // Promises three blocks and has one: the file shrank while it was read.
  const long = member(`apps/${APP}/f/shrank.log`, utf8('x'.repeat(1500)));
  const shrank = long.subarray(0, 2 * BLOCK);
  yield file(
    `${BROKEN}/shrunk-file.ab`,
    androidBackup([manifestOf(APP), shrank, member(`apps/${APP}/f/after.txt`, utf8('after\n')), other], deflated),
    'A file shrank while it was packed: the next header comes early, on a block',
  );
  const died = long.subarray(0, BLOCK + 201);
  yield file(
    `${BROKEN}/agent-died.ab`,
    androidBackup([manifestOf(APP), died, other], deflated),
    'An agent died while it wrote: the next package begins at any byte',
  );
  const gnu = tar(
    [
      { path: `apps/${APP}/_manifest`, body: utf8(manifestText(caseManifest(APP))) },
      { path: `apps/${APP}/f/${'folder/'.repeat(16)}deep.txt`, body: utf8('deep\n') },
    ],
    'gnu',
    { end: 'none' },
  );
  yield file(`${OK}/repacked-gnu.ab`, androidBackup([gnu], deflated), 'Repacked with GNU tar');
  const says = paxRecord('path', `apps/${APP}/f/right`);
  const pax = concat([
    signed(patched(member('PaxHeader/x', new Uint8Array(says.length)).subarray(0, BLOCK), 156, utf8('x'))),
    concat([says, new Uint8Array(BLOCK - says.length)]),
    member(`apps/${APP}/f/wrong`, utf8('the pax name counts\n')),
  ]);
  yield file(
    `${OK}/pax-path-only.ab`,
    androidBackup([manifestOf(APP), pax], deflated),
    'A pax header with a path and no size, which the device itself misreads',
  );
  yield file(
    `${OK}/before-1970.ab`,
    androidBackup(
      [
        packageTar({
          manifest: caseManifest(APP),
          files: [['f', { path: 'old.txt', body: utf8('old\n'), mtime: -1 }]],
        }),
      ],
      deflated,
    ),
    'A time before 1970, of which the device keeps eleven digits of twenty-two',
  );
  const twice = packageTar({
    manifest: caseManifest(APP),
    files: [
      ['obb', caseFile('main.obb', utf8('one\n'))],
      ['obb', caseFile('main.obb', utf8('one\n'))],
      ['f', caseFile('state', utf8('first\n'))],
      ['f', caseFile('state', utf8('second\n'))],
    ],
  });
  yield file(
    `${OK}/duplicates.ab`,
    androidBackup([twice], deflated),
    'A file stored twice, and one twice with different content',
  );
  yield file(
    `${OK}/name-not-utf8.ab`,
    androidBackup(
      [
        manifestOf(APP),
        tar([{ path: latin1(`apps/${APP}/f/caf\xe9.txt`), body: utf8('latin\n') }], 'ustar', { end: 'none' }),
      ],
      deflated,
    ),
    'A name in Latin-1',
  );
  yield file(
    `${BROKEN}/shared-raw-4.0.3.ab`,
    interrupted(
      [app, other],
      sharedTar(0, [caseFile('DCIM/a.txt', utf8('picture\n')), caseFile('long.bin', seeded('raw').bytes(40_000))]),
      1,
    ),
    'Shared storage of Android 4.0.3: raw chunks in the middle of the compressed stream',
  );
}

function* meaning(): Iterable<CorpusFile> {
  const of = (name: string, segments: readonly Uint8Array[], version: number, description: string) =>
    file(`${OK}/${name}`, androidBackup(segments, { version, compressed: true }), description);
  const tokens = (list: readonly string[]) =>
    packageTar({ manifest: caseManifest(APP), files: list.map((token) => [token, caseFile('a.txt', utf8(token))]) });
  yield of(
    'cache-members.ab',
    [tokens(['f', 'c', 'd_c', 'nb'])],
    5,
    'Members of cache and no_backup, which no device writes',
  );
  yield of(
    'never-written.ab',
    [
      packageTar({
        manifest: caseManifest(APP),
        files: [
          ['r', caseFile('lib/a.so', utf8('lib'))],
          ['r', caseFile('code_cache/a', utf8('code_cache'))],
          ['d_r', caseFile('no_backup/a', utf8('no_backup'))],
        ],
      }),
      sharedTar(0, [caseFile(`Android/data/${APP}/files/a`, utf8('external'))]),
    ],
    5,
    'Folders that no device writes: lib, code_cache, no_backup, Android on shared storage',
  );
  yield of(
    'meta-v2.ab',
    [packageTar(casePackage(APP, { meta: [[0x01ffed01, utf8('widgets')]] }))],
    2,
    'A _meta before version 3',
  );
  yield of('device-encrypted-v3.ab', [tokens(['f', 'd_f'])], 3, 'Device-encrypted storage before version 4');
  yield of(
    'key-value-v4.ab',
    [app, packageTar({ manifest: caseManifest(OTHER), files: [['k', caseFile(`${OTHER}.data`, new Uint8Array(0))]] })],
    4,
    'Key-value data before version 5',
  );
  yield of(
    'symlink.ab',
    [
      manifestOf(APP),
      tar([{ path: `apps/${APP}/f/link`, kind: 'symlink', link: '../../../system' }], 'ustar', { end: 'none' }),
    ],
    5,
    'A symbolic link, which no device writes',
  );
  yield of('no-manifest.ab', [member(`apps/${APP}/f/a.txt`, utf8('alone\n'))], 5, 'A package without a manifest');
  yield of(
    'apk-flag-missing.ab',
    [manifestOf(APP, true), member(`apps/${APP}/f/a.txt`, utf8('a\n'))],
    5,
    'The manifest says that an APK is there, and none is',
  );
  yield of(
    'apk-flag-unsaid.ab',
    [manifestOf(APP), member(`apps/${APP}/a/base.apk`, caseApk(APP))],
    5,
    'An APK is there, and the manifest says that none is',
  );
}

function* hostile(): Iterable<CorpusFile> {
  const of = (name: string, segments: readonly Uint8Array[], description: string) =>
    file(`${OK}/${name}`, androidBackup([manifestOf(APP), ...segments], deflated), description);
  yield of(
    'hostile-names.ab',
    [
      member(`apps/${APP}/f/../../../../etc/passwd`, utf8('climbs\n')),
      member(`/apps/${APP}/f/absolute`, utf8('absolute\n')),
      member(`apps/${APP}/f/\u001b[2J\u001b]0;owned\u0007\u009b31m`, utf8('terminal\n')),
      member(`apps/${APP}/f/Case`, utf8('upper\n')),
      member(`apps/${APP}/f/case`, utf8('lower\n')),
      member(`apps/${APP}/f/CON`, utf8('a device elsewhere\n')),
      member(`apps/${APP}/f/trailing. `, utf8('dots and spaces\n')),
    ],
    'Names that climb, are absolute, hold terminal sequences, or differ in case alone',
  );
  yield of(
    'hostile-kinds.ab',
    [
      tar(
        [
          { path: `apps/${APP}/f/device`, kind: 'character-device' },
          { path: `apps/${APP}/f/pipe`, kind: 'fifo' },
          { path: `apps/${APP}/f/hard`, kind: 'hardlink', link: '/etc/shadow' },
        ],
        'ustar',
        { end: 'none' },
      ),
    ],
    'A device node, a pipe and a hard link to a file of the examiner',
  );
  yield of(
    'deep-path.ab',
    [tar([{ path: `apps/${APP}/f/${'d/'.repeat(10_000)}end`, body: utf8('deep\n') }], 'pax', { end: 'none' })],
    'A path of ten thousand folders',
  );
  const binary = concat([utf8('30 comment='), Uint8Array.from({ length: 18 }, (_, i) => 0xf0 + (i % 16)), utf8('\n')]);
  yield file(
    `${OK}/pax-binary.ab`,
    androidBackup(
      [
        manifestOf(APP),
        signed(patched(member('PaxHeader/x', new Uint8Array(binary.length)).subarray(0, BLOCK), 156, utf8('x'))),
        concat([binary, new Uint8Array(BLOCK - binary.length)]),
        member(`apps/${APP}/f/a.txt`, utf8('a\n')),
      ],
      deflated,
    ),
    'A pax record with a binary value',
  );
  const endless = utf8('99999999999999 path=apps/com.example.case/f/');
  yield file(
    `${BROKEN}/pax-endless.ab`,
    androidBackup(
      [
        manifestOf(APP),
        signed(patched(member('PaxHeader/x', new Uint8Array(BLOCK)).subarray(0, BLOCK), 156, utf8('x'))),
        concat([endless, new Uint8Array(BLOCK - endless.length)]),
        member(`apps/${APP}/f/a.txt`, utf8('a\n')),
      ],
      deflated,
    ),
    'A pax record that claims more bytes than there are',
  );
  const sparse = tar([{ path: `apps/${APP}/f/holes`, body: new Uint8Array(BLOCK).fill(0x61) }], 'gnu', { end: 'none' });
  // Old GNU format: type S, first hole map at 386, real size at 483 (tar.h, `struct sparse`).
  const exabytes = Uint8Array.of(0x80, 0, 0, 0, 0x0d, 0xe0, 0xb6, 0xb3, 0xa7, 0x64, 0, 0);
  const holes = patched(patched(sparse.subarray(0, BLOCK), 156, utf8('S')), 483, exabytes);
  yield file(
    `${BROKEN}/sparse-claim.ab`,
    androidBackup([manifestOf(APP), signed(holes), sparse.subarray(BLOCK), other], deflated),
    'A sparse file that claims exabytes',
  );
  const claim = member(`apps/${APP}/f/huge`, utf8('small\n'));
  yield file(
    `${BROKEN}/size-claim.ab`,
    androidBackup(
      [
        manifestOf(APP),
        signed(patched(claim.subarray(0, BLOCK), 124, Uint8Array.of(0x80, 0, 0, 0, 0, 0x0f, 0, 0, 0, 0, 0, 0))),
        claim.subarray(BLOCK),
        other,
      ],
      deflated,
    ),
    'A file that claims four petabytes',
  );
}

/** The cases; passwords of locked ones are added to the list. */
export function* androidBackupDamage(passwords: Record<string, string>): Iterable<CorpusFile> {
  yield* header(passwords);
  yield* keys(passwords);
  yield* streams(passwords);
  yield* members();
  yield* meaning();
  yield* hostile();
}
