import type { ReadAt } from './directory.ts';

const AHEAD_BYTES = 1 << 18;
/** A read that begins this close behind the last one is taken to go on from there. */
const NEAR_BYTES = 1 << 16;

/**
 * Random access that reads ahead while it is asked for one small stretch after another, as members in the order of
 * the archive are: a system call for each would cost more than everything else.
 */
export function readAhead(read: ReadAt): ReadAt {
  let window: Uint8Array = new Uint8Array(0);
  let start = 0;
  let last = 0;
  return (offset, length) => {
    const from = offset - start;
    if (from >= 0 && from + length <= window.length) {
      last = offset + length;
      return window.slice(from, from + length);
    }
    const goesOn = offset >= last && offset - last <= NEAR_BYTES && length <= NEAR_BYTES;
    last = offset + length;
    if (!goesOn) return read(offset, length);
    const ahead = read(offset, AHEAD_BYTES);
    window = new Uint8Array(ahead.buffer, ahead.byteOffset, ahead.length);
    start = offset;
    return window.slice(0, length);
  };
}
