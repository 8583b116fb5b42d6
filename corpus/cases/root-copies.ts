import { areaTar, gz } from '../encode/app-archives.ts';
import { type AppManagerFacts, appManagerFiles } from '../encode/app-manager.ts';
import { patched, utf8 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import { swiftManifest } from '../encode/swift-backup.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import { zstd } from '../encode/zstd.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { type AppFile, ofArea, ROOT_APP, ROOT_OTHER, rootApk, rootApp } from './root-app.ts';
import { CASE_TIME, caseDatabase } from './sample-app.ts';

/** What App Manager, Migrate, Migrator and Swift Backup leave: zips, tars and plain copies of an app's folders. */

type Named = readonly (readonly [name: string, bytes: Uint8Array])[];

function* put(format: string, place: string, what: string, files: Named): Iterable<CorpusFile> {
  for (const [name, bytes] of files)
    yield { path: `${format}/${place}/${name}`, bytes, description: `${what}: ${name.replace(/.*\//, '')}` };
}

const zipOf = (files: Named): Uint8Array => zip(files.map(([path, body]) => ({ path, body, mtime: CASE_TIME })));

/** `<package>.json` of Migrate. */
export const migrateJson = (name: string, label: string, data: boolean, apk: boolean): Uint8Array =>
  utf8(
    JSON.stringify({
      is_system_app: false,
      app_name: label,
      package_name: name,
      apk: apk ? `${name}.apk` : 'NULL',
      data: data ? `${name}.tar.gz` : 'NULL',
      version: '4.2',
      data_size: 1200,
      system_size: 0,
      permission: true,
      icon_file: `${name}.icon`,
      installer_name: 'org.fdroid.fdroid',
      split_apks: 1,
    }),
  );

export const migrateFacts = (): Uint8Array =>
  utf8(
    'backup_name case\ntimestamp 2024.01.02_03.04.05\ndevice walleye\nsdk 30\ncpu_abi arm64-v8a\ndata_required_size 1\n' +
      'system_required_size 0\nzip_expected_size 1\nmigrate_version 4.0\n',
  );

const migrateApp = (name: string, seed: string): Named => [
  [`${name}.app/${name}.apk`, rootApk(name)],
  [`${name}.app/split_config.en.apk`, rootApk(`${name}.en`)],
  [`${name}.tar.gz`, gz(areaTar(rootApp(seed), 'ce', `${name}/`))],
  [`${name}.perm`, utf8('android.permission.READ_CONTACTS\n')],
  [`${name}.json`, migrateJson(name, `Case of ${seed}`, true, true)],
];

/** Flashable zips of Migrate, and a folder that was unpacked from one. */
export function* migrateCases(): Iterable<CorpusFile> {
  const whole: Named = [
    ['META-INF/com/google/android/updater-script', utf8('ui_print("Migrate");\n')],
    ['package-data.txt', migrateFacts()],
    ...migrateApp(ROOT_APP, 'case'),
    ...migrateApp(ROOT_OTHER, 'other'),
    ['Contacts_2024.01.02.vcf', utf8('BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\n')],
    ['2024.01.02.sms.db', caseDatabase(2, 'sms')],
  ];
  yield { path: 'migrate/ok/case.zip', bytes: zipOf(whole), description: 'Migrate: a flashable zip of two apps' };
  yield* put(
    'migrate',
    'ok/folder',
    'Migrate: unpacked',
    migrateApp(ROOT_APP, 'case').map(([name, bytes]) => [`case/${name}`, bytes]),
  );
  const [apk, split, data, permissions, facts] = migrateApp(ROOT_APP, 'case') as [
    Named[number],
    Named[number],
    Named[number],
    Named[number],
    Named[number],
  ];
  yield* put('migrate', 'broken/no-data', 'Migrate: what was packed of the app is not there', [
    ['package-data.txt', migrateFacts()],
    apk,
    split,
    permissions,
    facts,
    [`${ROOT_OTHER}.json`, migrateJson(ROOT_OTHER, 'Other', false, false)],
  ]);
  yield* put('migrate', 'broken/cut', 'Migrate: an archive ends early', [
    ['package-data.txt', migrateFacts()],
    apk,
    [data[0], data[1].subarray(0, 300)],
    facts,
  ]);
}

const FOLDERS = [
  ['ce', '', '/data/data/'],
  ['de', '_de', '/data/user_de/0/'],
  ['external', '_media', '/data/media/0/Android/data/'],
] as const;

/** Copies of one app as migrator.sh makes them. */
export function migratorApp(name: string, files: readonly AppFile[]): Named {
  const copied = FOLDERS.flatMap(([area, suffix, root]) =>
    ofArea(files, area).map(({ path, body }) => ({
      path: `${name}${suffix}/${path}`,
      from: `${root}${name}/${path}`,
      body,
    })),
  );
  return [
    ...copied.map(({ path, body }) => [`${name}/${path}`, body] as const),
    [`${name}/modes.txt`, utf8(copied.map(({ from }) => `660 ${from}\n`).join(''))],
    [`${name}/ssaid.txt`, utf8(`  <setting id="7" name="10123" value="0123456789abcdef" package="${name}" />\n`)],
    [`${name}/runtime-perms.txt`, utf8('android.permission.READ_CONTACTS\n')],
  ];
}

/** Folders of Migrator, one of them exported as a tar. */
export function* migratorCases(): Iterable<CorpusFile> {
  const one = migratorApp(ROOT_APP, rootApp());
  yield* put('vr25-migrator', 'ok/local', 'Migrator: two apps, settings and system stores', [
    ...one,
    [`${ROOT_APP}/base.apk`, rootApk()],
    ...migratorApp(ROOT_OTHER, rootApp('other')),
    ['_settings/secure.txt', utf8('android_id=0123456789abcdef\n')],
    ['_sysdata/accounts_ce.db', caseDatabase(2, 'accounts')],
    ['_sysdata/accounts_de.db', caseDatabase(2, 'accounts de')],
    [
      '_sysdata/WifiConfigStore.xml',
      utf8("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<WifiConfigStoreData>\n</WifiConfigStoreData>\n"),
    ],
    ['_sysdata/restore.sh', utf8('[ -f x ] && cat y > x\n')],
    ['migrator.sh', utf8('#!/system/bin/sh\n# Migrator\n')],
  ]);
  const exported = tar(
    one.map(([path, body]) => ({ path, body, mtime: CASE_TIME })),
    'gnu',
  );
  yield { path: 'vr25-migrator/ok/exported.tar', bytes: exported, description: 'Migrator: one app, exported' };
  yield {
    path: 'vr25-migrator/broken/exported-cut.tar',
    bytes: exported.subarray(0, 12_000),
    description: 'Migrator: an exported tar that ends early',
  };
}

export const swiftFields = (name: string, label: string): Readonly<Record<string, unknown>> => ({
  backupFormat: 1,
  dataDir: `/data/user/0/${name}`,
  deDataDir: `/data/user_de/0/${name}`,
  enabled: true,
  installerPackage: 'com.android.vending',
  isBundled: false,
  isInstalled: true,
  name: label,
  packageName: name,
  permissionIdsCsv: '',
  sourceDir: `/data/app/${name}-1/base.apk`,
  versionCode: 42,
  versionName: '4.2',
});

/** The files of one app by their endings. */
export function swiftApp(name: string, files: readonly AppFile[], label: string): Named {
  const packed = (area: 'ce' | 'external' | 'obb') =>
    zipOf(ofArea(files, area).map(({ path, body }) => [`${name}/${path}`, body] as const));
  return [
    [`${name}.xml`, swiftManifest(swiftFields(name, label))],
    [`${name}.app`, rootApk(name)],
    [`${name}.splits`, zipOf([['split_config.en.apk', rootApk(`${name}.en`)]])],
    [`${name}.dat`, packed('ce')],
    [`${name}.extdat`, packed('external')],
    [`${name}.exp`, packed('obb')],
  ];
}

/** Folders of Swift Backup: plain, sealed, cut, and one whose manifest is lost. */
export function* swiftCases(): Iterable<CorpusFile> {
  const folder = 'SwiftBackup/accounts/0a1b2c/backups/apps/local';
  const within = (files: Named): Named => files.map(([name, bytes]) => [`${folder}/${name}`, bytes]);
  yield* put(
    'swift-backup',
    'ok/plain',
    'Swift Backup: two apps',
    within([...swiftApp(ROOT_APP, rootApp(), 'Case'), ...swiftApp(ROOT_OTHER, rootApp('other'), 'Other: „one“')]),
  );
  const [manifest, apk, , data] = swiftApp(ROOT_APP, rootApp(), 'Case') as [
    Named[number],
    Named[number],
    Named[number],
    Named[number],
  ];
  const sealed = swiftManifest({ ...swiftFields(ROOT_APP, 'Case'), keyVersion: 2 });
  yield* put(
    'swift-backup',
    'broken/sealed',
    'Swift Backup: its own cipher',
    within([[manifest[0], sealed], apk, [data[0], seeded('swift sealed').bytes(900)]]),
  );
  yield* put(
    'swift-backup',
    'broken/cut',
    'Swift Backup: a zip that ends early',
    within([manifest, [data[0], data[1].subarray(0, 9000)]]),
  );
}

/** In hex, as it has to be typed. */
const AM_KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const AM_TIME = CASE_TIME * 1000;

export const appManagerDirs = (name: string): readonly string[] => [
  `/data/user/0/${name}`,
  `/data/user_de/0/${name}`,
  `/storage/emulated/0/Android/data/${name}`,
];

/** Backups of App Manager: of versions 3 to 5, sealed and not, in pieces, with one that is missing or altered. */
export function* appManagerCases(): Iterable<CorpusFile> {
  const iv = seeded('app manager iv').bytes(12);
  const key = new Uint8Array(Buffer.from(AM_KEY, 'hex'));
  const facts = (more: Partial<AppManagerFacts>): AppManagerFacts => ({
    package: ROOT_APP,
    label: 'Case',
    version: 4,
    dataDirs: appManagerDirs(ROOT_APP),
    made: AM_TIME,
    ...more,
  });
  const apks = tar([{ path: 'base.apk', body: rootApk(), mtime: CASE_TIME }], 'gnu');
  const archives = (pack: (bytes: Uint8Array) => Uint8Array, ending: string, seed = 'case'): Named => [
    [`source.tar${ending}`, pack(apks)],
    ...(['ce', 'de', 'external'] as const).map(
      (area, i) => [`data${i}.tar${ending}`, pack(areaTar(rootApp(seed), area, ''))] as const,
    ),
  ];
  const within = (folder: string, files: Named): Named =>
    files.map(([name, bytes]) => [`AppManager/${folder}/${name}`, bytes]);
  const plain = appManagerFiles(facts({}), archives(gz, '.gz'), 1500);
  yield* put('app-manager', 'ok/version-4', 'App Manager: gzip in pieces, an older backup beside it', [
    ...within(`${ROOT_APP}/0`, plain),
    ...within(
      `${ROOT_APP}/0_old`,
      appManagerFiles(facts({ made: AM_TIME - 1000 }), archives(gz, '.gz', 'older'), 1 << 20),
    ),
  ]);
  yield* put(
    'app-manager',
    'ok/version-5',
    'App Manager: version 5, Zstandard, user 10',
    within(
      'backups/6f1d2c3b-0000-4000-8000-000000000001',
      appManagerFiles(
        facts({ version: 5, user: 10, dataDirs: [`/data/user/10/${ROOT_APP}`, `/data/user_de/10/${ROOT_APP}`] }),
        archives(zstd, '.zst').slice(0, 3),
        1 << 20,
      ),
    ),
  );
  yield* put(
    'app-manager',
    'ok/sealed-3',
    'App Manager: version 3, AES-GCM with a tag of 32 bits',
    within(`${ROOT_APP}/0`, appManagerFiles(facts({ version: 3, crypto: 'aes', iv }), archives(gz, '.gz'), 2500, key)),
  );
  yield* put(
    'app-manager',
    'ok/sealed-5',
    'App Manager: version 5, all but the info sealed',
    within(
      'backups/6f1d2c3b-0000-4000-8000-000000000002',
      appManagerFiles(facts({ version: 5, crypto: 'aes', iv }), archives(gz, '.gz'), 1 << 20, key),
    ),
  );
  yield* put(
    'app-manager',
    'broken/rsa',
    'App Manager: sealed for a key pair',
    within(`${ROOT_APP}/0`, appManagerFiles(facts({ crypto: 'rsa', iv }), archives(gz, '.gz'), 1 << 20, key)),
  );
  const whole = appManagerFiles(
    facts({}),
    archives((bytes) => bytes, ''),
    4096,
  );
  yield* put(
    'app-manager',
    'broken/piece-missing',
    'App Manager: a piece is missing',
    within(
      `${ROOT_APP}/0`,
      whole.filter(([name]) => name !== 'data0.tar.2'),
    ),
  );
  yield* put(
    'app-manager',
    'broken/altered',
    'App Manager: a byte is not as it was when the checksum was taken',
    within(
      `${ROOT_APP}/0`,
      whole.map(([name, bytes]) => [name, name === 'data0.tar.1' ? patched(bytes, 700, Uint8Array.of(0xa5)) : bytes]),
    ),
  );
  yield jsonFile(
    'app-manager/passwords.json',
    { 'ok/sealed-3': AM_KEY, 'ok/sealed-5': AM_KEY },
    'Keys of the sealed cases',
  );
}
