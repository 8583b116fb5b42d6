import type { Lanes } from './row-digest.ts';

/** Records that one table holds at a time: 16.7 million slots, a third of a gigabyte. */
const TABLE_RECORDS = 11_700_000;

/** One stretch of all digests: the records whose digest falls into it are matched in one pass. */
export interface Stretch {
  readonly index: number;
  readonly of: number;
}

/** Where more than the digest is kept of each record. */
export const KEYED_TABLE_RECORDS = TABLE_RECORDS / 2;

/** As many passes as keep the table of each within bounds. */
export function stretchesFor(records: number, perTable = TABLE_RECORDS): Stretch[] {
  const of = Math.max(1, Math.ceil(records / perTable));
  return Array.from({ length: of }, (_, index) => ({ index, of }));
}

/** Whether a digest belongs to a stretch. */
export function inPass(digest: Lanes, index: number, of: number): boolean {
  return of === 1 || ((digest[3] as number) >>> 0) % of === index;
}
