import type { BackupFile } from '../encode/backup-tar.ts';
import type { TarItem } from '../encode/tar.ts';
import type { ZipItem } from '../encode/zip.ts';

/** Two phones and the bundle between them, as lists of files that know what a comparison has to say of each. */

export type Area = 'ce' | 'de' | 'external';

export interface Expectation {
  readonly verdict: 'carried' | 'partly-carried' | 'differs' | 'left-behind' | 'new-on-target' | 'unseen';
  readonly likeness: 'bytes' | 'content' | 'superset' | 'partial' | 'none' | null;
}

/** A file of an app on the source, on the target, or on both. */
export interface Tracked {
  readonly area: Area;
  /** Below the app's folder: `databases/x.db`. For `external`, below `Android/data/<package>`. */
  readonly path: string;
  readonly source: Uint8Array | null;
  readonly target: Uint8Array | null;
  /** Null: part of another artifact (a -wal). */
  readonly expect: Expectation | null;
}

export interface Credential {
  readonly path: string;
  readonly key: string;
  readonly status: 'carried' | 'changed' | 'left-behind' | 'new-on-target' | 'unseen';
  readonly portability: 'portable' | 'keystore-bound' | 'cleared-on-restore';
}

export interface ModelledApp {
  readonly package: string;
  readonly user: number;
  readonly label: string;
  readonly versionCode: number;
  readonly uid: number;
  readonly apk: Uint8Array;
  readonly on: 'both' | 'source' | 'target';
  /** `data`: APK and data went into the bundle. `apk`: skip-data mode. `none`: not packed. */
  readonly packed: 'data' | 'apk' | 'none';
  readonly files: readonly Tracked[];
  readonly verdict: 'session-carried' | 'data-carried' | 'apk-only' | 'not-carried' | 'new-on-target' | 'unseen';
  readonly credentials: readonly Credential[];
}

/** What a full-backup agent calls the folders of an app (AOSP FullBackup.java), in the order in which it walks them. */
const TOKENS: readonly (readonly [token: string, area: Area, folder: string])[] = [
  ['r', 'ce', ''],
  ['d_r', 'de', ''],
  ['f', 'ce', 'files/'],
  ['d_f', 'de', 'files/'],
  ['db', 'ce', 'databases/'],
  ['d_db', 'de', 'databases/'],
  ['sp', 'ce', 'shared_prefs/'],
  ['d_sp', 'de', 'shared_prefs/'],
  ['ef', 'external', 'files/'],
];
const NEVER_PACKED = ['cache/', 'code_cache/', 'no_backup/', 'lib/'];

/** The token and the path below it under which a full backup stores a file; null for what it leaves out. */
export function backupPlace(file: Tracked): { token: string; rest: string } | null {
  if (NEVER_PACKED.some((folder) => file.path.startsWith(folder))) return null;
  for (const [token, area, folder] of TOKENS) {
    if (area !== file.area || folder === '' || !file.path.startsWith(folder)) continue;
    return { token, rest: file.path.slice(folder.length) };
  }
  if (file.area === 'external') return null;
  return { token: file.area === 'ce' ? 'r' : 'd_r', rest: file.path };
}

/** Folders above a path, outermost first. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join('/'));
}

/** Time of a file on the source: spread over the weeks before acquisition, stable for a path. */
export function sourceTime(base: number, path: string): number {
  let spread = 0;
  for (const unit of path) spread = (spread * 31 + unit.charCodeAt(0)) % 1_800_000;
  return base - spread;
}

/** Members of a package's full backup: folders before what they hold, domain roots never. */
export function backupMembers(app: ModelledApp, base: number): (readonly [token: string, file: BackupFile])[] {
  const out: (readonly [string, BackupFile])[] = [
    ['a', { path: 'base.apk', body: app.apk, mode: 0o644, uid: 1000, mtime: base - 5_000_000 }],
  ];
  for (const [token] of TOKENS) {
    const seen = new Set<string>();
    for (const file of app.files) {
      const place = backupPlace(file);
      if (file.source === null || place === null || place.token !== token) continue;
      for (const folder of foldersOf(place.rest)) {
        if (seen.has(folder)) continue;
        seen.add(folder);
        out.push([token, { path: folder, directory: true, uid: app.uid, mode: 0o771, mtime: base - 100_000 }]);
      }
      out.push([
        token,
        { path: place.rest, body: file.source, uid: app.uid, mtime: sourceTime(base, app.package + file.path) },
      ]);
    }
  }
  return out;
}

/** Where the files of an area lie below /data. */
export function dataFolder(app: ModelledApp, area: Area): string {
  if (area === 'de') return `user_de/${app.user}/${app.package}`;
  if (area === 'external') return `media/${app.user}/Android/data/${app.package}`;
  return app.user === 0 ? `data/${app.package}` : `user/${app.user}/${app.package}`;
}

export interface DeviceFile {
  /** Below /data. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly body: Uint8Array;
  readonly link: string;
  readonly uid: number;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

const SYSTEM_UID = 1000;
const MEDIA_UID = 1023;

export interface DeviceOptions {
  readonly side: 'source' | 'target';
  /** Seconds since 1970 at the acquisition. */
  readonly base: number;
  /** Time of a file that the restore wrote, from its time on the source: null where the restore had no part. */
  readonly restored: (time: number) => number;
  /** Further files by path below /data. */
  readonly more: readonly (readonly [path: string, body: Uint8Array])[];
}

/** All of /data of one phone, in the order of a directory walk by path. */
export function deviceFiles(apps: readonly ModelledApp[], options: DeviceOptions): DeviceFile[] {
  const out = new Map<string, DeviceFile>();
  const add = (path: string, body: Uint8Array, uid: number, mode: number, mtime: number) => {
    for (const folder of foldersOf(path)) {
      if (out.has(folder)) continue;
      out.set(folder, {
        path: folder,
        kind: 'directory',
        body: new Uint8Array(0),
        link: '',
        uid,
        mode: 0o771,
        mtime: options.base - 3600,
      });
    }
    out.set(path, { path, kind: 'file', body, link: '', uid, mode, mtime });
  };
  for (const app of apps) {
    if (app.on !== 'both' && app.on !== options.side) continue;
    const uid = app.user * 100_000 + app.uid;
    add(`app/${app.package}-1/base.apk`, app.apk, SYSTEM_UID, 0o644, options.base - 5_000_000);
    for (const file of app.files) {
      const body = options.side === 'source' ? file.source : file.target;
      if (body === null) continue;
      const time = sourceTime(options.base, app.package + file.path);
      const same = file.source !== null && file.target !== null && Buffer.compare(file.source, file.target) === 0;
      const carried = same && app.packed === 'data' && backupPlace(file) !== null;
      const mtime = options.side === 'target' ? (carried ? options.restored(time) : options.base - 1800) : time;
      const external = file.area === 'external';
      add(
        `${dataFolder(app, file.area)}/${file.path}`,
        body,
        external ? MEDIA_UID : uid,
        carried && options.side === 'target' ? 0o600 : 0o660,
        mtime,
      );
    }
    if (app.user === 0) {
      const lib = `data/${app.package}/lib`;
      out.set(lib, {
        path: lib,
        kind: 'symlink',
        body: new Uint8Array(0),
        link: `/data/app/${app.package}-1/lib/arm64`,
        uid: SYSTEM_UID,
        mode: 0o777,
        mtime: options.base - 5_000_000,
      });
    }
  }
  for (const [path, body] of options.more) {
    add(path, body, path.startsWith('media/') ? MEDIA_UID : SYSTEM_UID, 0o660, sourceTime(options.base, path));
  }
  return [...out.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** As `tar -c /data` of a root shell writes it. */
export function asTar(files: readonly DeviceFile[]): TarItem[] {
  return files.map(({ path, kind, body, link, uid, mode, mtime }) => ({
    path: `data/${path}`,
    kind,
    uid,
    gid: uid,
    mode,
    mtime,
    ...(kind === 'file' ? { body } : {}),
    ...(kind === 'symlink' ? { link } : {}),
  }));
}

/** As the file-system zip of an extraction tool: root `Dump/`, extended times, Unix modes. */
export function asZip(files: readonly DeviceFile[]): ZipItem[] {
  const TYPE = { file: 0o100000, directory: 0o040000, symlink: 0o120000 } as const;
  return files.map(({ path, kind, body, link, mode, mtime }) => ({
    path: kind === 'directory' ? `Dump/data/${path}/` : `Dump/data/${path}`,
    body: kind === 'symlink' ? new TextEncoder().encode(link) : body,
    method: body.length > 64 ? 'deflate' : 'store',
    mtime,
    mode: TYPE[kind] | mode,
    extras: ['UT'],
  }));
}
