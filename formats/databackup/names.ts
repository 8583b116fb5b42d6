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
  /** Folder that holds `apps`, that of all backups made into one place. */
  readonly set: string;
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

const setOf = (folder: string): string => folder.replace(/(?:^|\/)apps\/[^/]+(?:\/user_[^/]+)?$/, '');
const areaOf = (leaf: string): AppArea | 'apk' | null => AREAS[ARCHIVE.exec(leaf)?.[1] ?? ''] ?? null;

export function storedAt(path: string): Stored | null {
  const one = FOLDER_1.exec(path);
  if (one !== null && isPackageName(one[2] as string)) {
    const [, folder = '', name = '', user, kept, leaf = ''] = one;
    // What is overwritten by the next backup is the newest; those that are kept have the time that they were made.
    const stamp = kept === undefined ? '9' : `0${kept.padStart(20, '0')}`;
    const set = setOf(folder);
    return { set, folder, package: name, user: Number(user), stamp, version: 1, leaf, area: areaOf(leaf) };
  }
  const two = FILE_2.exec(path);
  if (two === null || !isPackageName(two[2] as string)) return null;
  const [, folder = '', name = '', kind = '', leaf = ''] = two;
  const fits = FOLDERS[kind]?.includes(ARCHIVE.exec(leaf)?.[1] ?? '') === true;
  if (!fits) return null;
  return { set: setOf(folder), folder, package: name, user: 0, stamp: '9', version: 2, leaf, area: areaOf(leaf) };
}

/** So much of a file shows whether it is an archive. */
export const PACKED_BYTES = 262;
const PACKERS: readonly (readonly number[])[] = [
  [0x28, 0xb5, 0x2f, 0xfd], // Zstandard
  [0x04, 0x22, 0x4d, 0x18], // LZ4
  [0x1f, 0x8b], // gzip
];

/** Whether a file begins as its archives do: a tar, or one packed. True of one whose head cannot be had (null). */
export function isPacked(head: Uint8Array | null): boolean {
  if (head === null) return true;
  if (Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar') return true;
  return PACKERS.some((magic) => magic.every((byte, at) => head[at] === byte));
}
