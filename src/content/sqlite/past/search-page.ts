import { openTreePage, type TreePage } from '../tree.ts';
import type { Candidate, Scene } from './candidate.ts';
import { cellFinder } from './cell-finder.ts';
import { cellExtents, freeStretches } from './free-space.ts';
import type { PastTable } from './past-table.ts';
import { tile } from './tile.ts';

/** One page to look through, as it stood at one time. */
export interface PageImage extends Scene {
  readonly number: number;
}

/** Share of the cell pointers of a page without an owner that must lead to cells for the page to be a leaf still. */
const HOLDING_SHARE = 0.5;
/** Fewer numbers that could be pointers are as well the first bytes of a cell. */
const LEAST_ORPHANS = 8;
const LEAF_HEADER_BYTES = 8;
const FIRST_PAGE_START = 100;

/** A page of its own, as a b-tree page of the kind; null where it is none. */
export function opened(image: PageImage, kind: 'rowid' | 'index'): TreePage | null {
  const page = () => image.bytes;
  const pages = { size: 0, count: image.number, present: image.number, page, glance: page, sifted: null };
  return openTreePage(pages, image.usable, image.number, kind);
}

/** What a page of a live table no longer shows: the free space between and before its cells. */
export function searchOwned(
  image: PageImage,
  owner: PastTable,
  dropped: readonly PastTable[],
  others: readonly PastTable[],
): Candidate[] {
  const page = opened(image, owner.kind);
  if (page === null) return [];
  const start = page.pointers + 2 * page.cells;
  // Pointers that were given up stay where they stood, and are no cells.
  const stale = orphanedPointers(image, start);
  const from = stale < LEAST_ORPHANS ? start : start + 2 * stale;
  const stretches = freeStretches(from, page.limit, cellExtents(page, owner));
  // A page that was used before may hold whole cells of the table that had it.
  return searchStretches(
    image,
    stretches,
    [owner, ...dropped],
    others.filter((other) => other !== owner),
  );
}

function searchStretches(
  image: PageImage,
  stretches: ReturnType<typeof freeStretches>,
  tables: readonly PastTable[],
  others: readonly PastTable[] = [],
): Candidate[] {
  const finder = cellFinder(image);
  return stretches.flatMap(({ from, to }) => tile(image.bytes, finder, from, to, tables, others));
}

/** The cells that a page's own pointers lead to, each read as the table that most of them fit. */
export function pointedCells(image: PageImage, tables: readonly PastTable[]): readonly Candidate[] | null {
  const page = opened(image, 'rowid') ?? opened(image, 'index');
  return page === null ? null : cellsAt(image, page, tables);
}

function cellsAt(
  image: PageImage,
  page: Pick<TreePage, 'bytes' | 'pointers' | 'cells' | 'prefix' | 'limit'>,
  tables: readonly PastTable[],
): readonly Candidate[] | null {
  const { bytes, pointers, cells, prefix, limit } = page;
  if (cells === 0) return null;
  const finder = cellFinder(image);
  const first = pointers + 2 * cells;
  const byTable = new Map<PastTable, { cells: Candidate[]; score: number }>();
  let pointed = 0;
  for (let index = 0; index < cells; index++) {
    const at = bytes.readUInt16BE(pointers + 2 * index) + prefix;
    if (at < first || at >= limit) continue;
    pointed++;
    finder.findIntact(at, limit, tables, (candidate) => {
      const own = byTable.get(candidate.table) ?? { cells: [], score: 0 };
      own.cells.push(candidate);
      own.score += candidate.score;
      byTable.set(candidate.table, own);
    });
  }
  const best = [...byTable.values()].sort((a, b) => b.score - a.score)[0];
  return best === undefined || best.cells.length < pointed * HOLDING_SHARE || pointed < cells * HOLDING_SHARE
    ? null
    : best.cells;
}

/**
 * The pointers that a page still begins with whose header was overwritten: a leaf that became a trunk of the list of
 * free pages loses just the eight bytes of it. They go down in most pages, and end at zeros or at the first cell.
 */
function orphanedPointers(image: PageImage, pointers: number): number {
  const { bytes, usable } = image;
  const limit = Math.min(usable, bytes.length);
  let first = limit;
  let cells = 0;
  for (let at = pointers; at + 2 <= first; at += 2, cells++) {
    const cell = bytes.readUInt16BE(at);
    if (cell <= at || cell >= limit) break;
    first = Math.min(first, cell);
  }
  return cells;
}

/** A page that no tree reaches: if its pointers still hold, its cells and what lies between them, else all of it. */
export function searchUnowned(image: PageImage, tables: readonly PastTable[], from: number): Candidate[] {
  const { bytes, usable, number } = image;
  const limit = Math.min(usable, bytes.length);
  const start = number === 1 ? FIRST_PAGE_START : 0;
  const index = opened(image, 'index');
  // What was an index holds keys, which would read as rows of small tables.
  const likely = index !== null && index.cells > 0 ? tables.filter(({ kind }) => kind === 'index') : tables;
  const cells = pointedCells(image, likely);
  if (cells === null) {
    const pointers = Math.max(start + LEAF_HEADER_BYTES, from);
    const orphans = orphanedPointers(image, pointers);
    const page = { bytes, pointers, cells: orphans, prefix: 0, limit } as const;
    const lead = cellsAt(image, page, tables) === null ? pointers : pointers + 2 * orphans;
    return searchStretches(image, [{ from: lead, to: limit }], likely);
  }
  const owner = (cells[0] as Candidate).table;
  const page = opened(image, owner.kind) as TreePage;
  const extents = cells.map(({ at, length }) => ({ from: at - page.prefix, to: at + length }));
  const free = freeStretches(start + LEAF_HEADER_BYTES + 2 * page.cells, limit, extents);
  return [...cells, ...searchStretches(image, free, [owner])];
}
