import type { Row, Value } from '../value.ts';
import type { Shape } from './shape.ts';
import type { TextDecoder } from './text.ts';
import { type Cursor, narrow, readVarint } from './varint.ts';

const WORD = 2 ** 32;

/** Bytes of a value by its serial type, 10 and 11 aside, which never occur (sqlite.org/fileformat2.html, 2.1). */
export function serialLength(serial: number): number {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  return serial < 5 ? serial : serial === 5 ? 6 : serial < 8 ? 8 : 0;
}

/** An integer of a serial type from 1 to 6, 8 or 9. */
export function readInteger(bytes: Buffer, at: number, serial: number): number | bigint {
  switch (serial) {
    case 1:
      return ((bytes[at] as number) << 24) >> 24;
    case 2:
      return (((bytes[at] as number) << 24) >> 16) | (bytes[at + 1] as number);
    case 3:
      return (((bytes[at] as number) << 24) >> 8) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    case 4:
      return bytes.readInt32BE(at);
    case 5:
      return bytes.readInt16BE(at) * WORD + bytes.readUInt32BE(at + 2);
    case 6: {
      const value = bytes.readInt32BE(at) * WORD + bytes.readUInt32BE(at + 4);
      return Number.isSafeInteger(value) ? value : narrow(bytes.readBigInt64BE(at));
    }
    default:
      return serial - 8;
  }
}

/** One value of a record. A NaN reads as NULL, as SQLite does. */
export function readValue(bytes: Buffer, at: number, serial: number, real: boolean, text: TextDecoder): Value {
  if (serial === 0) return null;
  if (serial >= 12) {
    const end = at + serialLength(serial);
    return serial % 2 === 1 ? text(bytes, at, end) : new Uint8Array(bytes.subarray(at, end));
  }
  if (serial === 7) {
    const number = bytes.readDoubleBE(at);
    return Number.isNaN(number) ? null : { real: number };
  }
  const integer = readInteger(bytes, at, serial);
  return real ? { real: Number(integer) } : integer;
}

/**
 * Decodes a record that the survey has found to be sound. Columns the record is too short for hold what their
 * declaration says; fields beyond the declared columns are ignored, as SQLite does.
 */
export function recordDecoder(shape: Shape, text: TextDecoder) {
  const { slots, alias } = shape;
  const reals = shape.columns.map((column) => column.real);
  const missing: Row = shape.columns.map((column) => column.missing);
  const width = missing.length;
  const fields = slots.length;
  const cursor: Cursor = { at: 0 };

  return (bytes: Buffer, start: number, rowid: number | bigint | null): Row => {
    cursor.at = start;
    const body = start + readVarint(bytes, cursor);
    let at = body;
    const row: Value[] = new Array(width);
    let slot = 0;
    while (cursor.at < body && slot < fields) {
      const serial = readVarint(bytes, cursor);
      const column = slots[slot++] as number;
      row[column] = readValue(bytes, at, serial, reals[column] as boolean, text);
      at += serialLength(serial);
    }
    while (slot < fields) {
      const column = slots[slot++] as number;
      row[column] = missing[column] as Value;
    }
    if (alias !== null) row[alias] = rowid;
    return row;
  };
}
