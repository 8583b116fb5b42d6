import { locateApk } from './locate-apk.ts';
import { locateBackupPath } from './locate-backup-path.ts';
import { type Location, location } from './location.ts';
import { isPackageName } from './package-name.ts';
import { privatePlace } from './private-place.ts';
import { sharedPlace } from './shared-place.ts';

/** A location, and how far the spelling is from the real folder: of two spellings of one place the lower rank wins. */
export interface Located {
  readonly location: Location;
  readonly rank: number;
}

/** Where the bytes really lie (`/data/data`, `/data/media`). */
const REAL = 0;
/** The ordinary second name (`/data/user/0`, `/storage/emulated`). */
const SECOND = 1;
/** A view mounted for some processes only (`/mnt/…`, `/data_mirror/…`, `/sdcard`). */
const VIEW = 2;
/** An adopted SD card, which stands in for /data. */
const ADOPTED = 3;

const USER = /^(?:0|[1-9]\d{0,5})$/;

function userOf(text: string): number | null {
  return USER.test(text) ? Number(text) : null;
}

/** The first part of a path, and what follows its slash (null where there is none). */
function cut(path: string): readonly [head: string, rest: string | null] {
  const slash = path.indexOf('/');
  return slash === -1 ? [path, null] : [path.slice(0, slash), path.slice(slash + 1)];
}

function systemPlace(path: string): Located {
  return { location: location(0, null, 'system', 'system', path.slice(1)), rank: REAL };
}

/** `P/…` below a private root. Null where the folder's name is no package. */
function inPrivate(user: number, storage: 'ce' | 'de', below: string, rank: number): Located | null {
  const [name, rest] = cut(below);
  if (!isPackageName(name)) return null;
  return { location: privatePlace(user, name, storage, rest ?? ''), rank };
}

/** `<user>/P/…` below a root that has a folder for each user. */
function inUsers(storage: 'ce' | 'de', path: string, below: string, rank: number): Located | null {
  const [first, rest] = cut(below);
  const user = userOf(first);
  if (user === null || rest === null) return systemPlace(path);
  return inPrivate(user, storage, rest, rank);
}

function inShared(user: number, volume: string | null, rest: string | null, rank: number): Located {
  return { location: sharedPlace(user, volume, rest ?? ''), rank };
}

/** What lies in a folder where volumes are mounted: `emulated/<user>/…`, `self/primary/…`, `<volume>/…`. */
function inVolumes(user: number, path: string, below: string, rank: number): Located {
  const [volume, rest] = cut(below);
  if (volume === 'emulated') {
    if (rest === null) return systemPlace(path);
    const [first, deeper] = cut(rest);
    if (first === 'legacy') return inShared(user, null, deeper, VIEW);
    const named = userOf(first);
    return named === null ? systemPlace(path) : inShared(named, null, deeper, rank);
  }
  if (volume === 'self') {
    const [primary, deeper] = cut(rest ?? '');
    return primary === 'primary' ? inShared(user, null, deeper, VIEW) : systemPlace(path);
  }
  if (volume === 'primary' || volume === 'sdcard0') return inShared(user, null, rest, VIEW);
  return volume === '' ? systemPlace(path) : inShared(0, volume, rest, rank);
}

/** `/data/<below>` and, with another rank, the same tree on an adopted volume. */
function inData(path: string, below: string, adopted: boolean): Located | null {
  const [folder, rest] = cut(below);
  if (rest === null) return systemPlace(path);
  switch (folder) {
    case 'data':
      return adopted ? systemPlace(path) : inPrivate(0, 'ce', rest, REAL);
    case 'user':
      return inUsers('ce', path, rest, adopted ? ADOPTED : rest.startsWith('0/') ? SECOND : REAL);
    case 'user_de':
      return inUsers('de', path, rest, adopted ? ADOPTED : REAL);
    case 'app': {
      const place = locateApk(rest);
      return place === null ? systemPlace(path) : { location: place, rank: adopted ? ADOPTED : REAL };
    }
    case 'media': {
      const [first, deeper] = cut(rest);
      const rank = adopted ? ADOPTED : REAL;
      const user = userOf(first);
      if (user !== null) return inShared(user, null, deeper, rank);
      // Since Android 4.2 expansion files of all users lie in one real folder.
      return first === 'obb' && deeper !== null ? inShared(0, null, `Android/obb/${deeper}`, rank) : systemPlace(path);
    }
    default:
      return systemPlace(path);
  }
}

/** `/data_mirror/{data_ce,data_de,misc_ce,misc_de}/<volume or null>/<user>/…` (AOSP init.rc, vold). */
function inMirror(path: string, below: string): Located | null {
  const [area, afterArea] = cut(below);
  const [, rest] = cut(afterArea ?? '');
  if (rest === null) return systemPlace(path);
  if (area === 'data_ce') return inUsers('ce', path, rest, VIEW);
  if (area === 'data_de') return inUsers('de', path, rest, VIEW);
  if (area === 'misc_ce' || area === 'misc_de') return { ...systemPlace(`/data/${area}/${rest}`), rank: VIEW };
  return systemPlace(path);
}

/** The views below `/mnt` (reference: AOSP vold, StorageManagerService). */
function inMounts(path: string, below: string): Located | null {
  const [mount, rest] = cut(below);
  if (mount === 'sdcard') return inShared(0, null, rest, VIEW);
  if (rest === null) return systemPlace(path);
  switch (mount) {
    case 'user':
    case 'pass_through':
    case 'installer':
    case 'androidwritable': {
      const [first, deeper] = cut(rest);
      const user = userOf(first);
      return user === null || deeper === null ? systemPlace(path) : inVolumes(user, path, deeper, VIEW);
    }
    case 'runtime': {
      const [, deeper] = cut(rest);
      return deeper === null ? systemPlace(path) : inVolumes(0, path, deeper, VIEW);
    }
    case 'shell':
      return inVolumes(0, path, rest, VIEW);
    case 'media_rw':
      return inVolumes(0, path, rest, REAL);
    case 'expand': {
      const [, deeper] = cut(rest);
      return deeper === null ? systemPlace(path) : inData(path, deeper, true);
    }
    default:
      return systemPlace(path);
  }
}

/**
 * The location of an absolute device path, with every alias of a place folded into one (AOSP vold, StorageManager;
 * reference: dissect.target and ALEAPP globs): `/data/data` = `/data/user/0` = the CE mirror, `/data/media/0` =
 * `/storage/emulated/0` = `/sdcard` = the views below `/mnt`, an adopted volume = `/data`, code folders of all ages.
 * Paths that are nowhere else are `system`. Null for a path that is not absolute, and for what lies under a private
 * root in a folder whose name is no package.
 */
export function locateDevicePath(path: string): Located | null {
  if (path.startsWith('/data/data/')) return inPrivate(0, 'ce', path.slice(11), REAL);
  if (path.charCodeAt(0) !== 0x2f || path.length === 1) return null;
  const [top, rest] = cut(path.slice(1));
  if (top === 'sdcard') return inShared(0, null, rest, VIEW);
  if (rest === null) return systemPlace(path);
  switch (top) {
    case 'data':
      return inData(path, rest, false);
    case 'storage':
      return inVolumes(0, path, rest, SECOND);
    case 'mnt':
      return inMounts(path, rest);
    case 'data_mirror':
      return inMirror(path, rest);
    case 'backup': {
      const place = locateBackupPath(rest);
      return place === null ? systemPlace(path) : { location: place, rank: REAL };
    }
    default:
      return systemPlace(path);
  }
}
