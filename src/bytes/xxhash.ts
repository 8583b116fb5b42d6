/** Running xxHash checksums (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), seed 0. */
export interface RunningXxh {
  update(bytes: Uint8Array): void;
  /** The lower 32 bits, which is all that zstd stores of XXH64. */
  low32(): number;
}

const STRIPE_64 = 32;
const STRIPE_32 = 16;
/** Primes of XXH64 as pairs [high, low]. */
const P1 = [0x9e3779b1, 0x85ebca87] as const;
const P2 = [0xc2b2ae3d, 0x27d4eb4f] as const;
const P3 = [0x165667b1, 0x9e3779f9] as const;
const P4 = [0x85ebca77, 0xc2b2ae63] as const;
const P5 = [0x27d4eb2f, 0x165667c5] as const;
const Q1 = 0x9e3779b1;
const Q2 = 0x85ebca77;
const Q3 = 0xc2b2ae3d;
const Q4 = 0x27d4eb2f;
const Q5 = 0x165667b1;

/** The high half of an unsigned product of 32 by 32 bits. */
function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const mid = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (mid & 0xffff);
  return (a1 * b1 + (mid >>> 16) + (other >>> 16)) >>> 0;
}

/** Registers of 64 bits as pairs at 2n (low) and 2n + 1 (high). */
type Words = Uint32Array;

function multiply(w: Words, n: number, by: readonly [number, number]): void {
  const low = w[n] as number;
  const high = w[n + 1] as number;
  w[n + 1] = mulHigh(low, by[1]) + Math.imul(high, by[1]) + Math.imul(low, by[0]);
  w[n] = Math.imul(low, by[1]);
}

function add(w: Words, n: number, high: number, low: number): void {
  const sum = (w[n] as number) + low;
  w[n + 1] = (w[n + 1] as number) + high + (sum > 0xffffffff ? 1 : 0);
  w[n] = sum;
}

function rotate(w: Words, n: number, by: number): void {
  const low = w[n] as number;
  const high = w[n + 1] as number;
  w[n + 1] = (high << by) | (low >>> (32 - by));
  w[n] = (low << by) | (high >>> (32 - by));
}

/** acc = rotl(acc + input * P2, 31) * P1, for the register at n. */
function round64(w: Words, n: number, high: number, low: number): void {
  const productHigh = mulHigh(low, P2[1]) + Math.imul(high, P2[1]) + Math.imul(low, P2[0]);
  add(w, n, productHigh >>> 0, Math.imul(low, P2[1]) >>> 0);
  rotate(w, n, 31);
  multiply(w, n, P1);
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

/** Holds back what does not fill a stripe, and hands whole stripes on. */
function stripes(size: number, take: (bytes: Uint8Array, at: number) => void) {
  const held = new Uint8Array(size);
  let count = 0;
  let total = 0;
  return {
    update(bytes: Uint8Array): void {
      total += bytes.length;
      let at = 0;
      if (count > 0) {
        at = Math.min(size - count, bytes.length);
        held.set(bytes.subarray(0, at), count);
        count += at;
        if (count < size) return;
        take(held, 0);
        count = 0;
      }
      for (; at + size <= bytes.length; at += size) take(bytes, at);
      held.set(bytes.subarray(at));
      count = bytes.length - at;
    },
    tail: () => held.subarray(0, count),
    total: () => total,
  };
}

export function runningXxh64(): RunningXxh {
  // Four lanes, and a fifth register for the end.
  const w = new Uint32Array(10);
  const start = (n: number, ...parts: readonly (readonly [number, number])[]) => {
    for (const [high, low] of parts) add(w, n, high, low);
  };
  start(0, P1, P2);
  start(2, P2);
  // 0 - P1
  start(6, [~P1[0] >>> 0, ~P1[1] >>> 0], [0, 1]);
  const input = stripes(STRIPE_64, (bytes, at) => {
    for (let lane = 0; lane < 4; lane++)
      round64(w, lane * 2, word(bytes, at + lane * 8 + 4), word(bytes, at + lane * 8));
  });

  function merge(n: number): void {
    const value = new Uint32Array(2);
    round64(value, 0, w[n + 1] as number, w[n] as number);
    w[8] = (w[8] as number) ^ (value[0] as number);
    w[9] = (w[9] as number) ^ (value[1] as number);
    multiply(w, 8, P1);
    add(w, 8, P4[0], P4[1]);
  }

  return {
    update: input.update,
    low32() {
      const total = input.total();
      w[8] = 0;
      w[9] = 0;
      if (total >= STRIPE_64) {
        for (const [n, by] of [
          [0, 1],
          [2, 7],
          [4, 12],
          [6, 18],
        ] as const) {
          const turned = new Uint32Array([w[n] as number, w[n + 1] as number]);
          rotate(turned, 0, by);
          add(w, 8, turned[1] as number, turned[0] as number);
        }
        for (const n of [0, 2, 4, 6]) merge(n);
      } else add(w, 8, P5[0], P5[1]);
      add(w, 8, Math.floor(total / 2 ** 32), total >>> 0);
      const tail = input.tail();
      let at = 0;
      const mix = (
        value: Uint32Array,
        by: number,
        times: readonly [number, number],
        plus: readonly [number, number],
      ) => {
        w[8] = (w[8] as number) ^ (value[0] as number);
        w[9] = (w[9] as number) ^ (value[1] as number);
        rotate(w, 8, by);
        multiply(w, 8, times);
        add(w, 8, plus[0], plus[1]);
      };
      for (; at + 8 <= tail.length; at += 8) {
        const value = new Uint32Array(2);
        round64(value, 0, word(tail, at + 4), word(tail, at));
        mix(value, 27, P1, P4);
      }
      if (at + 4 <= tail.length) {
        const value = new Uint32Array([word(tail, at), 0]);
        multiply(value, 0, P1);
        mix(value, 23, P2, P3);
        at += 4;
      }
      for (; at < tail.length; at++) {
        const value = new Uint32Array([tail[at] as number, 0]);
        multiply(value, 0, P5);
        mix(value, 11, P1, [0, 0]);
      }
      avalanche(w);
      return w[8] as number;
    },
  };
}

/** The last mixing of the register at 8. */
function avalanche(w: Words): void {
  const fold = (by: number): void => {
    const low = w[8] as number;
    const high = w[9] as number;
    if (by >= 32) w[8] = low ^ (high >>> (by - 32));
    else {
      w[8] = low ^ ((low >>> by) | (high << (32 - by)));
      w[9] = high ^ (high >>> by);
    }
  };
  fold(33);
  multiply(w, 8, P2);
  fold(29);
  multiply(w, 8, P3);
  fold(32);
}

export function runningXxh32(): RunningXxh {
  const lanes = new Uint32Array([Q1 + Q2, Q2, 0, -Q1]);
  const input = stripes(STRIPE_32, (bytes, at) => {
    for (let lane = 0; lane < 4; lane++) {
      const sum = (lanes[lane] as number) + Math.imul(word(bytes, at + lane * 4), Q2);
      lanes[lane] = Math.imul((sum << 13) | (sum >>> 19), Q1);
    }
  });
  const turn = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  return {
    update: input.update,
    low32() {
      const [a = 0, b = 0, c = 0, d = 0] = lanes;
      const total = input.total();
      let hash = total >= STRIPE_32 ? turn(a, 1) + turn(b, 7) + turn(c, 12) + turn(d, 18) : Q5;
      hash = (hash + total) | 0;
      const tail = input.tail();
      let at = 0;
      for (; at + 4 <= tail.length; at += 4) hash = Math.imul(turn((hash + Math.imul(word(tail, at), Q3)) | 0, 17), Q4);
      for (; at < tail.length; at++) hash = Math.imul(turn((hash + Math.imul(tail[at] as number, Q5)) | 0, 11), Q1);
      hash = Math.imul(hash ^ (hash >>> 15), Q2);
      hash = Math.imul(hash ^ (hash >>> 13), Q3);
      return (hash ^ (hash >>> 16)) >>> 0;
    },
  };
}
