import { isUtf8 } from 'node:buffer';
import { asBuffer } from '../text.ts';
import { readLength } from '../varint.ts';

/** One write: a key and the bytes of its value; none where the key was removed. */
export interface Write {
  readonly key: string;
  readonly value: Uint8Array;
  /** Offset of the write from the start of the content. */
  readonly at: number;
}

export interface Log {
  readonly writes: readonly Write[];
  /** Offset after the last write that could be read. */
  readonly end: number;
  /** Whether that is the end of the content. */
  readonly complete: boolean;
}

const POLL_WRITES = 1 << 14;
/** MMKV takes keys of any length; none that an app chooses comes near this. */
const LONGEST_KEY = 64 * 1024;

/** One write at an offset, and where it ends; null where there is none. */
export function writeAt(
  content: Uint8Array,
  at: number,
  longestKey = LONGEST_KEY,
): { readonly write: Write; readonly end: number } | null {
  const keyLength = readLength(content, at);
  if (keyLength === null || keyLength.value === 0 || keyLength.value > longestKey) return null;
  const keyEnd = keyLength.end + keyLength.value;
  if (keyEnd > content.length) return null;
  const key = content.subarray(keyLength.end, keyEnd);
  if (!isUtf8(key) || key.includes(0)) return null;
  const valueLength = readLength(content, keyEnd);
  if (valueLength === null) return null;
  const end = valueLength.end + valueLength.value;
  if (end > content.length) return null;
  return { write: { key: asBuffer(key).toString('utf8'), value: content.subarray(valueLength.end, end), at }, end };
}

/** The writes of a content, from behind its length on (README.md, "Content"). */
export function readLog(content: Uint8Array, poll: () => void): Log {
  const writes: Write[] = [];
  const placeholder = readLength(content, 0);
  if (placeholder === null) return { writes, end: 0, complete: content.length === 0 };
  let at = placeholder.end;
  while (at < content.length) {
    const next = writeAt(content, at);
    if (next === null) break;
    writes.push(next.write);
    at = next.end;
    if (writes.length % POLL_WRITES === 0) poll();
  }
  return { writes, end: at, complete: at === content.length };
}
