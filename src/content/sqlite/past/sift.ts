import { rowHash } from '../../row-hash.ts';
import type { Table } from '../table.ts';
import { type PastRow, samePast } from './past-row.ts';

/** A row with where it was found. */
export interface Find<Where> {
  readonly past: PastRow;
  readonly where: Where;
  /** Of the page that it was found on: rows of one page are not copies of each other. */
  readonly image: string;
}

/**
 * Keeps what is past: of equal rows the best one, and none that a live row equals, be it a stale copy that moving
 * cells about has left behind. A table without a rowid column has no other identity than its values.
 */
export function sift<Where>(finds: readonly Find<Where>[], tables: readonly Table[], poll: () => void): Find<Where>[] {
  const byTable = new Map<string, Map<number, Find<Where>[]>>();
  const dropped = new Set<Find<Where>>();
  for (const find of finds) {
    const { table, row, unknown } = find.past;
    const name = table.dropped ? `\0${table.name}\0${table.fields}` : table.name;
    const own = byTable.get(name) ?? new Map<number, Find<Where>[]>();
    byTable.set(name, own);
    const { alias } = table.shape;
    const hash = rowHash(row, alias === null ? unknown : [alias, ...unknown]);
    const alike = own.get(hash);
    if (alike === undefined) {
      own.set(hash, [find]);
      continue;
    }
    const twin = alike.findIndex((other) => repeats(other, find));
    if (twin < 0) alike.push(find);
    else if (find.past.intact && !(alike[twin] as Find<Where>).past.intact) {
      dropped.add(alike[twin] as Find<Where>);
      alike[twin] = find;
    } else dropped.add(find);
  }
  for (const table of tables) {
    const own = byTable.get(table.name);
    if (own === undefined) continue;
    const { alias } = table.shape;
    // Which columns are not known differs from row to row: as many ways to look a live row up.
    const ways = new Map<string, readonly number[]>();
    for (const alike of own.values()) {
      for (const { past } of alike) {
        const except = alias === null ? past.unknown : [alias, ...past.unknown];
        ways.set(except.join(), except);
      }
    }
    let seen = 0;
    for (const row of table.everyRecord()) {
      if (++seen % 4096 === 0) poll();
      for (const except of ways.values()) {
        for (const find of own.get(rowHash(row, except)) ?? []) {
          if (samePast(find.past.row, row, find.past.unknown)) dropped.add(find);
        }
      }
    }
  }
  return finds.filter((find) => !dropped.has(find));
}

/** Whether two finds are one row found twice. */
function repeats<Where>(one: Find<Where>, other: Find<Where>): boolean {
  const [a, b] = [one.past, other.past];
  const { alias } = a.table.shape;
  const idsKnown = a.rowid !== null && b.rowid !== null;
  if (idsKnown && a.rowid !== b.rowid) return false;
  const unknown = [...a.unknown, ...b.unknown];
  if (!samePast(a.row, b.row, alias === null ? unknown : [alias, ...unknown])) return false;
  return idsKnown || a.intact !== b.intact || one.image !== other.image;
}
