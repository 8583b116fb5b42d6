import { covers } from '../android/coverage.ts';
import type { FileView, SideName } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import type { CatalogueEntry } from '../vfs/catalogue.ts';
import { sortKey } from '../vfs/sort-key.ts';
import { entryView } from './entry-view.ts';
import type { TakenSides } from './sides.ts';

/** The other phone, for what is on one: a bundle is held against none. */
const OTHER: Readonly<Record<SideName, SideName | null>> = { source: 'target', bundle: null, target: 'source' };

interface Head {
  readonly entry: CatalogueEntry;
  readonly key: Buffer;
}

/**
 * Every entry of the sides in the common order of their catalogues, a place at a time: source, bundle, target.
 * `keeps`: of which packages (null: of none).
 */
function* fileRows(sides: TakenSides, keeps: ((owner: string | null) => boolean) | null): Iterable<FileView> {
  const cursors = SIDE_NAMES.map((name) => sides.by[name]?.catalogue.entries()[Symbol.iterator]() ?? null);
  const advance = (i: number): Head | null => {
    const next = cursors[i]?.next();
    if (next === undefined || next.done === true) return null;
    return { entry: next.value, key: Buffer.from(sortKey(next.value.location, next.value.entry)) };
  };
  const heads = cursors.map((_, i) => advance(i));
  for (;;) {
    let least: Buffer | null = null;
    for (const head of heads) if (head !== null && (least === null || head.key.compare(least) < 0)) least = head.key;
    if (least === null) return;
    const rows: Row[] = [];
    for (const [i, side] of SIDE_NAMES.entries()) {
      for (let head = heads[i] ?? null; head?.key.equals(least) === true; head = heads[i] ?? null) {
        rows.push({ side, entry: head.entry });
        heads[i] = advance(i);
      }
    }
    const owner = rows[0]?.entry.location?.package ?? null;
    if (keeps === null || keeps(owner)) for (const row of rows) yield fileView(row, rows, sides);
  }
}

/** Entries up to which rows are kept once they were made: several outputs list them, each all of them. */
const MOST_KEPT = 50_000;

/** The same, to be asked for again and again. */
export function keptFileRows(
  sides: TakenSides,
  keeps: ((owner: string | null) => boolean) | null,
): () => Iterable<FileView> {
  const entries = SIDE_NAMES.reduce((sum, name) => sum + (sides.by[name]?.catalogue.count ?? 0), 0);
  let kept: readonly FileView[] | null = null;
  return () => {
    if (entries > MOST_KEPT) return fileRows(sides, keeps);
    kept ??= [...fileRows(sides, keeps)];
    return kept;
  };
}

interface Row {
  readonly side: SideName;
  readonly entry: CatalogueEntry;
}

function fileView({ side, entry }: Row, here: readonly Row[], sides: TakenSides): FileView {
  return {
    side,
    ...entryView(entry),
    at: entry.at,
    other: otherOf(side, entry, here, sides),
    shadowed: entry.shadowed,
  };
}

function otherOf(side: SideName, entry: CatalogueEntry, here: readonly Row[], sides: TakenSides): FileView['other'] {
  const other = OTHER[side];
  const coverage = other === null ? undefined : sides.by[other]?.coverage;
  if (here.some((row) => row.side === other)) return 'present';
  return coverage !== undefined && entry.location !== null && covers(coverage, entry.location).covered
    ? 'absent'
    : 'unseen';
}
