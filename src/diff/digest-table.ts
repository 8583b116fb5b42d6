import { LANES, type Lanes } from './row-digest.ts';

/**
 * Numbers by 128-bit digest: open addressing in typed arrays, 20 bytes a slot, at most 70 % full.
 * A slot is free while its number is 0.
 */
export interface DigestTable {
  /** Entries, of distinct digests. */
  readonly size: () => number;
  /** Slot of a digest, or -1. Valid until the next `insert`. */
  find(digest: Lanes): number;
  /** Slot of a digest, made with number 0 if it is new: the caller sets it to something else at once. */
  insert(digest: Lanes): number;
  get(slot: number): number;
  set(slot: number, value: number): void;
}

const LEAST_SLOTS = 64;
const FILL = 0.7;
/** Slots made on a mere promise of records; beyond, the table grows as they come. */
const PROMISED_SLOTS = 1 << 22;

export function digestTable(expected: number): DigestTable {
  let slots = LEAST_SLOTS;
  while (slots * FILL < expected && slots < PROMISED_SLOTS) slots *= 2;
  let keys = new Int32Array(slots * LANES);
  let numbers = new Int32Array(slots);
  let used = 0;

  const seek = (a: number, b: number, c: number, d: number): number => {
    const mask = slots - 1;
    for (let slot = a & mask; ; slot = (slot + 1) & mask) {
      if (numbers[slot] === 0) return ~slot;
      const at = slot * LANES;
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return slot;
    }
  };

  const place = (slot: number, a: number, b: number, c: number, d: number): void => {
    const at = slot * LANES;
    keys[at] = a;
    keys[at + 1] = b;
    keys[at + 2] = c;
    keys[at + 3] = d;
  };

  const grow = (): void => {
    const [oldKeys, oldNumbers] = [keys, numbers];
    slots *= 2;
    keys = new Int32Array(slots * LANES);
    numbers = new Int32Array(slots);
    for (let old = 0; old < oldNumbers.length; old += 1) {
      const number = oldNumbers[old] as number;
      if (number === 0) continue;
      const at = old * LANES;
      const a = oldKeys[at] as number;
      const b = oldKeys[at + 1] as number;
      const c = oldKeys[at + 2] as number;
      const d = oldKeys[at + 3] as number;
      const slot = ~seek(a, b, c, d);
      place(slot, a, b, c, d);
      numbers[slot] = number;
    }
  };

  return {
    size: () => used,
    find(digest) {
      const slot = seek(digest[0] as number, digest[1] as number, digest[2] as number, digest[3] as number);
      return slot < 0 ? -1 : slot;
    },
    insert(digest) {
      if (used + 1 > slots * FILL) grow();
      const [a, b, c, d] = [digest[0] as number, digest[1] as number, digest[2] as number, digest[3] as number];
      const found = seek(a, b, c, d);
      if (found >= 0) return found;
      used += 1;
      place(~found, a, b, c, d);
      return ~found;
    },
    get: (slot) => numbers[slot] as number,
    set: (slot, value) => {
      numbers[slot] = value;
    },
  };
}
