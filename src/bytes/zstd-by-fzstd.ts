import { Decompress } from 'fzstd';
import { UnpackStop } from './unpack-parts.ts';
import { type RunningXxh, runningXxh64 } from './xxhash.ts';
import {
  BLOCK_HEAD_BYTES,
  BLOCK_PACKED,
  BLOCK_RLE,
  blockHead,
  blocksIn,
  FLAG_CHECKSUM,
  type FrameOpening,
  HELD_BYTES,
  holdBlocks,
  NOTHING,
  type ZstdBlocks,
} from './zstd-block.ts';

/**
 * Stored blocks come out as they are for as long as no other needs them: fzstd moves its whole window with each block.
 * The checksum is taken here, for fzstd passes over it.
 */
export function blocksByFzstd(opening: FrameOpening): ZstdBlocks {
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
