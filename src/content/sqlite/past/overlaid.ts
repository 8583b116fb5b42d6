import { localBytes } from '../payload.ts';
import { serialLength } from '../record.ts';
import { type Cursor, readRowid, readVarint } from '../varint.ts';
import type { Candidate } from './candidate.ts';
import { MAX_OVERFLOW_BYTES } from './chained-record.ts';
import type { PastTable } from './past-table.ts';
import { bitOf } from './serial-class.ts';

/** A frame of fewer bytes or fields than this agrees with itself by chance too often to put a row in doubt. */
const LEAST_PAYLOAD_BYTES = 8;
const LEAST_FIELDS = 2;
/** Before this no cell of its own can start in the bytes of another: size, rowid, header size, a serial type. */
const LEAST_FRAME_BYTES = 5;

const cursor: Cursor = { at: 0 };

/**
 * Where the cell that starts at `at` ends, if its frame and its header agree with each other as a row of `table`; else 0.
 * Its body may be gone.
 */
function frameEnd(bytes: Buffer, at: number, end: number, table: PastTable): number {
  cursor.at = at;
  const payload = readVarint(bytes, cursor);
  if (payload < LEAST_PAYLOAD_BYTES || payload > MAX_OVERFLOW_BYTES || cursor.at >= end) return 0;
  if (table.kind === 'rowid') readRowid(bytes, cursor);
  const start = cursor.at;
  const header = readVarint(bytes, cursor);
  if (header > payload || start + header > end) return 0;
  let body = 0;
  let fields = 0;
  for (; cursor.at < start + header; fields++) {
    const serial = readVarint(bytes, cursor);
    if (fields >= table.fields || (bitOf(serial) & (table.legal[fields] as number)) === 0) return 0;
    body += serialLength(serial);
  }
  if (cursor.at !== start + header || header + body !== payload) return 0;
  if (fields < Math.max(table.least, LEAST_FIELDS)) return 0;
  const local = localBytes(payload, table.spill);
  return start + local + (local < payload ? 4 : 0);
}

/**
 * Whether another cell of its table was laid over the end of what `candidate` reads. A cell that is written takes the end
 * of a freed one; freed in turn, it is free space like what is left of the first, and its own end may be gone too.
 */
export function isOverlaid(bytes: Buffer, candidate: Candidate, end: number): boolean {
  const after = candidate.at + candidate.length;
  for (let at = candidate.at + LEAST_FRAME_BYTES; at < after - 1; at++)
    if (frameEnd(bytes, at, end, candidate.table) > after) return true;
  return false;
}
