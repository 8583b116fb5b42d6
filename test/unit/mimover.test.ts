import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tarStream from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { androidBackup as encodeBackup } from '../../corpus/encode/android-backup.ts';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { concat, utf8 } from '../../corpus/encode/bytes.ts';
import { bak, type DescriptPackage, descript, type MiuiHeader, miuiHeader } from '../../corpus/encode/mimover.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { androidBackup } from '../../formats/android-backup/index.ts';
import { folder } from '../../formats/folder/index.ts';
import { readBakHeader } from '../../formats/mimover/bak-header.ts';
import { readDescript } from '../../formats/mimover/descript.ts';
import { mimover } from '../../formats/mimover/index.ts';
import { tar } from '../../formats/tar/index.ts';
import { zip } from '../../formats/zip/index.ts';
import type { Coverage } from '../../src/android/coverage.ts';
import { devicePath } from '../../src/android/device-path.ts';
import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import type { Notice } from '../../src/base/notice.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import type { PackageFact } from '../../src/vfs/entry.ts';
import type { Input } from '../../src/vfs/member.ts';
import { bodyOf, chunkedSource, testKit, told } from '../support/open.ts';

const FORMATS = [tar, zip, folder, androidBackup, mimover];

interface Read {
  readonly entries: ReadonlyMap<string, string>;
  readonly notices: readonly Notice[];
  readonly packages: readonly PackageFact[];
  readonly coverage: Coverage | null;
}

/** Everything an input decodes to, by device path. */
async function decode(
  open: (kit: ReturnType<typeof testKit>) => Promise<Input>,
  passwords: readonly string[],
): Promise<Read> {
  const kit = testKit(FORMATS, passwords);
  const input = await open(kit);
  const entries = new Map<string, string>();
  const notices: Notice[] = [];
  const packages: PackageFact[] = [];
  let coverage: Coverage | null = null;
  for await (const item of kit.within(input)) {
    if (item.type === 'notice') notices.push(item);
    else if (item.type === 'package') packages.push(item);
    else if (item.type === 'coverage') coverage = item;
    else if (item.type === 'entry') {
      const body = await bodyOf(item.member);
      const path = item.location === null ? `unplaced ${item.member.path}` : devicePath(item.location);
      entries.set(path, body === null ? item.member.kind : body.toString('latin1'));
    }
  }
  return { entries, notices, packages, coverage };
}

const read = (source: ByteSource | Uint8Array, passwords: readonly string[] = []) =>
  decode((kit) => kit.open(source instanceof Uint8Array ? memorySource('x.bak', source) : source), passwords);

async function readFolder(
  files: Readonly<Record<string, Uint8Array>>,
  passwords: readonly string[] = [],
): Promise<Read> {
  const path = mkdtempSync(join(tmpdir(), 'carryover-set-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, name), bytes);
    const origin = { kind: 'directory', name: 'set', citation: cite('set'), path } as const;
    return await decode((kit) => folder.container?.open(origin, kit) as Promise<Input>, passwords);
  } finally {
    rmSync(path, { recursive: true });
  }
}

async function tarOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const pack = tarStream.pack();
  for (const [name, bytes] of Object.entries(files)) pack.entry({ name }, Buffer.from(bytes));
  pack.finalize();
  const parts: Uint8Array[] = [];
  for await (const chunk of pack) parts.push(chunk as Uint8Array);
  return concat(parts);
}

async function faultOf(work: () => unknown): Promise<Fault> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault was thrown');
}

const PLAIN: MiuiHeader = { package: 'com.example.app', label: 'Example App', feature: 102 };
const SIGNER = Uint8Array.of(0x30, 0x82, 0x01);

const segment = (name: string, secret = 'secret', apk = false) =>
  packageTar({
    manifest: { package: name, versionCode: 5, sdk: 33, installer: null, apk, signers: [SIGNER] },
    files: [
      ...(apk ? ([['a', { path: 'base.apk', body: utf8('PK') }]] as const) : []),
      ['sp', { path: 'p.xml', body: utf8(secret) }],
    ],
  });
const stored = (name: string, secret?: string) =>
  encodeBackup([segment(name, secret)], { version: 5, compressed: false });
const sealed = (name: string) =>
  encodeBackup([segment(name)], {
    version: 5,
    compressed: false,
    encryption: { password: 'pw', regime: 'utf8', random: seeded(name), rounds: 1000 },
  });
const agent = (name: string, body: string) =>
  encodeBackup(
    [
      packageTar({
        manifest: { package: name, versionCode: 5, sdk: 33, installer: null, apk: false, signers: [SIGNER] },
        files: [
          ['miui_meta', { path: 'cache/_tmp_meta', body: utf8('metaVersion=1\npackage=x\nversion=3\nfeature=1\n') }],
          ['miui_bak', { path: '_tmp_bak', body: utf8(body) }],
        ],
      }),
    ],
    { version: 5, compressed: false },
  );
const listed = (name: string, feature: number, file: string, bytes: Uint8Array, header: number): DescriptPackage => ({
  package: name,
  feature,
  bakFile: file,
  type: 2,
  installedBytes: 99,
  bakBytes: bytes.length,
  tarBytes: bytes.length - header - 24 - 1024,
});
const index = (packages: readonly DescriptPackage[]) =>
  utf8(descript({ device: 'alioth', miuiVersion: 'V14.0.5.0.TKHCNXM', date: 1_676_785_728_391, packages }, 'miui12'));

describe('envelope', () => {
  test.each([
    [0, PLAIN, 5],
    [1, { ...PLAIN, encryptedPassword: 'abcdef' }, 6],
    [20, { ...PLAIN, user: 999 }, 6],
    [21, { ...PLAIN, encryptedPassword: 'abcdef', user: 999 }, 7],
  ] as const)('flag %i', (flag, header, lines) => {
    const bytes = miuiHeader(header);
    expect(Buffer.from(bytes).toString().split('\n')).toHaveLength(lines + 1);
    const found = readBakHeader(concat([bytes, utf8('ANDROID BACKUP\n')]), cite('x'));
    expect(found).toMatchObject({
      flag,
      package: 'com.example.app',
      label: 'Example App',
      feature: 102,
      encrypted: flag % 10 === 1,
      user: flag >= 20 ? 999 : 0,
      length: bytes.length,
    });
  });

  test('the header of the one published set puts the tar at 74', () => {
    const header = miuiHeader({ package: 'com.miui.aod', label: 'Always-on display', feature: -1 });
    expect(header.length + 24).toBe(74);
  });

  test.each([null, 'ANDROID BACKUP', '日本語 (x) label', ' '])('label %j', (label) => {
    const header = miuiHeader({ ...PLAIN, label });
    expect(readBakHeader(concat([header, utf8('ANDROID BACKUP\n')]), cite('x'))).toMatchObject({
      label,
      length: header.length,
    });
  });

  test('cut at every byte, it is a fault', async () => {
    const header = miuiHeader({ ...PLAIN, encryptedPassword: 'abcdef', user: 999 });
    for (let end = 12; end < header.length; end++) {
      const fault = await faultOf(() => readBakHeader(header.subarray(0, end), cite('x')));
      expect(fault).toMatchObject({ code: 'evidence.truncated', detail: 'miui.header' });
    }
  });

  test('a flag that nobody knows is refused', async () => {
    const bytes = utf8('MIUI BACKUP\n2\ncom.example.app\n-1\n7\nANDROID BACKUP\n');
    expect(await faultOf(() => readBakHeader(bytes, cite('x')))).toMatchObject({
      detail: 'miui.flag',
      args: { flag: 7 },
    });
  });
});

describe('one .bak', () => {
  test.each([undefined, 999])('user %s', async (user) => {
    const header = user === undefined ? PLAIN : { ...PLAIN, user };
    const bytes = bak(header, stored('com.example.app'));
    for (const source of [
      memorySource('x.bak', bytes),
      chunkedSource('x.bak', bytes, 1),
      chunkedSource('x.bak', bytes, 511),
    ]) {
      const found = await read(source);
      const root = user === undefined ? '/data/data' : '/data/user/999';
      expect(found.entries.get(`${root}/com.example.app/shared_prefs/p.xml`)).toBe('secret');
      expect(found.entries.has(`/backup/manifest/${user ?? 0}/com.example.app/102/_manifest`)).toBe(true);
      expect(told(found.notices)).toEqual([]);
      expect(found.packages).toMatchObject([
        { package: 'com.example.app', user: user ?? 0, label: 'Example App', versionCode: '5', more: { feature: 102 } },
      ]);
      expect(found.coverage).toMatchObject({ covered: [], gaps: [], fallback: 'agent-bundle' });
    }
  });

  test('an encrypted one opens with the password of the backup', async () => {
    const bytes = bak({ ...PLAIN, encryptedPassword: 'verifier', user: 999 }, sealed('com.example.app'));
    const found = await read(bytes, ['no', 'pw']);
    expect(found.entries.get('/data/user/999/com.example.app/shared_prefs/p.xml')).toBe('secret');
    expect(await faultOf(() => read(bytes))).toMatchObject({ code: 'evidence.locked', detail: 'no-password' });
    expect(await faultOf(() => read(bytes, ['no']))).toMatchObject({
      code: 'evidence.locked',
      detail: 'wrong-password',
    });
  });

  test('the size identity: a byte too many is told', async () => {
    const bytes = bak(PLAIN, stored('com.example.app'));
    const more = await read(concat([bytes, new Uint8Array(512)]));
    expect(more.notices.filter((each) => each.code === 'size-mismatch').map((each) => each.args)).toEqual([
      { package: 'com.example.app', feature: 102, expected: bytes.length, actual: bytes.length + 512, deviation: 512 },
    ]);
  });

  test('cut anywhere, it tells the damage', async () => {
    const bytes = bak(PLAIN, stored('com.example.app'));
    const head = miuiHeader(PLAIN).length + 24;
    for (let end = head; end < bytes.length; end += 37) {
      const found = await read(bytes.subarray(0, end));
      expect(found.notices.some((each) => each.code === 'truncated' && each.gravity === 'damage')).toBe(true);
      expect(found.coverage?.gaps[0]?.area.package).toBe('com.example.app');
    }
  });

  test('the APK alone is explained', async () => {
    const only = packageTar({
      manifest: { package: 'com.example.app', versionCode: 5, sdk: 33, installer: null, apk: true, signers: [SIGNER] },
      files: [['a', { path: 'base.apk', body: utf8('PK') }]],
    });
    const found = await read(bak(PLAIN, encodeBackup([only], { version: 5, compressed: false })));
    expect(told(found.notices)).toEqual(['manifest/miui.skip-data/info']);
  });

  test('what an agent says of itself belongs to the package', async () => {
    const found = await read(
      bak({ package: 'com.android.mms', label: 'Messaging', feature: 1 }, agent('com.android.mms', '\n')),
    );
    expect([...found.entries.keys()]).toEqual([
      '/backup/manifest/0/com.android.mms/1/_manifest',
      '/backup/agent/0/com.android.mms/1/miui_meta/cache/_tmp_meta',
      '/backup/agent/0/com.android.mms/1/miui_bak/_tmp_bak',
    ]);
    expect(found.entries.get('/backup/agent/0/com.android.mms/1/miui_meta/cache/_tmp_meta')).toContain('metaVersion=1');
    expect(found.packages[0]?.more).toEqual({
      'meta.metaVersion': '1',
      'meta.package': 'x',
      'meta.version': '3',
      'meta.feature': '1',
      feature: 1,
    });
  });
});

describe('a set', () => {
  const one = bak(PLAIN, stored('com.example.app'));
  const dual = bak({ ...PLAIN, user: 999 }, stored('com.example.app', 'second secret'));
  const sms = bak({ package: 'com.android.mms', label: 'Messaging', feature: 1 }, agent('com.android.mms', 'sms'));
  const mms = bak({ package: 'com.android.mms', label: 'Messaging', feature: 2 }, agent('com.android.mms', 'mms'));
  const headerBytes = (bytes: Uint8Array) => Buffer.from(bytes).indexOf('ANDROID BACKUP');
  const files = {
    'descript.xml': index([
      listed('com.example.app', 102, 'App(com.example.app).bak', one, headerBytes(one)),
      listed('com.example.app', 102, 'App dual(com.example.app).bak', dual, headerBytes(dual)),
      listed('com.android.mms', 1, 'SMS(com.android.mms).bak', sms, headerBytes(sms)),
      listed('com.android.mms', 2, 'MMS(com.android.mms).bak', mms, headerBytes(mms)),
    ]),
    'App(com.example.app).bak': one,
    'App dual(com.example.app).bak': dual,
    'SMS(com.android.mms).bak': sms,
    'MMS(com.android.mms).bak': mms,
    end: utf8(''),
  };
  const check = (found: Read) => {
    expect(found.entries.get('/data/data/com.example.app/shared_prefs/p.xml')).toBe('secret');
    expect(found.entries.get('/data/user/999/com.example.app/shared_prefs/p.xml')).toBe('second secret');
    expect(found.entries.get('/backup/agent/0/com.android.mms/1/miui_bak/_tmp_bak')).toBe('sms');
    expect(found.entries.get('/backup/agent/0/com.android.mms/2/miui_bak/_tmp_bak')).toBe('mms');
    expect(told(found.notices)).toEqual(['manifest/miui.set/info']);
    expect(found.packages).toHaveLength(4);
    expect(found.coverage).toMatchObject({ packages: ['com.android.mms', 'com.example.app'], gaps: [] });
  };
  const under = (prefix: string) =>
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [prefix + name, bytes]));

  test('in a folder', async () => check(await readFolder(files)));

  test.each(['', 'MIUI/backup/AllBackup/20240102_030405/'])('in a tar that passes once, at "%s"', async (prefix) => {
    const bytes = await tarOf(under(prefix));
    for (const size of [511, 65_536]) check(await read(chunkedSource('set.tar', bytes, size)));
  });

  test('in a tar whose index comes last', async () => {
    const { 'descript.xml': last, ...rest } = files;
    check(await read(await tarOf({ ...rest, 'descript.xml': last })));
  });

  test('without an index', async () => {
    const { 'descript.xml': _, ...rest } = files;
    expect(told((await readFolder(rest)).notices)).toEqual(['index-mismatch/miui.no-index/info']);
  });

  test('index and files that do not agree', async () => {
    const wrong = index([
      listed('com.example.app', 102, 'App(com.example.app).bak', one.subarray(512), headerBytes(one)),
      listed('com.example.gone', 102, 'Gone(com.example.gone).bak', one, headerBytes(one)),
      { ...listed('files_for_backup', 5, '/storage/emulated/0/DCIM/1.jpg', one, 0), type: 4 },
    ]);
    const found = await readFolder({
      'descript.xml': wrong,
      'App(com.example.app).bak': one,
      'SMS(com.android.mms).bak': sms,
      'Other(com.example.other).bak': bak({ ...PLAIN, package: 'com.example.third' }, stored('com.example.third')),
    });
    expect(
      found.notices
        .filter(({ detail }) => detail !== 'ab.made-by')
        .map((each) => `${each.detail} ${each.args['package'] ?? ''}`),
    ).toEqual([
      'miui.file-name com.example.third',
      'miui.set ',
      'miui.index-size com.example.app',
      'miui.index-tar com.example.app',
      'miui.listed-absent com.example.gone',
      'miui.user-files ',
      'miui.not-listed com.example.third',
      'miui.not-listed com.android.mms',
    ]);
    expect(found.notices.every((each) => each.gravity !== 'damage')).toBe(true);
  });

  test('a locked file is told, the others come out', async () => {
    const locked = bak(
      { ...PLAIN, package: 'com.example.locked', encryptedPassword: 'v' },
      sealed('com.example.locked'),
    );
    const found = await readFolder({ ...files, 'L(com.example.locked).bak': locked });
    expect(told(found.notices)).toContain('locked/miui.bak/damage');
    expect(found.coverage?.gaps).toMatchObject([
      { area: { user: 0, package: 'com.example.locked' }, reason: 'locked' },
    ]);
    expect(found.entries.get('/data/data/com.example.app/shared_prefs/p.xml')).toBe('secret');
    expect(found.packages.find((each) => each.package === 'com.example.locked')?.more).toMatchObject({ locked: true });
    const all = await faultOf(() => readFolder({ 'L(com.example.locked).bak': locked }));
    expect(all).toMatchObject({ code: 'evidence.locked', detail: 'no-password' });
  });

  test('damage to one file leaves the others', async () => {
    const found = await readFolder({
      'A(com.example.app).bak': one.subarray(0, 40),
      'B(com.android.mms).bak': sms,
      'C(com.example.c).bak': utf8('no envelope'),
      'D(com.example.d).split': utf8('PK\u0003\u0004'),
    });
    expect(told(found.notices)).toEqual([
      'truncated/miui.bak/damage',
      'unplaced/miui.no-magic/info',
      'unplaced/miui.split/info',
      'index-mismatch/miui.no-index/info',
    ]);
    expect(found.coverage?.gaps).toMatchObject([{ area: { package: 'com.example.app' }, reason: 'truncated' }]);
    expect(found.entries.get('/backup/agent/0/com.android.mms/1/miui_bak/_tmp_bak')).toBe('sms');
  });

  test('two sets in one place are ambiguous', async () => {
    const bytes = await tarOf({ ...under('a/'), ...under('b/') });
    expect(await faultOf(() => read(bytes))).toMatchObject({ code: 'evidence.ambiguous', detail: 'several-bundles' });
  });
});

describe('descript.xml', () => {
  const app = listed('com.example.app', 102, "Rock 'n' Roll & Co(com.example.app).bak", new Uint8Array(5000), 50);

  test('reads what each era writes', () => {
    for (const era of ['era2017', 'miui12', 'hyperos'] as const) {
      const found = readDescript(
        utf8(descript({ device: 'alioth', miuiVersion: '7.8.22', date: 5, packages: [app, app] }, era)),
      );
      expect(found).toMatchObject({ device: 'alioth', miuiVersion: '7.8.22', date: 5, whole: true, encrypted: false });
      expect(found.packages).toHaveLength(2);
      expect(found.packages[0]).toMatchObject({ package: 'com.example.app', feature: 102, bakFiles: [app.bakFile] });
      expect(found.packages[0]?.bakFileSize).toBe(era === 'era2017' ? null : 5000);
    }
  });

  test('an encoding that does not exist, line breaks and references', () => {
    const text = `<?xml version='1.0' encoding='UTF-12'?>\n<MIUI-backup>\n <device>a&#x62;&amp;&bogus;</device>
      <packages><package>\n<packageName>com.x.y</packageName><feature/><bakFile></bakFile></package></packages>
      <filesModifyTime><bakFile>/a</bakFile><device>no</device></filesModifyTime></MIUI-backup>`;
    expect(readDescript(utf8(text))).toMatchObject({
      device: 'ab&&bogus;',
      whole: true,
      packages: [{ package: 'com.x.y', feature: null, bakFiles: [] }],
    });
  });

  test('cut anywhere, it gives the packages that came before', () => {
    const whole = utf8(
      descript({ device: 'alioth', miuiVersion: 'V14', date: 5, packages: [app, app, app] }, 'miui12'),
    );
    let most = 0;
    for (let end = 0; end < whole.length - 1; end++) {
      const found = readDescript(whole.subarray(0, end));
      expect(found.whole).toBe(false);
      expect(found.packages.length).toBeGreaterThanOrEqual(most);
      most = found.packages.length;
    }
    expect(most).toBe(3);
    expect(readDescript(new Uint8Array(100))).toMatchObject({ packages: [], whole: false });
  });
});
