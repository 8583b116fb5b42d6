import type { DecodeKit } from '../../src/vfs/format.ts';
import type { ReadAt } from './directory.ts';
import { readLocal, type ZipRecord } from './record.ts';

const LOCAL_MAGIC = Buffer.from('PK\x03\x04', 'latin1');
const PK = Buffer.from('PK', 'latin1');
const WINDOW_BYTES = 1 << 20;
/** The longest local header: fixed part, name and extra. */
export const MOST_LOCAL_BYTES = 30 + 2 * 0xffff;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const DESCRIPTOR_BYTES = 16;
const DESCRIPTOR_64_BYTES = 24;

/**
 * Finds members by their local headers alone, for an archive whose central directory is missing or broken. Where
 * a header leaves its sizes to a descriptor after the data, the data ends at the descriptor that gives its length, or
 * at the next header.
 */
export function* scanLocalHeaders(read: ReadAt, size: number, kit: DecodeKit): Generator<ZipRecord> {
  let at = findBytes(read, size, 0, LOCAL_MAGIC, kit);
  while (at !== -1) {
    kit.checkpoint();
    const header = readLocal(read(at, MOST_LOCAL_BYTES), 0, at);
    if (header === null) {
      at = findBytes(read, size, at + 1, LOCAL_MAGIC, kit);
      continue;
    }
    const { record, length } = header;
    const dataAt = at + length;
    if (record.packed !== null) {
      const packed = Math.min(record.packed, size - dataAt);
      yield record.packed === packed ? record : { ...record, packed };
      at = findBytes(read, size, record.packed === packed ? dataAt + packed : size, LOCAL_MAGIC, kit);
    } else {
      const end = findEnd(read, size, dataAt, kit);
      yield { ...record, packed: end.packed, size: end.size, crc: end.crc ?? record.crc };
      at = findBytes(read, size, dataAt + end.packed, LOCAL_MAGIC, kit);
    }
  }
}

/** The end of data that is followed by a descriptor. */
function findEnd(
  read: ReadAt,
  size: number,
  dataAt: number,
  kit: DecodeKit,
): { packed: number; size: number | null; crc: number | null } {
  for (let at = findBytes(read, size, dataAt, PK, kit); at !== -1; at = findBytes(read, size, at + 1, PK, kit)) {
    const packed = at - dataAt;
    const bytes = read(at, DESCRIPTOR_64_BYTES);
    if (bytes.length < 4) break;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const signature = view.getUint32(0, true);
    if (signature === DESCRIPTOR_SIGNATURE) {
      // An empty file's short form, read as the long one, gives the same packed length: what follows tells them apart.
      const short =
        bytes.length >= DESCRIPTOR_BYTES + PK.length &&
        PK.equals(bytes.subarray(DESCRIPTOR_BYTES, DESCRIPTOR_BYTES + PK.length));
      const long = bytes.length >= DESCRIPTOR_64_BYTES && !short;
      if (long && view.getBigUint64(8, true) === BigInt(packed)) {
        return { packed, size: Number(view.getBigUint64(16, true)), crc: view.getUint32(4, true) };
      }
      if (bytes.length >= DESCRIPTOR_BYTES && view.getUint32(8, true) === packed % 2 ** 32) {
        return { packed, size: view.getUint32(12, true), crc: view.getUint32(4, true) };
      }
    } else if (signature === 0x04034b50 || signature === 0x02014b50) {
      // A descriptor without its signature: its three words stand right before the next header.
      if (packed >= 12) {
        const words = read(at - 12, 12);
        const before = new DataView(words.buffer, words.byteOffset, words.length);
        if (before.getUint32(4, true) === packed - 12) {
          return { packed: packed - 12, size: before.getUint32(8, true), crc: before.getUint32(0, true) };
        }
      }
    }
  }
  return { packed: size - dataAt, size: null, crc: null };
}

/** Offset of the next occurrence at or after `from`; -1 where there is none. */
function findBytes(read: ReadAt, size: number, from: number, wanted: Buffer, kit: DecodeKit): number {
  for (let at = from; at + wanted.length <= size; ) {
    const window = read(at, WINDOW_BYTES);
    const found = Buffer.from(window.buffer, window.byteOffset, window.length).indexOf(wanted);
    if (found !== -1) return at + found;
    if (window.length < wanted.length) return -1;
    at += window.length - wanted.length + 1;
    kit.checkpoint();
  }
  return -1;
}
