import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { abx } from '../../corpus/encode/abx.ts';
import { folder } from '../../formats/folder/index.ts';
import { fullFilesystem } from '../../formats/full-filesystem/index.ts';
import { addPackagesList, addPackagesXml, type InstalledPackages } from '../../formats/full-filesystem/package-list.ts';
import { voteRoots } from '../../formats/full-filesystem/roots.ts';
import { gzip } from '../../formats/gzip/index.ts';
import { tar } from '../../formats/tar/index.ts';
import { zip } from '../../formats/zip/index.ts';
import { type Coverage, covers } from '../../src/android/coverage.ts';
import { devicePath, locateDevicePath } from '../../src/android/layouts.ts';
import type { Location } from '../../src/android/location.ts';
import type { Notice } from '../../src/base/notice.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { Body } from '../../src/vfs/member.ts';
import { chunkedSource, testKit, told } from '../support/open.ts';
import { tarBytes } from '../support/tar-bytes.ts';
import { zipBytes } from '../support/zip-bytes.ts';

const kit = testKit([folder, zip, tar, gzip, fullFilesystem]);

async function length(body: Body | null): Promise<number | null> {
  if (body === null || body instanceof Uint8Array) return body?.length ?? null;
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

async function collect(items: AsyncIterable<Decoded>) {
  const places: Record<string, string | null> = {};
  const notices: Notice[] = [];
  const others: string[] = [];
  const packages: (string | null)[][] = [];
  let coverage: Coverage | null = null;
  for await (const item of items) {
    if (item.type === 'entry') {
      places[item.member.path] = item.location === null ? null : devicePath(item.location);
      await length(item.member.content());
    } else if (item.type === 'notice') notices.push(item);
    else if (item.type === 'other-bundle') others.push(`${item.format} ${item.path}`);
    else if (item.type === 'package') packages.push([item.package, item.versionCode]);
    else if (item.type === 'coverage') coverage = item;
  }
  const sees = (path: string) => {
    const verdict = covers(coverage as Coverage, (locateDevicePath(path) as { location: Location }).location);
    return verdict.covered ? 'covered' : verdict.reason;
  };
  return { places, told: told(notices), notices, others, packages, sees, coverage: coverage as unknown as Coverage };
}

type Files = Readonly<Record<string, string | Uint8Array>>;
const entries = (files: Files) => Object.entries(files).map(([name, body]) => ({ name, body }));
const asTar = async (files: Files, name = 'phone.tar') =>
  collect(kit.within(await kit.open(chunkedSource(name, tarBytes(entries(files)), 65_536))));
const asZip = async (files: Files, name = 'phone.zip') =>
  collect(kit.within(await kit.open(memorySource(name, zipBytes(entries(files))))));

const phone: Files = {
  'data/app/~~ab==/com.a-cd==/base.apk': 'apk',
  'data/system/packages.list':
    'com.a 10100 0 /data/user/0/com.a default:targetSdkVersion=30 none 0 42 1 @null\ncom.gone 10101 0 /data/user/0/com.gone default none 0 7\n',
  'data/data/com.a/databases/x.db': 'db',
  'data/user/0/com.b/shared_prefs/x.xml': 'xml',
  'data/user/10/com.a/files/x': 'clone',
  'data/user_de/0/com.a/files/x': 'de',
  'data/media/0/DCIM/1.jpg': 'jpg',
  'data/media/0/Android/data/com.a/files/x': 'ext',
  'data/misc/keystore/user_0/k': 'key',
  'system/build.prop': 'prop',
};
const homes = {
  '/data/app/com.a/base.apk': 'data/app/~~ab==/com.a-cd==/base.apk',
  '/data/data/com.a/databases/x.db': 'data/data/com.a/databases/x.db',
  '/data/data/com.b/shared_prefs/x.xml': 'data/user/0/com.b/shared_prefs/x.xml',
  '/data/user/10/com.a/files/x': 'data/user/10/com.a/files/x',
  '/data/user_de/0/com.a/files/x': 'data/user_de/0/com.a/files/x',
  '/storage/emulated/0/DCIM/1.jpg': 'data/media/0/DCIM/1.jpg',
  '/storage/emulated/0/Android/data/com.a/files/x': 'data/media/0/Android/data/com.a/files/x',
  '/system/build.prop': 'system/build.prop',
};
const prefixed = (prefix: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, body]) => [prefix + path, body]));

describe('the root is found wherever it is', () => {
  test.each(['', 'Dump/', 'dump/', 'fs/', 'filesystem1/', 'any folder/deep/'])('below "%s"', async (prefix) => {
    for (const open of [asTar, asZip]) {
      const { places, told: notices } = await open(prefixed(prefix, phone));
      for (const [device, path] of Object.entries(homes)) expect([path, places[prefix + path]]).toEqual([path, device]);
      expect(notices).toEqual([]);
    }
  });

  test('an archive of /data, of /data/data, and of one package', async () => {
    const data = Object.fromEntries(
      Object.entries(phone)
        .filter(([path]) => path.startsWith('data/'))
        .map(([path, body]) => [path.slice(5), body]),
    );
    const inData = await asZip(data);
    expect(inData.places['data/com.a/databases/x.db']).toBe('/data/data/com.a/databases/x.db');
    expect(inData.places['user_de/0/com.a/files/x']).toBe('/data/user_de/0/com.a/files/x');
    expect(inData.places['media/0/Android/data/com.a/files/x']).toBe('/storage/emulated/0/Android/data/com.a/files/x');
    const apps = await asTar({ 'com.a/databases/x.db': 'x', 'com.b/shared_prefs/y.xml': 'y', 'com.b/files/z': 'z' });
    expect(apps.places['com.b/files/z']).toBe('/data/data/com.b/files/z');
    const one = await asTar({ 'databases/x.db': 'x', 'files/z': 'z' }, 'pulled/com.a.tar');
    expect(one.places).toEqual({
      'databases/x.db': '/data/data/com.a/databases/x.db',
      'files/z': '/data/data/com.a/files/z',
    });
    expect(one.sees('/data/data/com.a/files/y')).toBe('covered');
    expect(one.sees('/data/data/com.b/files/y')).toBe('storage-not-acquired');
  });

  test('that is only seen through the mirror of its volumes', async () => {
    for (const prefix of ['', 'x/']) {
      const mirror = prefixed(`${prefix}data_mirror/`, {
        'data_ce/null/0/com.a/databases/x.db': 'x',
        'data_ce/null/10/com.b/files/x': 'y',
        'data_de/null/0/com.a/shared_prefs/x.xml': 'z',
      });
      for (const open of [asTar, asZip]) {
        const { places } = await open({ ...mirror, [`${prefix}data/media/0/DCIM/x.jpg`]: 'j' });
        expect(Object.values(places).sort()).toEqual([
          '/data/data/com.a/databases/x.db',
          '/data/user/10/com.b/files/x',
          '/data/user_de/0/com.a/shared_prefs/x.xml',
          '/storage/emulated/0/DCIM/x.jpg',
        ]);
      }
    }
  });

  test('in a stream whose private data comes late', async () => {
    const early = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`Dump/system/app/${i}`, 'x']));
    const { places } = await asTar({ ...early, ...prefixed('Dump/', phone) });
    expect(places['Dump/data/data/com.a/databases/x.db']).toBe('/data/data/com.a/databases/x.db');
  });

  test('a copy of another phone on the sdcard is part of the sdcard', async () => {
    const files = {
      ...phone,
      'data/media/0/old/data/data/com.x/files/1': '1',
      'data/media/0/old/data/data/com.y/files/1': '1',
    };
    for (const open of [asTar, asZip]) {
      const { places } = await open(files);
      expect(places['data/media/0/old/data/data/com.x/files/1']).toBe(
        '/storage/emulated/0/old/data/data/com.x/files/1',
      );
      expect(places['data/data/com.a/databases/x.db']).toBe('/data/data/com.a/databases/x.db');
    }
  });

  test('two phones side by side are ambiguous', async () => {
    const files = { ...prefixed('one/', phone), ...prefixed('two/', phone) };
    await expect(asZip(files)).rejects.toMatchObject({
      code: 'evidence.ambiguous',
      detail: 'device-roots',
      args: { first: 'one/', second: 'two/' },
    });
    const clbx = {
      ...prefixed('filesystem1/', phone),
      'filesystem2/data/data/com.z/files/x': 'z',
      'metadata1/metadata.msgpack': 'm',
    };
    const { places, told: notices } = await asZip(clbx);
    expect(places['filesystem2/data/data/com.z/files/x']).toBe('/data/data/com.z/files/x');
    expect(places['metadata1/metadata.msgpack']).toBeNull();
    expect(notices).toEqual(['content-malformed/ffs.clbx/doubt', 'unplaced/ffs.outside-root/info']);
  });

  test('what a backup calls by the same words is no device', () => {
    for (const path of [
      'apps/com.a/miui_att/data/user_de/0/com.b/x.bin',
      'shared/0/old/data/data/com.a/files/x',
      'sdcard-copy/Android/data/com.a/files/x',
      'Android/media/com.a/databases/x',
      'com.a/com.a.log',
      'MIUI/backup/AllBackup/20260101_000000/descript.xml',
    ]) {
      expect([path, voteRoots([path], 'x')]).toEqual([path, null]);
    }
  });

  test('private data outbids 180 bits of a set on the sdcard', () => {
    expect(voteRoots(['data/data/com.a/x'], 'x')?.bid.bits).toBe(200);
    expect(voteRoots(['data/data/com.a/x', 'data/data/com.b/x'], 'x')?.bid.bits).toBe(256);
    expect(voteRoots(['data/com.a/files/x'], 'x')?.bid.bits).toBe(190);
    expect(voteRoots(['sdcard/DCIM/x'], 'x')?.bid.bits).toBe(16);
  });
});

describe('coverage', () => {
  test('per user and storage, less listed packages without a folder', async () => {
    const { sees, packages, told: notices, coverage } = await asTar(phone);
    expect(packages).toEqual([
      ['com.a', '42'],
      ['com.gone', '7'],
    ]);
    expect(coverage.packages).toEqual(['com.a', 'com.gone']);
    expect(notices).toEqual([]);
    expect(sees('/data/data/com.other/databases/x.db')).toBe('covered');
    expect(sees('/data/data/com.gone/databases/x.db')).toBe('package-folder-missing');
    expect(sees('/data/user/10/com.a/files/y')).toBe('covered');
    expect(sees('/data/user/11/com.a/files/y')).toBe('storage-not-acquired');
    expect(sees('/data/user_de/0/com.b/files/y')).toBe('covered');
    expect(sees('/data/user_de/10/com.b/files/y')).toBe('storage-not-acquired');
    expect(sees('/sdcard/DCIM/2.jpg')).toBe('covered');
    expect(sees('/sdcard/Android/obb/com.a/x.obb')).toBe('covered');
    expect(sees('/storage/emulated/10/DCIM/2.jpg')).toBe('storage-not-acquired');
    expect(sees('/data/app/com.z/base.apk')).toBe('covered');
    expect(sees('/data/system_ce/0/accounts_ce.db')).toBe('covered');
  });

  test('without a list it is assumed, and said so', async () => {
    const { told: notices, sees } = await asTar({ 'data/data/com.a/files/x': 'x' });
    expect(notices).toEqual(['coverage-assumed/no-package-list/info']);
    expect(sees('/data/data/com.b/files/x')).toBe('covered');
    expect(sees('/data/system_ce/0/accounts_ce.db')).toBe('storage-not-acquired');
  });

  test('names that are still encrypted cover nothing', async () => {
    const {
      places,
      told: notices,
      sees,
    } = await asZip({ 'data/data/Rmn,B3Y+AAAA/x/y': 'x', 'data/user_de/0/com.a/files/x': 'x' });
    expect(places['data/data/Rmn,B3Y+AAAA/x/y']).toBeNull();
    expect(notices).toEqual(['unplaced/ffs.no-package-name/doubt', 'coverage-assumed/no-package-list/info']);
    expect(sees('/data/data/com.a/files/x')).toBe('storage-not-acquired');
    expect(sees('/data/user_de/0/com.b/files/x')).toBe('covered');
  });

  test('a stretch of damage withdraws it', async () => {
    const bytes = tarBytes(entries(phone));
    const cut = await collect(
      kit.within(await kit.open(memorySource('x.tar', bytes.subarray(0, bytes.length - 1700)))),
    );
    expect(cut.sees('/data/data/com.z/files/x')).toBe('truncated');
    bytes[5 * 1024 + 7] = 0xff;
    const flipped = await collect(kit.within(await kit.open(memorySource('x.tar', bytes))));
    expect(flipped.told).toEqual(['checksum/tar.header/damage', 'gap/tar.gap/damage']);
    expect(flipped.sees('/data/data/com.z/files/x')).toBe('damage');
  });
});

test('bundles lying on the sdcard are told, one for each folder', async () => {
  const folderOf = 'data/media/0/MIUI/backup/AllBackup/2026';
  const { others } = await asTar({
    ...phone,
    [`${folderOf}/descript.xml`]: '<?xml version="1.0"?><MIUI-backup></MIUI-backup>',
    [`${folderOf}/A(com.a).bak`]: `MIUI BACKUP\n2\n${'x'.repeat(2_000_000)}`,
    'data/media/0/Download/old.ab': 'ANDROID BACKUP\n5\n',
    'data/media/0/Download/notes.bak': 'just notes',
    'data/data/com.a/files/own.ab': 'ANDROID BACKUP\n5\n',
  });
  expect(others).toEqual([`mimover ${folderOf}`, 'android-backup data/media/0/Download/old.ab']);
  const seedvault = 'data/media/0/.SeedVaultAndroidBackup';
  const sealed = (version: number) => Uint8Array.from([version, version === 0 ? 1 : 40, ...new Uint8Array(60)]);
  const found = await asTar({
    ...phone,
    [`${seedvault}/1600000000000/.backup.metadata`]: sealed(0),
    [`${seedvault}/1600000000001/.backup.metadata`]: sealed(1),
    [`${seedvault}/1600000000002/.backup.metadata`]: 'text',
    [`data/media/0/x/${'1'.repeat(64)}.snapshot`]: sealed(2),
  });
  expect(found.others).toEqual([
    `seedvault ${seedvault}/1600000000000`,
    `seedvault ${seedvault}/1600000000001`,
    'seedvault data/media/0/x',
  ]);
});

test('the lists of packages', () => {
  const installed: InstalledPackages = new Map();
  addPackagesXml(
    `<?xml version='1.0'?><packages><package name="com.a" codePath="/data/app/x" version="9007199254740993" userId="10100" installer="com.android.vending"><sigs/></package>
     <package codePath='/x' name='com.b' version='3' sharedUserId='1000'/><updated-package name="com.c" version="1"/><package name="cut`,
    installed,
  );
  addPackagesList('com.a 10100 0 /data/user/0/com.a seinfo 3003\n\nrubbish\n', installed);
  expect([...installed]).toEqual([
    ['com.a', { versionCode: '9007199254740993', installer: 'com.android.vending', uid: 10100, firstInstalled: null }],
    ['com.b', { versionCode: '3', installer: null, uid: 1000, firstInstalled: null }],
  ]);
});

test('a packages.xml in binary form lists the apps', async () => {
  const list = abx({
    name: 'packages',
    children: [{ name: 'package', attributes: { name: 'com.only.in.binary', version: { long: 7n } } }],
  });
  const { told: notices, coverage } = await asZip({ ...phone, 'data/system/packages.xml': list });
  expect(notices).toEqual([]);
  expect(coverage?.packages).toContain('com.only.in.binary');
});

test('a damaged packages.xml in binary form is left alone, and that is said', async () => {
  const { told: notices } = await asZip({
    ...phone,
    'data/system/packages.xml': 'ABX\0....',
    'data/system/packages.list': '',
  });
  expect(notices).toEqual(['unsupported/ffs.packages-abx/info']);
});

const samples = '../shared/samples/vendors-synthetic/ffs';
test.skipIf(!existsSync(samples))(`samples in ${samples}`, async () => {
  for (const name of ['EXTRACTION_FFS.zip', 'graykey_style.zip', 'su_tar.tar']) {
    const { places, told: notices } = await collect(
      kit.within(await kit.open(memorySource(name, readFileSync(`${samples}/${name}`)))),
    );
    expect(Object.values(places)).toContain('/data/data/com.example.chat/databases/message.db');
    expect(notices).not.toContain('unsafe-name/climbs-or-nul/doubt');
  }
});
