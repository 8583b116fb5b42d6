import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { androidBackup } from '../../corpus/encode/android-backup.ts';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { bak } from '../../corpus/encode/mimover.ts';
import { prefs } from '../../corpus/encode/prefs.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { database } from '../../corpus/encode/sqlite.ts';
import { type TarItem, tar } from '../../corpus/encode/tar.ts';
import { type ZipItem, zip } from '../../corpus/encode/zip.ts';
import {
  appOf,
  artifactOf,
  built,
  db,
  MTIME,
  noise,
  notes,
  TEN,
  type Tree,
  workspace,
} from '../support/contract-run.ts';

/** The contract, sentence by sentence: what evidence of other kinds, damaged, locked or odd, can show. */

const { carryover, diff, folder, path, put } = workspace();

const APP = 'com.sentence.app';
const HOME = `/data/data/${APP}`;
const manifest = (name = APP) => ({
  package: name,
  versionCode: 42,
  sdk: 28,
  installer: null,
  apk: false,
  signers: [],
});
const VERSION = { version: 5, compressed: false } as const;
type Files = readonly (readonly [token: string, path: string, body: Uint8Array | string])[];

/** An adb backup of one app. */
function backup(
  files: Files,
  more: { name?: string; version?: Partial<Parameters<typeof androidBackup>[1]> } = {},
): Uint8Array {
  const members = files.map(
    ([token, file, body]) =>
      [token, { path: file, body: typeof body === 'string' ? utf8(body) : body, mtime: MTIME }] as const,
  );
  return androidBackup([packageTar({ manifest: manifest(more.name), files: members })], {
    ...VERSION,
    ...more.version,
  });
}

const asTar = (files: Tree): Uint8Array =>
  tar(
    Object.entries(files).map(
      ([file, body]): TarItem => ({ path: file, body: typeof body === 'string' ? utf8(body) : body, mtime: MTIME }),
    ),
    'pax',
  );
const asZip = (files: Tree): Uint8Array =>
  zip(
    Object.entries(files).map(
      ([file, body]): ZipItem => ({ path: file, body: typeof body === 'string' ? utf8(body) : body, mtime: MTIME }),
    ),
  );
const listOf = (evidence: string, exits = [0]) => {
  const run = carryover(['ls', evidence, '--format', 'ndjson']);
  expect(exits, run.stderr).toContain(run.status);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};
const codes = (notices: readonly { code: string; gravity: string; side: string }[]) =>
  notices.map(({ side, code, gravity }) => `${side} ${code} ${gravity}`);

describe.skipIf(!built)('coverage', () => {
  it('a bundle made by agents covers only what it holds: absence is unseen', () => {
    const result = diff(
      put(
        'agents-s.ab',
        backup([
          ['db', 'a.db', notes(TEN)],
          ['f', 'b.txt', 'a line that tells\n'],
        ]),
      ),
      put(
        'agents-t.ab',
        backup([
          ['f', 'b.txt', 'a line that tells\n'],
          ['f', 'c.txt', 'a new line\n'],
        ]),
      ),
    );
    expect(artifactOf(result, `${HOME}/databases/a.db`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'target', code: 'agent-bundle' },
    });
    expect(artifactOf(result, `${HOME}/files/c.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'source', code: 'agent-bundle' },
    });
    expect(appOf(result, APP)).toMatchObject({
      verdict: 'data-carried',
      coverage: 'partial',
      versionCode: { source: '42', target: '42' },
    });
  });
  it('a file system covers what an agent left out', () => {
    const result = diff(
      put('mixed-s.ab', backup([['db', 'a.db', notes(TEN)]])),
      folder('mixed-t', {
        [`data/data/${APP}/files/x.txt`]: 'a line of the target\n',
        [`data/data/com.sentence.two/files/y`]: 'y',
      }),
    );
    expect(artifactOf(result, `${HOME}/databases/a.db`).verdict).toBe('left-behind');
    expect(artifactOf(result, `${HOME}/files/x.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'source', code: 'agent-bundle' },
    });
    expect(codes(result.notices)).toContain('target coverage-assumed info');
  });
  it('after a truncation absence is unseen, and the run is partial: .ab', () => {
    const whole = backup([
      ['f', 'a.txt', 'the first file, line one\n'],
      ['f', 'z.bin', noise('z', 4000)],
    ]);
    const result = diff(put('cut-s.ab', whole), put('cut-t.ab', whole.subarray(0, whole.length - 3500)), [], [5]);
    expect(codes(result.notices)).toContain('target truncated damage');
    expect(result.evidence['target']).toMatchObject({ partial: true });
    expect(artifactOf(result, `${HOME}/files/a.txt`).verdict).toBe('carried');
  });
  it('after a truncation absence is unseen, and the run is partial: tar', () => {
    const files: Tree = {
      [`data/data/${APP}/files/a.txt`]: 'the first file\n',
      [`data/data/${APP}/files/b.bin`]: noise('b', 9000),
      [`data/data/${APP}/files/c.txt`]: 'the last file\n',
    };
    const whole = asTar(files);
    const result = diff(put('cut-s.tar', whole), put('cut-t.tar', whole.subarray(0, 512 * 8)), [], [5]);
    expect(artifactOf(result, `${HOME}/files/c.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'target', code: 'truncated' },
    });
    expect(codes(result.notices)).toContain('target truncated damage');
  });
  it('a missing end mark is truncated (damage) in .ab, doubt in a plain tar', () => {
    const files: Tree = {
      [`data/data/${APP}/files/a.txt`]: 'the first file\n',
      [`data/data/com.sentence.two/files/c.txt`]: 'the last file\n',
    };
    const items = Object.entries(files).map(([file, body]): TarItem => ({ path: file, body: utf8(body as string) }));
    const plain = put('noend.tar', tar(items, 'ustar', { end: 'none' }));
    expect(codes(diff(plain, plain).notices).filter((code) => code.includes('truncated'))).toEqual([
      'source truncated doubt',
      'target truncated doubt',
    ]);
    const ab = put('noend.ab', backup([['f', 'a.txt', 'the first file\n']], { version: { endMark: false } }));
    expect(codes(diff(ab, ab, [], [5]).notices).filter((code) => code.includes('truncated'))).toEqual([
      'source truncated damage',
      'target truncated damage',
    ]);
  });
  it('covers CE, DE and external storage of a user each by what it holds', () => {
    const source: Tree = {
      [`data/data/${APP}/files/ce.txt`]: 'credential-encrypted\n',
      [`data/user_de/0/${APP}/files/de.txt`]: 'device-encrypted\n',
      [`data/user/10/${APP}/files/ten.txt`]: 'of user ten\n',
      [`data/media/0/Android/data/${APP}/files/ext.txt`]: 'external\n',
    };
    const result = diff(
      folder('areas-s', source),
      folder('areas-t', { 'data/user_de/0/com.sentence.two/files/de.txt': 'device-encrypted\n' }),
    );
    expect(artifactOf(result, `${HOME}/files/ce.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { code: 'storage-not-acquired' },
    });
    expect(artifactOf(result, `/data/user_de/0/${APP}/files/de.txt`)).toMatchObject({
      storage: 'de',
      domain: 'files',
      verdict: 'left-behind',
    });
    expect(artifactOf(result, `/data/user/10/${APP}/files/ten.txt`)).toMatchObject({ verdict: 'unseen' });
    expect(artifactOf(result, `/storage/emulated/0/Android/data/${APP}/files/ext.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { code: 'storage-not-acquired' },
    });
  });
  it('covers an SD volume only where it holds one', () => {
    const result = diff(
      folder('card-s', {
        [`data/data/${APP}/files/a`]: 'a',
        'storage/12AB-34CD/DCIM/a.jpg': noise('a', 90),
        'storage/12AB-34CD/DCIM/b.jpg': noise('b', 90),
        'storage/56EF-78AB/c.jpg': noise('c', 90),
        'data/media/0/d.jpg': noise('d', 90),
      }),
      folder('card-t', {
        [`data/data/${APP}/files/a`]: 'a',
        'storage/12AB-34CD/DCIM/a.jpg': noise('a', 90),
        'data/media/0/e.jpg': noise('e', 90),
      }),
    );
    expect(result.shared.map(({ devicePath, verdict }) => [devicePath, verdict])).toEqual([
      ['/storage/emulated/0/d.jpg', 'left-behind'],
      ['/storage/emulated/0/e.jpg', 'new-on-target'],
      ['/storage/12AB-34CD/DCIM/a.jpg', 'carried'],
      ['/storage/12AB-34CD/DCIM/b.jpg', 'left-behind'],
      ['/storage/56EF-78AB/c.jpg', 'unseen'],
    ]);
  });
  it('a package listed whose device-encrypted folder is missing is not covered there', () => {
    const de = (name: string) => `data/user_de/0/${name}/files/de.txt`;
    const result = diff(
      folder('de-s', { [`data/data/${APP}/files/a`]: 'a', [de(APP)]: 'a line that tells\n' }),
      folder('de-t', {
        [`data/data/${APP}/files/a`]: 'a',
        [de('com.sentence.two')]: 'a line\n',
        'data/system/packages.list': `${APP} 10050 0 /data/user/0/${APP} default none 0 7\n`,
      }),
    );
    expect(artifactOf(result, `/${de(APP)}`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'target', code: 'package-folder-missing' },
    });
    expect(artifactOf(result, `/${de('com.sentence.two')}`).verdict).toBe('new-on-target');
  });
  it('names that are not package names (before first unlock) cover nothing', () => {
    const result = diff(
      folder('bfu-s', {
        [`data/data/${APP}/files/a.txt`]: 'a line\n',
        'data/data/com.sentence.two/files/b.txt': 'b line\n',
      }),
      folder('bfu-t', {
        'data/data/x8cJrVq3a,Xw0+5q/9d8fAbcd': noise('bfu', 64),
        'data/data/+Zq3a8cJrVXw0,5q/9d8fAbce': noise('bfu2', 64),
        'data/user_de/0/com.sentence.two/files/de.txt': 'device-encrypted\n',
      }),
    );
    expect(artifactOf(result, `${HOME}/files/a.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'target', code: 'storage-not-acquired' },
    });
  });
  it('a limit withdraws coverage, and is damage', () => {
    const files: Tree = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`data/data/${APP}/files/${i}.txt`, `line of file ${i}\n`]),
    );
    const result = diff(
      put('limit-s.tar', asTar(files)),
      put('limit-t.tar', asTar({ [`data/data/${APP}/files/0.txt`]: 'line of file 0\n' })),
      ['--limit-entries', '4'],
      [5],
    );
    expect(codes(result.notices)).toContain('source limit damage');
    expect(result.apps[0]?.artifacts.filter(({ verdict }) => verdict === 'left-behind')).toHaveLength(3);
  });
  it('content that its checksum disproves is not compared, and what lies around it is', () => {
    const items = (crc: number | null): ZipItem[] =>
      ['a', 'b'].map((name) => ({
        path: `data/data/${APP}/files/${name}.txt`,
        body: utf8(`a line of ${name}\n`),
        ...(name === 'a' && crc !== null ? { crc } : {}),
      }));
    const result = diff(put('crc-s.zip', zip(items(null))), put('crc-t.zip', zip(items(1))), [], [5]);
    expect(codes(result.notices)).toContain('target checksum damage');
    expect(artifactOf(result, `${HOME}/files/a.txt`)).toMatchObject({
      verdict: 'not-compared',
      reason: { side: 'target', code: 'unreadable' },
    });
    expect(artifactOf(result, `${HOME}/files/b.txt`).verdict).toBe('carried');
  });
  it('locked (4): no private content could be opened, and diff writes no result', () => {
    const sealed = put(
      'locked.ab',
      backup([['f', 'a.txt', 'x']], {
        version: { encryption: { password: 'secret', regime: 'utf8', random: seeded('locked') } },
      }),
    );
    const run = carryover(['diff', sealed, sealed, '--format', 'json', '-o', path('locked.json')]);
    expect(run.status).toBe(4);
    expect(run.stdout).toBe('');
    expect(() => readFileSync(path('locked.json'))).toThrow();
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
  it('locked (4) is a set as well of which nothing but its index can be read', () => {
    const sealed = backup([['f', 'a.txt', 'x']], {
      version: { encryption: { password: 'secret', regime: 'utf8', random: seeded('all') } },
    });
    const header = { package: APP, label: 'App', feature: -1, encryptedPassword: 'b3BhcXVl' };
    const set = folder('all-locked', {
      'descript.xml': '<MIUI-backup><bakVersion>2</bakVersion></MIUI-backup>',
      [`App(${APP}).bak`]: bak(header, sealed),
    });
    for (const args of [
      ['ls', set],
      ['diff', set, set, '--format', 'json'],
    ]) {
      const run = carryover(args);
      expect([run.status, run.stdout]).toEqual([4, '']);
      expect(run.stderr.trim().split('\n')).toHaveLength(1);
    }
  });
  it('if only some members are locked, the rest comes out, each is a locked notice, its places are not covered', () => {
    const other = 'com.sentence.sealed';
    const plain = backup([['f', 'a.txt', 'a line of the app\n']]);
    const sealed = backup([['f', 'b.txt', 'a line of the sealed app\n']], {
      name: other,
      version: { encryption: { password: 'secret', regime: 'utf8', random: seeded('some') } },
    });
    const set = folder('set', {
      [`App(${APP}).bak`]: bak({ package: APP, label: 'App', feature: -1 }, plain),
      [`Sealed(${other}).bak`]: bak(
        { package: other, label: 'Sealed', feature: -1, encryptedPassword: 'b3BhcXVl' },
        sealed,
      ),
    });
    const source = folder('set-s', {
      [`data/data/${APP}/files/a.txt`]: 'a line of the app\n',
      [`data/data/${other}/files/b.txt`]: 'a line of the sealed app\n',
    });
    const result = diff(source, set, [], [5]);
    expect(codes(result.notices)).toContain('target locked damage');
    expect(artifactOf(result, `${HOME}/files/a.txt`).verdict).toBe('carried');
    expect(artifactOf(result, `/data/data/${other}/files/b.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'target', code: 'locked' },
    });
  });
});

describe.skipIf(!built)('locations', () => {
  const two: Tree = { 'data/data/com.sentence.two/files/b.txt': 'b line\n' };
  it('duplicates: the last one wins, all are listed, unequal content is doubt: tar', () => {
    const items: TarItem[] = [
      ['one', 'first'],
      ['two', 'x'],
      ['one', 'second'],
    ].map(([file, body]) => ({ path: `data/data/${APP}/files/${file}.txt`, body: utf8(`the ${body} version\n`) }));
    const evidence = put('dup.tar', tar(items, 'ustar'));
    const result = diff(
      evidence,
      folder('dup-t', { [`data/data/${APP}/files/one.txt`]: 'the second version\n', ...two }),
    );
    expect(artifactOf(result, `${HOME}/files/one.txt`)).toMatchObject({ verdict: 'carried', likeness: 'bytes' });
    expect(codes(result.notices)).toContain('source duplicate doubt');
    expect(listOf(evidence).filter(({ devicePath }) => devicePath === `${HOME}/files/one.txt`)).toHaveLength(2);
  });
  it('duplicates: the last of the central directory wins: zip', () => {
    const items: ZipItem[] = ['first', 'second'].map((body) => ({
      path: `data/data/${APP}/files/one.txt`,
      body: utf8(`the ${body} version\n`),
    }));
    const evidence = put('dup.zip', zip(items));
    const result = diff(evidence, path('dup-t'));
    expect(artifactOf(result, `${HOME}/files/one.txt`)).toMatchObject({ verdict: 'carried', likeness: 'bytes' });
    expect(codes(result.notices)).toContain('source duplicate doubt');
    expect(listOf(evidence)).toHaveLength(2);
  });
  it('aliases of one place fold silently when equal, else alias-conflict, /data/data first', () => {
    const aliases: Tree = {
      [`data/data/${APP}/files/equal.txt`]: 'equal\n',
      [`data/user/0/${APP}/files/equal.txt`]: 'equal\n',
      [`data/data/${APP}/files/other.txt`]: 'below data/data\n',
      [`data/user/0/${APP}/files/other.txt`]: 'below data/user/0\n',
      'data/media/0/a.txt': 'a line on the sdcard\n',
      'storage/emulated/0/a.txt': 'a line on the sdcard\n',
      'sdcard/a.txt': 'a line on the sdcard\n',
    };
    const evidence = put('alias.tar', asTar(aliases));
    const result = diff(
      evidence,
      folder('alias-t', {
        [`data/data/${APP}/files/equal.txt`]: 'equal\n',
        [`data/data/${APP}/files/other.txt`]: 'below data/data\n',
        'sdcard/a.txt': 'a line on the sdcard\n',
        ...two,
      }),
    );
    expect(artifactOf(result, `${HOME}/files/other.txt`)).toMatchObject({ verdict: 'carried', likeness: 'bytes' });
    expect(artifactOf(result, '/storage/emulated/0/a.txt').verdict).toBe('carried');
    expect(codes(result.notices).filter((code) => /alias|dupl/.test(code))).toEqual(['source alias-conflict doubt']);
  });
  it('bytes that are not UTF-8 are \\xHH, a backslash \\\\; names differing in case stay two', () => {
    const name = (text: string) => new Uint8Array(Buffer.from(`data/data/${APP}/files/${text}`, 'latin1'));
    const items: TarItem[] = ['caf\xe9', 'a\\b', 'Case', 'case'].map((text) => ({
      path: name(text),
      body: utf8(`in ${text}\n`),
    }));
    const evidence = put('names.tar', tar(items, 'ustar'));
    const result = diff(evidence, evidence);
    expect(result.apps[0]?.artifacts.map(({ devicePath }) => devicePath)).toEqual(
      ['Case', 'a\\\\b', 'caf\\xE9', 'case'].map((text) => `${HOME}/files/${text}`),
    );
    expect(codes(result.notices)).toContain('source name-not-utf8 info');
  });
  it('an entry without an Android address gets /unplaced/ and location null', () => {
    const evidence = put(
      'unplaced.zip',
      asZip({
        [`Dump/data/data/${APP}/files/a.txt`]: 'a line\n',
        'report/notes.txt': 'not of the device\n',
        ...{ 'Dump/data/data/com.sentence.two/files/b.txt': 'b\n' },
      }),
    );
    const result = diff(evidence, evidence);
    expect(artifactOf(result, '/unplaced/report/notes.txt')).toMatchObject({
      storage: null,
      domain: null,
      path: 'report/notes.txt',
      verdict: 'carried',
    });
    expect(codes(result.notices)).toContain('source unplaced info');
  });
  it('directories, symlinks, specials and manifests are listed by ls and are never artifacts', () => {
    const items: TarItem[] = [
      { path: `data/data/${APP}/files`, kind: 'directory' },
      { path: `data/data/${APP}/files/a.txt`, body: utf8('a line\n') },
      { path: `data/data/${APP}/lib`, kind: 'symlink', link: '/data/app/x' },
      { path: `data/data/${APP}/files/pipe`, kind: 'fifo' },
      { path: `data/data/${APP}/files/hard.txt`, kind: 'hardlink', link: `data/data/${APP}/files/a.txt` },
    ];
    const evidence = put('kinds.tar', tar(items, 'ustar'));
    expect(
      listOf(evidence)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['directory', 'file', 'file', 'special', 'symlink']);
    const result = diff(evidence, evidence);
    expect(result.apps[0]?.artifacts.map(({ path: at }) => at)).toEqual(['a.txt', 'hard.txt']);
    const ab = put('kinds.ab', backup([['f', 'a.txt', 'a line\n']]));
    expect(listOf(ab).map(({ devicePath }) => devicePath)).toContain(`/backup/manifest/0/${APP}/_manifest`);
    expect(diff(ab, ab).apps[0]?.artifacts).toHaveLength(1);
  });
  it('evidence that is given twice is told as such, and two sets of one container are not', () => {
    const tree = { 'data/data/com.sentence.app/files/a.txt': 'a line of this app\n' };
    const [one, copy] = [folder('twice', tree), folder('twice-copied', tree)];
    const told = ({ notices }: ReturnType<typeof diff>): string[] =>
      notices
        .filter(({ code }) => code === 'same-evidence')
        .map(({ side, gravity, args }) => `${side} ${gravity} as ${args['other']}`);
    expect(told(diff(one, copy))).toEqual(['target doubt as source']);
    expect(told(diff(one, one, ['--via', copy]))).toEqual(['bundle doubt as source', 'target doubt as source']);
    const other = folder('twice-other', { 'data/data/com.sentence.app/files/b.txt': 'a line of this app\n' });
    expect(told(diff(one, other, ['--via', other]))).toEqual(['target doubt as bundle']);
    const set = (pkg: string): ZipItem => ({
      path: `sets/${pkg}/${pkg}.bak`,
      body: bak({ package: pkg, label: 'Set', feature: -1 }, backup([['f', 'a.txt', 'a line\n']])),
    });
    const both = put('two-sets.zip', zip([set('com.sentence.one'), set('com.sentence.two')]));
    expect(told(diff(`${both}/sets/com.sentence.one`, `${both}/sets/com.sentence.two`))).toEqual([]);
  });
  it('two loose files given as evidence pair whatever their names', () => {
    const result = diff(put('loose/one.db', notes(TEN)), put('loose/other.sqlite', notes(TEN.slice(0, 4))));
    expect(result.shared).toHaveLength(1);
    expect(result.shared[0]).toMatchObject({ verdict: 'partly-carried', records: { same: 4, sourceOnly: 6 } });
  });
  it('an APK pairs whatever user the bundle is of', () => {
    const set = put(
      'clone.bak',
      bak(
        { package: APP, label: 'App', feature: -1, user: 999 },
        backup([
          ['a', 'base.apk', noise('apk', 3000)],
          ['f', 'a.txt', 'a line of the clone\n'],
        ]),
      ),
    );
    const result = diff(
      folder('clone-s', {
        [`data/app/${APP}-1/base.apk`]: noise('apk', 3000),
        [`data/user/999/${APP}/files/a.txt`]: 'a line of the clone\n',
        ...two,
      }),
      set,
    );
    expect(artifactOf(result, `/data/app/${APP}/base.apk`)).toMatchObject({ verdict: 'carried', likeness: 'bytes' });
    expect(artifactOf(result, `/data/user/999/${APP}/files/a.txt`)).toMatchObject({ verdict: 'carried' });
  });
});

describe.skipIf(!built)('route', () => {
  const text = (words: string) => `a line about ${words}\n`;
  const home = `data/data/${APP}/files`;
  const two: Tree = { 'data/data/com.sentence.two/files/b.txt': 'b line\n' };
  const route = () =>
    diff(
      folder('via-s', {
        [`${home}/via.txt`]: text('via'),
        [`${home}/packed.txt`]: text('packed'),
        [`${home}/packedother.txt`]: text('packed too'),
        [`${home}/notpacked.txt`]: text('not packed'),
        [`${home}/stayed.txt`]: text('stayed at home'),
        [`${home}/cloud.txt`]: text('the cloud'),
        [`${home}/cloudother.txt`]: text('the cloud too'),
        [`${home}/via.bin`]: noise('via', 200),
        [`${home}/empty.bin`]: '',
        ...two,
      }),
      folder('via-t', {
        [`${home}/via.txt`]: text('via'),
        [`${home}/packedother.txt`]: text('something else'),
        [`${home}/notpacked.txt`]: text('another thing'),
        [`${home}/cloud.txt`]: text('the cloud'),
        [`${home}/cloudother.txt`]: text('the cloud too'),
        [`${home}/targetonly.txt`]: text('the target'),
        [`${home}/bundletarget.txt`]: text('made before it was packed') + text('and one more'),
        [`${home}/via.bin`]: noise('via', 200),
        [`${home}/empty.bin`]: '',
        ...two,
      }),
      [
        '--via',
        put(
          'via.bak',
          bak(
            { package: APP, label: 'App', feature: -1 },
            backup([
              ['f', 'via.txt', text('via')],
              ['f', 'packed.txt', text('packed')],
              ['f', 'packedother.txt', text('packed too')],
              ['f', 'cloudother.txt', text('unlike both')],
              ['f', 'bundleonly.txt', text('the bundle')],
              ['f', 'bundletarget.txt', text('made before it was packed')],
              ['f', 'via.bin', noise('via', 200)],
              ['f', 'empty.bin', ''],
            ]),
          ),
        ),
      ],
    );
  it('each of the seven, by records, not names', () => {
    const result = route();
    const of = (name: string) => artifactOf(result, `${HOME}/files/${name}`);
    expect(of('via.txt')).toMatchObject({ verdict: 'carried', route: 'via-bundle' });
    expect(of('via.bin')).toMatchObject({ verdict: 'carried', route: 'via-bundle' });
    expect(of('empty.bin')).toMatchObject({ verdict: 'carried', route: 'via-bundle' });
    expect(of('packed.txt')).toMatchObject({ verdict: 'left-behind', route: 'packed-only' });
    expect(of('packedother.txt')).toMatchObject({ verdict: 'differs', route: 'packed-only' });
    expect(of('notpacked.txt')).toMatchObject({ verdict: 'differs', route: 'not-packed' });
    expect(of('stayed.txt')).toMatchObject({ verdict: 'left-behind', route: 'not-packed' });
    expect(of('cloud.txt')).toMatchObject({ verdict: 'carried', route: 'other-route' });
    expect(of('cloudother.txt')).toMatchObject({ verdict: 'carried', route: 'other-route' });
    expect(of('bundleonly.txt')).toMatchObject({ route: 'bundle-only' });
    expect(of('targetonly.txt')).toMatchObject({ verdict: 'new-on-target', route: 'target-only' });
    expect(of('bundletarget.txt')).toMatchObject({
      verdict: 'new-on-target',
      route: 'bundle-and-target',
      compared: 'bundle-target',
      likeness: 'superset',
      records: { same: 1, targetOnly: 1 },
    });
  });
  it('is not told where a damaged bundle may have lost the artifact', () => {
    const whole = bak(
      { package: APP, label: 'App', feature: -1 },
      backup([
        ['f', 'via.txt', text('via')],
        ['f', 'z.bin', noise('z', 5000)],
      ]),
    );
    const result = diff(
      folder('cut-via-s', { [`${home}/via.txt`]: text('via'), [`${home}/lost.txt`]: text('loss'), ...two }),
      folder('cut-via-t', { [`${home}/via.txt`]: text('via'), [`${home}/late.txt`]: text('a new day'), ...two }),
      ['--via', put('cut-via.bak', whole.subarray(0, whole.length - 4500))],
      [5],
    );
    const routes = result.apps[0]?.artifacts.map(({ path: at, route: way }) => [at, way]);
    expect(routes).toEqual([
      ['late.txt', null],
      ['lost.txt', null],
      ['via.txt', 'via-bundle'],
      ['z.bin', 'bundle-only'],
    ]);
  });
  it('what only the bundle holds was not seen on either phone, for a reason', () => {
    expect(artifactOf(route(), `${HOME}/files/bundleonly.txt`)).toMatchObject({
      verdict: 'unseen',
      reason: { code: 'bundle-only' },
    });
  });
});

describe.skipIf(!built)('credentials', () => {
  const settings = prefs({ access_token: seeded('evidence token').base64url(48) });
  it('are unseen where an agent may have left their place out', () => {
    const held = put(
      'cred-s.ab',
      backup([
        ['sp', 'a.xml', settings],
        ['f', 'x.txt', 'some line here\n'],
      ]),
    );
    const without = put('cred-t.ab', backup([['f', 'x.txt', 'some line here\n']]));
    expect(diff(held, without).findings).toMatchObject([{ where: 'access_token', status: 'unseen' }]);
    expect(diff(without, held).findings).toMatchObject([{ where: 'access_token', status: 'unseen' }]);
  });
  it('of a clone that moved to the owner are carried with it', () => {
    const result = diff(
      folder('clone-a', { [`data/user/999/${APP}/shared_prefs/a.xml`]: settings }),
      folder('clone-b', {
        [`data/data/${APP}/shared_prefs/a.xml`]: settings,
        'data/user/999/com.sentence.two/files/q': 'q',
      }),
    );
    expect(appOf(result, APP, 999)).toMatchObject({ verdict: 'session-carried', movedTo: { user: 0 } });
    expect(result.findings).toMatchObject([
      { user: 999, status: 'carried', target: { devicePath: `${HOME}/shared_prefs/a.xml`, where: 'access_token' } },
    ]);
  });
});

describe.skipIf(!built)('redaction', () => {
  const token = seeded('redaction').base64url(48);
  const other = seeded('redaction 2').base64url(48);
  const password = 'Tr0ub4dor&3x!';
  const device = (more: Tree, note = 'x'): Tree => ({
    [`data/data/${APP}/shared_prefs/a.xml`]: prefs({
      access_token: token,
      password,
      last_url: `https://host.example/?t=${token}`,
    }),
    [`data/data/${APP}/databases/a.db`]: db((it) => {
      it.run('CREATE TABLE log (key TEXT PRIMARY KEY, body TEXT)');
      it.insert('log', [
        [token, `uses ${token} and ${password} ${note}`],
        ['other', note],
      ]);
    }),
    [`data/data/${APP}/files/${token}.txt`]: `a note ${token} ${note}\n`,
    'data/data/com.sentence.two/files/b.txt': 'b line\n',
    ...more,
  });
  const source = () =>
    folder(
      'red-s',
      device({ [`data/data/${APP}/files/s.json`]: JSON.stringify({ refresh_token: other, [token]: 1 }) }),
    );
  const target = () => folder('red-t', device({}, 'y'));
  const hides = (text: string, what: string) => {
    for (const secret of [token, other, password]) expect(text.includes(secret), what).toBe(false);
  };
  it.each(['json', 'ndjson', 'csv', 'text'])('diff --changes as %s', (format) => {
    const run = carryover(['diff', source(), target(), '--changes', '--format', format]);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout.length).toBeGreaterThan(100);
    hides(run.stdout.replaceAll(`${token}.txt`, ''), format);
  });
  it.each(['json', 'ndjson', 'csv', 'text'])('show as %s', (format) => {
    const run = carryover(['show', source(), target(), `${HOME}/databases/a.db`, '--format', format]);
    expect(run.stdout.length).toBeGreaterThan(20);
    hides(run.stdout, format);
  });
  it('cat --decoded: the file it was found in', () => {
    const run = carryover(['cat', source(), `${HOME}/shared_prefs/a.xml`, '--decoded', '--format', 'ndjson']);
    expect(run.status, run.stderr).toBe(0);
    hides(run.stdout, 'prefs');
  });
  it.each(['json', 'ndjson', 'csv', 'text'])('audit as %s', (format) => {
    hides(carryover(['audit', source(), '--format', format]).stdout, format);
  });
  it('a locator does not tell a value found elsewhere in the package', () => {
    const keyed = db((it) => {
      it.run('CREATE TABLE session (name TEXT PRIMARY KEY, access_token TEXT)');
      it.insert('session', [[token, other]]);
    });
    const evidence = folder('red-w', device({ [`data/data/${APP}/databases/w.db`]: keyed }));
    const result = diff(evidence, evidence);
    const found = result.findings.find(({ devicePath }) => devicePath.endsWith('w.db'));
    expect(found?.where).toBe('session.access_token[[redacted access-token 48]]');
    hides(JSON.stringify(result).replaceAll(`${token}.txt`, ''), 'where');
  });
  it('every -o file', () => {
    const files = ['json', 'ndjson', 'csv'].map((kind) => path(`red.${kind}`));
    const run = carryover(['diff', source(), target(), '--changes', ...files.flatMap((file) => ['-o', file])]);
    expect(run.status, run.stderr).toBe(0);
    for (const file of files) hides(readFileSync(file, 'utf8').replaceAll(`${token}.txt`, ''), file);
    const sum = readFileSync(`${files[0]}.sha256`, 'utf8');
    expect(sum.slice(0, 64)).toBe(
      createHash('sha256')
        .update(readFileSync(files[0] as string))
        .digest('hex'),
    );
  });
  it('--reveal-secrets adds secret.value and the result records that it did', () => {
    const result = diff(source(), target(), ['--reveal-secrets']);
    expect(result.findings.find(({ where }) => where === 'access_token')?.secret.value).toBe(token);
    expect(JSON.stringify(result.run)).toContain('reveal');
    expect(diff(source(), target()).findings.every(({ secret }) => !('value' in secret))).toBe(true);
  });
  it('fingerprints are HMAC-SHA-256 under --case-key, of passwords too', () => {
    const key = put('case.key', 'the key of the case');
    const result = diff(source(), target(), ['--case-key', key]);
    const print = (value: string) =>
      createHmac('sha256', 'the key of the case').update(value).digest('hex').slice(0, 16);
    expect(result.findings.find(({ where }) => where === 'access_token')?.secret.fingerprint).toBe(print(token));
    expect(result.findings.find(({ where }) => where === 'password')?.secret.fingerprint).toBe(print(password));
  });
});

describe.skipIf(!built)('JSON', () => {
  const two: Tree = { 'data/data/com.sentence.two/files/b.txt': 'b line\n' };
  it('integers above 2^53 are strings, bytes {"base64"}', () => {
    const make = (n: bigint) =>
      database({}, (it) => {
        it.run('CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, b BLOB)');
        it.insert('t', [[1, n, noise('blob', 9)]]);
      });
    const source = folder('big-s', { [`data/data/${APP}/databases/a.db`]: make(9007199254740993n), ...two });
    const target = folder('big-t', { [`data/data/${APP}/databases/a.db`]: make(9007199254740995n), ...two });
    const run = carryover(['show', source, target, `${HOME}/databases/a.db`, '--format', 'json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      changes: [{ source: { n: '9007199254740993' }, target: { n: '9007199254740995' } }],
    });
    const cat = carryover(['cat', source, `${HOME}/databases/a.db`, '--decoded', '--format', 'ndjson']);
    expect(JSON.parse(cat.stdout)).toMatchObject({
      type: 'record',
      section: 't',
      key: '1',
      state: 'live',
      fields: { b: { base64: Buffer.from(noise('blob', 9)).toString('base64') } },
    });
  });
  it('ndjson: one object a line with a type, and last summary', () => {
    const source = folder('nd-s', {
      [`data/data/${APP}/shared_prefs/a.xml`]: prefs({ access_token: seeded('nd').base64url(48), name: 'one name' }),
      ...two,
    });
    const target = folder('nd-t', {
      [`data/data/${APP}/shared_prefs/a.xml`]: prefs({ access_token: seeded('nd').base64url(48), name: 'other name' }),
      ...two,
    });
    const lines = carryover(['diff', source, target, '--format', 'ndjson', '--changes'])
      .stdout.trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(new Set(lines)).toEqual(
      new Set(['run', 'evidence', 'app', 'artifact', 'change', 'finding', 'notice', 'summary']),
    );
    expect(lines.at(-1)).toBe('summary');
  });
  it('exit 1 when --exit-code was given and private data is on both sides; an empty file is none', () => {
    const one = folder('exit-s', { [`data/data/${APP}/files/a.txt`]: '', ...{ 'data/media/0/a.txt': 'a line\n' } });
    const other = folder('exit-t', { [`data/data/${APP}/files/a.txt`]: '', ...{ 'data/media/0/a.txt': 'a line\n' } });
    expect(carryover(['diff', one, other, '--exit-code']).status).toBe(0);
    const full = folder('exit-f', { [`data/data/${APP}/files/a.txt`]: 'a line that tells\n' });
    expect(carryover(['diff', full, full, '--exit-code']).status).toBe(1);
  });
  it('sha256 of a file is its own; --verify records sha256After; the evidence stays as it was', () => {
    const bytes = asTar({ [`data/data/${APP}/files/a.txt`]: 'a line\n', ...two });
    const evidence = put('sum.tar', bytes);
    const sum = createHash('sha256').update(bytes).digest('hex');
    const result = diff(evidence, evidence, ['--verify']);
    expect(result.evidence['source']).toMatchObject({ sha256: sum, sha256After: sum, bytes: bytes.length });
    expect(createHash('sha256').update(readFileSync(evidence)).digest('hex')).toBe(sum);
  });
});
