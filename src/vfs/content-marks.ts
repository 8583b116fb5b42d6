/** Slots of a table, a power of two; three quarters are used at most. Eight bytes each. */
const SLOTS = 1 << 17;
const FULL = (SLOTS / 4) * 3;
const SLOT_BITS = BigInt(SLOTS - 1);
const MARK_DIGITS = 16;
const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5;

/** Memory for the marks of one side, shared by the threads that read both. */
export function makeMarks(): SharedArrayBuffer {
  return new SharedArrayBuffer(SLOTS * 8);
}

/** The lowest bit of a slot: the content was looked into and is idle. Without it, it was met. */
const IDLE = 1n;

/** A content at a place as 63 bits: the head of its SHA-256 and a hash of the place. Even, and never 0. */
export function markOf(sha256: string, place: string): bigint {
  let hash = FNV_BASIS;
  for (let i = 0; i < place.length; i += 1) hash = Math.imul(hash ^ place.charCodeAt(i), FNV_PRIME);
  const mark = (BigInt(`0x${sha256.slice(0, MARK_DIGITS)}`) ^ (BigInt(hash >>> 0) << 16n)) & ~IDLE;
  return mark === 0n ? IDLE << 1n : mark;
}

/**
 * What one side has met, told to the other while both are being read: a set of marks that only ever grows, written by
 * one thread and read by another. What no longer fits is not told.
 */
export interface ContentMarks {
  /** This side has the content at that place, whatever it is: whoever comes second need not look into it as well. */
  meet(mark: bigint): void;
  /** It was looked into, and is idle. */
  addIdle(mark: bigint): void;
  hasMet(mark: bigint): boolean;
  isIdle(mark: bigint): boolean;
}

export function openMarks(buffer: SharedArrayBuffer): ContentMarks {
  const slots = new BigUint64Array(buffer);
  let used = 0;
  const slotOf = (mark: bigint): number => {
    let slot = Number((mark >> 1n) & SLOT_BITS);
    for (;;) {
      const held = Atomics.load(slots, slot);
      if (held === 0n || held === mark || held === (mark | IDLE)) return slot;
      slot = (slot + 1) & (SLOTS - 1);
    }
  };
  const put = (mark: bigint, told: bigint): void => {
    const slot = slotOf(mark);
    const held = Atomics.load(slots, slot);
    if (held === 0n) {
      if (used >= FULL) return;
      used += 1;
    }
    Atomics.store(slots, slot, held | told);
  };
  return {
    meet: (mark) => put(mark, mark),
    addIdle: (mark) => put(mark, mark | IDLE),
    hasMet: (mark) => Atomics.load(slots, slotOf(mark)) !== 0n,
    isIdle: (mark) => Atomics.load(slots, slotOf(mark)) === (mark | IDLE),
  };
}
