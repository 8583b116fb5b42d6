import type { ByteSource } from '../../src/bytes/source.ts';
import { isTerminalDamage } from '../../src/bytes/terminal-damage.ts';
import { BLOCK, checksumHolds, isZero, readHeader } from './header.ts';

/** What is looked at for line feeds without their carriage returns. */
const LOOK_BYTES = 1 << 20;
/** Fewer line feeds than this may all have one by chance. */
const LEAST_LINE_FEEDS = 8;
/** Headers that are followed as they are. */
const MOST_HEADERS = 4096;
const LF = 0x0a;

/**
 * How many carriage returns a terminal put before each line feed of a tar: `adb shell` without a raw channel turns LF
 * into CR LF, a Windows host once more. 0 where it did not: the headers lie where they should, or a line feed of the
 * first MiB stands without one. Text may have had returns of its own: of the two numbers that one holds under which the
 * headers follow one another, the smaller where neither can be shown.
 */
export function addedReturns(source: ByteSource): 0 | 1 | 2 {
  const { at, size } = source;
  if (at === undefined || size === null) return 0;
  const front = at(0, LOOK_BYTES);
  if (!isTerminalDamage(front, 1) || lineFeeds(front) < LEAST_LINE_FEEDS) return 0;
  if (headersFrom(at, size).hold) return 0;
  if (!isTerminalDamage(front, 2)) return 1;
  const twice = headersOf(withoutReturns(front, 2));
  return twice.hold && twice.count > headersOf(withoutReturns(front, 1)).count ? 2 : 1;
}

/** The same bytes without so many returns before each line feed. */
function withoutReturns(bytes: Uint8Array, returns: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let filled = 0;
  for (const byte of bytes) {
    if (byte === LF) filled -= returns;
    out[filled++] = byte;
  }
  return out.subarray(0, filled);
}

const headersOf = (bytes: Uint8Array): { hold: boolean; count: number } =>
  headersFrom((offset, length) => bytes.subarray(offset, offset + length), bytes.length);

function lineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && count < LEAST_LINE_FEEDS; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}

/** Whether one header leads to the next as they are stored, and how many do: an added byte would shift those behind it. */
function headersFrom(
  at: (offset: number, length: number) => Uint8Array,
  size: number,
): { readonly hold: boolean; readonly count: number } {
  let place = 0;
  let count = 0;
  while (count < MOST_HEADERS && place + BLOCK <= size) {
    const block = at(place, BLOCK);
    if (isZero(block)) break;
    if (!checksumHolds(block)) return { hold: false, count };
    count++;
    const bytes = readHeader(block).size;
    if (bytes === null) break;
    place += BLOCK + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return { hold: true, count };
}
