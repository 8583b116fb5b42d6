import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { UnpackStop } from './unpack-parts.ts';
import { type RunningXxh, runningXxh64 } from './xxhash.ts';

/** Largest block of any frame (RFC 8878, 3.1.1.2.4). */
export const BLOCK_BYTES = 128 << 10;
export const BLOCK_HEAD_BYTES = 3;
export const BLOCK_RLE = 1;
const BLOCK_PACKED = 2;
export const FLAG_CHECKSUM = 0x04;
/** Packed bytes of a frame that are held, so that fzstd can take it over from its start. */
const HELD_BYTES = 8 << 20;
/** Node's own takes so much at once, packed and unpacked: each call costs a turn of the event loop. */
const BATCH_BYTES = 512 << 10;

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

const NOTHING: Unpacked = { bytes: [], stop: null };

/** What is used of Node's own stream of Zstandard, which the types of Node 20 do not know. */
interface NodeStream {
  write(bytes: Uint8Array, done: (error?: Error | null) => void): boolean;
  read(): Uint8Array | null;
  on(event: 'error', heard: (error: Error) => void): unknown;
  destroy(): unknown;
}
export type OpenNodeZstd = (options: { chunkSize: number; readableHighWaterMark: number }) => NodeStream;

/** Node's own Zstandard; null where it has none (before 22.15). */
export const NODE_ZSTD: OpenNodeZstd | null =
  (zlib as unknown as { readonly createZstdDecompress?: OpenNodeZstd }).createZstdDecompress ?? null;

/** What a frame's header says of its blocks. */
export interface FrameOpening {
  /** The header itself. */
  readonly bytes: Uint8Array;
  readonly window: number;
  /** Four bytes of checksum follow the last block. */
  readonly checksum: boolean;
}

/**
 * Unpacks by Node's own, or by fzstd where that is null. What Node's own refuses is given to fzstd from the frame's start,
 * which takes some frames that are not well-formed: they come to the same under every Node. Of a frame longer than 8 MiB
 * packed, where that cannot be done, the block that Node's own refuses is the damage.
 */
export function openBlocks(opening: FrameOpening, node: OpenNodeZstd | null): ZstdBlocks {
  return node === null ? blocksByFzstd(opening) : blocksByNode(opening, node);
}

/** Memory of the last frame's blocks: new memory costs more to touch than what is written to it. */
let spare = new Uint8Array(0);

/** Blocks of a frame, one behind the other in one piece of memory: a frame may have millions of blocks of nothing. */
function holdBlocks() {
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
function* blocksIn(held: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < held.length; ) {
    const length = blockLength(held.subarray(at, at + BLOCK_HEAD_BYTES));
    yield held.subarray(at, at + length);
    at += length;
  }
}

/**
 * Stored blocks come out as they are for as long as no other needs them: fzstd moves its whole window with each block.
 * The checksum is taken here, for fzstd passes over it.
 */
function blocksByFzstd(opening: FrameOpening): ZstdBlocks {
  const hash: RunningXxh | null = opening.checksum ? runningXxh64() : null;
  const held = holdBlocks();
  let engine: ((block: Uint8Array) => readonly Uint8Array[]) | null = null;
  const unpack = (block: Uint8Array): readonly Uint8Array[] => {
    if (engine !== null) return engine(block);
    const stored = storedBlock(block, opening.window);
    if (stored !== null && held.length < HELD_BYTES) {
      held.add(block);
      return [stored];
    }
    engine = fzstdEngine(opening);
    for (const each of blocksIn(held.from(0))) engine(each);
    held.close();
    return engine(block);
  };
  return {
    async push(block) {
      try {
        const bytes = unpack(block);
        for (const each of bytes) hash?.update(each);
        return { bytes, stop: null };
      } catch (error) {
        if (!(error instanceof UnpackStop)) throw error;
        return { bytes: [], stop: error };
      }
    },
    flush: async () => NOTHING,
    matches: async (stored) => hash === null || word(stored) === hash.low32(),
    close: held.close,
  };
}

const word = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);

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

/** What a stored block or a run holds; null for a packed one, and for one that is longer than its frame allows. */
function storedBlock(block: Uint8Array, window: number): Uint8Array | null {
  const { kind, size } = blockHead(block);
  if (kind === BLOCK_PACKED || size > window) return null;
  return kind === BLOCK_RLE
    ? new Uint8Array(size).fill(block[BLOCK_HEAD_BYTES] as number)
    : block.subarray(BLOCK_HEAD_BYTES);
}

/** Throws UnpackStop: the engine throws whatever it stumbles on. */
function fzstdEngine(opening: FrameOpening): (block: Uint8Array) => readonly Uint8Array[] {
  let out: Uint8Array[] = [];
  const engine = new Decompress((bytes) => void out.push(bytes));
  let before = Uint8Array.from(opening.bytes);
  before[4] = (before[4] as number) & ~FLAG_CHECKSUM;
  return (block) => {
    const { last } = blockHead(block);
    let bytes = block;
    if (before.length > 0) {
      bytes = new Uint8Array(before.length + block.length);
      bytes.set(before);
      bytes.set(block, before.length);
      before = new Uint8Array(0);
    }
    out = [];
    try {
      engine.push(bytes, last);
    } catch (error) {
      throw new UnpackStop('corrupt', error instanceof Error && 'code' in error ? error.message : 'invalid zstd data');
    }
    return out;
  };
}

function blocksByNode(opening: FrameOpening, open: OpenNodeZstd): ZstdBlocks {
  const held = holdBlocks();
  held.add(opening.bytes);
  const engine = nodeEngine(open);
  /** Takes over where Node's own refuses. */
  let fzstd: ZstdBlocks | null = null;
  /** Whether all blocks since the frame's start are held. */
  let whole = true;
  /** How many of the held bytes Node's own was given. */
  let given = 0;
  /** Bytes that the others unpack to, at the most. */
  let most = 0;
  let told = 0;

  /** All again by fzstd, without what came out before. */
  const again = async (): Promise<Unpacked> => {
    fzstd = blocksByFzstd(opening);
    const bytes: Uint8Array[] = [];
    let skip = told;
    for (const block of blocksIn(held.from(opening.bytes.length))) {
      const more = await fzstd.push(block);
      for (const each of more.bytes) {
        if (skip < each.length) bytes.push(each.subarray(skip));
        skip = Math.max(0, skip - each.length);
      }
      if (more.stop !== null) return { bytes, stop: more.stop };
    }
    return { bytes, stop: null };
  };
  const flush = async (): Promise<Unpacked> => {
    if (given === held.length) return NOTHING;
    const bytes = await engine.push(held.from(given));
    given = held.length;
    most = 0;
    if (bytes !== null) {
      told += bytes.length;
      return { bytes: [bytes], stop: null };
    }
    return whole ? again() : { bytes: [], stop: new UnpackStop('corrupt', 'invalid zstd data') };
  };
  return {
    async push(block) {
      if (fzstd !== null) return fzstd.push(block);
      held.add(block);
      const { last, kind, size } = blockHead(block);
      most += kind === BLOCK_PACKED ? BLOCK_BYTES : size;
      // Where fzstd cannot take over, the blocks before a broken one must have come out.
      const full = held.length - given >= BATCH_BYTES || most >= BATCH_BYTES || !whole;
      if (!full && !last) return NOTHING;
      const out = await flush();
      if (fzstd === null && (held.length >= HELD_BYTES || !whole)) {
        whole = false;
        held.clear();
        given = 0;
      }
      return out;
    },
    flush: async () => (fzstd === null ? flush() : NOTHING),
    async matches(stored) {
      if (fzstd !== null) return fzstd.matches(stored);
      return (await engine.push(stored)) !== null;
    },
    close() {
      engine.close();
      fzstd?.close();
      held.close();
    },
  };
}

/** `push` gives all that comes out of so many bytes; null where they are refused, and for good. */
function nodeEngine(open: OpenNodeZstd) {
  // As much as a batch can hold and more: the stream must never wait for a reader.
  const stream = open({ chunkSize: 2 * BATCH_BYTES, readableHighWaterMark: 4 * BATCH_BYTES });
  let refused = false;
  let hear: () => void = () => undefined;
  stream.on('error', () => {
    refused = true;
    hear();
  });
  return {
    async push(bytes: Uint8Array): Promise<Uint8Array | null> {
      if (refused) return null;
      await new Promise<void>((resolve) => {
        hear = resolve;
        stream.write(bytes, () => resolve());
      });
      if (refused) return null;
      const out = stream.read();
      return out === null ? new Uint8Array(0) : new Uint8Array(out.buffer, out.byteOffset, out.length);
    },
    close: () => void stream.destroy(),
  };
}
