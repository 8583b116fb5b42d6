import type { Content } from '../reader.ts';
import { byteOrderMark } from '../text.ts';

const CHUNK_BYTES = 1024 * 1024;
const HEAD_BYTES = 4;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]);
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Whether something follows the first value of what begins as JSON, told by its brackets alone: then all of it is not
 * one JSON text, whatever the value is. False where the value does not end within `most` bytes.
 */
export function goesOn(content: Content, most: number, poll: () => void): boolean {
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  let isOver = false;
  const from = byteOrderMark(content.read(0, HEAD_BYTES)).bytes;
  for (let at = from; at < content.size && (isOver || at < most); at += CHUNK_BYTES) {
    poll();
    for (const byte of content.read(at, CHUNK_BYTES)) {
      if (isOver) {
        if (!SPACES.has(byte)) return true;
      } else if (isEscaped) isEscaped = false;
      else if (isQuoted) {
        if (byte === QUOTE) isQuoted = false;
        else if (byte === BACKSLASH) isEscaped = true;
      } else if (byte === QUOTE) isQuoted = true;
      else if (OPENING.has(byte)) depth += 1;
      else if (CLOSING.has(byte)) {
        depth -= 1;
        isOver = depth <= 0;
      }
    }
  }
  return false;
}
