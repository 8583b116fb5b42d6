import { isPackageName } from '../../src/android/layouts.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** What a stored file is, by its place: an APK of `P.app/`, or one of the files that are named after the app. */
export interface Stored {
  /** Folder of the whole backup. */
  readonly folder: string;
  readonly package: string;
  readonly kind: 'apk' | 'data' | 'facts' | 'permissions';
  /** Of an APK, the name that it has on a device. */
  readonly name: string;
}

const SUFFIXES: readonly (readonly [suffix: string, kind: 'data' | 'facts' | 'permissions'])[] = [
  ['.tar.gz', 'data'],
  ['.json', 'facts'],
  ['.perm', 'permissions'],
];
/** Lines of `key value` about the backup. */
export const PACKAGE_DATA = /(?:^|\/)package-data(?:\.txt)?$/;

export function storedAt(path: string): Stored | null {
  const [folder, leaf] = [folderOf(path), leafOf(path)];
  if (leaf.endsWith('.apk') && folder.endsWith('.app')) {
    const name = leafOf(folder).slice(0, -'.app'.length);
    if (!isPackageName(name)) return null;
    // The first APK is named after the app; splits keep their names.
    return { folder: folderOf(folder), package: name, kind: 'apk', name: leaf === `${name}.apk` ? 'base.apk' : leaf };
  }
  for (const [suffix, kind] of SUFFIXES) {
    const name = leaf.endsWith(suffix) ? leaf.slice(0, -suffix.length) : '';
    if (isPackageName(name)) return { folder, package: name, kind, name: leaf };
  }
  return null;
}
