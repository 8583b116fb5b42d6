/**
 * Memory that two threads share, through which one hands bytes to the other for hashing: a ring of slots, filled and
 * emptied in turn, and two counters of how many were.
 */

/** Long enough that waking the other thread costs little, short enough that it starts at once. */
export const SLOT_BYTES = 256 << 10;
export const SLOTS = 32;
/** SHA-256, raw. */
export const DIGEST_BYTES = 32;

/** Offsets into the counters: how many slots were filled, how many were emptied. */
export const FILLED = 0;
export const EMPTIED = 1;
const COUNTERS = 2;
const HEAD_WORDS = 3;

/** What the other thread is to do with a slot. */
export const OPS = { update: 0, digest: 1, drop: 2 } as const;
export type Op = (typeof OPS)[keyof typeof OPS];

export interface Slot {
  /** [0] which digest, [1] what to do, [2] bytes of it. */
  readonly head: Int32Array;
  readonly bytes: Uint8Array;
}

export interface Ring {
  readonly counters: Int32Array;
  /** The slot of the `count`-th use. */
  slot(count: number): Slot;
}

export function ringMemory(): SharedArrayBuffer {
  const words = COUNTERS + SLOTS * HEAD_WORDS;
  return new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT + SLOTS * SLOT_BYTES);
}

export function openRing(memory: SharedArrayBuffer): Ring {
  const word = Int32Array.BYTES_PER_ELEMENT;
  const slots = Array.from(
    { length: SLOTS },
    (_, i): Slot => ({
      head: new Int32Array(memory, (COUNTERS + i * HEAD_WORDS) * word, HEAD_WORDS),
      bytes: new Uint8Array(memory, (COUNTERS + SLOTS * HEAD_WORDS) * word + i * SLOT_BYTES, SLOT_BYTES),
    }),
  );
  return {
    counters: new Int32Array(memory, 0, COUNTERS),
    // The counters run over at 2^31, of which the number of slots is a divisor.
    slot: (count) => slots[(count >>> 0) % SLOTS] as Slot,
  };
}
