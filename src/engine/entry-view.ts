import { devicePath } from '../android/layouts.ts';
import type { EntryView } from '../report/result.ts';
import { type CatalogueEntry, readCatalogue } from '../vfs/catalogue.ts';
import { utc } from './evidence-view.ts';
import type { Side } from './side-pass.ts';

/** The address an entry is listed by. */
export function addressOf(entry: Pick<CatalogueEntry, 'location' | 'entry'>): string {
  return entry.location === null ? `/unplaced/${entry.entry}` : devicePath(entry.location);
}

export function entryView(entry: CatalogueEntry): EntryView {
  const place = entry.location;
  return {
    devicePath: addressOf(entry),
    entry: entry.entry,
    type: entry.type,
    package: place?.package ?? null,
    user: place?.user ?? null,
    storage: place?.storage ?? null,
    domain: place?.domain ?? null,
    bytes: entry.bytes,
    sha256: entry.sha256,
    modified: utc(entry.modified),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    proof: entry.proof,
    ...(entry.link === null ? {} : { link: entry.link }),
  };
}

/** The entries of a side by device path, each decoded when it is asked for. */
export function* entriesByPath(side: Side, matches: (entry: CatalogueEntry) => boolean): Iterable<CatalogueEntry> {
  const catalogue = readCatalogue(side.catalogue);
  const paths: string[] = [];
  const order: number[] = [];
  for (let i = 0; i < catalogue.count; i++) {
    const entry = catalogue.entry(i);
    if (!matches(entry)) continue;
    paths[i] = addressOf(entry);
    order.push(i);
  }
  order.sort((a, b) => {
    const x = paths[a] as string;
    const y = paths[b] as string;
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  for (const i of order) yield catalogue.entry(i);
}
