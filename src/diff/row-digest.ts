import type { Row, Value } from '../content/value.ts';

/**
 * 128-bit digests of records, for telling equal from not: fast, the same on every machine, not cryptographic.
 * The mix is that of MurmurHash3 x86-128 (public domain), fed word by word instead of from bytes: no record is
 * ever joined into a string. Typed: 1, 1.0, true and '1' are four values.
 */
export type Lanes = Int32Array;

export const LANES = 4;

// The tag of a value, with the place of its column below.
const TAG_NULL = 0x1000000;
const TAG_FALSE = 0x2000000;
const TAG_TRUE = 0x3000000;
const TAG_INTEGER = 0x4000000;
const TAG_FRACTION = 0x5000000;
const TAG_LARGE = 0x6000000;
const TAG_REAL = 0x7000000;
const TAG_TEXT = 0x8000000;
const TAG_RAW_TEXT = 0x9000000;
const TAG_BLOB = 0xa000000;

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;
const TWO_32 = 2 ** 32;
const LARGEST_64 = 2n ** 63n;

/** Words wait here until there are enough for a run of the mix; a multiple of four. */
const WORDS = 4096;
const waiting = new Int32Array(WORDS);
let filled = 0;
/** Numbers beyond 31 bits in plain variables would each be an object of their own: hence arrays. */
const state = new Int32Array(LANES);
let mixed = 0;

const real = new Float64Array(1);
const realWords = new Int32Array(real.buffer);

/** Mixes the waiting words, padded with zeros to a multiple of four, into the state. */
function run(): void {
  while (filled % LANES !== 0) {
    waiting[filled] = 0;
    filled += 1;
  }
  let h1 = state[0] as number;
  let h2 = state[1] as number;
  let h3 = state[2] as number;
  let h4 = state[3] as number;
  for (let at = 0; at < filled; at += LANES) {
    let k = Math.imul(waiting[at] as number, C1);
    h1 ^= Math.imul((k << 15) | (k >>> 17), C2);
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    k = Math.imul(waiting[at + 1] as number, C2);
    h2 ^= Math.imul((k << 16) | (k >>> 16), C3);
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    k = Math.imul(waiting[at + 2] as number, C3);
    h3 ^= Math.imul((k << 17) | (k >>> 15), C4);
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    k = Math.imul(waiting[at + 3] as number, C4);
    h4 ^= Math.imul((k << 18) | (k >>> 14), C1);
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
  }
  state[0] = h1;
  state[1] = h2;
  state[2] = h3;
  state[3] = h4;
  mixed = (mixed + filled) & 0x3fffffff;
  filled = 0;
}

function put(word: number): void {
  if (filled === WORDS) run();
  waiting[filled] = word;
  filled += 1;
}

/** Two UTF-16 units a word. The length, put before, keeps a missing unit apart from NUL. */
function putText(text: string): void {
  const { length } = text;
  let at = 0;
  while (at < length) {
    if (filled === WORDS) run();
    const end = Math.min(length - 1, at + (WORDS - filled) * 2);
    let to = filled;
    for (; at < end; at += 2) {
      waiting[to] = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
      to += 1;
    }
    if (at === length - 1 && to < WORDS) {
      waiting[to] = text.charCodeAt(at);
      to += 1;
      at += 1;
    }
    filled = to;
  }
}

function putBytes(bytes: Uint8Array): void {
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    put(
      (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24),
    );
  }
  for (let at = whole; at < bytes.length; at += 1) put(bytes[at] as number);
}

function absorb(value: Value | undefined, column: number): void {
  if (typeof value === 'string') {
    put(TAG_TEXT | column);
    put(value.length);
    putText(value);
  } else if (typeof value === 'number') absorbNumber(value, column);
  else if (value === null || value === undefined) put(TAG_NULL | column);
  else if (typeof value === 'boolean') put((value ? TAG_TRUE : TAG_FALSE) | column);
  else if (typeof value === 'bigint') absorbLarge(value, column);
  else if (value instanceof Uint8Array) {
    put(TAG_BLOB | column);
    put(value.length);
    putBytes(value);
  } else if ('real' in value) absorbDouble(TAG_REAL, value.real, column);
  else {
    put(TAG_RAW_TEXT | column);
    put(value.text.length);
    putBytes(value.text);
  }
}

function absorbNumber(value: number, column: number): void {
  if ((value | 0) === value) {
    put(TAG_INTEGER | column);
    put(value);
    put(value < 0 ? -1 : 0);
  } else if (Number.isInteger(value)) {
    put(TAG_INTEGER | column);
    put(value | 0);
    put(Math.floor(value / TWO_32) | 0);
  } else absorbDouble(TAG_FRACTION, value, column);
}

function absorbDouble(tag: number, value: number, column: number): void {
  real[0] = value;
  put(tag | column);
  put(realWords[0] as number);
  put(realWords[1] as number);
}

function absorbLarge(value: bigint, column: number): void {
  if (value < LARGEST_64 && value >= -LARGEST_64) {
    put(TAG_INTEGER | column);
    put(Number(BigInt.asIntN(32, value)));
    put(Number(value >> 32n));
    return;
  }
  const digits = value.toString(16);
  put(TAG_LARGE | column);
  put(digits.length);
  putText(digits);
}

function mix(h: number): number {
  let out = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  out = Math.imul(out ^ (out >>> 13), 0xc2b2ae35);
  return out ^ (out >>> 16);
}

function start(): void {
  state[0] = 0x6a09e667;
  state[1] = 0x3b67ae85 ^ 0x2545f491;
  state[2] = 0x1b873593;
  state[3] = 0x4f6cdd1d;
  filled = 0;
  mixed = 0;
}

function finish(into: Lanes): void {
  run();
  let a = (state[0] as number) ^ mixed;
  let b = (state[1] as number) ^ mixed;
  let c = (state[2] as number) ^ mixed;
  let d = (state[3] as number) ^ mixed;
  a = (a + b + c + d) | 0;
  b = (b + a) | 0;
  c = (c + a) | 0;
  d = (d + a) | 0;
  a = mix(a);
  b = mix(b);
  c = mix(c);
  d = mix(d);
  a = (a + b + c + d) | 0;
  into[0] = a;
  into[1] = (b + a) | 0;
  into[2] = (c + a) | 0;
  into[3] = (d + a) | 0;
}

/** The digest of some columns of a record, in the order given. */
export function digestColumns(row: Row, columns: readonly number[], into: Lanes): void {
  start();
  for (let i = 0; i < columns.length; i += 1) absorb(row[columns[i] as number], i);
  finish(into);
}

/** The digest of one value and of what it is about (a column's number). */
export function digestValue(value: Value, about: number, into: Lanes): void {
  start();
  absorb(value, about);
  finish(into);
}
