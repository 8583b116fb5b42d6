import { type CatalogueEntry, keyReader, type PackedCatalogue, readCatalogue } from './catalogue.ts';

/** Neighbouring files with one address, in order: stored twice, or reached by two spellings of one place. */
export function* repeatedPlaces(packed: PackedCatalogue): Iterable<readonly [CatalogueEntry, CatalogueEntry]> {
  const keyAt = keyReader(packed);
  const catalogue = readCatalogue(packed);
  for (let i = 1; i < packed.count; i++) {
    const x = keyAt(packed.order[i - 1] as number);
    const y = keyAt(packed.order[i] as number);
    if (x.end - x.start !== y.end - y.start) continue;
    if (x.buffer.compare(y.buffer, y.start, y.end, x.start, x.end) !== 0) continue;
    const pair = [catalogue.entry(i - 1), catalogue.entry(i)] as const;
    if (pair[0].type === 'file' && pair[1].type === 'file') yield pair;
  }
}
