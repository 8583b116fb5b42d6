import { buildCode, type Code, MOST_CODE_BITS } from './code.ts';
import type { Unpacked } from './unpacked.ts';

/** One deflate block being read (RFC 1951, 3.2.3). `bit` is where reading goes on, counted from the start of the input. */
export interface Block {
  readonly final: boolean;
  bit: number;
  /** Bytes still to come of a stored block; null where the block is coded. */
  storedLeft: number | null;
  readonly literals: Code;
  readonly distances: Code;
}

/**
 * `end`: the block is over. `starved`: the input ended first; what a whole symbol gave is out, and reading can go on
 * once there is more. `full`: there is no more room. `bad`: it breaks a rule.
 */
export type Progress = 'end' | 'starved' | 'full' | 'bad';

const STORED = 0;
const FIXED = 1;
const DYNAMIC = 2;
const END_OF_BLOCK = 256;
/** The order in which the lengths of the code of code lengths are stored. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;
const MOST_LITERALS = 286;
const MOST_DISTANCES = 30;
const LENGTH_BASE = Uint16Array.of(
  ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227],
  258,
);
const LENGTH_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
);
const DISTANCE_BASE = Uint16Array.of(
  ...[1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097],
  ...[6145, 8193, 12289, 16385, 24577],
);
const DISTANCE_EXTRA = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
);
/** The longest match, in bytes: less room than this and a block stops. */
export const LONGEST_MATCH = 258;

const NO_CODE: Code = { table: new Uint16Array(1), bits: 0 };
const FIXED_LITERALS = code(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = code(new Uint8Array(32).fill(5));

function code(lengths: Uint8Array): Code {
  return buildCode(lengths, true) ?? NO_CODE;
}

/** Up to 24 bits from a bit position on; zeros past the end. */
export function peekBits(input: Uint8Array, bit: number, count: number): number {
  const at = bit >>> 3;
  const word =
    ((input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16) | ((input[at + 3] ?? 0) << 24)) >>>
    (bit & 7);
  return word & ((1 << count) - 1);
}

/** Reads a block's header at `bit`; `starved` where `end` (a bit position) comes first. */
export function openBlock(input: Uint8Array, bit: number, end: number): Block | 'starved' | 'bad' {
  if (bit + 3 > end) return 'starved';
  const head = peekBits(input, bit, 3);
  const final = (head & 1) === 1;
  const kind = head >> 1;
  if (kind === STORED) {
    const at = (bit + 3 + 7) >>> 3;
    if ((at + 4) * 8 > end) return 'starved';
    const length = (input[at] as number) | ((input[at + 1] as number) << 8);
    const inverse = (input[at + 2] as number) | ((input[at + 3] as number) << 8);
    if ((length ^ inverse) !== 0xffff) return 'bad';
    return { final, bit: (at + 4) * 8, storedLeft: length, literals: NO_CODE, distances: NO_CODE };
  }
  if (kind === FIXED) {
    return { final, bit: bit + 3, storedLeft: null, literals: FIXED_LITERALS, distances: FIXED_DISTANCES };
  }
  return kind === DYNAMIC ? openDynamic(input, bit + 3, end, final) : 'bad';
}

/** The counts at the front of a dynamic header, and where its code of code lengths is complete: cheap to ask anywhere. */
export function looksDynamic(input: Uint8Array, bit: number): boolean {
  const front = peekBits(input, bit, 17);
  if (((front >> 1) & 3) !== DYNAMIC) return false;
  if (((front >> 3) & 31) > MOST_LITERALS - 257 || ((front >> 8) & 31) > MOST_DISTANCES - 1) return false;
  const count = ((front >> 13) & 15) + 4;
  let room = 1 << 7;
  for (let i = 0, at = bit + 17; i < count; i++, at += 3) {
    const length = peekBits(input, at, 3);
    if (length > 0) room -= 1 << (7 - length);
    if (room < 0) return false;
  }
  return room === 0;
}

function openDynamic(input: Uint8Array, from: number, end: number, final: boolean): Block | 'starved' | 'bad' {
  let bit = from;
  if (bit + 14 > end) return 'starved';
  const literals = peekBits(input, bit, 5) + 257;
  const distances = peekBits(input, bit + 5, 5) + 1;
  const ordered = peekBits(input, bit + 10, 4) + 4;
  if (literals > MOST_LITERALS || distances > MOST_DISTANCES) return 'bad';
  bit += 14;
  if (bit + 3 * ordered > end) return 'starved';
  const lengthLengths = new Uint8Array(19);
  for (let i = 0; i < ordered; i++, bit += 3) lengthLengths[ORDER[i] as number] = peekBits(input, bit, 3);
  const lengthCode = buildCode(lengthLengths, false);
  if (lengthCode === null) return 'bad';
  const lengths = new Uint8Array(literals + distances);
  for (let i = 0; i < lengths.length; ) {
    const found = lengthCode.table[peekBits(input, bit, lengthCode.bits)] as number;
    const size = found & 15;
    const symbol = found >> 4;
    if (size === 0) return bit + lengthCode.bits > end ? 'starved' : 'bad';
    const extra = symbol < 16 ? 0 : symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
    if (bit + size + extra > end) return 'starved';
    const more = extra === 0 ? 0 : peekBits(input, bit + size, extra);
    bit += size + extra;
    if (symbol < 16) {
      lengths[i++] = symbol;
      continue;
    }
    if (symbol === 16 && i === 0) return 'bad';
    const value = symbol === 16 ? (lengths[i - 1] as number) : 0;
    const times = more + (symbol === 18 ? 11 : 3);
    if (i + times > lengths.length) return 'bad';
    lengths.fill(value, i, i + times);
    i += times;
  }
  if (lengths[END_OF_BLOCK] === 0) return 'bad';
  const literalCode = buildCode(lengths.subarray(0, literals), true);
  const distanceCode = buildCode(lengths.subarray(literals), true);
  if (literalCode === null || distanceCode === null) return 'bad';
  return { final, bit, storedLeft: null, literals: literalCode, distances: distanceCode };
}

/** Reads on in a block, up to `end` (a bit position), into `out`. */
export function advanceBlock(block: Block, input: Uint8Array, end: number, out: Unpacked): Progress {
  if (block.storedLeft !== null) return advanceStored(block, block.storedLeft, input, end, out);
  const { literals, distances } = block;
  const { symbols } = out;
  const room = symbols.length - LONGEST_MATCH;
  let { bit } = block;
  let { length } = out;
  let progress: Progress = 'full';
  while (length < room) {
    const found = literals.table[peekBits(input, bit, literals.bits)] as number;
    const size = found & 15;
    if (size === 0 || bit + size > end) {
      progress = size === 0 && bit + MOST_CODE_BITS <= end ? 'bad' : 'starved';
      break;
    }
    const symbol = found >> 4;
    if (symbol < END_OF_BLOCK) {
      symbols[length++] = symbol;
      bit += size;
      continue;
    }
    if (symbol === END_OF_BLOCK) {
      bit += size;
      progress = 'end';
      break;
    }
    const slot = symbol - END_OF_BLOCK - 1;
    if (slot >= LENGTH_BASE.length) {
      progress = 'bad';
      break;
    }
    let at = bit + size;
    const lengthExtra = LENGTH_EXTRA[slot] as number;
    const count = (LENGTH_BASE[slot] as number) + peekBits(input, at, lengthExtra);
    at += lengthExtra;
    const far = distances.table[peekBits(input, at, distances.bits)] as number;
    const farSize = far & 15;
    if (farSize === 0 || at + farSize > end) {
      progress = farSize === 0 && at + MOST_CODE_BITS <= end ? 'bad' : 'starved';
      break;
    }
    const farSlot = far >> 4;
    if (farSlot >= MOST_DISTANCES) {
      progress = 'bad';
      break;
    }
    at += farSize;
    const farExtra = DISTANCE_EXTRA[farSlot] as number;
    if (at + farExtra > end) {
      progress = 'starved';
      break;
    }
    const from = length - (DISTANCE_BASE[farSlot] as number) - peekBits(input, at, farExtra);
    if (from < out.floor) {
      progress = 'bad';
      break;
    }
    for (let i = 0; i < count; i++) symbols[length + i] = symbols[from + i] as number;
    length += count;
    bit = at + farExtra;
  }
  block.bit = bit;
  out.length = length;
  return progress;
}

function advanceStored(block: Block, left: number, input: Uint8Array, end: number, out: Unpacked): Progress {
  const at = block.bit >>> 3;
  const count = Math.min(left, (end >>> 3) - at, out.symbols.length - out.length);
  for (let i = 0; i < count; i++) out.symbols[out.length + i] = input[at + i] as number;
  out.length += count;
  block.bit += count * 8;
  block.storedLeft = left - count;
  if (count === left) return 'end';
  return out.length === out.symbols.length ? 'full' : 'starved';
}
