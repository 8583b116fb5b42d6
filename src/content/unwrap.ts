import { gunzipSync, inflateSync } from 'node:zlib';
import { isAbx, textOfAbx } from '../bytes/abx.ts';
import type { Content, ContentNotice, Document, Parts } from './reader.ts';

/** What lies in a wrapping, and what is to be said of that. */
export interface Unwrapped {
  readonly parts: Parts;
  readonly wrapping: 'abx' | 'gzip' | 'zlib' | 'backup-file';
  readonly notices: readonly ContentNotice[];
}

const HEAD_BYTES = 16;
/** The header of AOSP's BackupHelpers.cpp, file_metadata_v1. */
const BACKUP_FILE_BYTES = 16;
const REGULAR_FILE = 0o100_000;
/** A larger file is looked at as it is. */
const PACKED_LIMIT = 32 * 1024 * 1024;
const UNPACKED_LIMIT = 64 * 1024 * 1024;

/** Whether a content begins as one that `unwrap` opens. */
export function isWrapped(head: Uint8Array): boolean {
  return isAbx(head) || isGzip(head) || isZlib(head) || isBackupFile(head);
}

/** The magic of RFC 1952, section 2.3.1, with the one method there is. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** RFC 1950, section 2.2: deflate with a window of 32 KiB, no dictionary, and a check over both bytes. */
export function isZlib(head: Uint8Array): boolean {
  const [method = 0, flags = 0] = head;
  return method === 0x78 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
}

/** Version 1, mode of a regular file, two integers of zero: what a backup agent puts before a whole file. */
export function isBackupFile(head: Uint8Array): boolean {
  if (head.length < BACKUP_FILE_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const [version, mode] = [view.getUint32(0, true), view.getUint32(4, true)];
  return version === 1 && (mode & ~0o7777) === REGULAR_FILE && view.getBigUint64(8, true) === 0n;
}

/**
 * Takes a content out of what it is wrapped in, so that its own reader reads it: Android's binary XML becomes the text
 * that Android would have written, a gzip file or zlib stream what it holds, an agent's file loses its header. Null where there is no wrapping, or it does not open.
 */
export function unwrap(parts: Parts): Unwrapped | null {
  const role = parts.has('bak') ? 'bak' : 'main';
  const content = parts.get(role);
  if (content === undefined || content.size > PACKED_LIMIT) return null;
  const head = content.read(0, HEAD_BYTES);
  if (isAbx(head)) {
    const made = textOfAbx(content.whole());
    if (made === null) return null;
    const notices = made.complete ? [] : [{ detail: 'abx.broken', lost: true, args: { tokens: made.tokens } }];
    return { parts: replaced(parts, role, Buffer.from(made.text, 'utf8')), wrapping: 'abx', notices };
  }
  if (isGzip(head)) {
    const plain = gunzip(content.whole());
    return plain === null ? null : { parts: replaced(parts, role, plain), wrapping: 'gzip', notices: [] };
  }
  if (isZlib(head)) {
    const plain = unzlib(content.whole());
    return plain === null ? null : { parts: replaced(parts, role, plain), wrapping: 'zlib', notices: [] };
  }
  if (isBackupFile(head)) {
    const plain = content.whole().subarray(BACKUP_FILE_BYTES);
    return { parts: replaced(parts, role, plain), wrapping: 'backup-file', notices: [] };
  }
  return null;
}

/** A document that knows what it was taken out of. */
export function wrapped(document: Document, { wrapping, notices }: Unwrapped): Document {
  return {
    ...document,
    notices: [...notices, ...document.notices],
    facts: { ...document.facts, wrapping },
    veiled: true,
  };
}

/** Null where it is damaged, or larger than the limit. */
export function gunzip(bytes: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(bytes, { maxOutputLength: UNPACKED_LIMIT });
  } catch {
    return null;
  }
}

/** As `gunzip`, of a zlib stream that ends with the content. */
export function unzlib(bytes: Uint8Array): Uint8Array | null {
  try {
    const { buffer, engine } = inflateSync(bytes, { maxOutputLength: UNPACKED_LIMIT, info: true }) as unknown as {
      readonly buffer: Uint8Array;
      readonly engine: { readonly bytesWritten: number };
    };
    return engine.bytesWritten === bytes.length ? buffer : null;
  } catch {
    return null;
  }
}

function replaced(parts: Parts, role: 'bak' | 'main', bytes: Uint8Array): Parts {
  const content: Content = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
  };
  return new Map([...parts, [role, content]]);
}
