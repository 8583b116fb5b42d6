import type { DirectorySink } from './directory.ts';
import { signingBlockIn } from './signing-block.ts';

/** What stands behind the members of an APK, as it passes: the signing block, the central directory, its end. */
export interface Tail {
  /** A local header: what stood before it was no signing block. */
  local(): void;
  /** Bytes that are no record. */
  between(bytes: Buffer): void;
  /** A whole record of a central directory, which begins `at` bytes into the APK. */
  central(record: Buffer, at: number): void;
  /** The end record. */
  end(record: Buffer): void;
  /** The pairs of the signing block before the directory that counts; `broken` where none counts. */
  readonly block: Buffer | 'none' | 'broken';
  /** The last directory that was taken is the one that the end record names. */
  readonly found: boolean;
}

/** A block beyond this is no real one, whose certificates and digests take some 10 KiB. */
const MOST_BLOCK_BYTES = 4 * 2 ** 20;
const FIRST_BYTES = 16 * 1024;
const END_OFFSET = 16;
/** The offset stands in the Zip64 record instead. */
const ELSEWHERE = 0xffffffff;

export const END_BYTES = 22;

/** A directory begins where a record of one follows something else; only the last that begins is kept. */
export function collectTail(directory: DirectorySink): Tail {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let next = -1;
  let start = -1;
  let block: Tail['block'] = 'none';
  let found = false;
  return {
    local() {
      length = 0;
    },
    between(bytes) {
      // Of what is too long the end is enough to see that a block ends there.
      const kept = bytes.length > MOST_BLOCK_BYTES ? bytes.subarray(bytes.length - MOST_BLOCK_BYTES) : bytes;
      if (length + kept.length > MOST_BLOCK_BYTES) {
        const left = Math.min(length, FIRST_BYTES);
        held.copyWithin(0, length - left, length);
        length = left;
      }
      const needed = length + kept.length;
      if (needed > held.length) {
        const wider = Buffer.alloc(Math.max(FIRST_BYTES, 2 * needed));
        held.copy(wider, 0, 0, length);
        held = wider;
      }
      kept.copy(held, length);
      length = needed;
    },
    central(record, at) {
      if (at !== next) {
        start = at;
        found = false;
        const read = signingBlockIn(held.subarray(0, length));
        block = typeof read === 'string' ? read : Buffer.from(read);
        length = 0;
        directory.restart();
      }
      next = at + record.length;
      directory.take(record);
    },
    end(record) {
      const offset = record.readUInt32LE(END_OFFSET);
      found = start >= 0 && (offset === start || offset === ELSEWHERE);
    },
    get block() {
      return found ? block : 'broken';
    },
    get found() {
      return found;
    },
  };
}
