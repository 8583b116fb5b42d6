import { concat, u32be } from './bytes.ts';

/**
 * A zlib stream with a sync flush after each segment (RFC 1950, RFC 1951): greedy matches, fixed codes. Our own, because
 * the output of zlib differs between builds and processors, and the corpus must be the same everywhere.
 */

const LEAST_MATCH = 3;
const LONGEST_MATCH = 258;
const WINDOW = 32_768;
const CHAIN_LIMIT = 32;
const HASH_SIZE = 1 << 15;
const END_OF_BLOCK = 256;
const ADLER = 65_521;
/** CMF and FLG that zlib writes at level 9. */
const ZLIB_HEADER = Uint8Array.of(0x78, 0xda);

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];

/** Bits, least significant first. */
function bitWriter() {
  const out: number[] = [];
  let held = 0;
  let count = 0;
  return {
    bits(value: number, width: number) {
      held |= value << count;
      count += width;
      while (count >= 8) {
        out.push(held & 0xff);
        held >>>= 8;
        count -= 8;
      }
    },
    /** Huffman codes are packed from their most significant bit. */
    code(value: number, width: number) {
      for (let bit = width - 1; bit >= 0; bit -= 1) this.bits((value >>> bit) & 1, 1);
    },
    align() {
      if (count > 0) this.bits(0, 8 - count);
    },
    bytes: () => Uint8Array.from(out),
  };
}

type Writer = ReturnType<typeof bitWriter>;

/** A literal or length symbol in the fixed code. */
function symbol(writer: Writer, value: number): void {
  if (value < 144) writer.code(0x30 + value, 8);
  else if (value < 256) writer.code(0x190 + value - 144, 9);
  else if (value < 280) writer.code(value - 256, 7);
  else writer.code(0xc0 + value - 280, 8);
}

function lastNotAbove(list: readonly number[], value: number): number {
  let at = list.length - 1;
  while ((list[at] as number) > value) at -= 1;
  return at;
}

function match(writer: Writer, length: number, distance: number): void {
  const l = lastNotAbove(LENGTH_BASE, length);
  symbol(writer, 257 + l);
  writer.bits(length - (LENGTH_BASE[l] as number), LENGTH_EXTRA[l] as number);
  const d = lastNotAbove(DISTANCE_BASE, distance);
  writer.code(d, 5);
  writer.bits(distance - (DISTANCE_BASE[d] as number), DISTANCE_EXTRA[d] as number);
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % ADLER;
    b = (b + a) % ADLER;
  }
  return ((b << 16) | a) >>> 0;
}

/** The stream of all segments; the window reaches back over them, as with one zlib engine. */
export function deflateSegments(segments: readonly Uint8Array[]): Uint8Array {
  const whole = concat(segments);
  const writer = bitWriter();
  const newest = new Int32Array(HASH_SIZE).fill(-1);
  const older = new Int32Array(whole.length);
  const keyAt = (at: number) =>
    (((whole[at] as number) << 10) ^ ((whole[at + 1] as number) << 5) ^ (whole[at + 2] as number)) & (HASH_SIZE - 1);
  const remember = (at: number) => {
    if (at + LEAST_MATCH > whole.length) return;
    const key = keyAt(at);
    older[at] = newest[key] as number;
    newest[key] = at;
  };
  const longest = (at: number, end: number): { length: number; distance: number } => {
    let best = { length: 0, distance: 0 };
    if (at + LEAST_MATCH > end) return best;
    let candidate = newest[keyAt(at)] as number;
    for (let tries = 0; candidate >= 0 && at - candidate <= WINDOW && tries < CHAIN_LIMIT; tries += 1) {
      let length = 0;
      while (length < LONGEST_MATCH && at + length < end && whole[candidate + length] === whole[at + length])
        length += 1;
      if (length > best.length) best = { length, distance: at - candidate };
      candidate = older[candidate] as number;
    }
    return best;
  };

  let at = 0;
  for (const segment of segments) {
    const end = at + segment.length;
    writer.bits(0b010, 3);
    while (at < end) {
      const found = longest(at, end);
      const step = found.length >= LEAST_MATCH ? found.length : 1;
      if (step > 1) match(writer, found.length, found.distance);
      else symbol(writer, whole[at] as number);
      for (const stop = at + step; at < stop; at += 1) remember(at);
    }
    symbol(writer, END_OF_BLOCK);
    // The sync flush: an empty stored block, 00 00 FF FF on a byte boundary.
    writer.bits(0, 3);
    writer.align();
    writer.bits(0x0000, 16);
    writer.bits(0xffff, 16);
  }
  writer.bits(0b011, 3);
  symbol(writer, END_OF_BLOCK);
  writer.align();
  return concat([ZLIB_HEADER, writer.bytes(), u32be(adler32(whole))]);
}
