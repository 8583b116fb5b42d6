import { createHash, pbkdf2Sync } from 'node:crypto';
import { AES_BLOCK_BYTES, cbcSource } from '../../src/bytes/aes-cbc.ts';
import { type ByteSource, sliceSource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';
import { sniffContent } from '../../src/vfs/sniff.ts';
import { keyOf } from './sealed-apk.ts';
import type { Secret } from './session.ts';

/** How an item was opened, for the report. */
export type ItemVariant = 'session' | 'pin-a' | 'pin-b';

/** Items of one session use one way: what opened the last one is tried first. */
export interface ItemKeys {
  readonly secrets: readonly Secret[];
  /** PINs that the user gave. */
  readonly pins: () => readonly string[];
}

export interface OpenedItem {
  readonly source: ByteSource;
  readonly variant: ItemVariant;
  readonly secret: Secret;
}

/** Rounds of PBKDF2-HMAC-SHA1 for a PIN (Park 2018, doi 10.1016/j.diin.2018.05.006). */
const PIN_ROUNDS = 1000;
const MASTER_BYTES = 32;
/** Enough to tell text from noise: sixteen random bytes are printable once in ten million times, forty never. */
const HEAD_BYTES = 256;
/** Zeros and a trailer of up to one block may follow after the text. */
const TAIL_BYTES = 64;

const MAGICS: readonly Buffer[] = [
  'PK\x03\x04',
  'PK\x05\x06',
  'SQLite format 3\0',
  '\x89PNG',
  '\xff\xd8\xff',
  '\x1f\x8b\x08',
].map((magic) => Buffer.from(magic, 'latin1'));
const ZIP_END_MAGIC = Buffer.from('PK\x05\x06', 'latin1');
/** Without a comment. */
const ZIP_END_BYTES = 22;
const TEXT_START = /^(?:\ufeff)?\s*(?:<|\{|\[|BEGIN:|[A-Za-z0-9"'#(+-])/;

/**
 * Opens an item by each way that is known, and believes the one whose plain text begins as something known: the cipher
 * has no checksum. Null where none does. AES-CBC with the vector in front.
 */
export function openItem(stored: SeekableSource, keys: ItemKeys): OpenedItem | null {
  if (stored.size < 2 * AES_BLOCK_BYTES) return null;
  const iv = stored.at(0, AES_BLOCK_BYTES);
  const rest = sliceSource(stored, AES_BLOCK_BYTES);
  for (const secret of keys.secrets) {
    const plain = believed(rest, keyOf(secret.text), iv);
    if (plain !== null) return { source: plain, variant: 'session', secret };
  }
  const pins = keys.pins();
  if (pins.length === 0) return null;
  const salt = stored.at(AES_BLOCK_BYTES, AES_BLOCK_BYTES);
  const behindSalt = sliceSource(stored, 2 * AES_BLOCK_BYTES);
  for (const secret of keys.secrets) {
    for (const master of mastersOf(secret.text, pins)) {
      const a = createHash('sha256').update(master).digest().subarray(0, AES_BLOCK_BYTES);
      const byA = believed(rest, a, iv);
      if (byA !== null) return { source: byA, variant: 'pin-a', secret };
      const b = pbkdf2Sync(master, salt, PIN_ROUNDS, MASTER_BYTES, 'sha1');
      const byB = believed(behindSalt, b, iv);
      if (byB !== null) return { source: byB, variant: 'pin-b', secret };
    }
  }
  return null;
}

/** Deriving takes milliseconds, and every item of a session has the same secret and PIN. */
const masters = new Map<string, readonly Uint8Array[]>();
const MOST_MASTERS = 64;

/** Master keys of PINs under one secret, whose bytes or whose text may be the salt. */
function* mastersOf(secret: string, pins: readonly string[]): Generator<Uint8Array> {
  for (const pin of pins) {
    const known = `${secret}\n${pin}`;
    let made = masters.get(known);
    if (made === undefined) {
      const salts = /^(?:[0-9a-fA-F]{2})+$/.test(secret)
        ? [Buffer.from(secret, 'hex'), Buffer.from(secret, 'utf8')]
        : [Buffer.from(secret, 'utf8')];
      made = salts.map((salt) => pbkdf2Sync(pin, salt, PIN_ROUNDS, MASTER_BYTES, 'sha1'));
      if (masters.size >= MOST_MASTERS) masters.clear();
      masters.set(known, made);
    }
    yield* made;
  }
}

/** The plain text where it begins as something known, without what was filled up behind it. */
function believed(cipherText: ByteSource, key: Uint8Array, iv: Uint8Array): ByteSource | null {
  const plain = cbcSource(cipherText, key, iv);
  const read = plain.at as SeekableSource['at'];
  const size = plain.size ?? 0;
  if (size === 0) return null;
  const head = Buffer.from(read(0, HEAD_BYTES));
  if (MAGICS.some((magic) => head.subarray(0, magic.length).equals(magic))) {
    const bytes = sniffContent(head) === 'sqlite' ? databaseBytes(head) : zipBytes(read, size);
    return bytes !== null && bytes < size ? { ...sliceSource(plain, 0, bytes), citation: plain.citation } : plain;
  }
  if (isText(head)) return { ...sliceSource(plain, 0, textBytes(read, size)), citation: plain.citation };
  // Of something this short the head holds the trailer too, which is noise.
  const short = size <= HEAD_BYTES && size > AES_BLOCK_BYTES && isText(head.subarray(0, size - AES_BLOCK_BYTES));
  return short ? { ...sliceSource(plain, 0, size - AES_BLOCK_BYTES), citation: plain.citation } : null;
}

/** Whether bytes are UTF-8 text up to their first zero, and begin as the texts of items do. */
function isText(head: Buffer): boolean {
  const zeros = head.indexOf(0);
  const text = zeros < 0 ? head : head.subarray(0, zeros);
  // A multi-byte character may be cut at the end of what is looked at.
  const shown = text.toString('utf8').replace(/\ufffd{1,3}$/, '');
  return text.length > 0 && !shown.includes('\ufffd') && sniffContent(text) === 'text' && TEXT_START.test(shown);
}

/** Bytes of a database by its header (sqlite.org/fileformat2.html, 1.3.2 and 1.3.7); null where it does not say. */
function databaseBytes(head: Buffer): number | null {
  const stated = head.readUInt16BE(16);
  const pages = head.readUInt32BE(28);
  return pages === 0 ? null : pages * (stated === 1 ? 65_536 : stated);
}

/** Bytes of a zip by the record at its end (APPNOTE 4.3.16), where no more than the filling follows; else null. */
function zipBytes(read: SeekableSource['at'], size: number): number | null {
  const from = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.from(read(from, TAIL_BYTES));
  const end = tail.lastIndexOf(ZIP_END_MAGIC);
  return end < 0 || end + ZIP_END_BYTES > tail.length
    ? null
    : from + end + ZIP_END_BYTES + tail.readUInt16LE(end + ZIP_END_BYTES - 2);
}

/** Where the text ends: at the first zero of the filling, or before a last block that is no text. */
function textBytes(read: SeekableSource['at'], size: number): number {
  const from = Math.max(0, size - TAIL_BYTES);
  const tail = read(from, TAIL_BYTES);
  const zero = tail.indexOf(0);
  if (zero >= 0) return from + zero;
  const last = tail.subarray(tail.length - AES_BLOCK_BYTES);
  const odd = last.filter((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d).length;
  return odd > 0 && size > AES_BLOCK_BYTES ? size - AES_BLOCK_BYTES : size;
}
