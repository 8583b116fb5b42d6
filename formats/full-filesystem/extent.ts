import type { Area, Coverage, Gap } from '../../src/android/coverage.ts';
import { EVERYWHERE } from '../../src/android/coverage.ts';
import { locateDevicePath } from '../../src/android/layouts.ts';
import type { Location, Storage } from '../../src/android/location.ts';
import { renderCitation } from '../../src/base/citation.ts';
import type { Notice } from '../../src/base/notice.ts';
import type { MemberKind } from '../../src/vfs/member.ts';
import type { InstalledPackages } from './package-list.ts';

/** What was seen of a device while it passed, and what that allows to be said of what was not seen. */
export interface Extent {
  /** Hears of every member that has a place. */
  saw(place: Location, kind: MemberKind): void;
  /** Hears of every notice. `deviceOf` makes a device path of a path of the evidence. */
  heard(notice: Notice, deviceOf: (path: string) => string | null): void;
  /** Whether the private storage of any user is covered. */
  readonly anyPrivate: boolean;
  /**
   * `installed` is null where the evidence has no list of packages; `onlyPackage` is the one whose folder is all there
   * is, else null.
   */
  coverage(installed: InstalledPackages | null, onlyPackage: string | null): Coverage;
}

/** One file of these stands for all that is kept in shared storage. */
const SHARED: readonly Storage[] = ['external', 'media', 'obb'];
/** System folders that hold the named stores: both must be there before absence says anything. */
const SYSTEM_FOLDERS = /^data\/(system|misc)/;

/** Watches a full filesystem go by (contract, "Coverage"). */
export function watchExtent(): Extent {
  const users: Readonly<Record<'ce' | 'de' | 'shared', Set<number>>> = {
    ce: new Set(),
    de: new Set(),
    shared: new Set(),
  };
  const volumes = new Set<string>();
  const folders = new Set<string>();
  const system = new Set<string>();
  const gaps: Gap[] = [];
  let apks = false;
  let last: Location | null = null;

  return {
    saw(place, kind) {
      const { storage, user } = place;
      // Members of one folder come together: a million of them need not be looked up.
      if ((storage === 'ce' || storage === 'de') && (last === null || !sameFolder(last, place))) {
        last = place;
        folders.add(`${storage} ${user} ${place.package}`);
      }
      if (kind !== 'file' && kind !== 'hardlink') return;
      if (storage === 'ce' || storage === 'de') users[storage].add(user);
      else if (storage === 'apk') apks = true;
      else if (SHARED.includes(storage)) {
        if (place.volume === null) users.shared.add(user);
        else volumes.add(place.volume);
      } else if (storage === 'system') {
        const folder = SYSTEM_FOLDERS.exec(place.path)?.[1];
        if (folder !== undefined) system.add(folder);
      }
    },
    heard(item, deviceOf) {
      if (item.gravity !== 'damage') return;
      const at = renderCitation(item.at);
      if (item.code === 'truncated') gaps.push({ area: EVERYWHERE, reason: 'truncated', at });
      else if (item.code === 'gap') gaps.push({ area: EVERYWHERE, reason: 'damage', at });
      else if (item.code === 'limit') gaps.push({ area: EVERYWHERE, reason: 'limit', at });
      else if (item.code === 'unreadable' && item.detail === 'folder.directory') {
        const path = deviceOf(String(item.args['path'] ?? ''));
        if (path !== null) gaps.push({ area: areaBelow(path), reason: 'damage', at });
      }
    },
    get anyPrivate() {
      return users.ce.size > 0 || users.de.size > 0;
    },
    coverage(installed, onlyPackage) {
      const covered: Area[] = [];
      const cover = (storage: Storage, user: number | null) =>
        covered.push({ user, storage, package: onlyPackage, domains: null });
      for (const user of sorted(users.ce)) cover('ce', user);
      for (const user of sorted(users.de)) cover('de', user);
      for (const user of sorted(users.shared)) for (const storage of SHARED) cover(storage, user);
      for (const volume of [...volumes].sort()) {
        for (const storage of SHARED)
          covered.push({ user: null, storage, package: onlyPackage, domains: null, volume });
      }
      if (apks) cover('apk', null);
      if (system.has('system') && system.has('misc')) cover('system', null);
      const missing: Gap[] = [];
      if (installed !== null) {
        const names = [...installed.keys()].sort();
        for (const storage of ['ce', 'de'] as const) {
          for (const user of sorted(users[storage])) {
            for (const name of names) {
              if (folders.has(`${storage} ${user} ${name}`)) continue;
              const area: Area = { user, storage, package: name, domains: null };
              missing.push({ area, reason: 'package-folder-missing', at: null });
            }
          }
        }
      }
      return {
        type: 'coverage',
        covered,
        gaps: [...gaps, ...missing],
        fallback: 'storage-not-acquired',
        packages: installed === null ? null : [...installed.keys()].sort(),
      };
    },
  };
}

function sorted(users: ReadonlySet<number>): readonly number[] {
  return [...users].sort((a, b) => a - b);
}

function sameFolder(one: Location, other: Location): boolean {
  return one.package === other.package && one.user === other.user && one.storage === other.storage;
}

/** What a folder could have held, were it listed. */
function areaBelow(devicePath: string): Area {
  const own = locateDevicePath(`${devicePath}/x`)?.location;
  if (own !== undefined && own.package !== null) {
    return { user: own.user, storage: own.storage, package: own.package, domains: null };
  }
  // The folder of all packages: as if one of them had been asked for.
  const deeper = locateDevicePath(`${devicePath}/a.a/x`)?.location;
  if (deeper !== undefined && deeper.package !== null) {
    return { user: deeper.user, storage: deeper.storage, package: null, domains: null };
  }
  if (own?.storage === 'media') return { user: own.user, storage: null, package: null, domains: null };
  const above = /^\/(?:data(?:\/(?:user|user_de|media|app))?|data_mirror.*|storage|mnt.*)?$/;
  return own === undefined || above.test(devicePath)
    ? EVERYWHERE
    : { user: null, storage: 'system', package: null, domains: null };
}
