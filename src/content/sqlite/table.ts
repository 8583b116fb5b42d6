import type { Counts, Matters, Section } from '../reader.ts';
import type { Row } from '../value.ts';
import type { Claims } from './claims.ts';
import type { Encoding } from './header.ts';
import { addLeaf, DAMAGED, type Leaves, newLeaves, OVERFLOWS, SKIPPED } from './leaves.ts';
import type { Pages } from './pages.ts';
import { localBytes, readPayload, type Spill, spillOf } from './payload.ts';
import { recordDecoder } from './record.ts';
import type { Shape, ShapeKey } from './shape.ts';
import { type BadCells, type CellScene, isBad, newTally, surveyPage } from './survey.ts';
import { tellingOf } from './telling.ts';
import { textDecoder } from './text.ts';
import { openTreePage, type TreeKind, walkTree } from './tree.ts';
import { type Cursor, readRowid, readVarint } from './varint.ts';

const POLL_PAGES = 64;

/** What every table of a database shares. */
export interface Ground {
  readonly pages: Pages;
  readonly usable: number;
  readonly encoding: Encoding;
  readonly claims: Claims;
  poll(): void;
}

/** What a survey of a table found: everything but the values. */
export interface Table {
  readonly name: string;
  readonly root: number;
  readonly shape: Shape;
  readonly leaves: Leaves;
  readonly keys: readonly (readonly number[])[];
  readonly ordered: boolean;
  readonly counts: Counts;
  /** Most fields of any record: more or fewer than the columns after an ALTER TABLE. */
  readonly fields: number;
  readonly lostPages: { readonly count: number; readonly first: number } | null;
  readonly badRows: { readonly count: number; readonly firstPage: number } | null;
  /** Decodes what is not skipped, page by page. */
  records(): Generator<Row>;
  /** Decodes all, what is skipped as well, or the pages wanted: by number and marks (leaves.ts). */
  everyRecord(wanted?: (page: number, marks: number) => boolean): Generator<Row>;
}

/**
 * Walks a table's tree once and looks at every cell. `shape` may be a function of the most fields seen, for a table
 * whose declaration could not be read. Rows that are not sound are counted, and left out by `records`.
 */
export function surveyTable(
  name: string,
  root: number,
  declared: Shape | TreeKind,
  ground: Ground,
  numbered: (fields: number) => Shape,
): Table {
  const { pages, usable, claims, poll } = ground;
  const text = textDecoder(ground.encoding);
  const kind: TreeKind = typeof declared === 'string' ? declared : declared.withoutRowid ? 'index' : 'rowid';
  const spill = spillOf(usable, kind);
  const scene: CellScene = { pages, spill, rowids: kind === 'rowid', claims };
  const leaves = newLeaves();
  const badCells = new Map<number, BadCells>();
  let lost = 0;
  let firstLost = 0;
  let firstBad = 0;

  let shape = typeof declared === 'string' ? numbered(0) : declared;
  const tally = newTally();
  const telling = tellingOf(shape, ground.encoding, text);
  const onLost = (page: number): void => {
    if (lost++ === 0) firstLost = page;
  };
  for (const page of walkTree(pages, usable, root, kind, claims, onLost, poll)) {
    const { records, telling: told, bad } = tally;
    tally.overflows = false;
    const unreadable = surveyPage(page, scene, telling, tally, null);
    if (unreadable !== null) badCells.set(page.number, unreadable);
    if (tally.bad > 0 && bad === 0) firstBad = page.number;
    const marks = (tally.overflows ? OVERFLOWS : 0) | (unreadable !== null || page.short ? DAMAGED : 0);
    addLeaf(leaves, page.number, tally.records - records, tally.telling - told, marks);
  }

  // What tells depends on the key, and whether the declared one is a key depends on the rows.
  let { telling: told } = tally;
  const keys: readonly ShapeKey[] = tally.nullKey ? shape.keys.slice(1) : shape.keys;
  if (typeof declared === 'string' || tally.nullKey) {
    shape = typeof declared === 'string' ? numbered(tally.fields) : { ...declared, keys };
    told = tellAgain(leaves, badCells, ground, kind, spill, shape);
  }
  const alias = shape.alias !== null && keys[0]?.columns.length === 1 && keys[0].columns[0] === shape.alias;
  return {
    name,
    root,
    shape,
    leaves,
    keys: keys.map((key) => key.columns),
    ordered: alias && tally.ascending,
    counts: { records: tally.records, telling: told },
    fields: tally.fields,
    lostPages: lost === 0 ? null : { count: lost, first: firstLost },
    badRows: tally.bad === 0 ? null : { count: tally.bad, firstPage: firstBad },
    records: () => decodeLeaves(leaves, badCells, ground, kind, spill, shape, isShown),
    everyRecord: (wanted = isAny) => decodeLeaves(leaves, badCells, ground, kind, spill, shape, wanted),
  };
}

function tellAgain(
  leaves: Leaves,
  badCells: ReadonlyMap<number, BadCells>,
  ground: Ground,
  kind: TreeKind,
  spill: Spill,
  shape: Shape,
): number {
  const { pages, usable, encoding, poll } = ground;
  const scene: CellScene = { pages, spill, rowids: kind === 'rowid', claims: null };
  const telling = tellingOf(shape, encoding, textDecoder(encoding));
  const tally = newTally();
  for (let at = 0; at < leaves.count; at++) {
    if (at % POLL_PAGES === 0) poll();
    const page = openTreePage(pages, usable, leaves.pages[at] as number, kind);
    const before = tally.telling;
    if (page !== null) surveyPage(page, scene, telling, tally, badCells.get(page.number) ?? null);
    leaves.telling[at] = tally.telling - before;
  }
  return tally.telling;
}

const isShown = (_page: number, marks: number): boolean => (marks & SKIPPED) === 0;
const isAny = (): boolean => true;

function* decodeLeaves(
  leaves: Leaves,
  badCells: ReadonlyMap<number, BadCells>,
  ground: Ground,
  kind: TreeKind,
  spill: Spill,
  shape: Shape,
  wanted: (page: number, marks: number) => boolean,
): Generator<Row> {
  const { pages, usable, encoding, poll } = ground;
  const decode = recordDecoder(shape, textDecoder(encoding));
  const cursor: Cursor = { at: 0 };
  for (let at = 0; at < leaves.count; at++) {
    if (at % POLL_PAGES === 0) poll();
    if (!wanted(leaves.pages[at] as number, leaves.marks[at] as number)) continue;
    const page = openTreePage(pages, usable, leaves.pages[at] as number, kind);
    if (page === null) continue;
    const { bytes, pointers, cells, prefix } = page;
    const bad = badCells.get(page.number) ?? null;
    for (let index = 0; index < cells; index++) {
      if (bad !== null && isBad(bad, index)) continue;
      cursor.at = bytes.readUInt16BE(pointers + 2 * index) + prefix;
      const payload = readVarint(bytes, cursor);
      const rowid = kind === 'rowid' ? readRowid(bytes, cursor) : null;
      if (payload <= spill.maxLocal) yield decode(bytes, cursor.at, rowid);
      else {
        const local = localBytes(payload, spill);
        yield decode(readPayload(pages, bytes, cursor.at, local, payload, spill), 0, rowid);
      }
    }
  }
}

/**
 * A table as every reader shows its records. `whichMatter`: null where its pages do not show the texts as they are. A
 * value that goes on in overflow pages is not on one page: its page always matters.
 */
export function sectionOf(
  table: Table,
  whichMatter: ((matters: Matters) => (page: number) => boolean) | null,
): Section {
  return {
    name: table.name,
    columns: table.shape.columns.map((column) => column.name),
    foldsNames: true,
    keys: table.keys,
    ...(table.shape.folded === undefined ? {} : { foldedColumns: table.shape.folded }),
    defaults: table.shape.columns.map((column) => column.missing),
    ordered: table.ordered,
    partial: 'row',
    counts: () => table.counts,
    records: () => table.records(),
    ...(whichMatter === null
      ? {}
      : {
          recordsIn(matters: Matters) {
            const isWanted = whichMatter(matters);
            return table.everyRecord((page, marks) => (marks & OVERFLOWS) !== 0 || isWanted(page));
          },
        }),
  };
}
