import { crc32 } from 'node:zlib';
import { ContentFault, type ContentNotice } from '../reader.ts';
import { asBuffer } from '../text.ts';
import type { Row } from '../value.ts';
import { decrypted } from './cipher.ts';
import { readLog, type Write } from './log.ts';
import { type Meta, VERSION_SIZE } from './meta.ts';

/** Where the content begins: behind its size. */
export const CONTENT_OFFSET = 4;

/** A store as far as it could be read. */
export interface Store {
  readonly writes: readonly Write[];
  /** Bytes of content. */
  readonly size: number;
  /** Of the content, in the file. */
  readonly offset: number;
  /** What lies behind the content, up to the last byte that is not zero. */
  readonly slack: Uint8Array;
  readonly cipher: string | null;
  readonly notices: readonly ContentNotice[];
}

/** What history needs of a store. */
export interface Generations {
  readonly store: Store;
  readonly section: string;
  readonly columns: readonly string[];
  rowOf(write: Write): Row;
}

interface Extent {
  readonly size: number;
  /** Why this size and not the meta file's own; null for that one. */
  readonly why: 'header' | 'confirmed' | null;
  readonly verified: boolean;
}

/**
 * Finds the content's extent, opens it if it is encrypted, and reads its writes. Throws ContentFault `mmkv.malformed`
 * where it is no store, `mmkv.encrypted` where none of the keys opens it.
 */
export function readStore(file: Uint8Array, meta: Meta | null, keys: readonly string[], poll: () => void): Store {
  if (file.length < CONTENT_OFFSET) throw new ContentFault('mmkv.malformed');
  const body = file.subarray(CONTENT_OFFSET);
  const filled = lastFilled(body);
  const { size, why, verified } = extentOf(file, meta, filled);
  const notices: ContentNotice[] = [];
  // The current layout keeps the size in the meta file alone: without it the end is guessed, and may lie too far.
  if (meta === null) notices.push({ detail: 'mmkv.no-meta', lost: why === null && size === filled, args: {} });
  else if (!verified) notices.push({ detail: 'mmkv.checksum', lost: true, args: {} });
  else if (why !== null) notices.push({ detail: 'mmkv.earlier-size', lost: true, args: { size } });

  const plain = readLog(body.subarray(0, size), poll);
  const open = { bytes: body as Uint8Array, log: plain, cipher: null as string | null };
  if (!plain.complete) {
    for (const key of keys) {
      for (const { bytes, cipher } of decrypted(body, key, meta)) {
        const log = readLog(bytes.subarray(0, size), poll);
        if (open.log.complete || !log.complete) continue;
        Object.assign(open, { bytes, log, cipher });
      }
    }
  }
  // Where the checksum holds, the bytes are as they were written: what cannot be read then is encrypted.
  const { log } = open;
  if (!log.complete && (verified || log.writes.length === 0)) {
    throw new ContentFault(meta === null && !verified ? 'mmkv.malformed' : 'mmkv.encrypted', { bytes: size });
  }
  if (!log.complete) notices.push({ detail: 'mmkv.broken', lost: true, args: { at: CONTENT_OFFSET + log.end } });
  return {
    writes: log.writes,
    size,
    offset: CONTENT_OFFSET,
    slack: open.bytes.subarray(size, Math.max(size, filled)),
    cipher: open.cipher,
    notices,
  };
}

/** The bytes of content: by the meta file, else by the file's own first bytes, each as far as its checksum holds. */
function extentOf(file: Uint8Array, meta: Meta | null, filled: number): Extent {
  const room = file.length - CONTENT_OFFSET;
  const header = asBuffer(file).readUInt32LE(0);
  const fits = (size: number): boolean => size > 0 && size <= room;
  if (meta === null)
    return { size: fits(header) ? header : filled, why: fits(header) ? 'header' : null, verified: false };
  const holds = (size: number, crc: number): boolean =>
    size <= room && crc32(file.subarray(CONTENT_OFFSET, CONTENT_OFFSET + size)) === crc;
  const own = meta.version >= VERSION_SIZE ? meta.size : header;
  if (holds(own, meta.crc)) return { size: own, why: null, verified: true };
  if (holds(header, meta.crc)) return { size: header, why: 'header', verified: true };
  const { confirmed } = meta;
  if (meta.version >= VERSION_SIZE && confirmed.size > 0 && holds(confirmed.size, confirmed.crc)) {
    return { size: confirmed.size, why: 'confirmed', verified: true };
  }
  return { size: fits(own) ? own : fits(header) ? header : filled, why: null, verified: false };
}

/** Bytes up to the last that is not zero: files are filled up to whole memory pages. */
function lastFilled(body: Uint8Array): number {
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end -= 1;
  return end;
}
