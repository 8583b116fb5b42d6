import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { type HuaweiModule, type HuaweiScheme, huaweiSession } from '../../corpus/encode/huawei.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { readInfoXml } from '../../formats/huawei/info-xml.ts';
import { checkFor } from '../../formats/huawei/integrity.ts';
import { placeOfMedium } from '../../formats/huawei/medium-place.ts';
import { roleOf, sessionFolder } from '../../formats/huawei/names.ts';
import { appMemberPlace } from '../../src/android/app-member-place.ts';
import { devicePath } from '../../src/android/layouts.ts';
import type { Location } from '../../src/android/location.ts';
import { CORPUS, decodePath, entriesOf, type Line } from '../support/cases.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples/vendors-synthetic');
const APP = 'com.example.chat';
const PASSWORD = 'test1234';
const root = mkdtempSync(join(tmpdir(), 'huawei-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

const module: HuaweiModule = {
  name: APP,
  app: true,
  files: [[`${APP}.tar`, tar([{ path: `${APP}/files/a.txt`, body: utf8('a') }], 'ustar', { end: 'mark' })]],
};
const scheme: HuaweiScheme = {
  password: PASSWORD,
  version: 3,
  rounds: 5000,
  cipher: 'ctr',
  versionName: '10.1.1.715',
};

/** Decodes a session of one app; `change` may alter its files. */
async function session(
  how: HuaweiScheme,
  passwords: readonly string[],
  change: (path: string, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes,
): Promise<Line[]> {
  made += 1;
  for (const [path, bytes] of huaweiSession(how, [module], [], seeded('huawei unit'))) {
    const file = join(root, `${made}`, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, change(path, bytes));
  }
  return decodePath(join(root, `${made}`), { passwords });
}

const rounds = [5000, 10_000] as const;
const all = ([3, 4] as const).flatMap((version) =>
  rounds.flatMap((count) => (['ctr', 'gcm'] as const).map((cipher) => [version, count, cipher] as const)),
);

test.each(all)('version %i, %i rounds, %s: found whatever the version number says', async (version, count, cipher) => {
  const how = { ...scheme, version, rounds: count, cipher, versionName: '99.0.0.0' };
  const lines = await session(how, ['another', PASSWORD]);
  expect(entriesOf(lines).map((line) => [line['devicePath'], line['proof']])).toContainEqual([
    `/data/data/${APP}/files/a.txt`,
    cipher === 'gcm' ? 'tag' : 'hmac',
  ]);
  const base = version === 3 ? 'password' : `key-${count}`;
  expect(lines.find((line) => line['detail'] === 'huawei.variant')).toMatchObject({
    args: { variant: `${base}, ${count} rounds, AES-256-${cipher.toUpperCase()}` },
  });
});

describe('passwords', () => {
  const fault = (lines: readonly Line[]): Line | undefined => lines.find((line) => line.type === 'fault');

  test('none given', async () => {
    expect(fault(await session(scheme, []))).toMatchObject({ code: 'evidence.locked', detail: 'no-password' });
  });

  test('a wrong one is told as wrong where info.xml can tell', async () => {
    for (const version of [3, 4] as const) {
      const lines = await session({ ...scheme, version }, ['wrong']);
      expect(fault(lines), `${version}`).toMatchObject({ code: 'evidence.locked', detail: 'wrong-password' });
    }
  });

  test('a wrong one cannot be told from another cipher where nothing can tell', async () => {
    const lines = await session({ ...scheme, unchecked: true }, ['wrong']);
    expect(fault(lines)).toMatchObject({ code: 'evidence.locked', detail: 'huawei.cannot-tell' });
  });

  test('the right one that opens nothing known', async () => {
    const noise = seeded('noise').bytes(4096);
    const lines = await session({ ...scheme, version: 4 }, [PASSWORD], (path, bytes) =>
      path.endsWith('.tar') ? noise : bytes,
    );
    expect(fault(lines)).toBeUndefined();
    const details = lines.map((line) => line['detail']);
    expect(details).toContain('huawei.no-variant');
    expect(details).toContain('huawei.shut');
    expect(entriesOf(lines).map((line) => line['path'])).toContain(`${APP}.tar`);
  });
});

describe('names and places', () => {
  const path = (place: Location | null): string | null => (place === null ? null : devicePath(place));

  test('members of an app by whichever root a version wrote', () => {
    for (const [stored, device] of [
      [`${APP}/databases/a.db`, `/data/data/${APP}/databases/a.db`],
      [`data/data/${APP}/databases/a.db`, `/data/data/${APP}/databases/a.db`],
      [`/data/user/0/${APP}/databases/a.db`, `/data/data/${APP}/databases/a.db`],
      [`data/user_de/0/${APP}/shared_prefs/a.xml`, `/data/user_de/0/${APP}/shared_prefs/a.xml`],
      ['./databases/a.db', `/data/data/${APP}/databases/a.db`],
      [`storage/emulated/0/Android/data/${APP}/files/a`, `/storage/emulated/0/Android/data/${APP}/files/a`],
      ['sdcard/tencent/a', '/storage/emulated/0/tencent/a'],
      ['data/of/the/app', `/data/data/${APP}/data/of/the/app`],
    ] as const) {
      expect(path(appMemberPlace(APP, stored)), stored).toBe(device);
    }
  });

  test('media', () => {
    expect(path(placeOfMedium('storage/DCIM/a.jpg'))).toBe('/storage/emulated/0/DCIM/a.jpg');
    expect(path(placeOfMedium('storage/emulated/0/DCIM/a.jpg'))).toBe('/storage/emulated/0/DCIM/a.jpg');
    expect(path(placeOfMedium('storage/0123-ABCD/DCIM/a.jpg'))).toBe('/storage/0123-ABCD/DCIM/a.jpg');
    expect(placeOfMedium('elsewhere/a.jpg')).toBeNull();
  });

  test('media on a card are of the session beside them; copies of macOS are nothing', () => {
    expect(sessionFolder('x/backupFiles1/s/info.xml')).toBe('x/backupFiles1/s');
    expect(sessionFolder('x/media/s/info.xml')).toBe('x/backupFiles1/s');
    expect(roleOf(`._${APP}.tar`)).toEqual({ kind: 'other' });
    expect(roleOf(`${APP}_appDataTar/${APP}12.tar`)).toEqual({ kind: 'tar', module: APP });
  });

  test('checks: one file, several by name, and a second segment that nobody knows', () => {
    const segment = 'ab'.repeat(64);
    const other = 'cd'.repeat(64);
    const hex = (check: string, file: string): string | null => {
      const bytes = checkFor(check, file);
      return bytes === null ? null : Buffer.from(bytes).toString('hex');
    };
    expect(hex(segment, 'a.tar')).toBe(segment);
    expect(hex(`${segment}_${other}`, 'a.tar')).toBe(segment);
    expect(hex(`${segment}_a.tar.0**${other}_a.tar.1`, 'folder/a.tar.1')).toBe(other);
    expect(hex(`${segment}_a.tar.0`, 'a.tar.7')).toBeNull();
    expect(hex('', 'a.tar')).toBeNull();
  });

  test('an index that ends early gives what it holds', () => {
    const text =
      '<info.xml><row table="HeaderInfo"><column name="backupVersion"><value Integer="29"/></column></row><row ta';
    expect(readInfoXml(text).header.backupVersion).toBe('29');
  });
});

const there = existsSync(SAMPLES);
if (!there) process.stderr.write('huawei samples: skipped, ../shared/samples is not there\n');

test.skipIf(!there).each([
  ['huawei-v3-ctr-5000', 'hmac'],
  ['huawei-v4-ctr-5000', 'hmac'],
  ['huawei-v3-gcm-5000', 'tag'],
  ['huawei-v4-gcm-10000-split', 'tag'],
])('%s, which public tools open', async (name, proof) => {
  const lines = await decodePath(join(SAMPLES, name), { passwords: [PASSWORD] });
  expect(lines.filter((line) => line['gravity'] === 'damage')).toEqual([]);
  const files = entriesOf(lines).map((line) => [line['devicePath'], line['proof']]);
  expect(files).toContainEqual([`/data/data/${APP}/databases/message.db`, proof]);
  expect(files).toContainEqual([`/data/app/${APP}/base.apk`, null]);
});

describe('numbered tars of an app', () => {
  const from = join(CORPUS, 'huawei/ok', 'v3-gcm-5000');
  const without = (name: string, numbers: readonly number[]): string => {
    const folder = join(root, name);
    cpSync(from, folder, { recursive: true });
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      if (numbers.some((number) => new RegExp(`_appDataTar/[^/]*[a-z]${number}\\.tar$`).test(path)))
        rmSync(join(folder, path));
    return folder;
  };
  const gapsOf = (lines: readonly Line[]) => lines.filter((line) => line['detail'] === 'huawei.part');

  test('are missed where their number is, and what they held is not known', async () => {
    const lines = await decodePath(without('parts-0', [0, 1]), { passwords: [PASSWORD] });
    expect(gapsOf(lines)).toMatchObject([{ gravity: 'damage', args: { count: 2, first: 0 } }]);
    const coverage = lines.find((line) => line.type === 'coverage');
    expect(coverage?.['gaps']).toContainEqual(
      expect.objectContaining({ area: expect.objectContaining({ package: 'com.example.case' }), reason: 'damage' }),
    );
  });

  test('are whole where none is missing before the last', async () => {
    expect(gapsOf(await decodePath(without('parts-2', [2]), { passwords: [PASSWORD] }))).toEqual([]);
  });
});
