import type { AppArea } from '../../src/android/app-area.ts';
import { isPackageName } from '../../src/android/layouts.ts';

/** `…/apps/P/user_0@123/`: one backup of version 1; what follows @ keeps it from being overwritten. */
const FOLDER_1 = /^((?:.*\/)?apps\/([^/]+)\/user_(\d{1,6})(?:@(\d+))?)\/([^/]+)$/;
/** `…/apps/P/int_data/user.tar.zst` of version 2. */
const FILE_2 = /^((?:.*\/)?apps\/([^/]+))\/(apk|int_data|ext_data|addl_data)\/([^/]+)$/;
const ARCHIVE = /^(apk|user|user_de|data|obb|media)\.tar(?:\.(?:zst|lz4|gz))?$/;

const AREAS: Readonly<Record<string, AppArea | 'apk'>> = {
  apk: 'apk',
  user: 'ce',
  user_de: 'de',
  data: 'external',
  obb: 'obb',
  media: 'media',
};
/** Of version 2, which folder holds which archives. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  apk: ['apk'],
  int_data: ['user', 'user_de'],
  ext_data: ['data'],
  addl_data: ['obb', 'media'],
};

/** A stored file by its place. */
export interface Stored {
  /** Folder of the backup that it belongs to. */
  readonly folder: string;
  readonly package: string;
  readonly user: number;
  /** Sorts after those of older backups of the app. */
  readonly stamp: string;
  readonly version: 1 | 2;
  readonly leaf: string;
  /** Null for what is no archive. */
  readonly area: AppArea | 'apk' | null;
}

const areaOf = (leaf: string): AppArea | 'apk' | null => AREAS[ARCHIVE.exec(leaf)?.[1] ?? ''] ?? null;

export function storedAt(path: string): Stored | null {
  const one = FOLDER_1.exec(path);
  if (one !== null && isPackageName(one[2] as string)) {
    const [, folder = '', name = '', user, kept, leaf = ''] = one;
    // What is overwritten by the next backup is the newest; those that are kept have the time that they were made.
    const stamp = kept === undefined ? '9' : `0${kept.padStart(20, '0')}`;
    return { folder, package: name, user: Number(user), stamp, version: 1, leaf, area: areaOf(leaf) };
  }
  const two = FILE_2.exec(path);
  if (two === null || !isPackageName(two[2] as string)) return null;
  const [, folder = '', name = '', kind = '', leaf = ''] = two;
  const fits = FOLDERS[kind]?.includes(ARCHIVE.exec(leaf)?.[1] ?? '') === true;
  return fits ? { folder, package: name, user: 0, stamp: '9', version: 2, leaf, area: areaOf(leaf) } : null;
}
