import type { Ref } from './content-store.ts';

/** Slots of a table, a power of two; three quarters are used at most. */
const SLOTS = 1 << 17;
const FULL = (SLOTS / 4) * 3;
/** 192 bits of a SHA-256, then the offset. */
const HASH_WORDS = 6;
const SLOT_WORDS = 8;
const WORD_DIGITS = 8;
/** Shorter contents cost less to keep twice than to look up. */
const LEAST_BYTES = 256;

/** Memory for what one side tells of the contents that it kept, shared by the threads that read both. */
export function makeSharedContents(): SharedArrayBuffer {
  return new SharedArrayBuffer(SLOTS * SLOT_WORDS * Int32Array.BYTES_PER_ELEMENT);
}

/** Where one side kept contents, by their SHA-256: written by one thread, read by another. What no longer fits is not told. */
interface KeptTable {
  put(sha256: string, offset: number): void;
  /** null where it holds no such content. */
  offsetOf(sha256: string): number | null;
}

function openTable(buffer: SharedArrayBuffer): KeptTable {
  const words = new Int32Array(buffer);
  const offsets = new Float64Array(buffer);
  const wanted = new Int32Array(HASH_WORDS);
  let used = 0;
  /** Of the slot that holds the content, or of the free one where it would go. */
  const firstWordOf = (sha256: string): number => {
    for (let i = 0; i < HASH_WORDS; i += 1)
      wanted[i] = Number.parseInt(sha256.slice(i * WORD_DIGITS, (i + 1) * WORD_DIGITS), 16);
    // Zero marks a free slot.
    if (wanted[0] === 0) wanted[0] = 1;
    let slot = (wanted[0] as number) & (SLOTS - 1);
    for (;;) {
      const at = slot * SLOT_WORDS;
      const first = Atomics.load(words, at);
      if (first === 0) return at;
      if (first === wanted[0]) {
        let same = 1;
        while (same < HASH_WORDS && words[at + same] === wanted[same]) same += 1;
        if (same === HASH_WORDS) return at;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  };
  return {
    put(sha256, offset) {
      const at = firstWordOf(sha256);
      if (words[at] !== 0 || used >= FULL) return;
      used += 1;
      for (let i = 1; i < HASH_WORDS; i += 1) words[at + i] = wanted[i] as number;
      offsets[(at + HASH_WORDS) / 2] = offset;
      // The first word comes last: whoever sees it sees the others.
      Atomics.store(words, at, wanted[0] as number);
    },
    offsetOf(sha256) {
      const at = firstWordOf(sha256);
      return words[at] === 0 ? null : (offsets[(at + HASH_WORDS) / 2] as number);
    },
  };
}

/**
 * What two sides that are read at the same time keep once between them: a content that either has kept is not kept
 * again. Of a clone, most of it is on both.
 */
export interface SharedContents {
  /** Where a content was kept: by this side, or by the other (vfs/content-store `OTHER_AT`). */
  find(sha256: string, length: number): Ref | null;
  /** Tells what this side has kept. */
  tell(sha256: string, kept: Ref): void;
}

export function openSharedContents(own: SharedArrayBuffer, other: SharedArrayBuffer, otherAt: number): SharedContents {
  const [ours, theirs] = [openTable(own), openTable(other)];
  return {
    find(sha256, length) {
      if (length < LEAST_BYTES) return null;
      const here = ours.offsetOf(sha256);
      if (here !== null) return { offset: here, length };
      const there = theirs.offsetOf(sha256);
      return there === null ? null : { offset: otherAt + there, length };
    },
    tell(sha256, { offset, length }) {
      if (length >= LEAST_BYTES && offset < otherAt) ours.put(sha256, offset);
    },
  };
}
