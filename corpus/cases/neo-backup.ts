import { areaTar, gz } from '../encode/app-archives.ts';
import { patched, utf8 } from '../encode/bytes.ts';
import { neoJson, neoSealed, neoYaml } from '../encode/neo-backup.ts';
import { seeded } from '../encode/seed.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import { zstd } from '../encode/zstd.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { type AppArea, ofArea, ROOT_APP, ROOT_OTHER, rootApk, rootApp } from './root-app.ts';
import { CASE_TIME, caseDatabase } from './sample-app.ts';

const PASSWORD = 'neo-pass';
const STAMP = '2024-01-02-03-04-05-678';
const OLDER = '2023-01-02-03-04-05';
const AREAS: readonly (readonly [AppArea, string])[] = [
  ['ce', 'data'],
  ['de', 'device_protected_files'],
  ['external', 'external_files'],
  ['obb', 'obb_files'],
  ['media', 'media_files'],
];

type Named = readonly (readonly [name: string, bytes: Uint8Array])[];

function* put(place: string, what: string, files: Named): Iterable<CorpusFile> {
  for (const [name, bytes] of files)
    yield { path: `neo-backup/${place}/NeoBackup/${name}`, bytes, description: `${what}: ${name.replace(/.*\//, '')}` };
}

const archives = (folder: string, seed: string, pack: (bytes: Uint8Array) => Uint8Array, suffix: string): Named =>
  AREAS.map(([area, name]) => [`${folder}/${name}.tar${suffix}`, pack(areaTar(rootApp(seed), area, './'))]);

const everything = { areas: AREAS.map(([area]) => area), apk: true, package: ROOT_APP, label: 'Case' };

/** The backup of a pseudo package: its files under their own names. */
function special(name: string, sdk: number, files: Named, user = 0): Named {
  const folder = `special.${name}/${STAMP}-user_${user}`;
  const members = files.map(([path, body]) => ({ path, body, mtime: CASE_TIME }));
  const facts = { package: `special.${name}`, label: `$ ${name}`, user, areas: ['ce'], apk: false, sdk };
  return [
    [`${folder}.properties`, neoJson(facts)],
    [`${folder}/data.tar`, tar(members, 'gnu')],
  ];
}

/** Folders of Neo Backup in both manifests and all packings, an encrypted one, and OAndBackup's older layout. */
export function* neoBackupCases(): Iterable<CorpusFile> {
  const app = `${ROOT_APP}/${STAMP}-user_0`;
  const iv = seeded('neo iv').bytes(16);
  const sealed = (bytes: Uint8Array) => neoSealed(gz(bytes), PASSWORD, iv);
  const json = neoJson({ ...everything, compression: 'gz', cipher: 'AES/GCM/NoPadding', iv });
  const apk: Named = [[`${app}/base.apk`, rootApk()]];

  yield* put('ok/plain', 'JSON, gzip, two generations', [
    [`${app}.properties`, neoJson({ ...everything, compression: 'gz' })],
    ...archives(app, 'case', gz, '.gz'),
    ...apk,
    [`${ROOT_APP}/${OLDER}-user_0.properties`, neoJson({ ...everything, areas: ['ce'], apk: false })],
    [`${ROOT_APP}/${OLDER}-user_0/data.tar`, areaTar(rootApp('older'), 'ce', '')],
    ['!-schedules.json', utf8('{}\n')],
  ]);
  const flat = `${ROOT_OTHER}@${STAMP}-user_10`;
  yield* put('ok/yaml', 'YAML inside the folder, zstd, user 10', [
    [
      `${flat}/backup.properties`,
      neoYaml({ package: ROOT_OTHER, label: 'Other: "one"', user: 10, areas: ['ce'], apk: false, compression: 'zst' }),
    ],
    [`${flat}/data.tar.zst`, zstd(areaTar(rootApp('other'), 'ce', ''))],
  ]);
  yield* put('ok/encrypted', 'AES-256-GCM, one vector for all archives', [
    [`${app}.properties`, json],
    ...archives(app, 'case', sealed, '.gz.enc'),
    ...apk,
  ]);
  yield* put('ok/zero-vector', 'AES-256-GCM as OAndBackupX 6 wrote it', [
    [`${app}.properties`, neoJson({ ...everything, areas: ['ce'], apk: false, cipher: 'AES/GCM/NoPadding' })],
    [`${app}/data.tar.gz.enc`, neoSealed(gz(areaTar(rootApp(), 'ce', './')), PASSWORD, new Uint8Array(16))],
  ]);
  const files = rootApp();
  const member = (area: AppArea) =>
    ofArea(files, area).map(({ path, body, mtime }) => ({ path: `${ROOT_APP}/${path}`, body, mtime }));
  const oldLog = utf8(
    JSON.stringify({
      label: 'Case',
      versionName: '4.2',
      packageName: ROOT_APP,
      sourceDir: `/data/app/${ROOT_APP}-1.apk`,
      dataDir: `/data/data/${ROOT_APP}`,
      lastBackupMillis: 1_704_164_645_000,
      versionCode: 42,
      isEncrypted: false,
      isSystem: false,
      backupMode: 3,
    }),
  );
  yield* put('ok/oandbackup', 'OAndBackup: log and zip', [
    [`${ROOT_APP}/${ROOT_APP}.log`, oldLog],
    [`${ROOT_APP}/${ROOT_APP}.zip`, zip(member('ce'))],
    [`${ROOT_APP}/external_files/${ROOT_APP}.zip`, zip(member('external'))],
    [`${ROOT_APP}/${ROOT_APP}-1.apk`, rootApk()],
  ]);
  yield* put('ok/of-nothing', 'OAndBackup with an empty zip, Neo Backup with an archive of an empty folder', [
    [`${ROOT_APP}/${ROOT_APP}.log`, oldLog],
    [`${ROOT_APP}/${ROOT_APP}.zip`, zip([])],
    [`${ROOT_APP}/external_files/${ROOT_APP}.zip`, zip(member('external'))],
    [
      `${flat}.properties`,
      neoJson({ package: ROOT_OTHER, label: 'Other', user: 10, areas: ['ce', 'obb'], apk: false }),
    ],
    [`${flat}/data.tar`, areaTar(rootApp('other'), 'ce', './')],
    [
      `${flat}/obb_files.tar`,
      areaTar([], 'obb', './', [{ path: './', kind: 'directory', mode: 0o771, mtime: CASE_TIME }]),
    ],
  ]);
  const wifi = utf8(
    "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<WifiConfigStoreData>\n</WifiConfigStoreData>\n",
  );
  yield* put('ok/special', 'pseudo packages: system stores, messages, one that is not known', [
    [`${app}.properties`, neoJson({ ...everything, areas: ['ce'], apk: false })],
    [`${app}/data.tar`, areaTar(rootApp(), 'ce', './')],
    ...special('accounts', 30, [['./accounts_ce.db', caseDatabase(2, 'accounts')]]),
    ...special('bluetooth', 28, [['bluedroid/bt_config.conf', utf8('[Adapter]\n')]]),
    ...special('data.usage.policy', 30, [
      ['netpolicy.xml', utf8('<network-policy />\n')],
      ['netstats/dev.1', utf8('counts\n')],
      ['netstat', utf8('of another name\n')],
    ]),
    ...special('wifi.access.points', 30, [['WifiConfigStore.xml', wifi]]),
    ...special('wifi.access.points', 29, [['WifiConfigStore.xml', wifi]], 10),
    ...special('smsmms.json', 30, [['special.smsmms.json.json', utf8('[]\n')]]),
    ...special('unheard.of', 30, [['accounts_ce.db', caseDatabase(2, 'unheard')]]),
  ]);
  yield* put('broken/missing', 'an archive that the manifest names is not there, another is cut', [
    [`${app}.properties`, neoJson({ ...everything, compression: 'gz' })],
    [`${app}/data.tar.gz`, gz(areaTar(rootApp(), 'ce', './')).subarray(0, 700)],
    ...apk,
  ]);
  const tampered = sealed(areaTar(rootApp(), 'ce', './'));
  yield* put('broken/tag', 'AES-256-GCM, one archive altered', [
    [`${app}.properties`, json],
    [`${app}/data.tar.gz.enc`, patched(tampered, 300, Uint8Array.of(1, 2, 3, 4))],
    [`${app}/device_protected_files.tar.gz.enc`, sealed(areaTar(rootApp(), 'de', './'))],
    ...apk,
  ]);
  yield* put('broken/one-locked', 'one app in the clear, one sealed with OpenPGP', [
    [`${app}.properties`, neoJson({ ...everything, cipher: 'PGP' })],
    [`${app}/data.tar.enc`, seeded('openpgp').bytes(900)],
    [`${flat}.properties`, neoJson({ package: ROOT_OTHER, label: 'Other', user: 10, areas: ['ce'], apk: false })],
    [`${flat}/data.tar`, areaTar(rootApp('other'), 'ce', './')],
  ]);
  yield jsonFile(
    'neo-backup/passwords.json',
    { 'ok/encrypted': PASSWORD, 'ok/zero-vector': PASSWORD, 'broken/tag': PASSWORD },
    'Passwords of the locked cases',
  );
}
