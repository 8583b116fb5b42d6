import type { ContentNotice } from '../reader.ts';
import { rowBag } from '../row-hash.ts';
import type { Row } from '../value.ts';
import type { BoundedView } from './bounded-view.ts';
import { newClaims } from './claims.ts';
import { type DatabaseHeader, readHeader } from './header.ts';
import { OVERFLOWS } from './leaves.ts';
import type { Overlays } from './overlays.ts';
import { layPages } from './pages.ts';
import { surveyTables } from './survey-tables.ts';
import type { Ground, Table } from './table.ts';

/** Live rows that the main file alone does not hold. */
export interface LoggedRows {
  readonly count: number;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

/** Pages of a log whose rows are held in memory to be compared: 128 MiB of 4 KiB pages. */
const MAX_LOGGED_PAGES = 32_768;
const TABLES_NAMED = 5;

/** Compares the rows of pages that the log lays over the main file with those that it covers. Null without such a log. */
export function rowsOnlyInLog(
  header: DatabaseHeader,
  ground: Ground,
  main: BoundedView,
  { wal, hot }: Overlays,
  tables: readonly Table[],
): LoggedRows | null {
  if (wal === null || wal.read.pages.size > MAX_LOGGED_PAGES) return null;
  const over = wal.read.pages;
  const below = tablesBelow(header, ground, main, hot);
  const rows = new Map<string, readonly Row[]>();
  let count = 0;
  for (const table of tables) {
    const twin = below.get(table.name);
    const own = new Set(table.leaves.pages.subarray(0, table.leaves.count));
    const same = twin !== undefined && sameColumns(table, twin);
    // A page that the table no longer has was freed, which the log need not say.
    const covered = (page: number, marks: number): boolean =>
      over.has(page) || !own.has(page) || (marks & OVERFLOWS) !== 0;
    const kept = rowBag(same ? twin.everyRecord(covered) : []);
    const logged: Row[] = [];
    const touched = (page: number, marks: number): boolean => !same || over.has(page) || (marks & OVERFLOWS) !== 0;
    for (const row of table.everyRecord(touched)) if (!kept.take(row)) logged.push(row);
    if (logged.length > 0) rows.set(table.name, logged);
    count += logged.length;
  }
  return { count, rows };
}

/** The tables of the main file alone; none where it is no database without its log. */
function tablesBelow(
  header: DatabaseHeader,
  ground: Ground,
  main: BoundedView,
  hot: Overlays['hot'],
): ReadonlyMap<string, Table> {
  const pages = layPages(main, header.pageSize, null, hot);
  const first = pages.page(1);
  const own = first === null ? null : readHeader(first);
  if (own === null || own.pageSize !== header.pageSize) return new Map();
  const below: Ground = {
    pages,
    usable: own.pageSize - own.reserved,
    encoding: own.encoding,
    claims: newClaims(pages.present),
    poll: ground.poll,
  };
  return new Map(surveyTables(below, [], {}).tables.map((table) => [table.name, table]));
}

function sameColumns(table: Table, twin: Table): boolean {
  const [a, b] = [table.shape.columns, twin.shape.columns];
  return a.length === b.length && a.every(({ name }, at) => name === b[at]?.name);
}

/** The fact as a notice: how many, and in which tables. */
export function onlyInLogNotice({ count, rows }: LoggedRows): ContentNotice {
  const named = [...rows].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const tables = named.slice(0, TABLES_NAMED).map(([name, own]) => `${name} ${own.length}`);
  const more = named.length > TABLES_NAMED ? [`${named.length - TABLES_NAMED} tables more`] : [];
  return {
    detail: 'sqlite.only-in-log',
    code: 'only-in-log',
    lost: false,
    args: { rows: count, tables: [...tables, ...more].join(', ') },
  };
}
