import type { BoundedView } from '../bounded-view.ts';
import { numberedShape } from '../guessed-shape.ts';
import { type DatabaseHeader, HEADER_BYTES } from '../header.ts';
import type { Overlays } from '../overlays.ts';
import { type Ground, surveyTable, type Table } from '../table.ts';
import { openTreePage } from '../tree.ts';
import { droppedTables } from './dropped-tables.ts';
import { type PastTable, pastTable } from './past-table.ts';
import { type Scripts, scriptsOf } from './scripts.ts';

/** A database as its reader has it open. */
export interface OpenDatabase {
  readonly header: DatabaseHeader;
  readonly ground: Ground;
  /** The main file alone, and what lies beside it. */
  readonly main: BoundedView;
  readonly overlays: Overlays;
  readonly master: Table;
  readonly tables: readonly Table[];
  /** Root pages of all trees, those of indexes and of what holds no records among them. */
  readonly roots: readonly number[];
}

/** Which page belongs to what, and what rows may look like. */
export interface Holdings {
  readonly master: PastTable;
  readonly tables: readonly PastTable[];
  readonly dropped: readonly PastTable[];
  readonly scripts: Scripts | null;
  /** The live table that a page holds rows of; null: none that rows are looked for in; undefined: no tree reaches it. */
  ownerOf(page: number): PastTable | null | undefined;
  /** Whether a page holds rows of sqlite_master. */
  isSchema(page: number): boolean;
  /** Where the list of free pages ends that a free page may begin with; 0 on all others. */
  trunkEnd(page: number): number;
}

const FIRST_TRUNK_AT = 32;
const LOCK_BYTE = 2 ** 30;
const POINTER_MAP_ENTRY_BYTES = 5;

/** Walks what the survey of the tables has not: then every page that is not claimed is free. */
function claimTheRest({ ground, roots }: OpenDatabase): void {
  for (const root of roots) {
    if (root < 1 || ground.claims.has(root)) continue;
    const kind = openTreePage(ground.pages, ground.usable, root, 'index') === null ? 'rowid' : 'index';
    surveyTable('', root, kind, ground, (fields) => numberedShape(fields, kind === 'index'));
  }
}

/** Pages that say where others belong (fileformat2.html, 1.8), and the one that is never used. */
function isReserved(number: number, { header, ground }: OpenDatabase): boolean {
  if (number === LOCK_BYTE / header.pageSize + 1) return true;
  if (header.autoVacuum === 'none' || number < 2) return false;
  const reach = Math.floor(ground.usable / POINTER_MAP_ENTRY_BYTES) + 1;
  return (number - 2) % reach === 0;
}

export function holdingsOf(open: OpenDatabase): Holdings {
  const { ground, master, tables } = open;
  claimTheRest(open);
  const owners = new Map<number, PastTable>();
  const own = (table: Table): PastTable => {
    const past = pastTable(table.name, table.shape, table, ground);
    for (let at = 0; at < table.leaves.count; at++) owners.set(table.leaves.pages[at] as number, past);
    if (past.kind === 'rowid') for (const page of interiorPages(open, table.root)) owners.set(page, past);
    return past;
  };
  const { trunks, leaves } = freelistOf(open);
  // Where part of a tree cannot be read, a page that none reaches may be alive: only what is listed as free is.
  const torn = [master, ...tables].some(({ lostPages }) => lostPages !== null);
  const isFree = (page: number): boolean => !torn || trunks.has(page) || leaves.has(page);
  const pastMaster = own(master);
  const past = tables.map(own);
  return {
    master: pastMaster,
    tables: past,
    dropped: droppedTables(open, pastMaster),
    scripts: scriptsOf(tables, ground.encoding),
    isSchema: (page) => owners.get(page) === pastMaster,
    trunkEnd: (page) => trunks.get(page) ?? 0,
    ownerOf(page) {
      const owner = owners.get(page);
      if (owner !== undefined) return owner === pastMaster ? null : owner;
      return ground.claims.has(page) || isReserved(page, open) || !isFree(page) ? null : undefined;
    },
  };
}

/** Pages above the leaves: a tree that grows leaves the old cells of its root where they were. */
function interiorPages({ ground }: OpenDatabase, root: number): Set<number> {
  const { pages, usable } = ground;
  const found = new Set<number>();
  const waiting = [root];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const page = found.has(number) ? null : openTreePage(pages, usable, number, 'rowid');
    if (page === null || page.prefix === 0) continue;
    found.add(number);
    waiting.push(page.bytes.readUInt32BE(page.pointers - 4));
    for (let index = 0; index < page.cells; index++) {
      const cell = page.bytes.readUInt16BE(page.pointers + 2 * index);
      if (cell + 4 <= page.limit) waiting.push(page.bytes.readUInt32BE(cell));
    }
  }
  return found;
}

/** Trunk pages of the freelist: next trunk, number of entries, then four bytes for each (fileformat2.html, 1.5). */
function freelistOf({ ground }: OpenDatabase): { readonly trunks: Map<number, number>; readonly leaves: Set<number> } {
  const { pages, usable } = ground;
  const trunks = new Map<number, number>();
  const leaves = new Set<number>();
  const head = pages.page(1);
  let next = head === null || head.length < HEADER_BYTES ? 0 : head.readUInt32BE(FIRST_TRUNK_AT);
  while (next > 1 && next <= pages.count && !trunks.has(next)) {
    const page = pages.page(next);
    if (page === null || page.length < 8) break;
    const end = Math.min(usable, page.length, 8 + 4 * page.readUInt32BE(4));
    trunks.set(next, end);
    for (let at = 8; at + 4 <= end; at += 4) leaves.add(page.readUInt32BE(at));
    next = page.readUInt32BE(0);
  }
  return { trunks, leaves };
}
