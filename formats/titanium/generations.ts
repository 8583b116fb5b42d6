import { isPackageName } from '../../src/android/layouts.ts';
import { oneSet } from '../../src/vfs/app-backups.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { smallText } from '../../src/vfs/small-text.ts';
import { stemOf } from './names.ts';
import { PROPERTIES_MAGIC, type Properties, readProperties } from './properties.ts';

/** One backup of one app: its manifest, and what is named like it. */
export interface Generation {
  readonly package: string;
  readonly stamp: string;
  /** The file of it that was met first: the data alone where the manifest was lost. */
  readonly first: Member;
  /** Null without a manifest. */
  readonly properties: Properties | null;
}

/** All backups of a tree, by folder and stem, and of each app the one with the last stamp. */
export interface Generations {
  of(path: string): Generation | null;
  isNewest(generation: Generation): boolean;
  newest(name: string): Generation | null;
  readonly all: Iterable<Generation>;
}

const keyOf = (path: string, stem: string): string => inFolder(folderOf(path), stem);

/** Reads the manifests. Throws Fault `evidence.ambiguous` where they lie in several folders: each is a set of its own. */
export async function generationsOf(tree: TreeInput, kit: DecodeKit): Promise<Generations> {
  const all = new Map<string, Generation>();
  const folders = new Set<string>();
  for (const member of tree.members()) {
    kit.checkpoint();
    const stem = member.kind === 'file' ? stemOf(leafOf(member.path)) : null;
    if (stem === null || !isPackageName(stem.package)) continue;
    const key = keyOf(member.path, stem.text);
    const known = all.get(key);
    const text = stem.isManifest ? ((await smallText(member)) ?? '') : '';
    if (text.startsWith(PROPERTIES_MAGIC)) {
      folders.add(folderOf(member.path));
      const { package: name, stamp } = stem;
      all.set(key, { package: name, stamp, first: member, properties: readProperties(text) });
    } else if (known === undefined && !stem.isManifest) {
      all.set(key, { package: stem.package, stamp: stem.stamp, first: member, properties: null });
    }
  }
  oneSet([...folders]);
  const newest = new Map<string, Generation>();
  for (const generation of all.values()) {
    const known = newest.get(generation.package);
    if (known === undefined || known.stamp < generation.stamp) newest.set(generation.package, generation);
  }
  return {
    of(path) {
      const stem = stemOf(leafOf(path));
      return stem === null ? null : (all.get(keyOf(path, stem.text)) ?? null);
    },
    isNewest: (generation) => newest.get(generation.package) === generation,
    newest: (name) => newest.get(name) ?? null,
    all: all.values(),
  };
}
