import { type Domain, PRIVATE_DOMAINS } from '../../src/android/location.ts';
import { Fault } from '../../src/base/fault.ts';
import type { DecodeKit, Nested } from '../../src/vfs/format.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { isSeveralBundles, severalBundles } from '../../src/vfs/several-bundles.ts';
import { FINAL } from './foreign-file.ts';
import { folderOf, isBak, leafOf } from './names.ts';

const ARCHIVES = /\.(?:ab|adb|backup|lbf|zip|tar|tgz|tbz2?|gz|bz2|zst|lz4|snap)$/i;
const ZIP = /\.zip$/i;

/** Whether a name says that there may be a bundle in the file. */
export function isArchive(leaf: string): boolean {
  return ARCHIVES.test(leaf);
}

/** Where user files never belong. */
const OF_APPS: ReadonlySet<Domain> = new Set<Domain>([...PRIVATE_DOMAINS, 'manifest', 'agent', 'kv']);

/**
 * Bundles beside the one set of a tree. Where the set lies in the folder that was named they are told and left alone, as
 * those on the storage of a device are; elsewhere one of them all is to be named. Throws Fault `evidence.ambiguous`.
 */
export async function besideSet(
  tree: TreeInput,
  folders: ReadonlySet<string>,
  kit: DecodeKit,
): Promise<readonly Nested[]> {
  const found = await bundlesBeside(tree, kit);
  const unnamed = [...tree.paths()].filter((path) => isBak(leafOf(path))).map(folderOf);
  const sets = folders.size > 0 ? folders : new Set(unnamed.slice(0, 1));
  if (sets.size === 1 && sets.has('')) return found;
  if (sets.size + found.length > 1) throw severalBundles([...sets, ...found.map(({ path }) => path)]);
  return [];
}

/**
 * Bundles that lie as files beside a set: adb backups, archives of a device, zips of another set. A zip of user files
 * belongs to the set; one with data of apps is a bundle of its own.
 */
async function bundlesBeside(tree: TreeInput, kit: DecodeKit): Promise<readonly Nested[]> {
  const others = [...tree.members()].filter(({ kind, path }) => kind === 'file' && isArchive(path));
  if (others.length === 0) return [];
  const found = await kit.bundlesIn({
    ...tree,
    count: others.length,
    paths: () => others.map(({ path }) => path),
    members: () => others,
  });
  const beside: Nested[] = [];
  for (const nested of found) {
    // What lies deeper down is content of the archive that it lies in.
    if (tree.find(nested.path) === null) continue;
    if (!ZIP.test(nested.path) || (await holdsApps(tree, nested.path, kit))) beside.push(nested);
  }
  return beside;
}

/** Whether what a zip decodes to has data of apps. One that cannot be opened is told of with the set. */
async function holdsApps(tree: TreeInput, path: string, kit: DecodeKit): Promise<boolean> {
  const member = tree.find(path);
  const source = member === null ? null : sourceOfMember(member);
  if (source === null) return false;
  try {
    for await (const item of kit.within(await kit.open(source))) {
      kit.checkpoint();
      if (item.type === 'entry' && item.location !== null && OF_APPS.has(item.location.domain)) return true;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (isSeveralBundles(error)) return true;
    if (FINAL.has(error.code)) throw error;
  }
  return false;
}
