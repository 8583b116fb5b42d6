import { gunzipSync } from 'node:zlib';
import { isAbx, textOfAbx } from '../bytes/abx.ts';
import type { Content, ContentNotice, Document, Parts } from './reader.ts';

/** What lies in a wrapping, and what is to be said of that. */
export interface Unwrapped {
  readonly parts: Parts;
  readonly wrapping: 'abx' | 'gzip';
  readonly notices: readonly ContentNotice[];
}

const HEAD_BYTES = 16;
/** A larger file is looked at as it is. */
const PACKED_LIMIT = 32 * 1024 * 1024;
const UNPACKED_LIMIT = 64 * 1024 * 1024;

/** Whether a content begins as one that `unwrap` opens. */
export function isWrapped(head: Uint8Array): boolean {
  return isAbx(head) || isGzip(head);
}

/** The magic of RFC 1952, section 2.3.1, with the one method there is. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * Takes a content out of what it is wrapped in, so that its own reader reads it: Android's binary XML becomes the text
 * that Android would have written, a gzip file what it holds. Null where there is no wrapping, or it does not open.
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

function replaced(parts: Parts, role: 'bak' | 'main', bytes: Uint8Array): Parts {
  const content: Content = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
  };
  return new Map([...parts, [role, content]]);
}
