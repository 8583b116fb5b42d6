import type { Catalogue, CatalogueEntry } from '../vfs/catalogue.ts';

/** One package (of all users) and where its lines are in each catalogue. */
export interface Group {
  readonly name: string;
  readonly ranges: readonly (Range | null)[];
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Run extends Range {
  readonly name: string;
}

function* runs(catalogue: Catalogue): Iterable<Run> {
  let from = 0;
  let name = catalogue.count > 0 ? catalogue.group(0) : '';
  for (let i = 1; i <= catalogue.count; i++) {
    const next = i < catalogue.count ? catalogue.group(i) : null;
    if (next === name) continue;
    yield { name, from, to: i };
    from = i;
    name = next ?? '';
  }
}

/** The packages of up to three catalogues, merged in their common order. A null catalogue has none. */
export function* groups(catalogues: readonly (Catalogue | null)[]): Iterable<Group> {
  const cursors = catalogues.map((each) => (each === null ? null : runs(each)[Symbol.iterator]()));
  const heads: (Run | null)[] = cursors.map((cursor) => advance(cursor));
  for (;;) {
    let least: string | null = null;
    for (const head of heads) {
      if (head !== null && (least === null || Buffer.compare(Buffer.from(head.name), Buffer.from(least)) < 0))
        least = head.name;
    }
    if (least === null) return;
    const ranges = heads.map((head) =>
      head !== null && head.name === least ? { from: head.from, to: head.to } : null,
    );
    for (const [i, range] of ranges.entries()) if (range !== null) heads[i] = advance(cursors[i] ?? null);
    yield { name: least, ranges };
  }
}

function advance(cursor: Iterator<Run> | null): Run | null {
  const next = cursor?.next();
  return next === undefined || next.done === true ? null : next.value;
}

export function entriesOf(catalogue: Catalogue | null, range: Range | null | undefined): Iterable<CatalogueEntry> {
  return catalogue === null || range == null ? [] : catalogue.entries(range.from, range.to);
}
