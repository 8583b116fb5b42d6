import * as zlib from 'node:zlib';
import { UnpackStop } from './unpack-parts.ts';
import {
  BLOCK_BYTES,
  BLOCK_PACKED,
  blockHead,
  blocksIn,
  type FrameOpening,
  HELD_BYTES,
  holdBlocks,
  NOTHING,
  type Unpacked,
  type ZstdBlocks,
} from './zstd-block.ts';
import { blocksByFzstd } from './zstd-by-fzstd.ts';

/** Node's own takes so much at once, packed and unpacked: each call costs a turn of the event loop. */
const BATCH_BYTES = 512 << 10;

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

/**
 * Unpacks by Node's own, or by fzstd where that is null. What Node's own refuses is given to fzstd from the frame's start,
 * which takes some frames that are not well-formed: they come to the same under every Node. Of a frame longer than 8 MiB
 * packed, where that cannot be done, the block that Node's own refuses is the damage.
 */
export function openBlocks(opening: FrameOpening, node: OpenNodeZstd | null): ZstdBlocks {
  return node === null ? blocksByFzstd(opening) : blocksByNode(opening, node);
}

function blocksByNode(opening: FrameOpening, open: OpenNodeZstd): ZstdBlocks {
  const held = holdBlocks();
  held.add(opening.bytes);
  const engine = nodeEngine(open);
  /** Takes over where Node's own refuses. */
  let fzstd: ZstdBlocks | null = null;
  /** Whether all blocks since the frame's start are held. */
  let whole = true;
  /** What Node's own was given last comes to, while the next blocks are read. */
  let underWay: Promise<Uint8Array | null> | null = null;
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
  /** What is being unpacked gives; what stops it is looked into. */
  const settled = async (): Promise<Unpacked> => {
    const bytes = await underWay;
    underWay = null;
    if (bytes !== null) {
      told += bytes.length;
      return { bytes: [bytes], stop: null };
    }
    return whole ? again() : { bytes: [], stop: new UnpackStop('corrupt', 'invalid zstd data') };
  };
  /** Gives the engine what it was not given yet, once it is done with what it has; gives what that came to. */
  const turn = async (): Promise<Unpacked> => {
    const out = underWay === null ? NOTHING : await settled();
    if (fzstd === null && out.stop === null && given < held.length) {
      underWay = engine.push(held.from(given));
      given = held.length;
      most = 0;
    }
    return out;
  };
  const flush = async (): Promise<Unpacked> => {
    const first = await turn();
    if (underWay === null) return first;
    const rest = await settled();
    return { bytes: [...first.bytes, ...rest.bytes], stop: rest.stop };
  };
  return {
    async push(block) {
      if (fzstd !== null) return fzstd.push(block);
      held.add(block);
      const { last, kind, size } = blockHead(block);
      most += kind === BLOCK_PACKED ? BLOCK_BYTES : size;
      const full = held.length - given >= BATCH_BYTES || most >= BATCH_BYTES;
      // Where fzstd cannot take over, the blocks before a broken one must have come out.
      if (whole && held.length < HELD_BYTES) return last ? flush() : full ? turn() : NOTHING;
      const out = await flush();
      if (fzstd === null) {
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
      if (underWay === null) held.close();
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
