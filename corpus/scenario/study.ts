import { gzipSync } from 'fflate';
import { androidBackup } from '../encode/android-backup.ts';
import { certificate } from '../encode/apk.ts';
import { packageTar } from '../encode/backup-tar.ts';
import { utf8 } from '../encode/bytes.ts';
import { bak, descript } from '../encode/mimover.ts';
import { tar } from '../encode/tar.ts';
import { type ZipItem, zip } from '../encode/zip.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { asTar, asZip, backupMembers, deviceFiles, type ModelledApp } from './device.ts';
import { apkOf, filesOf, freshFiles, STUDIED_AT, STUDY_APPS, type StudyApp, tracked } from './study-apps.ts';

/**
 * One phone moved to another by five routes, each as the sources say that it takes and leaves: what eScan claimed of
 * 2017, and what the rules of the platform have become since. Synthetic throughout.
 */

const ROOT = 'pairs/study';
const SOURCE = 'source/phone.tar.gz';
const FIRST_UID = 10_200;
const USER_APP = 2;
const END_MARK_BYTES = 1024;
const ANDROID_12 = 31;

interface StudyRoute {
  readonly id: string;
  readonly title: string;
  /** Platform of the phones. */
  readonly sdk: number;
  readonly bundle: 'mimover' | 'adb' | null;
  /** Whether the route takes the app's data at all. */
  readonly takes: (app: StudyApp) => boolean;
}

/** Facts: reference on MIUI's backup program and on AOSP BackupEligibilityRules (corpus/README.md). */
const ROUTES: readonly StudyRoute[] = [
  { id: 'mimover-2017', title: 'Mi Mover, MIUI 8', sdk: 25, bundle: 'mimover', takes: () => true },
  {
    id: 'miui-13-global',
    title: 'MIUI 13 global, which respects allowBackup',
    sdk: 31,
    bundle: 'mimover',
    takes: ({ allowBackup }) => allowBackup,
  },
  {
    id: 'adb-android-11',
    title: 'adb backup, Android 11',
    sdk: 30,
    bundle: 'adb',
    takes: ({ allowBackup }) => allowBackup,
  },
  {
    id: 'adb-android-14',
    title: 'adb backup, Android 14',
    sdk: 34,
    bundle: 'adb',
    takes: ({ allowBackup, targetSdk }) => allowBackup && targetSdk < ANDROID_12,
  },
  {
    id: 'device-transfer',
    title: 'Device transfer, Android 14',
    sdk: 34,
    bundle: null,
    takes: ({ allowBackup, targetSdk, keepsOut }) => (targetSdk >= ANDROID_12 ? keepsOut !== true : allowBackup),
  },
];

/** A full backup leaves out what is never in one. */
const isPacked = (path: string): boolean => !path.startsWith('cache/');

function modelled(app: StudyApp, route: StudyRoute, at: number): ModelledApp {
  const takes = route.takes(app);
  const fresh = new Map(freshFiles(app));
  const files = filesOf(app).map(([path, body]) =>
    tracked(path, body, takes && isPacked(path) ? body : (fresh.get(path) ?? null)),
  );
  return {
    package: app.package,
    user: 0,
    label: app.label,
    versionCode: 100,
    uid: FIRST_UID + at,
    apk: apkOf(app),
    on: 'both',
    packed: takes ? 'data' : 'apk',
    files,
    verdict: expected(app, takes),
    credentials: [],
  };
}

/** By hand: a session that opens something is carried with the data; a sealed one leaves the data alone. */
function expected({ session }: StudyApp, takes: boolean): ModelledApp['verdict'] {
  if (!takes) return 'apk-only';
  return session === 'sealed' || session === 'none' ? 'data-carried' : 'session-carried';
}

function packed(app: ModelledApp, sdk: number): Uint8Array {
  const members = backupMembers(app, STUDIED_AT);
  return packageTar({
    manifest: {
      package: app.package,
      versionCode: app.versionCode,
      sdk,
      installer: 'com.android.vending',
      apk: true,
      signers: [certificate(app.package)],
    },
    files: app.packed === 'apk' ? members.filter(([token]) => token === 'a') : members,
  });
}

/** The whole set in one zip, as it is copied off a phone. */
function miuiSet(apps: readonly ModelledApp[], route: StudyRoute): Uint8Array {
  const items: ZipItem[] = [];
  const packages = apps.map((app) => {
    const inner = packed(app, route.sdk);
    const backup = androidBackup([inner], { version: 4, compressed: false });
    const bytes = bak({ package: app.package, label: app.label, feature: -1 }, backup);
    const bakFile = `${app.label}(${app.package}).bak`;
    items.push({
      path: `MIUI/backup/AllBackup/20240501_100000/${bakFile}`,
      body: bytes,
      method: 'deflate',
      mtime: STUDIED_AT,
    });
    return {
      package: app.package,
      feature: -1,
      bakFile,
      type: USER_APP,
      installedBytes: app.apk.length + app.files.reduce((sum, file) => sum + (file.source?.length ?? 0), 0),
      bakBytes: bytes.length,
      tarBytes: backup.length - 24 - END_MARK_BYTES,
    };
  });
  const set = { device: 'study', miuiVersion: '8.5', date: STUDIED_AT * 1000, packages };
  const index = utf8(descript(set, route.sdk >= ANDROID_12 ? 'miui12' : 'era2017'));
  items.push({
    path: 'MIUI/backup/AllBackup/20240501_100000/descript.xml',
    body: index,
    method: 'deflate',
    mtime: STUDIED_AT,
  });
  return zip(items);
}

/** adb backup takes no app at all that it may not take: there is not even its APK. */
function adbBackup(apps: readonly ModelledApp[], route: StudyRoute): Uint8Array {
  const taken = apps.filter((app) => app.packed === 'data');
  return androidBackup(
    taken.map((app) => packed(app, route.sdk)),
    { version: 5, compressed: true },
  );
}

function packagesList(apps: readonly ModelledApp[]): Uint8Array {
  const line = ({ package: name, uid }: ModelledApp) =>
    `${name} ${uid} 0 /data/user/0/${name} default:targetSdkVersion=30 none\n`;
  return utf8(apps.map(line).join(''));
}

export function* study(): Iterable<CorpusFile> {
  const plan = ['id,source,target,via,route'];
  const tables: Record<string, unknown>[] = [];
  for (const [i, route] of ROUTES.entries()) {
    const apps = STUDY_APPS.map((app, at) => modelled(app, route, at));
    const more = [['system/packages.list', packagesList(apps)]] as const;
    if (i === 0) {
      const source = deviceFiles(apps, { side: 'source', base: STUDIED_AT, restored: (time) => time, more });
      yield {
        path: `${ROOT}/${SOURCE}`,
        bytes: gzipSync(tar(asTar(source), 'gnu', { end: 'record' }), { level: 9, mtime: 0 }),
        description: 'Study: the source phone, the same for every route',
      };
    }
    const target = deviceFiles(apps, { side: 'target', base: STUDIED_AT + 3600, restored: (time) => time, more });
    const targetPath = `${route.id}/target.zip`;
    yield {
      path: `${ROOT}/${targetPath}`,
      bytes: zip(asZip(target)),
      description: `Study: the target after ${route.title}`,
    };
    const bundle = route.bundle === null ? '' : `${route.id}/bundle.${route.bundle === 'adb' ? 'ab' : 'zip'}`;
    if (route.bundle !== null) {
      const bytes = route.bundle === 'adb' ? adbBackup(apps, route) : miuiSet(apps, route);
      yield { path: `${ROOT}/${bundle}`, bytes, description: `Study: what ${route.title} packed` };
    }
    plan.push([route.id, SOURCE, targetPath, bundle, route.title.replaceAll(',', '')].join(','));
    tables.push({
      id: route.id,
      title: route.title,
      apps: apps.map(({ package: name, verdict }) => ({ package: name, verdict })),
    });
  }
  yield { path: `${ROOT}/plan.csv`, bytes: utf8(`${plan.join('\n')}\n`), description: 'Study: the plan of its pairs' };
  const about =
    'What carryover has to say of each app by each route. Synthetic: it shows the method, not the phones of 2017.';
  yield jsonFile(
    `${ROOT}/study.json`,
    { about, at: new Date(STUDIED_AT * 1000 + 7_200_000).toISOString(), routes: tables },
    'Study: expected verdicts',
  );
}
