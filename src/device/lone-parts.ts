import type { CatalogueEntry } from '../vfs/catalogue.ts';
import { sortKey } from '../vfs/sort-key.ts';
import { inOrder, single } from './arrange.ts';
import type { Artifact } from './artifact.ts';

/**
 * A file that is an artifact by itself on one side and a part on another (an orphan -wal; beside its database there):
 * that place is on both sides, so the other side's file stands in its list too, and the two are compared as they are.
 * The artifact that it is a part of keeps it. Lists by side, each in catalogue order.
 */
export function withLoneParts(lists: readonly (readonly Artifact[])[]): (readonly Artifact[])[] {
  const parts = lists.map(partsByPlace);
  return lists.map((own, side) => {
    const held = parts[side] as ReadonlyMap<string, CatalogueEntry>;
    if (held.size === 0) return own;
    // A key is dear to make, and a package may have a million files: the path alone rules out nearly all.
    const paths = new Set([...held.values()].map(pathOf));
    const met = new Map<string, CatalogueEntry>();
    for (const [other, artifacts] of lists.entries()) {
      if (other === side) continue;
      for (const artifact of artifacts) {
        if (artifact.parts.length !== 1 || !paths.has(pathOf(artifact))) continue;
        const key = keyOf(artifact);
        const part = held.get(key);
        if (part !== undefined) met.set(key, part);
      }
    }
    for (const artifact of met.size === 0 ? [] : own) met.delete(keyOf(artifact));
    return met.size === 0 ? own : inOrder([...own, ...[...met.values()].map(single)]);
  });
}

function partsByPlace(artifacts: readonly Artifact[]): ReadonlyMap<string, CatalogueEntry> {
  const parts = new Map<string, CatalogueEntry>();
  for (const artifact of artifacts) {
    if (artifact.parts.length === 1) continue;
    for (const [role, file] of artifact.parts)
      if (role !== 'main' && role !== 'shm') parts.set(sortKey(file.location, file.entry), file);
  }
  return parts;
}

const pathOf = ({ location, entry }: Pick<Artifact, 'location' | 'entry'>): string => location?.path ?? entry;
const keyOf = ({ location, entry }: Artifact): string => sortKey(location, entry);
