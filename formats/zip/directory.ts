import { CENTRAL_SIGNATURE, LOCAL_SIGNATURE } from './record.ts';

export type ReadAt = (offset: number, length: number) => Uint8Array;

/** Where the central directory is. All offsets are in the source. */
export interface DirectoryPlace {
  readonly at: number;
  readonly bytes: number;
  /** Records it should hold. */
  readonly count: number;
  /** Bytes in front of the archive that its own offsets do not count. */
  readonly shift: number;
  /** Bytes after the archive. */
  readonly after: number;
  /** The archive goes on in other files. */
  readonly spanned: boolean;
}

const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END_64_SIGNATURE = 0x06064b50;
const END_64_BYTES = 56;
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;

/** Finds the end record, with any comment and some bytes behind it, and from it the central directory. Null: none. */
export function findDirectory(read: ReadAt, size: number): DirectoryPlace | null {
  const reach = Math.min(size, END_BYTES + MOST_COMMENT_BYTES);
  const base = size - reach;
  const tail = read(base, reach);
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.length);
  let fallback: DirectoryPlace | null = null;
  for (
    let at = bytes.lastIndexOf(END_SIGNATURE);
    at !== -1;
    at = at === 0 ? -1 : bytes.lastIndexOf(END_SIGNATURE, at - 1)
  ) {
    if (at + END_BYTES > bytes.length) continue;
    const place = readEnd(read, bytes, at, base);
    // What stands in front begins like a zip: this is the directory of a zip inside one that was cut.
    if (place === null || (place.shift > 0 && beginsWithMember(read))) continue;
    // The right one ends where the source ends; a comment may hold the signature.
    if (place.after === 0) return place;
    fallback ??= place.after > 0 ? place : null;
  }
  return fallback;
}

function beginsWithMember(read: ReadAt): boolean {
  const first = Buffer.from(read(0, 4));
  return first.length === 4 && first.readUInt32LE(0) === LOCAL_SIGNATURE;
}

function readEnd(read: ReadAt, bytes: Buffer, at: number, base: number): DirectoryPlace | null {
  let count = bytes.readUInt16LE(at + 10);
  let length = bytes.readUInt32LE(at + 12);
  let offset = bytes.readUInt32LE(at + 16);
  let end = base + at;
  const after = base + bytes.length - (end + END_BYTES + bytes.readUInt16LE(at + 20));
  let spanned = bytes.readUInt16LE(at + 4) !== 0 && bytes.readUInt16LE(at + 4) !== FULL_16;
  if (count === FULL_16 || length === FULL_32 || offset === FULL_32) {
    const wide = readEnd64(read, end);
    if (wide !== null) ({ count, length, offset, end, spanned } = wide);
  }
  const start = end - length;
  if (start < 0) return null;
  if (length === 0) return { at: start, bytes: 0, count, shift: Math.max(0, start - offset), after, spanned };
  for (const [candidate, shift] of [
    [start, start - offset],
    [offset, 0],
  ] as const) {
    if (candidate + length > end || shift < 0) continue;
    const first = read(candidate, 4);
    if (first.length === 4 && Buffer.from(first).readUInt32LE(0) === CENTRAL_SIGNATURE) {
      return { at: candidate, bytes: length, count, shift, after, spanned };
    }
  }
  return null;
}

interface WideEnd {
  count: number;
  length: number;
  offset: number;
  end: number;
  spanned: boolean;
}

/** The Zip64 end record, by its locator just before the ordinary one, or directly before the locator. */
function readEnd64(read: ReadAt, end: number): WideEnd | null {
  if (end < LOCATOR_BYTES) return null;
  const locator = read(end - LOCATOR_BYTES, LOCATOR_BYTES);
  const view = new DataView(locator.buffer, locator.byteOffset, locator.length);
  if (locator.length < LOCATOR_BYTES || view.getUint32(0, true) !== LOCATOR_SIGNATURE) return null;
  const stated = Number(view.getBigUint64(8, true));
  for (const at of [stated, end - LOCATOR_BYTES - END_64_BYTES]) {
    if (at < 0 || at + END_64_BYTES > end) continue;
    const record = read(at, END_64_BYTES);
    const fields = new DataView(record.buffer, record.byteOffset, record.length);
    if (record.length < END_64_BYTES || fields.getUint32(0, true) !== END_64_SIGNATURE) continue;
    return {
      count: Number(fields.getBigUint64(32, true)),
      length: Number(fields.getBigUint64(40, true)),
      offset: Number(fields.getBigUint64(48, true)),
      end: at,
      spanned: fields.getUint32(16, true) !== 0,
    };
  }
  return null;
}
