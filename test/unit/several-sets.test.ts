import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { decodePath, type Line } from '../support/cases.ts';

/** Backups of one root tool in several folders, and several backups of one app in one. */

const root = mkdtempSync(join(tmpdir(), 'carryover-sets-'));
afterAll(() => rmSync(root, { recursive: true }));

const CORPUS = join(import.meta.dirname, '../../corpus');

function copied(name: string, cases: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  for (const [place, from] of Object.entries(cases)) {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    cpSync(join(CORPUS, from), join(folder, place), { recursive: true });
  }
  return folder;
}

/** A case of each tool. */
const TOOLS: readonly (readonly [format: string, from: string])[] = [
  ['titanium', 'titanium/ok/plain'],
  ['neo-backup', 'neo-backup/ok/plain'],
  ['databackup', 'databackup/ok/version-1'],
  ['databackup', 'databackup/ok/version-2'],
  ['app-manager', 'app-manager/ok/version-4'],
  ['swift-backup', 'swift-backup/ok/plain'],
  ['migrate', 'migrate/ok/folder'],
  ['vr25-migrator', 'vr25-migrator/ok/local'],
];

const headOf = (lines: readonly Line[]) => lines[0]?.['format'] ?? lines[0]?.['code'];

describe('two folders of one tool', () => {
  test.each(['titanium/ok/plain', 'neo-backup/ok/plain'])(
    'two sets in archives are named inside them: %s',
    async (from) => {
      const folder = copied(`packed-${from.replaceAll('/', '-')}`, { a: from, 'deep/b': from });
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(folder, path)).isFile())
        .map((path) => ({ path, body: readFileSync(join(folder, path)), mtime: 1 }));
      for (const [name, bytes] of [
        [`${folder}.zip`, zip(files)],
        [`${folder}.tar.gz`, gzipSync(tar(files, 'pax'))],
      ] as const) {
        writeFileSync(name, bytes);
        const fault = (await decodePath(name)).at(-1);
        expect(fault).toMatchObject({ code: 'evidence.ambiguous', detail: 'several-bundles' });
        const { paths } = (fault?.['args'] ?? {}) as Record<string, unknown>;
        const named = String(paths).split('\n');
        expect(named).toHaveLength(2);
        for (const path of named) {
          const lines = await decodePath(path);
          expect(headOf(lines)).toBe(from.split('/')[0]);
          expect(lines.filter((line) => line.type === 'fault')).toEqual([]);
        }
      }
    },
  );

  test.each(TOOLS)('%s: %s are listed until one is named', async (format, from) => {
    const folder = copied(`two-${from.replaceAll('/', '-')}`, { 'one phone': from, other: from });
    const fault = (await decodePath(folder)).at(-1);
    expect(fault).toMatchObject({ code: 'evidence.ambiguous', detail: 'several-bundles', args: { count: 2 } });
    const { paths } = (fault?.['args'] ?? {}) as Record<string, unknown>;
    for (const named of String(paths).split('\n')) {
      expect(named.startsWith(folder)).toBe(true);
      const lines = await decodePath(named);
      expect(headOf(lines)).toBe(format);
      expect(lines.some((line) => line['code'] === 'evidence.ambiguous')).toBe(false);
      expect(lines.some((line) => String(line['devicePath']).startsWith('/data/data/'))).toBe(true);
    }
  });
});

describe('a set in a folder of another', () => {
  /** The set, where it lies in its case, and a second one that is put into it. */
  const NESTED: readonly (readonly [format: string, from: string, home: string, second: string])[] = [
    ['titanium', 'titanium/ok/plain', 'TitaniumBackup', 'titanium/ok/plain'],
    ['mimover', 'mimover/ok/set-2017', '', 'mimover/ok/set-miui14'],
    ['vr25-migrator', 'vr25-migrator/ok/local', '', 'vr25-migrator/ok/local'],
    ['coloros', 'coloros/ok/old', 'backup', 'coloros/ok/old'],
    ['lg-backup', 'lg-backup/ok/parts', '', 'lg-backup/ok/parts'],
  ];
  const placesOf = (lines: readonly Line[]) =>
    lines
      .filter((line) => line.type === 'entry' && line['kind'] === 'file')
      .map((line) => String(line['sha256']))
      .sort();

  test.each(NESTED)('%s: both are named by what the fault says', async (format, from, home, second) => {
    const folder = copied(`nested-${format}`, { '': from, [join(home, 'old/one')]: second });
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => ({ path, body: readFileSync(join(folder, path)), mtime: 1 }));
    writeFileSync(`${folder}.zip`, zip(files));
    writeFileSync(`${folder}.tar.gz`, gzipSync(tar(files, 'pax')));
    const alone = placesOf(await decodePath(join(CORPUS, from)));
    // Parts of LG are put together from files and zips alone.
    const packed = format === 'lg-backup' ? [] : [`${folder}.tar.gz`];
    for (const evidence of [folder, `${folder}.zip`, ...packed]) {
      const fault = (await decodePath(evidence)).at(-1);
      expect(fault).toMatchObject({ detail: 'several-bundles', args: { count: 2 } });
      const [outer = '', inner = ''] = String((fault as { args?: Record<string, unknown> }).args?.['paths']).split(
        '\n',
      );
      expect(outer).toBe(`${evidence}/${home === '' ? '' : `${home}/`}.`);
      expect(inner.startsWith(`${evidence}/${home}`)).toBe(true);
      for (const name of [outer, inner]) expect(headOf(await decodePath(name)), name).toBe(format);
      const lines = await decodePath(outer);
      expect(lines.filter((line) => line.type === 'fault')).toEqual([]);
      expect(placesOf(lines)).toEqual(alone);
      expect(lines.filter((line) => line.type === 'other-bundle')).toMatchObject([{ format }]);
    }
  });

  test('the folder that a program runs in is named as any other', async () => {
    const folder = copied('nested-here', { '': 'vr25-migrator/ok/local', 'old/one': 'vr25-migrator/ok/local' });
    const before = process.cwd();
    process.chdir(folder);
    try {
      const fault = (await decodePath('.')).at(-1);
      expect(fault).toMatchObject({ detail: 'several-bundles', args: { paths: './.\n./old/one' } });
      expect((await decodePath('./.')).filter((line) => line.type === 'fault')).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  test('a name with /. is as good as one without where nothing lies further down', async () => {
    const place = join(CORPUS, 'titanium/ok/plain');
    expect(placesOf(await decodePath(`${place}/.`))).toEqual(placesOf(await decodePath(place)));
    expect(headOf(await decodePath(`${join(CORPUS, 'android-backup/ok')}/.`))).toBe(
      headOf(await decodePath(join(CORPUS, 'android-backup/ok'))),
    );
  });
});

test.each([
  [
    'titanium/ok/gz',
    'TitaniumBackup/com.example.case-20230102-030405.properties',
    'TitaniumBackup/com.example.case-20240102-030405.properties',
  ],
  [
    'neo-backup/ok/plain',
    'NeoBackup/com.example.case/2023-01-02-03-04-05-user_0.properties',
    'NeoBackup/com.example.case/2024-01-02-03-04-05-678-user_0.properties',
  ],
  [
    'databackup/ok/version-1',
    'DataBackup/apps/com.example.case/user_0@1704000000000/package_restore_config.json',
    'DataBackup/apps/com.example.case/user_0/apk.tar.zst',
  ],
  [
    'app-manager/ok/version-4',
    'AppManager/com.example.case/0_old/data0.tar.gz.0',
    'AppManager/com.example.case/0/data0.tar.gz.0',
  ],
])('an older backup in one folder is told as a doubt: %s', async (from, path, decoded) => {
  const lines = await decodePath(join(CORPUS, from));
  const told = lines.filter((line) => line['detail'] === 'part.generation');
  expect(told).toMatchObject([{ gravity: 'doubt', args: { path, decoded, package: 'com.example.case' } }]);
});

/** Files that are named as the mark of a set, and are none. */
test.each([
  ['coloros', 'coloros/ok/two-keys', 'backup_config_new.db', 'a note'],
  ['coloros', 'coloros/ok/old', 'backup_config_new.db', ''],
  ['smart-switch', 'smart-switch/ok/pc-data', 'SmartSwitchBackup.json', '{}'],
  ['twrp', 'twrp/ok/plain', 'system.ext4.win', 'x'],
])('%s: a stray file beside %s makes no second set: %s', async (format, from, stray, text) => {
  const folder = copied(`stray-${from.replaceAll('/', '-')}-${leafOf(stray)}`, { phone: from });
  mkdirSync(dirname(join(folder, 'notes', stray)), { recursive: true });
  writeFileSync(join(folder, 'notes', stray), text);
  const lines = await decodePath(folder);
  expect(headOf(lines)).toBe(format);
  expect(lines.filter((line) => line.type === 'fault' || line['gravity'] === 'damage')).toEqual([]);
});
