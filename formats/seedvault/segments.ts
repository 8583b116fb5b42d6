import { createDecipheriv } from 'node:crypto';
import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Cursor, openCursor } from '../../src/bytes/cursor.ts';
import { type Deciphering, deciphering } from '../../src/bytes/decipher.ts';
import type { ByteSource } from '../../src/bytes/source.ts';

/** Layout of version 0 (header/Header.kt). */
const LENGTH_BYTES = 2;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = LENGTH_BYTES + NONCE_BYTES;
const MOST_SEGMENT_BYTES = 0x7fff;
const MOST_NAME_BYTES = 255;

/** What the first segment of a data file says. */
export interface LegacyHeader {
  readonly package: string;
  /** Null for the data of a whole app. */
  readonly key: string | null;
}

/** A file of version 0 while its segments pass. */
export interface LegacyFile {
  /** The next segment, authenticated; null where the file is over. Throws Fault. */
  next(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** How many segments follow one another from the start on, as far as the bytes go; 0 where it is no such file. */
export function looksLegacy(head: Uint8Array): number {
  let segments = 0;
  for (let at = 1; at + HEAD_BYTES <= head.length; segments++) {
    const length = ((head[at] as number) << 8) | (head[at + 1] as number);
    if (length <= TAG_BYTES || length > MOST_SEGMENT_BYTES) return 0;
    at += HEAD_BYTES + length;
  }
  return head[0] === 0 ? segments : 0;
}

/** Opens a file of version 0: the version byte is passed over. */
export function openLegacy(source: ByteSource, key: Uint8Array): LegacyFile {
  const cursor = openCursor(source.stream(1));
  const open = deciphering();
  return { next: () => nextSegment(cursor, key, source, open), close: () => cursor.close() };
}

async function nextSegment(
  cursor: Cursor,
  key: Uint8Array,
  source: ByteSource,
  open: Deciphering,
): Promise<Uint8Array | null> {
  const at = cite('segment', cursor.position + 1, source.citation);
  const head = Uint8Array.from(await cursor.take(HEAD_BYTES));
  if (head.length === 0) return null;
  if (head.length < HEAD_BYTES) throw new Fault('evidence.truncated', 'gcm.short', at, { bytes: head.length });
  const length = ((head[0] as number) << 8) | (head[1] as number);
  if (length < TAG_BYTES || length > MOST_SEGMENT_BYTES) {
    throw new Fault('evidence.unreadable', 'seedvault.segment', at, { length });
  }
  const sealed = await cursor.take(length);
  if (sealed.length < length) throw new Fault('evidence.truncated', 'seedvault.cut', at, { bytes: sealed.length });
  const plain = openGcm(sealed, key, head.subarray(LENGTH_BYTES), open);
  if (plain === null) throw new Fault('evidence.unreadable', 'gcm.tag', at, { bytes: length });
  return plain;
}

/** AES-256-GCM with the tag at the end; null where it does not hold. What comes out is valid until `open` is used again. */
export function openGcm(
  sealed: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
  open = deciphering(),
): Uint8Array | null {
  if (sealed.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = open(decipher, sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return plain;
}

/** The header in the first segment; null where it is laid out otherwise. */
export function readHeader(bytes: Uint8Array): LegacyHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = (at: number): string | null => {
    if (at + LENGTH_BYTES > bytes.length) return null;
    const length = view.getUint16(at);
    const end = at + LENGTH_BYTES + length;
    if (length > MOST_NAME_BYTES || end > bytes.length) return null;
    return Buffer.from(bytes.subarray(at + LENGTH_BYTES, end)).toString('utf8');
  };
  const name = bytes[0] === 0 ? text(1) : null;
  if (name === null || name === '') return null;
  const key = text(1 + LENGTH_BYTES + Buffer.byteLength(name));
  return key === null ? null : { package: name, key: key === '' ? null : key };
}
