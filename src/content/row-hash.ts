import { type Row, sameValue, type Value } from './value.ts';

/** A number for finding equal rows quickly: equal rows have equal ones. `except`: columns that do not count. */
export function rowHash(row: Row, except: readonly number[]): number {
  let hash = row.length;
  for (let column = 0; column < row.length; column++) {
    if (!except.includes(column)) hash = Math.imul(hash ^ valueHash(row[column] as Value), 0x5bd1e995) + 1;
  }
  return hash | 0;
}

/** The same over the columns named, in their order. */
export function columnsHash(row: Row, columns: readonly number[]): number {
  let hash = columns.length;
  for (const column of columns) hash = Math.imul(hash ^ valueHash(row[column] ?? null), 0x5bd1e995) + 1;
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

/** Rows to be taken out one by one, by being equal. */
export interface RowBag {
  /** False where there is none, or none left. */
  take(row: Row): boolean;
}

export function rowBag(rows: Iterable<Row>): RowBag {
  const byHash = new Map<number, Row[]>();
  for (const row of rows) {
    const hash = rowHash(row, []);
    const alike = byHash.get(hash);
    if (alike === undefined) byHash.set(hash, [row]);
    else alike.push(row);
  }
  return {
    take(row) {
      if (byHash.size === 0) return false;
      const alike = byHash.get(rowHash(row, []));
      const at = alike?.findIndex((other) => isSame(row, other)) ?? -1;
      if (at >= 0) alike?.splice(at, 1);
      return at >= 0;
    },
  };
}

function isSame(a: Row, b: Row): boolean {
  return a.length === b.length && a.every((value, column) => sameValue(value, b[column] as Value));
}
