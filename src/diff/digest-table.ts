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

/** Four words of digest and the number, side by side: one miss of the cache, not two. */
const STRIDE = LANES + 1;

export function digestTable(expected: number): DigestTable {
  let slots = LEAST_SLOTS;
  while (slots * FILL < expected && slots < PROMISED_SLOTS) slots *= 2;
  let cells = new Int32Array(slots * STRIDE);
  let used = 0;

  return {
    size: () => used,
    find(digest) {
      const at = seek(cells, slots - 1, digest, 0);
      return cells[at + LANES] === 0 ? -1 : at;
    },
    insert(digest) {
      if (used + 1 > slots * FILL) {
        slots *= 2;
        cells = grown(cells, slots);
      }
      const at = seek(cells, slots - 1, digest, 0);
      if (cells[at + LANES] === 0) {
        used += 1;
        for (let lane = 0; lane < LANES; lane += 1) cells[at + lane] = digest[lane] as number;
      }
      return at;
    },
    get: (slot) => cells[slot + LANES] as number,
    set: (slot, value) => {
      cells[slot + LANES] = value;
    },
  };
}

/** Where the digest of `from[offset]` stands, or the free cell where it would. */
function seek(cells: Int32Array, mask: number, from: Int32Array, offset: number): number {
  const a = from[offset] as number;
  const b = from[offset + 1] as number;
  const c = from[offset + 2] as number;
  const d = from[offset + 3] as number;
  for (let slot = a & mask; ; slot = (slot + 1) & mask) {
    const at = slot * STRIDE;
    if (cells[at + LANES] === 0) return at;
    if (cells[at] === a && cells[at + 1] === b && cells[at + 2] === c && cells[at + 3] === d) return at;
  }
}

function grown(old: Int32Array, slots: number): Int32Array<ArrayBuffer> {
  const cells = new Int32Array(slots * STRIDE);
  for (let from = 0; from < old.length; from += STRIDE) {
    if (old[from + LANES] === 0) continue;
    const at = seek(cells, slots - 1, old, from);
    for (let word = 0; word < STRIDE; word += 1) cells[at + word] = old[from + word] as number;
  }
  return cells;
}
