import type { PastRecord } from '../../reader.ts';
import { textDecoder } from '../text.ts';
import type { Candidate } from './candidate.ts';
import { type Holdings, holdingsOf, type OpenDatabase } from './holdings.ts';
import { forgetLikelihoods } from './lost-serials.ts';
import { type PastRow, pastRow } from './past-row.ts';
import { learn, type PastTable } from './past-table.ts';
import { opened, searchOwned, searchUnowned } from './search-page.ts';
import { type Find, sift } from './sift.ts';
import { type Version, versionsOf } from './versions.ts';

const POLL_PAGES = 16;

interface Where {
  readonly state: PastRecord['state'];
  readonly at: string;
}

/** Rows that the database no longer shows, by page. */
export function* pastRecords(open: OpenDatabase): Generator<PastRecord> {
  const { ground } = open;
  const { pages, usable, encoding, poll } = ground;
  const holdings = holdingsOf(open);
  const text = textDecoder(encoding);
  const { scripts } = holdings;
  const all = [...holdings.tables, ...holdings.dropped];
  const search = (number: number): Candidate[] => {
    if (number % POLL_PAGES === 0) poll();
    const owner = holdings.ownerOf(number);
    const bytes = owner === null ? null : pages.page(number);
    if (bytes === null || owner === null) return [];
    const image = { number, bytes, usable, encoding, scripts, chains: ground };
    return owner === undefined
      ? searchUnowned(image, all, holdings.trunkEnd(number))
      : searchOwned(image, owner, holdings.dropped, holdings.tables);
  };
  const byPage = new Map<number, Candidate[]>();
  for (let number = 1; number <= Math.min(pages.count, pages.present); number++) {
    const found = search(number);
    if (found.length > 0) byPage.set(number, found);
  }
  // What whole cells show of tables with few live rows makes lost serial types better known: such pages are read again.
  const learned = learnFrom(all, byPage.values());
  const finds: Find<Where>[] = [];
  for (const [number, first] of byPage) {
    const again = learned.size > 0 && first.some(({ table, lost }) => lost > 0 && learned.has(table));
    for (const candidate of again ? search(number) : first) {
      const where: Where = { state: 'deleted', at: `page ${number} +${candidate.at}` };
      finds.push({ past: pastRow(candidate, text), where, image: `page ${number}` });
    }
  }
  for (const version of versionsOf(open)) {
    const { state, label } = version;
    for (const candidate of searchVersion(version, holdings, all, open)) {
      finds.push({ past: pastRow(candidate, text), where: { state, at: `${label} +${candidate.at}` }, image: label });
    }
  }
  const telling = finds.filter(
    ({ past }) =>
      past.table.holdsNoRecords !== true &&
      past.row.some((value, column) => value !== null && !past.unknown.includes(column)),
  );
  for (const { past, where } of sift(telling, open.tables, poll)) yield recordOf(past, where);
}

/** Rows of a page as it stood at another time: by its own pointers, then what lies between its cells. */
function searchVersion(
  { number, bytes, chains }: Version,
  { ownerOf, isSchema, scripts }: Holdings,
  all: readonly PastTable[],
  { ground }: OpenDatabase,
): readonly Candidate[] {
  const { usable, encoding } = ground;
  const image = { number, bytes, usable, encoding, scripts, chains };
  if (isSchema(number)) return [];
  const owner = ownerOf(number);
  // What is an index now most likely was one before.
  if (owner === null && opened(image, 'rowid') === null) return [];
  return searchUnowned(image, owner == null ? all : [owner, ...all.filter((table) => table !== owner)], 0);
}

/** Known rows that a table must have before whole cells in free space add nothing to them. */
const WELL_KNOWN_ROWS = 200;

function learnFrom(tables: readonly PastTable[], found: Iterable<readonly Candidate[]>): Set<PastTable> {
  const little = new Set(tables.filter(({ usual }) => (usual[0]?.total ?? 0) < WELL_KNOWN_ROWS));
  const learned = new Set<PastTable>();
  if (little.size === 0) return learned;
  for (const candidates of found) {
    for (const { table, serials, intact } of candidates) {
      if (!intact || !little.has(table)) continue;
      learn(table.usual, serials);
      learned.add(table);
    }
  }
  for (const table of learned) forgetLikelihoods(table);
  return learned;
}

function recordOf({ table, row, unknown, intact }: PastRow, { state, at }: Where): PastRecord {
  const { columns } = table.shape;
  const known = columns.map((_, column) => column).filter((column) => !unknown.includes(column));
  return {
    section: table.name,
    columns: known.map((column) => columns[column]?.name as string),
    row: known.map((column) => row[column] ?? null),
    state,
    grade: intact ? 'intact' : 'header-lost',
    at,
  };
}
