import { hash } from 'node:crypto';
import type { Counts } from '../reader.ts';
import { sameValue } from '../value.ts';
import { equalPages } from './equal-pages.ts';
import { DAMAGED, OVERFLOWS, SKIPPED } from './leaves.ts';
import type { Ground, Table } from './table.ts';

/** Pages of a table that are looked for by their hash when they did not stay in place: 1 GiB of 4 KiB pages. */
const MAX_HASHED_PAGES = 262_144;
const POLL_PAGES = 64;

/** Whether equal bytes of a page mean equal rows in both tables. */
function sameMeaning(left: Table, right: Table): boolean {
  const [a, b] = [left.shape, right.shape];
  return (
    a.columns.length === b.columns.length &&
    a.columns.every((column, at) => {
      const twin = b.columns[at];
      return (
        twin !== undefined &&
        column.name === twin.name &&
        column.real === twin.real &&
        sameValue(column.missing, twin.missing)
      );
    }) &&
    a.slots.join() === b.slots.join() &&
    a.withoutRowid === b.withoutRowid &&
    a.alias === b.alias &&
    left.keys.map((key) => key.join()).join(';') === right.keys.map((key) => key.join()).join(';')
  );
}

/** Takes back what an earlier pairing left out. */
export function unskip(table: Table): void {
  const { marks, count } = table.leaves;
  for (let at = 0; at < count; at++) marks[at] = (marks[at] as number) & ~SKIPPED;
}

/**
 * Marks pages that both tables hold, byte for byte, as a multiset: first those that stayed in place, then those that
 * moved. A page with a cell that goes on elsewhere is never among them, nor one that is damaged. Both databases must
 * agree in page size, reserved bytes and encoding. Null where equal bytes would not mean equal rows.
 */
export function skipEqualPages(left: Table, right: Table, a: Ground, b: Ground): Counts | null {
  if (!sameMeaning(left, right)) return null;
  const [mine, theirs] = [left.leaves, right.leaves];
  const usable = (marks: number): boolean => (marks & (OVERFLOWS | DAMAGED | SKIPPED)) === 0;
  let records = 0;
  let telling = 0;
  const skip = (at: number, twin: number): void => {
    mine.marks[at] = (mine.marks[at] as number) | SKIPPED;
    theirs.marks[twin] = (theirs.marks[twin] as number) | SKIPPED;
    records += mine.records[at] as number;
    telling += mine.telling[at] as number;
  };

  // Where the other table has the page of a number, counted from 1; 0 where it has none.
  const places = new Uint32Array(b.pages.present + 1);
  for (let twin = 0; twin < theirs.count; twin++) {
    const number = theirs.pages[twin] as number;
    if (number < places.length) places[number] = twin + 1;
  }
  const inPlace = equalPages(a.pages, b.pages, a.poll);
  for (let at = 0; at < mine.count; at++) {
    const number = mine.pages[at] as number;
    const twin = (places[number] ?? 0) - 1;
    if (twin < 0 || !usable(mine.marks[at] as number) || !usable(theirs.marks[twin] as number)) continue;
    if (mine.records[at] !== theirs.records[twin]) continue;
    if (inPlace.has(number)) skip(at, twin);
  }

  const moved = new Map<string, number[]>();
  for (let at = 0, hashed = 0; at < mine.count && hashed < MAX_HASHED_PAGES; at++) {
    if (at % POLL_PAGES === 0) a.poll();
    if (!usable(mine.marks[at] as number) || mine.records[at] === 0) continue;
    const page = a.pages.glance(mine.pages[at] as number);
    if (page === null) continue;
    hashed++;
    const key = hash('sha256', page, 'base64');
    const same = moved.get(key);
    if (same === undefined) moved.set(key, [at]);
    else same.push(at);
  }
  if (moved.size === 0) return { records, telling };
  for (let twin = 0; twin < theirs.count; twin++) {
    if (twin % POLL_PAGES === 0) b.poll();
    if (!usable(theirs.marks[twin] as number) || theirs.records[twin] === 0) continue;
    const page = b.pages.glance(theirs.pages[twin] as number);
    const at = page === null ? undefined : moved.get(hash('sha256', page, 'base64'))?.pop();
    if (at !== undefined) skip(at, twin);
  }
  return { records, telling };
}
