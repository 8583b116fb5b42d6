import { isUtf8 } from 'node:buffer';
import { AES_BLOCK_BYTES } from '../../src/bytes/aes-cbc.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';

type Read = SeekableSource['at'];

/** Looked at from the start. */
const HEAD_BYTES = 256;
/** Zeros and a trailer of one block may follow after the content. */
const TAIL_BYTES = 80;
/** Noise must pass for an item once in 2^32 times at the most: a session has thousands, each tried with several keys. */
const PROOF_BITS = 32;

const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const PNG_MAGIC = Buffer.from('89504e470d0a1a0a', 'hex');
const ZIP_MAGIC = Buffer.from('PK\x03\x04', 'latin1');
const ZIP_END_MAGIC = Buffer.from('PK\x05\x06', 'latin1');
/** Without a comment. */
const ZIP_END_BYTES = 22;
const TEXT_START = /^(?:\ufeff)?\s*(?:<|\{|\[|BEGIN:|[A-Za-z0-9"'#(+-])/;
/** How most texts of items begin: each byte of it is as good as one of a magic. */
const TEXT_MAGIC = /^(?:\ufeff)?(?:<\?xml |BEGIN:V)/;
const ELEMENT = /^<([\w:.-]+)(?:\s[^<>]*)?(?:\/>|>[\s\S]*<\/\1>)\s*$/;

/**
 * Bytes of what an item holds, without what was filled up behind it; null where it is nothing known. The cipher has no
 * checksum, so this is all that shows a key to be right: noise passes less than once in 2^32 times.
 */
export function knownBytes(read: Read, size: number): number | null {
  const head = Buffer.from(read(0, Math.min(HEAD_BYTES, size)));
  const stated = magicBytes(head, read, size);
  if (stated !== null) return Math.min(stated, size);
  if (isText(head, size > head.length)) return textBytes(read, size);
  // Of something this short the head holds the trailer too, which is noise.
  const short = head.subarray(0, Math.max(0, size - AES_BLOCK_BYTES));
  return size <= HEAD_BYTES && isText(short, false) ? withoutZeros(short) : null;
}

/** By the magic and the fields behind it, 36 bits at least; null for none. As long as all where nothing states a length. */
function magicBytes(head: Buffer, read: Read, size: number): number | null {
  const begins = (magic: Buffer): boolean => head.subarray(0, magic.length).equals(magic);
  if (begins(SQLITE_MAGIC)) return head.length < 32 ? size : databaseBytes(head, size);
  if (begins(PNG_MAGIC)) return size;
  if (isZip(head)) return zipBytes(read, size);
  return isGzip(head) || isJpeg(head, read) ? size : null;
}

/** A file's header with a version below 25.6 and a known method (APPNOTE 4.3.7), or the end of a zip of nothing. */
function isZip(head: Buffer): boolean {
  if (head.length < ZIP_END_BYTES) return false;
  if (head.indexOf(ZIP_MAGIC) === 0) return head[5] === 0 && head.readUInt16LE(8) < 100;
  return head.indexOf(ZIP_END_MAGIC) === 0 && head.subarray(4, 20).every((byte) => byte === 0);
}

/** Deflate, no reserved flag, and the levels and systems that RFC 1952 lists. */
function isGzip(head: Buffer): boolean {
  if (head.length < 18 || head.readUIntBE(0, 3) !== 0x1f8b08) return false;
  const [flags, level, system] = [head[3] as number, head[8] as number, head[9] as number];
  return flags < 0x20 && [0, 2, 4].includes(level) && (system <= 13 || system === 255);
}

/** The start mark and a segment, and another segment where that one says that it ends (ITU T.81, B.1.1). */
function isJpeg(head: Buffer, read: Read): boolean {
  if (head.length < 6 || head.readUInt16BE(0) !== 0xffd8 || !isMarker(head.subarray(2))) return false;
  return isMarker(read(4 + head.readUInt16BE(4), 2));
}

function isMarker(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1] ?? 0) >= 0xc0 && bytes[1] !== 0xff;
}

/**
 * Whether bytes are text to their end but for zeros, and more of it than chance gives. A byte of UTF-8 is worth one bit
 * (of all strings of n bytes 2^-1.1n are UTF-8 without control characters), a zero or a byte of a magic eight.
 * `more`: text may go on behind them.
 */
function isText(head: Buffer, more: boolean): boolean {
  const end = withoutZeros(head);
  const bytes = head.subarray(0, end);
  if (!isPlainText(bytes, more && end === head.length)) return false;
  const text = bytes.toString('utf8');
  if (!TEXT_START.test(text)) return false;
  const magic = TEXT_MAGIC.exec(text)?.[0].length ?? 0;
  return end + 8 * (head.length - end) + 7 * magic >= PROOF_BITS || isWhole(text);
}

/** Bytes in front of the zeros at the end. */
function withoutZeros(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return end;
}

/** UTF-8 without control characters. `cut`: a character of several bytes may be cut at the end. */
function isPlainText(bytes: Uint8Array, cut: boolean): boolean {
  if (bytes.some((byte) => byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)))
    return false;
  return [0, 1, 2, 3].slice(0, cut ? 4 : 1).some((lost) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - lost))));
}

/** One element, object or array: of what is too short for proof by its length, chance makes no such thing. */
function isWhole(text: string): boolean {
  if (ELEMENT.test(text)) return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Bytes of a database by its header (sqlite.org/fileformat2.html, 1.3.2 and 1.3.7); all where it does not say. */
function databaseBytes(head: Buffer, size: number): number {
  const stated = head.readUInt16BE(16);
  const pages = head.readUInt32BE(28);
  return pages === 0 ? size : pages * (stated === 1 ? 65_536 : stated);
}

/** Bytes of a zip by the record at its end (APPNOTE 4.3.16), where no more than the filling follows; else all. */
function zipBytes(read: Read, size: number): number {
  const from = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.from(read(from, TAIL_BYTES));
  const end = tail.lastIndexOf(ZIP_END_MAGIC);
  return end < 0 || end + ZIP_END_BYTES > tail.length
    ? size
    : from + end + ZIP_END_BYTES + tail.readUInt16LE(end + ZIP_END_BYTES - 2);
}

/** Where a text ends: before the zeros, or before a last block that is none and the zeros in front of it. */
function textBytes(read: Read, size: number): number {
  const from = Math.max(0, size - TAIL_BYTES);
  const tail = read(from, TAIL_BYTES);
  // The first character may be cut.
  const first =
    from === 0
      ? 0
      : Math.max(
          0,
          tail.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80),
        );
  for (const end of [tail.length, tail.length - AES_BLOCK_BYTES]) {
    const text = tail.subarray(first, first + withoutZeros(tail.subarray(first, end)));
    if (text.length > 0 && isPlainText(text, false)) return from + first + text.length;
  }
  return size;
}
