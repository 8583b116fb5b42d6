import { localBytes } from '../payload.ts';
import type { TreePage } from '../tree.ts';
import { type Cursor, readRowid, readVarint } from '../varint.ts';
import type { PastTable } from './past-table.ts';

/** A stretch of a page that no live cell covers, by offset. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const LEAST_CELL_BYTES = 4;

/** Where each cell of a page lies, as its pointers say; those that cannot be read are left out. */
export function cellExtents(page: TreePage, table: Pick<PastTable, 'kind' | 'spill'>): Stretch[] {
  const { bytes, pointers, cells, limit, prefix } = page;
  const extents: Stretch[] = [];
  const cursor: Cursor = { at: 0 };
  for (let index = 0; index < cells; index++) {
    const from = bytes.readUInt16BE(pointers + 2 * index);
    if (from < pointers + 2 * cells || from + prefix >= limit) continue;
    cursor.at = from + prefix;
    // Interior pages of rowid tables hold a child and a rowid only.
    if (prefix === 4 && table.kind === 'rowid') {
      readRowid(bytes, cursor);
      extents.push({ from, to: Math.min(limit, cursor.at) });
      continue;
    }
    const payload = readVarint(bytes, cursor);
    if (table.kind === 'rowid') readRowid(bytes, cursor);
    const local = localBytes(payload, table.spill);
    const to = Math.max(from + LEAST_CELL_BYTES, cursor.at + local + (local < payload ? 4 : 0));
    if (to <= limit) extents.push({ from, to });
  }
  return extents;
}

/** What lies between the header with its pointers and the end of the page, less the cells. The freeblock chain is not trusted. */
export function freeStretches(start: number, limit: number, extents: readonly Stretch[]): Stretch[] {
  const free: Stretch[] = [];
  let at = start;
  for (const { from, to } of extents.toSorted((a, b) => a.from - b.from)) {
    if (from > at) free.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  if (at < limit) free.push({ from: at, to: limit });
  return free;
}

/** Whether there are bytes, and all of them are zero. */
export function isBlank(bytes: Buffer, from: number, to: number): boolean {
  if (from === to) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}
