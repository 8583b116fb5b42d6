import type { Cursor } from './cursor.ts';
import type { Inflated } from './inflate.ts';
import { exactly, UnpackStop, unpackParts } from './unpack-parts.ts';
import { BLOCK_BYTES, BLOCK_HEAD_BYTES, blockHead, blockLength, FLAG_CHECKSUM, type Unpacked } from './zstd-block.ts';
import { NODE_ZSTD, type OpenNodeZstd, openBlocks } from './zstd-blocks.ts';

/** Zstandard (RFC 8878): frames, each of blocks, the last of which is followed by four bytes of XXH64 if the header says so. */

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const FLAG_RESERVED = 0x08;
const FLAG_SINGLE = 0x20;
const LONGEST_HEADER = 18;
const BLOCK_RESERVED = 3;
/** Frames that want more memory than this are refused, as the reference program does. */
export const WINDOW_BYTES = 128 << 20;

const NOTHING: AsyncIterable<Uint8Array> = (async function* () {})();

/** Whether bytes begin a frame. */
export function isZstd(head: Uint8Array): boolean {
  if (head.length < 5) return false;
  const magic = new DataView(head.buffer, head.byteOffset, head.length).getUint32(0, true);
  return magic === MAGIC && ((head[4] as number) & FLAG_RESERVED) === 0;
}

interface FrameHeader {
  readonly length: number;
  readonly window: number;
  readonly checksum: boolean;
  readonly dictionary: boolean;
}

/** A header at the start of `bytes`; null where they end within it. */
function readFrameHeader(bytes: Uint8Array): FrameHeader | null {
  const flags = bytes[4];
  if (flags === undefined) return null;
  const single = (flags & FLAG_SINGLE) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6] as number;
  const sizeAt = 5 + (single ? 0 : 1) + dictionaryBytes;
  const length = sizeAt + sizeBytes;
  if (bytes.length < length) return null;
  let size = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + (bytes[sizeAt + i] as number);
  if (sizeBytes === 2) size += 256;
  const descriptor = bytes[5] as number;
  const base = 2 ** (10 + (descriptor >> 3));
  return {
    length,
    window: single ? size : base + (base / 8) * (descriptor & 7),
    checksum: (flags & FLAG_CHECKSUM) !== 0,
    dictionary: dictionaryBytes > 0 && bytes.subarray(single ? 5 : 6, sizeAt).some((byte) => byte !== 0),
  };
}

/**
 * Streams frames of Zstandard apart, block by block. All blocks before a fault come out before it is told; a checksum
 * that is there is verified. `used` counts whole blocks.
 */
export function unzstd(input: AsyncIterable<Uint8Array>): Inflated {
  return unzstdBy(null, input);
}

/**
 * The same of bytes that were found authentic: they are what a program packed, and Node's own Zstandard unpacks them
 * where there is one. It takes some damaged blocks for whole that fzstd refuses, so that no others are given to it.
 */
export function unzstdAuthentic(input: AsyncIterable<Uint8Array>): Inflated {
  return unzstdBy(NODE_ZSTD, input);
}

/** By Node's own Zstandard, or by fzstd where it is null. */
export function unzstdBy(node: OpenNodeZstd | null, input: AsyncIterable<Uint8Array>): Inflated {
  return unpackParts(input, async (cursor, index) => {
    const head = Uint8Array.from(await cursor.peek(LONGEST_HEADER));
    if (head.length === 0 && index > 0) return null;
    if (head.length < 8)
      throw new UnpackStop(head.length < 5 || isZstd(head) ? 'truncated' : 'corrupt', 'unexpected end');
    const view = new DataView(head.buffer);
    if ((view.getUint32(0, true) & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) {
      await skipFrame(cursor, view.getUint32(4, true));
      return NOTHING;
    }
    // Bytes behind the last frame that are none are not ours.
    return !isZstd(head) && index > 0 ? null : frame(cursor, head, node);
  });
}

async function skipFrame(cursor: Cursor, size: number): Promise<void> {
  await exactly(cursor, 8);
  for (let left = size; left > 0; ) left -= (await exactly(cursor, Math.min(left, BLOCK_BYTES))).length;
}

async function* frame(cursor: Cursor, head: Uint8Array, node: OpenNodeZstd | null): AsyncGenerator<Uint8Array> {
  if (!isZstd(head)) throw new UnpackStop('corrupt', 'no frame');
  const header = readFrameHeader(head);
  if (header === null) throw new UnpackStop('truncated', 'unexpected end');
  if (header.dictionary) throw new UnpackStop('corrupt', 'needs a dictionary');
  if (header.window > WINDOW_BYTES) throw new UnpackStop('corrupt', `window of ${header.window} bytes`);
  await exactly(cursor, header.length);
  const opening = { bytes: head.slice(0, header.length), window: header.window, checksum: header.checksum };
  const blocks = openBlocks(opening, node);
  try {
    for (let last = false; !last; ) {
      let block: Uint8Array;
      try {
        block = await nextBlock(cursor);
      } catch (error) {
        // Blocks before it may not have come out yet.
        yield* delivered(await blocks.flush());
        throw error;
      }
      last = blockHead(block).last;
      yield* delivered(await blocks.push(block));
    }
    if (header.checksum && !(await blocks.matches(await exactly(cursor, 4))))
      throw new UnpackStop('corrupt', 'checksum');
  } finally {
    blocks.close();
  }
}

/** The next block, its header in front. */
async function nextBlock(cursor: Cursor): Promise<Uint8Array> {
  const start = await cursor.peek(BLOCK_HEAD_BYTES);
  if (start.length < BLOCK_HEAD_BYTES) throw new UnpackStop('truncated', 'unexpected end');
  const { kind, size } = blockHead(start);
  if (kind === BLOCK_RESERVED || size > BLOCK_BYTES) throw new UnpackStop('corrupt', 'block header');
  return exactly(cursor, blockLength(start));
}

function* delivered({ bytes, stop }: Unpacked): Generator<Uint8Array> {
  for (const each of bytes) if (each.length > 0) yield each;
  if (stop !== null) throw stop;
}
