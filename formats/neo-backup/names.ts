import type { AppArea } from '../../src/android/app-area.ts';
import { isPackageName } from '../../src/android/layouts.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** `2024-01-02-03-04-05-678-user_0`, in older versions without milliseconds. */
export const STAMP = /(\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d(?:-\d{1,3})?)-user_(\d+)$/;
export const PROPERTIES = /\.properties$/;
export const INNER_PROPERTIES = 'backup.properties';
/** Names that the app keeps to itself. */
export const ADMINISTRATIVE = /(?:^|\/)!-/;

const AREAS: ReadonlyMap<string, AppArea> = new Map([
  ['data', 'ce'],
  ['device_protected_files', 'de'],
  ['external_files', 'external'],
  ['obb_files', 'obb'],
  ['media_files', 'media'],
]);

/** The folder of all backups, by that of one: `P/<stamp>…` or `P@<stamp>…`. */
export function setOf(folder: string): string {
  const parent = folderOf(folder);
  return isPackageName(leafOf(parent)) ? folderOf(parent) : parent;
}

/** An archive by its name; null for what is none. */
export function archiveOf(leaf: string): { readonly area: AppArea; readonly encrypted: boolean } | null {
  const match = /^(\w+)\.tar(?:\.gz|\.zst)?(\.enc)?$/.exec(leaf);
  const area = AREAS.get(match?.[1] ?? '');
  return area === undefined ? null : { area, encrypted: match?.[2] !== undefined };
}
