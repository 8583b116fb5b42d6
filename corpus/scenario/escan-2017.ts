import { hash } from 'node:crypto';
import { gzipSync } from 'fflate';
import { androidBackup } from '../encode/android-backup.ts';
import { certificate } from '../encode/apk.ts';
import { packageTar } from '../encode/backup-tar.ts';
import { utf8 } from '../encode/bytes.ts';
import { bak, type DescriptPackage, descript } from '../encode/mimover.ts';
import { escapeXml } from '../encode/prefs.ts';
import { seeded } from '../encode/seed.ts';
import { database } from '../encode/sqlite.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import {
  asTar,
  asZip,
  backupMembers,
  backupPlace,
  dataFolder,
  deviceFiles,
  type ModelledApp,
  type Tracked,
} from './device.ts';
import { mail, social } from './escan-accounts.ts';
import { travel, wallet } from './escan-bookings.ts';
import { camera, chat, dualChat, notes } from './escan-others.ts';
import { bank, game, messenger, rail } from './escan-resisting.ts';
import { MOVED_AT } from './escan-shared.ts';

/**
 * A move of August 2017, modelled on the press accounts of eScan's report about Mi Mover: a MIUI 8 phone, the set made
 * from it, and the phone that took the set in. All packages, people and values are invented.
 */

const ROOT = 'pairs/escan-2017';
const SET = '20170803_120000';
const HOUR = 3600;
/** Two and a half hours before the move, and as long after it. */
const SOURCE_AT = MOVED_AT - 2.5 * HOUR;
const TARGET_AT = MOVED_AT + 2.5 * HOUR;
const SDK = 25;
/** .ab version of Android 7. */
const BACKUP_VERSION = 4;
const USER_APP = 2;
const END_MARK_BYTES = 1024;
const PLAIN_HEADER_BYTES = 24;

const apps: readonly ModelledApp[] = [
  travel(),
  wallet(),
  mail(),
  social(),
  rail(),
  bank(),
  messenger(),
  game(),
  notes(),
  camera(),
  chat(),
  dualChat(),
];

const on = (side: 'source' | 'target') =>
  apps.filter((app) => app.user === 0 && (app.on === 'both' || app.on === side));

function packagesList(side: 'source' | 'target'): Uint8Array {
  const lines = on(side).map(
    (app) => `${app.package} ${app.uid} 0 /data/user/0/${app.package} default:targetSdkVersion=25 3003,3002`,
  );
  return utf8(`${lines.join('\n')}\n`);
}

function packagesXml(side: 'source' | 'target', fingerprint: string): Uint8Array {
  const packages = on(side).map(
    (app) =>
      `    <package name="${app.package}" codePath="/data/app/${app.package}-1" nativeLibraryPath="/data/app/${app.package}-1/lib" publicFlags="944291652" privateFlags="0" ft="15d9c2f7d80" it="15d9c2f8ec0" ut="15d9c2f8ec0" version="${app.versionCode}" userId="${app.uid}" installer="com.android.vending">\n        <sigs count="1">\n            <cert index="${app.uid - 10_000}" key="${Buffer.from(certificate(app.package)).toString('hex')}" />\n        </sigs>\n    </package>\n`,
  );
  return utf8(
    `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<packages>\n    <version sdkVersion="${SDK}" databaseVersion="3" fingerprint="${escapeXml(fingerprint)}" />\n${packages.join('')}</packages>\n`,
  );
}

/**
 * accounts_ce.db of Android 7 (AOSP AccountsDb), with one account and its token: what no bundle carries. On the target
 * the same person has signed in anew, so that the token there is another.
 */
function accounts(side: 'source' | 'target'): Uint8Array {
  const random = seeded(side === 'source' ? 'escan-2017 accounts' : 'escan-2017 accounts target');
  return database({ userVersion: 10 }, (db) => {
    db.run(
      'CREATE TABLE accounts ( _id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, password TEXT, UNIQUE(name,type))',
    );
    db.run(
      'CREATE TABLE authtokens (  _id INTEGER PRIMARY KEY AUTOINCREMENT,  accounts_id INTEGER NOT NULL, type TEXT NOT NULL,  authtoken TEXT,  UNIQUE (accounts_id,type))',
    );
    db.run(
      'CREATE TABLE extras ( _id INTEGER PRIMARY KEY AUTOINCREMENT, accounts_id INTEGER, key TEXT NOT NULL, value TEXT, UNIQUE(accounts_id,key))',
    );
    db.insert('accounts', [[1, 'a.nair@mail.example', 'com.example.sync', `aas_et/${random.base64url(120)}`]]);
    db.insert('authtokens', [[1, 1, 'oauth2:sync', `ya29.${random.base64url(110)}`]]);
  });
}

interface PackedApp {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly line: DescriptPackage;
}

function pack(app: ModelledApp): PackedApp {
  const members = backupMembers(app, SOURCE_AT);
  const packed = packageTar({
    manifest: {
      package: app.package,
      versionCode: app.versionCode,
      sdk: SDK,
      installer: 'com.android.vending',
      apk: true,
      signers: [certificate(app.package)],
    },
    files: app.packed === 'apk' ? members.filter(([token]) => token === 'a') : members,
  });
  const backup = androidBackup([packed], { version: BACKUP_VERSION, compressed: false });
  const name = `${app.label}(${app.package}).bak`;
  const bytes = bak({ package: app.package, label: app.label, feature: -1 }, backup);
  const headerBytes = bytes.length - backup.length;
  // The size identity of the reference: header + "ANDROID BACKUP…none" + tar + end mark.
  if (bytes.length !== headerBytes + PLAIN_HEADER_BYTES + packed.length + END_MARK_BYTES)
    throw new Error('size identity broken');
  const installed = app.apk.length + app.files.reduce((sum, file) => sum + (file.source?.length ?? 0), 0);
  return {
    name,
    bytes,
    line: {
      package: app.package,
      feature: -1,
      bakFile: name,
      type: USER_APP,
      installedBytes: installed,
      bakBytes: bytes.length,
      tarBytes: packed.length,
    },
  };
}

function devicePath(app: ModelledApp, file: Tracked): string {
  if (file.area === 'external') return `/storage/emulated/${app.user}/Android/data/${app.package}/${file.path}`;
  return `/data/${dataFolder(app, file.area)}/${file.path}`;
}

/** The contract's word for the way that a file took, where the records leave no doubt. */
function routeOf(app: ModelledApp, file: Tracked): string | null {
  const verdict = file.expect?.verdict;
  const packed = app.packed === 'data' && backupPlace(file) !== null;
  if (verdict === 'carried' && (file.source?.length ?? 0) > 0) return packed ? 'via-bundle' : 'other-route';
  if (verdict === 'differs' || verdict === 'left-behind' || verdict === 'unseen')
    return packed ? 'packed-only' : 'not-packed';
  return verdict === 'new-on-target' ? 'target-only' : null;
}

function expectations(): unknown {
  const table = apps.map((app) => {
    const artifacts = app.files
      .filter((file) => file.expect !== null)
      .map((file) => ({ devicePath: devicePath(app, file), ...file.expect, route: routeOf(app, file) }));
    const counts: Record<string, number> = {};
    const count = (verdict: string) => {
      counts[verdict] = (counts[verdict] ?? 0) + 1;
    };
    for (const { verdict } of artifacts) count(verdict as string);
    if (app.user === 0) count(app.on === 'both' ? 'carried' : app.on === 'source' ? 'left-behind' : 'new-on-target');
    return {
      package: app.package,
      user: app.user,
      verdict: app.verdict,
      artifactCounts: counts,
      artifacts,
      credentials: app.credentials.map(({ path, key, status, portability }) => ({
        devicePath: devicePath(app, { area: 'ce', path, source: null, target: null, expect: null }),
        key,
        status,
        portability,
      })),
    };
  });
  return {
    about:
      'What carryover diff has to say of this pair. Artifact counts include the APK; credentials are the least to be found.',
    at: new Date(TARGET_AT * 1000).toISOString().replace('.000', ''),
    source: 'source/redmi-4a.tar.gz',
    bundle: `bundle/${SET}`,
    target: 'target/EXTRACTION_FFS.zip',
    apps: table,
    shared: [{ devicePath: '/storage/emulated/0/DCIM/Camera/IMG_20170801_101500.jpg', verdict: 'left-behind' }],
  };
}

/** Source tar, Mi Mover set, target zip with its .ufd, and what is to be expected. */
export function* escan2017(): Iterable<CorpusFile> {
  const photo = seeded('escan-2017 photo').bytes(2600);
  photo.set([0xff, 0xd8, 0xff, 0xe1]);
  const source = deviceFiles(apps, {
    side: 'source',
    base: SOURCE_AT,
    restored: (time) => time,
    more: [
      ['system/packages.list', packagesList('source')],
      ['system/packages.xml', packagesXml('source', 'Xiaomi/rolex/rolex:7.1.2/N2G47H/7.7.20:user/release-keys')],
      ['system_ce/0/accounts_ce.db', accounts('source')],
      ['media/0/DCIM/Camera/IMG_20170801_101500.jpg', photo],
    ],
  });
  yield {
    path: `${ROOT}/source/redmi-4a.tar.gz`,
    bytes: gzipSync(tar(asTar(source), 'gnu', { end: 'record' }), { level: 9, mtime: 0 }),
    description: 'Source phone before the move: tar of /data by a root shell, gzip',
  };

  const packed = apps.filter((app) => app.packed !== 'none').map(pack);
  for (const { name, bytes } of packed) {
    yield { path: `${ROOT}/bundle/${SET}/${name}`, bytes, description: 'Mi Mover set of MIUI 8: one app' };
  }
  yield {
    path: `${ROOT}/bundle/${SET}/descript.xml`,
    bytes: utf8(
      descript(
        { device: 'rolex', miuiVersion: '7.7.20', date: MOVED_AT * 1000, packages: packed.map(({ line }) => line) },
        'era2017',
      ),
    ),
    description: 'Mi Mover set of MIUI 8: index',
  };

  const target = deviceFiles(apps, {
    side: 'target',
    base: TARGET_AT,
    // AOSP FullBackup.restoreFile hands seconds to setLastModified, which takes milliseconds.
    restored: (time) => Math.floor((time - TARGET_AT + SOURCE_AT) / 1000),
    more: [
      ['system/packages.list', packagesList('target')],
      ['system/packages.xml', packagesXml('target', 'Xiaomi/oxygen/oxygen:7.1.1/NMF26F/7.7.20:user/release-keys')],
      ['system_ce/0/accounts_ce.db', accounts('target')],
    ],
  });
  const extraction = zip(asZip(target));
  yield {
    path: `${ROOT}/target/EXTRACTION_FFS.zip`,
    bytes: extraction,
    description: 'Target phone after the move: file-system zip with root Dump/',
  };
  yield {
    path: `${ROOT}/target/EXTRACTION_FFS.ufd`,
    bytes: utf8(
      `[DeviceInfo]\r\nDeviceModel=Mi Max 2\r\nOS=7.1.1\r\n\r\n[Dumps]\r\nFileDump=EXTRACTION_FFS.zip\r\n\r\n[SHA256]\r\nEXTRACTION_FFS.zip=${hash('sha256', extraction, 'hex').toUpperCase()}\r\n`,
    ),
    description: 'Target phone: descriptor beside the zip, with its hash',
  };
  yield jsonFile(`${ROOT}/expect.json`, expectations(), 'Expected verdicts of the pair');
}
