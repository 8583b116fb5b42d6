import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { FORMATS } from '../../formats/index.ts';
import { decodePath, type Line } from '../support/cases.ts';

/** A name decides nothing: files that are only named as those of a bundle make none, and never outbid a device. */

const root = mkdtempSync(join(tmpdir(), 'carryover-names-'));
afterAll(() => rmSync(root, { recursive: true }));

const hex = (name: string, digits: number): string => seeded(name).hex(digits);
const hexes = (count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, i) => hex(`name ${i}`, digits));

const P = 'com.example.app';
const Q = 'com.example.two';

/** Of each bundle the names that its files are known by. */
const MARKERS: Readonly<Record<string, readonly string[]>> = {
  'android-backup': [`apps/${P}/_manifest`, `apps/${P}/db/a.db`, `apps/${P}/f/b`, `apps/${Q}/_manifest`],
  mimover: ['descript.xml', `App(${P}).bak`, `Two(${Q}).bak`, `${P}.store`, 'mms_attach/1'],
  'smart-switch': [
    'backupHistoryInfo.xml',
    'SmartSwitchBackup.json',
    'ReqItemsInfo.json',
    ...[P, Q, 'org.example.a', 'org.example.b', 'org.example.c'].flatMap((name) => [
      `APKFILE/${name}.penc`,
      `APKFILE/${name}.data`,
      `APKFILE/data/${name}/${name}.noedata`,
    ]),
  ],
  huawei: ['info.xml', 'backupinfo.ini', `${P}.tar`, `${P}_appDataTar/${P}0.tar`, 'calllog.db'],
  coloros: ['backup_config_new.db', `App/${P}.tar`, `App/${P}.apk`, 'Contact/contact.vcf'],
  titanium: [`${P}-20240102-030405.properties`, `${P}-20240102-030405.tar.gz`, `${P}-${hex('apk', 32)}.apk.gz`],
  'neo-backup': [
    `${P}/2024-01-02-03-04-05-678-user_0.properties`,
    `${P}/2024-01-02-03-04-05-678-user_0/data.tar.gz`,
    `${Q}/${Q}.log`,
    `${Q}/${Q}.zip`,
  ],
  databackup: [
    `apps/${P}/user_0/package_restore_config.json`,
    `apps/${P}/user_0/user.tar.zst`,
    ...[P, Q].flatMap((name) => [
      `apps/${name}/int_data/user.tar.zst`,
      `apps/${name}/ext_data/data.tar.zst`,
      `apps/${name}/apk/apk.tar.zst`,
    ]),
  ],
  twrp: ['system.ext4.win', 'system.ext4.win.sha2', 'data.f2fs.win000', 'data.f2fs.win001', 'recovery.log'],
  'app-manager': [`${P}/0/meta_v2.am.json`, `${P}/0/data0.tar.gz.0`, 'backups/x/info_v5.am.json'],
  'swift-backup': [`${P}.xml`, `${P}.dat`, `${P}.app`, `${P}.splits`],
  migrate: [
    'package-data.txt',
    ...[P, Q].flatMap((name) => [`${name}.app/${name}.apk`, `${name}.tar.gz`, `${name}.json`]),
  ],
  'vr25-migrator': [`${P}/${P}/x`, `${P}/modes.txt`, `${P}/ssaid.txt`, '_sysdata/accounts_ce.db'],
  'lg-backup': ['phone.lbf', 'phone.lbf0', 'phone.lbf1'],
  'lg-backup: what a file without its list is shown as': ['LGBackup.items'],
  'lg-backup: its list': ['LGBackup.xml'],
  seedvault: [
    '1511111111111/.backup.metadata',
    `1511111111111/full/${P}`,
    `${hex('repository', 64)}/${hex('snapshot', 64)}.snapshot`,
  ],
  'recognised: Meizu': [`APP/${P}.zip`, `APP/${Q}.zip`],
  'recognised: MediaTek': ['Contact/contact.vcf', 'Sms/sms.vmsg', `App/${P}.apk`, `App/${Q}.apk`],
  'recognised: iTunes': ['Manifest.db', 'Manifest.plist', 'Info.plist', ...hexes(12, 40)],
  'recognised: vivo': hexes(12, 40),
  'recognised: rustic': ['config', `keys/${hex('key', 64)}`, `snapshots/${hex('snap', 64)}`, `index/${hex('i', 64)}`],
};

const CONTENTS: Readonly<Record<string, (name: string) => Uint8Array>> = {
  empty: () => new Uint8Array(0),
  'a letter': () => new TextEncoder().encode('x'),
  '{}': () => new TextEncoder().encode('{}\n'),
  noise: (name) => seeded(name).bytes(3000),
};

const DEVICE: readonly string[] = [
  `data/data/${P}/databases/m.db`,
  `data/data/${Q}/shared_prefs/p.xml`,
  'data/media/0/DCIM/1.jpg',
  'system/build.prop',
];

function written(name: string, files: readonly string[], content: (name: string) => Uint8Array): string {
  const folder = join(root, name.replaceAll(/[^\w]/g, '-'));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content(file));
  }
  return folder;
}

const takenFor = (lines: readonly Line[]) => lines[0]?.['format'] ?? `${lines[0]?.['code']}/${lines[0]?.['detail']}`;

test('every bundle has its names here', () => {
  const bundles = FORMATS.filter(({ bundle, id }) => bundle !== undefined && !OTHERS.has(id)).map(({ id }) => id);
  const named = new Set(Object.keys(MARKERS).map((each) => each.split(':')[0]));
  expect(bundles.filter((id) => !named.has(id))).toEqual([]);
});
/** What is told by the layout of a whole device, by bytes alone, or by a zip with a head of our own. */
const OTHERS: ReadonlySet<string> = new Set(['full-filesystem', 'loose-file', 'snapshot']);

describe.each(Object.entries(MARKERS))('names of %s', (format, names) => {
  test.each(Object.entries(CONTENTS))('over %s are no bundle, and a device with them is one', async (kind, content) => {
    const alone = await decodePath(written(`${format} ${kind}`, names, content));
    expect(takenFor(alone)).toBe('folder');
    for (const place of ['', 'data/media/0/', 'data/media/0/Backup/']) {
      const files = names.map((name) => place + name);
      const folder = written(`${format} ${kind} ${place} device`, [...DEVICE, ...files], content);
      const lines = await decodePath(folder);
      expect(takenFor(lines)).toBe('full-filesystem');
      expect(lines.filter((line) => line.type === 'fault')).toEqual([]);
    }
  });
});
