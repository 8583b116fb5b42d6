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

/** A content at a place as 64 bits: the head of its SHA-256 and a hash of the place. Never 0. */
export function markOf(sha256: string, place: string): bigint {
  let hash = FNV_BASIS;
  for (let i = 0; i < place.length; i += 1) hash = Math.imul(hash ^ place.charCodeAt(i), FNV_PRIME);
  const mark = BigInt(`0x${sha256.slice(0, MARK_DIGITS)}`) ^ (BigInt(hash >>> 0) << 16n);
  return mark === 0n ? 1n : mark;
}

/**
 * What one side has met, told to the other while both are being read: a set of marks that only ever grows, written by
 * one thread and read by another. What no longer fits is not told.
 */
export interface ContentMarks {
  add(mark: bigint): void;
  has(mark: bigint): boolean;
}

export function openMarks(buffer: SharedArrayBuffer): ContentMarks {
  const slots = new BigUint64Array(buffer);
  let used = 0;
  const slotOf = (mark: bigint): number => {
    let slot = Number(mark & SLOT_BITS);
    for (;;) {
      const held = Atomics.load(slots, slot);
      if (held === 0n || held === mark) return slot;
      slot = (slot + 1) & (SLOTS - 1);
    }
  };
  return {
    add(mark) {
      if (used >= FULL) return;
      const slot = slotOf(mark);
      if (Atomics.load(slots, slot) === mark) return;
      Atomics.store(slots, slot, mark);
      used += 1;
    },
    has: (mark) => Atomics.load(slots, slotOf(mark)) === mark,
  };
}
