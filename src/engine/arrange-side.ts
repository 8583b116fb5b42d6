import { isLevelData } from '../content/leveldb/level-data.ts';
import { arrange } from '../device/arrange.ts';
import type { Artifact } from '../device/artifact.ts';
import type { CatalogueEntry } from '../vfs/catalogue.ts';
import type { StoreView } from '../vfs/content-store.ts';
import { contentOf } from './content-of.ts';

/** Groups files of one side into artifacts, with a look into what was kept where names alone do not tell. */
export function arrangeSide(entries: Iterable<CatalogueEntry>, store: StoreView | null): readonly Artifact[] {
  return arrange(entries, ({ kept }, name) => {
    if (store === null || kept === null) return false;
    return isLevelData(name, contentOf(store, kept.offset, kept.length));
  });
}
