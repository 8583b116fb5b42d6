import { isUtf8 } from 'node:buffer';
import { createDecipheriv, createHash } from 'node:crypto';
import { walkXml, type XmlToken } from '../../src/bytes/xml.ts';

/** LBFtool and ExtractLGBackupFile: the key of every header. */
const KEY = createHash('sha256').update('cd562f61-5399-3978-ac76-7c54b0508010').digest();
const SIZE_AT = 1;
const OFFSET_AT = 5;
export const FRONT_BYTES = 13;
/** SHA-1 of the lock password, the two numbers again, the lock. */
export const TRAILER_BYTES = 33;
const TRAILER_OFFSET_AT = 20;
const TRAILER_SIZE_AT = 28;
const BLOCK = 16;
/** A header lists files; a larger one is none. */
const MOST_HEADER_BYTES = 32 << 20;
const START = Buffer.from('<?xml');

export type ReadAt = (offset: number, length: number) => Uint8Array;

/** Where the header lies. */
export interface HeaderPlace {
  readonly at: number;
  readonly bytes: number;
}

/** Bytes of the file that are not there. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Null where the numbers at the front lead nowhere. */
export function headerPlace(front: Uint8Array, size: number): HeaderPlace | null {
  if (front.length < FRONT_BYTES) return null;
  const view = Buffer.from(front.buffer, front.byteOffset, front.length);
  const bytes = view.readUInt32BE(SIZE_AT);
  const offset = view.readBigUInt64BE(OFFSET_AT);
  if (bytes < BLOCK || bytes % BLOCK !== 0 || bytes > MOST_HEADER_BYTES) return null;
  if (offset < BigInt(FRONT_BYTES) || offset + BigInt(bytes) > BigInt(size)) return null;
  return { at: Number(offset), bytes };
}

/** An APK is what these files begin with. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** Offsets beyond these are of no file that was ever written. */
const MOST_BYTES = 2 ** 42;

/**
 * Bytes that are missing of a file that was cut before its list: its front leads past its end, and its items begin as
 * they do. Null where it is none.
 */
export function missingBefore(front: Uint8Array, size: number): number | null {
  const view = Buffer.from(front.buffer, front.byteOffset, front.length);
  if (view.length < FRONT_BYTES + ZIP.length || (view[0] as number) > 1) return null;
  const bytes = view.readUInt32BE(SIZE_AT);
  const end = Number(view.readBigUInt64BE(OFFSET_AT)) + bytes;
  const plausible = bytes >= BLOCK && bytes % BLOCK === 0 && bytes <= MOST_HEADER_BYTES && end <= MOST_BYTES;
  if (!plausible || end <= size || !view.subarray(FRONT_BYTES, FRONT_BYTES + ZIP.length).equals(ZIP)) return null;
  return end - size;
}

/** A header where it lies, and where it should lie in all of the backup together. */
export interface EndHeader {
  readonly place: HeaderPlace;
  readonly stated: HeaderPlace;
}

/** The header before the trailer that ends a file, decrypted as far as is needed to know it; null where there is none. */
export function endHeader(at: ReadAt, size: number): EndHeader | null {
  if (size < TRAILER_BYTES + BLOCK) return null;
  const trailer = Buffer.from(at(size - TRAILER_BYTES, TRAILER_BYTES));
  // Of a damaged archive fewer bytes are there than it states.
  if (trailer.length < TRAILER_BYTES) return null;
  const bytes = trailer.readUInt32BE(TRAILER_SIZE_AT);
  const place = { at: size - TRAILER_BYTES - bytes, bytes };
  if (bytes < BLOCK || bytes % BLOCK !== 0 || bytes > MOST_HEADER_BYTES || place.at < 0) return null;
  const offset = trailer.readBigUInt64BE(TRAILER_OFFSET_AT);
  if (offset > BigInt(MOST_BYTES) || !isHeader(at, place)) return null;
  return { place, stated: { at: Number(offset), bytes } };
}

/**
 * The header of the last of several parts; null where it is none. It should lie beyond where it does, or it is a whole
 * file; a file that begins with the same numbers is one that lost bytes.
 */
export function lastPartHeader(at: ReadAt, size: number): EndHeader | null {
  const found = endHeader(at, size);
  return found === null || found.stated.at <= found.place.at || sayTheSame(at, found) ? null : found;
}

/** The header of a file that bytes were put into, or taken out of, before it: front and trailer name one other place. */
export function shiftedHeader(at: ReadAt, size: number): EndHeader | null {
  const found = endHeader(at, size);
  return found === null || found.stated.at === found.place.at || !sayTheSame(at, found) ? null : found;
}

function sayTheSame(at: ReadAt, { stated }: EndHeader): boolean {
  const front = headerPlace(at(0, FRONT_BYTES), MOST_BYTES);
  return front !== null && front.at === stated.at && front.bytes === stated.bytes;
}

/** Whether a front says how long the file is that it begins, where the header ends it but for the trailer. */
export function endsWithHeader(front: Uint8Array, size: number): boolean {
  const place = headerPlace(front, size);
  return place !== null && place.at + place.bytes + TRAILER_BYTES === size && (front[0] as number) <= 1;
}

/** Whether a file of unknown length begins as a backup does: numbers that may be right, and an app. */
export function beginsWithItems(front: Uint8Array): boolean {
  return headerPlace(front, MOST_BYTES) !== null && missingBefore(front, 0) !== null;
}

function decrypt(bytes: Uint8Array): Buffer {
  const cipher = createDecipheriv('aes-256-ecb', KEY, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes.subarray(0, bytes.length - (bytes.length % BLOCK))), cipher.final()]);
}

/** How many bytes PKCS#5 added; null where what stands at the end is none of it. */
function paddingOf(plain: Buffer): number | null {
  const count = plain.at(-1) ?? 0;
  const isPadding = count > 0 && count <= BLOCK && plain.subarray(-count).every((byte) => byte === count);
  return isPadding ? count : null;
}

/** Whether what lies there begins as a header does, once decrypted. */
export function isHeader(at: ReadAt, place: HeaderPlace): boolean {
  return decrypt(at(place.at, BLOCK)).subarray(0, START.length).equals(START);
}

/**
 * The XML of the header; null where it does not decrypt. An altered block comes out as noise, which is hardly ever UTF-8,
 * and leaves the others as they are: then the list is not intact.
 */
export function readHeader(
  at: ReadAt,
  place: HeaderPlace,
): { readonly xml: string; readonly isIntact: boolean } | null {
  const plain = decrypt(at(place.at, place.bytes));
  if (!plain.subarray(0, START.length).equals(START)) return null;
  const padding = paddingOf(plain);
  const text = plain.subarray(0, plain.length - (padding ?? 0));
  return { xml: text.toString('utf8'), isIntact: padding !== null && isUtf8(text) };
}

/** A stretch of the file that the header names. */
export interface Item {
  readonly category: string;
  /** Of an app. */
  readonly package: string | null;
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

type Open = XmlToken & { readonly kind: 'open' };

function itemOf({ name, attributes }: Open, category: string): Item | null {
  const [offset, bytes] = ['StartOffset', 'DataSize'].map((key) => Number(attributes.get(key) ?? Number.NaN));
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(bytes) || Number(bytes) < 0) return null;
  const owner = name === 'APPLICATION' ? (attributes.get('Name') ?? null) : null;
  const file = attributes.get('FileName') ?? '';
  return {
    category,
    package: owner,
    file: file || owner || category,
    offset: offset as number,
    bytes: bytes as number,
  };
}

/** What a header lists, in its order: apps one by one, everything else by category. */
export function itemsOf(xml: string): Item[] {
  // References to characters that no XML may have (ExtractLGBackupFile strips them too).
  const walk = walkXml(xml.replace(/&#\d{1,7};/g, ''));
  const items: Item[] = [];
  let category = '';
  let outer: Item | null = null;
  let inner = 0;
  for (let token = walk.next(); token !== null; token = walk.next()) {
    if (token.kind === 'open' && token.name === 'BackupItem') {
      category = token.attributes.get('Category') ?? '';
      outer = itemOf(token, category);
      inner = 0;
      if (token.empty && outer !== null) items.push(outer);
    } else if (token.kind === 'open' && token.attributes.has('StartOffset')) {
      const item = itemOf(token, category);
      if (item !== null) items.push(item);
      inner += 1;
    } else if (token.kind === 'close' && token.name === 'BackupItem') {
      // The item as a whole only says where its parts lie.
      if (inner === 0 && outer !== null) items.push(outer);
      outer = null;
    }
  }
  return items;
}
