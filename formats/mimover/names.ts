import { isPackageName } from '../../src/android/package-name.ts';

/** The index of a set. */
export const INDEX_NAME = 'descript.xml';

export function leafOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path; empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function isBak(leaf: string): boolean {
  return leaf.toLowerCase().endsWith('.bak');
}

/** The package that a name `Label(package).bak` or `.split` tells: the text in its last parentheses. Null where none. */
export function bakPackage(leaf: string): string | null {
  const match = /\(([^()]*)\)\.(?:bak|split)$/i.exec(leaf);
  const name = match?.[1] ?? '';
  return isPackageName(name) ? name : null;
}

/** Whether a name says that a set lies in its folder. */
function marksSet(leaf: string): boolean {
  return leaf === INDEX_NAME || (isBak(leaf) && bakPackage(leaf) !== null);
}

/** The folders in which sets lie, by the names of what is in them. */
export function setFolders(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) if (marksSet(leafOf(path))) folders.add(folderOf(path));
  return folders;
}
