import { virtualTable } from '../create-text.ts';
import { entryShape } from '../entry-shape.ts';
import { contentNames, shadowsOf } from '../schema.ts';
import type { Table } from '../table.ts';
import { textDecoder } from '../text.ts';
import type { Candidate } from './candidate.ts';
import type { OpenDatabase } from './holdings.ts';
import { pastRow } from './past-row.ts';
import { type PastTable, pastTable } from './past-table.ts';
import { searchOwned, searchUnowned } from './search-page.ts';
import { versionsOf } from './versions.ts';

const MASTER_TYPES = new Set(['table', 'index', 'view', 'trigger']);
/** Declarations that are taken from free space. */
const MAX_DROPPED = 200;

interface Declared {
  readonly name: string;
  readonly sql: string;
}

/**
 * Tables whose declaration is found in the free space of the schema's own pages, or in an older version of them. A
 * full-text table is its content, under its own name; the others that it kept its index in are known and hold no rows.
 */
export function droppedTables(open: OpenDatabase, pastMaster: PastTable): PastTable[] {
  const { ground, tables } = open;
  const declared = droppedDeclarations(open, pastMaster);
  const virtual = declared.flatMap(({ name, sql }) => {
    const known = virtualTable(sql);
    return known === null ? [] : [{ name, sql, module: known.module }];
  });
  const { owners } = shadowsOf(virtual);
  const found: PastTable[] = [];
  for (const { name, sql } of declared) {
    if (virtualTable(sql) !== null) continue;
    const owner = owners.get(name.toLowerCase());
    const rename = owner == null ? null : contentNames(owner.sql);
    const shape = entryShape({ sql, uniqueIndexes: [], rename });
    const shown = owner?.name ?? name;
    if (shape === null || tables.some((table) => table.name === shown && sameColumns(table, shape))) continue;
    const past = pastTable(shown, shape, null, ground);
    found.push(owner === null ? { ...past, holdsNoRecords: true } : past);
  }
  return found;
}

function droppedDeclarations(open: OpenDatabase, pastMaster: PastTable): readonly Declared[] {
  const { ground, master } = open;
  const { pages, usable, encoding } = ground;
  const text = textDecoder(encoding);
  const found = new Map<string, Declared>();
  const live = new Set<string>();
  for (const [, name, , , sql] of master.records()) live.add(`${String(name)}\0${String(sql)}`);
  const add = (candidates: readonly Candidate[]): void => {
    for (const candidate of candidates) {
      const [type, name, , , sql] = pastRow(candidate, text).row;
      if (typeof type !== 'string' || !MASTER_TYPES.has(type) || typeof name !== 'string') continue;
      const key = `${name}\0${String(sql)}`;
      if (type !== 'table' || typeof sql !== 'string' || live.has(key) || found.size >= MAX_DROPPED) continue;
      found.set(key, { name, sql });
    }
  };
  const own = new Set<number>();
  for (let at = 0; at < master.leaves.count; at++) {
    const number = master.leaves.pages[at] as number;
    own.add(number);
    const bytes = pages.page(number);
    if (bytes !== null)
      add(searchOwned({ number, bytes, usable, encoding, scripts: null, chains: ground }, pastMaster, [], []));
  }
  for (const { number, bytes, chains } of versionsOf(open)) {
    if (own.has(number))
      add(searchUnowned({ number, bytes, usable, encoding, scripts: null, chains }, [pastMaster], 0));
  }
  return [...found.values()];
}

function sameColumns(table: Table, shape: Table['shape'] | null): boolean {
  return (
    shape !== null &&
    shape.columns.length === table.shape.columns.length &&
    shape.columns.every(({ name, affinity }, at) => {
      const twin = table.shape.columns[at];
      return twin?.name === name && twin.affinity === affinity;
    })
  );
}
