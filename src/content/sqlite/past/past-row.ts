import { type Row, sameValue, type Value } from '../../value.ts';
import { readValue, serialLength } from '../record.ts';
import type { TextDecoder } from '../text.ts';
import type { Candidate } from './candidate.ts';
import { ambiguousPlaces } from './lost-serials.ts';
import type { PastTable } from './past-table.ts';

/** A row that was found, decoded. `row` has a place for each column of the table. */
export interface PastRow {
  readonly table: PastTable;
  readonly row: Row;
  /** Columns that are not known: their places in `row` say nothing. */
  readonly unknown: readonly number[];
  readonly rowid: number | bigint | null;
  readonly intact: boolean;
}

export function pastRow(candidate: Candidate, text: TextDecoder): PastRow {
  const { table, serials, bytes, rowid, intact } = candidate;
  const { columns, slots, alias } = table.shape;
  const row: Value[] = columns.map(({ missing }) => missing);
  let at = candidate.body;
  for (const [place, serial] of serials.entries()) {
    const column = slots[place] as number;
    row[column] = readValue(bytes, at, serial, columns[column]?.real === true, text);
    at += serialLength(serial);
  }
  const unknown: number[] = [];
  if (candidate.lost > 0) {
    for (const place of ambiguousPlaces(table, serials.slice(0, candidate.lost))) {
      const column = slots[place] as number;
      if (column !== alias) unknown.push(column);
    }
  }
  if (alias !== null) {
    row[alias] = rowid;
    if (rowid === null) unknown.push(alias);
  }
  return { table, row, unknown, rowid, intact };
}

/** Whether two rows hold the same in all columns but those named. */
export function samePast(a: Row, b: Row, except: readonly number[]): boolean {
  for (let column = 0; column < a.length; column++) {
    if (!sameValue(a[column] as Value, b[column] as Value) && !except.includes(column)) return false;
  }
  return true;
}
