import type { UnpackStop } from './unpack-parts.ts';

/** Largest block of any frame (RFC 8878, 3.1.1.2.4). */
export const BLOCK_BYTES = 128 << 10;
export const BLOCK_HEAD_BYTES = 3;
export const BLOCK_RLE = 1;
export const BLOCK_PACKED = 2;
export const FLAG_CHECKSUM = 0x04;
/** Packed bytes of a frame that are held, so that fzstd can take it over from its start. */
export const HELD_BYTES = 8 << 20;

/** The blocks of one frame, one after another. Whoever opened it closes it. */
export interface ZstdBlocks {
  /**
   * Takes the next block, its header in front; gives what came out by then, in order, valid until the next call, and
   * what of the damage is to be told once that was delivered.
   */
  push(block: Uint8Array): Promise<Unpacked>;
  /** What was taken and has not come out yet. */
  flush(): Promise<Unpacked>;
  /** Whether the four bytes behind the last block are the checksum of what came out. */
  matches(stored: Uint8Array): Promise<boolean>;
  close(): void;
}

/** What came out, and what stopped it. */
export interface Unpacked {
  readonly bytes: readonly Uint8Array[];
  readonly stop: UnpackStop | null;
}

export const NOTHING: Unpacked = { bytes: [], stop: null };

/** What a frame's header says of its blocks. */
export interface FrameOpening {
  /** The header itself. */
  readonly bytes: Uint8Array;
  readonly window: number;
  /** Four bytes of checksum follow the last block. */
  readonly checksum: boolean;
}

/** Memory of the last frame's blocks: new memory costs more to touch than what is written to it. */
let spare = new Uint8Array(0);

/** Blocks of a frame, one behind the other in one piece of memory: a frame may have millions of blocks of nothing. */
export function holdBlocks() {
  let memory = spare;
  spare = new Uint8Array(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(block: Uint8Array): void {
      const wanted = length + block.length;
      if (wanted > memory.length) {
        const room = new Uint8Array(Math.max(2 * memory.length, wanted));
        room.set(memory.subarray(0, length));
        memory = room;
      }
      memory.set(block, length);
      length = wanted;
    },
    /** What was added from `start` on; valid until more is added. */
    from: (start: number): Uint8Array => memory.subarray(start, length),
    clear(): void {
      length = 0;
    },
    /** Leaves the memory to the next frame. */
    close(): void {
      if (memory.length > spare.length) spare = memory;
      memory = new Uint8Array(0);
      length = 0;
    },
  };
}

/** Blocks that were held, one after another. */
export function* blocksIn(held: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < held.length; ) {
    const length = blockLength(held.subarray(at, at + BLOCK_HEAD_BYTES));
    yield held.subarray(at, at + length);
    at += length;
  }
}

/** What a block says of itself: its kind, and the bytes that it stores or that its run is of. */
export function blockHead(block: Uint8Array): { readonly last: boolean; readonly kind: number; readonly size: number } {
  const head = (block[0] as number) | ((block[1] as number) << 8) | ((block[2] as number) << 16);
  return { last: (head & 1) === 1, kind: (head >> 1) & 3, size: head >> 3 };
}

/** Bytes that a block takes, its header included. */
export function blockLength(head: Uint8Array): number {
  const { kind, size } = blockHead(head);
  return BLOCK_HEAD_BYTES + (kind === BLOCK_RLE ? 1 : size);
}
