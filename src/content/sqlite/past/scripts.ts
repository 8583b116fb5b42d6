import type { Encoding } from '../header.ts';
import type { Table } from '../table.ts';

/**
 * Which blocks of 256 code points the live texts of a database are written in, by the upper byte of their UTF-16 units.
 * Nearly every two bytes are a letter of UTF-16: without this, a reading from the wrong byte on has no fault.
 */
export type Scripts = Uint8Array;

/** Rows and characters looked at, of each table and in all; fewer characters say nothing of what others may be. */
const SAMPLE_ROWS = 1000;
const SAMPLE_UNITS = 1 << 18;
const LEAST_UNITS = 64;

/** Letters in a row that make bytes a text, not a blob. */
const LETTERS_IN_A_ROW = 3;

/** Null where the encoding itself tells text from what is none, or where too little is known. */
export function scriptsOf(tables: readonly Table[], encoding: Encoding): Scripts | null {
  if (encoding === 'utf8') return null;
  const scripts = new Uint8Array(256);
  let units = 0;
  for (const table of tables) {
    let rows = 0;
    for (const row of table.everyRecord()) {
      rows += 1;
      if (rows > SAMPLE_ROWS || units > SAMPLE_UNITS) break;
      for (const value of row) {
        if (typeof value !== 'string') continue;
        const length = Math.min(value.length, SAMPLE_UNITS);
        for (let at = 0; at < length; at += 1) scripts[value.charCodeAt(at) >> 8] = 1;
        units += length;
      }
    }
  }
  return units < LEAST_UNITS ? null : scripts;
}

/** Whether a text has a unit of a block that no live text has. */
export function isForeign(bytes: Buffer, start: number, end: number, upper: 0 | 1, scripts: Scripts): boolean {
  for (let at = start + upper; at < end; at += 2) if (scripts[bytes[at] as number] === 0) return true;
  return false;
}

const isLatin = (unit: number): boolean => (unit > 31 && unit < 127) || unit >= 160;

/** Whether bytes that are to be a blob hold letters of UTF-16, from the right byte on or the wrong one. */
export function holdsLetters(bytes: Buffer, start: number, end: number): boolean {
  for (let first = start; first < start + 2; first += 1) {
    let run = 0;
    for (let at = first; at + 1 < end; at += 2) {
      run = isLatin(bytes[at] as number) && bytes[at + 1] === 0 ? run + 1 : 0;
      if (run === LETTERS_IN_A_ROW) return true;
    }
  }
  return false;
}
