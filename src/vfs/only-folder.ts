import type { TreeInput } from './member.ts';
import { severalBundles } from './several-bundles.ts';

/** The part of a legal path after its last slash. */
export function leafOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The part of a legal path before its last slash; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * The one folder of a tree that `folderMarked` names: it is given each path, and tells the folder of the bundle of which
 * that is a sign, or null. Null where none is. Throws Fault `evidence.ambiguous` where several are.
 */
export function onlyFolder(tree: TreeInput, folderMarked: (path: string) => string | null): string | null {
  const folders = new Set<string>();
  for (const path of tree.paths()) {
    const folder = folderMarked(path);
    if (folder !== null) folders.add(folder);
  }
  const [first] = folders;
  if (folders.size < 2) return first ?? null;
  throw severalBundles([...folders]);
}
