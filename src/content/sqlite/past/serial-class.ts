import type { Affinity } from '../affinity.ts';

/**
 * Serial types by class, one bit each: 0 to 9 stand for themselves, every blob for one and every text for one.
 * 10 and 11 never occur in a file (sqlite.org/fileformat2.html, 2.1).
 */
export const NULL_BIT = 1;
const BLOB_BIT = 1 << 10;
const TEXT_BIT = 1 << 11;
/** Classes that have serial types of two bytes. */
export const LONG_BITS = BLOB_BIT | TEXT_BIT;
const NUMBER_BITS = 0x3fe;
/** Whole numbers of a REAL column are stored in at most six bytes (SQLite vdbeaux.c, MEM_IntReal). */
const INTEGER_OF_8_BIT = 1 << 6;
const ANY_BITS = NULL_BIT | NUMBER_BITS | BLOB_BIT | TEXT_BIT;

function classBit(serial: number): number {
  if (serial < 10) return 1 << serial;
  if (serial < 12) return 0;
  return serial % 2 === 0 ? BLOB_BIT : TEXT_BIT;
}

/** The class bits of serial types of one byte. */
const CLASS_BITS = Uint16Array.from({ length: 128 }, (_, serial) => classBit(serial));

export const bitOf = (serial: number): number => CLASS_BITS[serial] ?? classBit(serial);

/** Classes that a column of an affinity holds, whatever is put in: text that looks like no number stays text. */
export function classesOf(affinity: Affinity, notNull: boolean): number {
  const values: Readonly<Record<Affinity, number>> = {
    integer: NUMBER_BITS,
    real: NUMBER_BITS & ~INTEGER_OF_8_BIT,
    numeric: NUMBER_BITS | TEXT_BIT,
    text: TEXT_BIT,
    blob: ANY_BITS,
  };
  return (values[affinity] & ~NULL_BIT) | (notNull ? 0 : NULL_BIT);
}
