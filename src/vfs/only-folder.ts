import type { TreeInput } from './member.ts';
import { headInTree } from './peek.ts';
import { severalBundles } from './several-bundles.ts';

/** Signs of one folder that are looked into. */
const MOST_SIGNS = 64;

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
 * that is a sign, or null. Where several are, those count of which `proves` finds more than a name in the head of a sign:
 * a file of some other program may have it too. Null where none is. Throws Fault `evidence.ambiguous` where several are.
 */
export function onlyFolder(
  tree: TreeInput,
  folderMarked: (path: string) => string | null,
  proves: (path: string, head: Uint8Array) => boolean,
): string | null {
  const signs = new Map<string, string[]>();
  for (const path of tree.paths()) {
    const folder = folderMarked(path);
    if (folder === null) continue;
    const known = signs.get(folder);
    if (known === undefined) signs.set(folder, [path]);
    else if (known.length < MOST_SIGNS) known.push(path);
  }
  const named = [...signs.keys()];
  if (named.length < 2) return named[0] ?? null;
  const holds = (path: string): boolean => proves(path, headInTree(tree, path) ?? new Uint8Array(0));
  const proven = named.filter((folder) => signs.get(folder)?.some(holds));
  if (proven.length === 1) return proven[0] ?? null;
  throw severalBundles(proven.length === 0 ? named : proven);
}
