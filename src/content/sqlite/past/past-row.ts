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

/** A number for finding equal rows quickly: equal rows have equal ones. `except`: columns that do not count. */
export function rowHash(row: Row, except: readonly number[]): number {
  let hash = row.length;
  for (let column = 0; column < row.length; column++) {
    if (!except.includes(column)) hash = Math.imul(hash ^ valueHash(row[column] as Value), 0x5bd1e995) + 1;
  }
  return hash | 0;
}

function bytesHash(bytes: Uint8Array): number {
  const { length } = bytes;
  let hash = length;
  for (let at = 0; at < length; at += 1 + (length >> 5)) hash = Math.imul(hash, 31) + (bytes[at] as number);
  return hash;
}

function valueHash(value: Value): number {
  if (value === null) return 7;
  if (typeof value === 'number') return (value | 0) ^ Math.imul(Math.floor(value / 2 ** 32) | 0, 0x9e3779b1);
  if (typeof value === 'string') {
    const { length } = value;
    let hash = length + 0x1234567;
    for (let at = 0; at < length; at += 1 + (length >> 5)) hash = Math.imul(hash, 31) + value.charCodeAt(at);
    return hash;
  }
  if (typeof value === 'bigint') return Number(BigInt.asIntN(32, value ^ (value >> 32n)));
  if (typeof value === 'boolean') return value ? 1 : 2;
  if (value instanceof Uint8Array) return bytesHash(value);
  if ('text' in value) return bytesHash(value.text) + 3;
  return valueHash(Math.fround(value.real) * 1024) + 11;
}
