import type { Cursor } from './cursor.ts';
import type { Inflated } from './inflate.ts';
import { exactly, UnpackStop, unpackParts } from './unpack-parts.ts';
import { type RunningXxh, runningXxh32 } from './xxhash.ts';

/** LZ4 frames (github.com/lz4/lz4, doc/lz4_Frame_format.md and doc/lz4_Block_format.md). */

const MAGIC = 0x184d2204;
const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const VERSION = 1;
const FLAG_INDEPENDENT = 0x20;
const FLAG_BLOCK_CHECKSUM = 0x10;
const FLAG_SIZE = 0x08;
const FLAG_CHECKSUM = 0x04;
const FLAG_DICTIONARY = 0x01;
const UNCOMPRESSED = 0x80000000;
const WINDOW_BYTES = 64 << 10;
const LEAST_MATCH = 4;
/** Largest blocks by the code in the block descriptor. */
const BLOCK_BYTES: Readonly<Record<number, number>> = { 4: 64 << 10, 5: 256 << 10, 6: 1 << 20, 7: 4 << 20 };

const NOTHING: AsyncIterable<Uint8Array> = (async function* () {})();

/** Whether bytes begin a frame of the one version there is. */
export function isLz4(head: Uint8Array): boolean {
  if (head.length < 7 || new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true) !== MAGIC) return false;
  return (head[4] as number) >> 6 === VERSION && BLOCK_BYTES[((head[5] as number) >> 4) & 7] !== undefined;
}

const word = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);

/** Unpacks one block behind `from` in `out`, which holds what it may refer back to. Returns where it ends. */
function unpackBlock(block: Uint8Array, out: Uint8Array, from: number): number {
  let at = 0;
  let to = from;
  const length = (start: number): number => {
    let sum = start;
    if (start !== 15) return sum;
    for (let more = 255; more === 255; ) {
      more = block[at++] ?? -1;
      if (more < 0) throw new UnpackStop('corrupt', 'length');
      sum += more;
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = length(token >> 4);
    if (at + literals > block.length || to + literals > out.length) throw new UnpackStop('corrupt', 'literals');
    out.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) return to;
    const distance = (block[at] as number) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const match = length(token & 15) + LEAST_MATCH;
    if (distance === 0 || distance > to || to + match > out.length) throw new UnpackStop('corrupt', 'match');
    if (distance >= match) out.copyWithin(to, to - distance, to - distance + match);
    else for (let i = 0; i < match; i++) out[to + i] = out[to + i - distance] as number;
    to += match;
  }
  return to;
}

async function* frame(cursor: Cursor): AsyncGenerator<Uint8Array> {
  const head = Uint8Array.from(await cursor.peek(7));
  if (!isLz4(head)) throw new UnpackStop(head.length < 7 ? 'truncated' : 'corrupt', 'no frame');
  const flags = head[4] as number;
  if ((flags & FLAG_DICTIONARY) !== 0) throw new UnpackStop('corrupt', 'needs a dictionary');
  const headerBytes = 6 + ((flags & FLAG_SIZE) !== 0 ? 8 : 0);
  const header = Uint8Array.from(await exactly(cursor, headerBytes + 1));
  const mark = runningXxh32();
  mark.update(header.subarray(4, headerBytes));
  if (((mark.low32() >>> 8) & 0xff) !== header[headerBytes]) throw new UnpackStop('corrupt', 'header checksum');
  const most = BLOCK_BYTES[((head[5] as number) >> 4) & 7] as number;
  const linked = (flags & FLAG_INDEPENDENT) === 0;
  const checksum: RunningXxh | null = (flags & FLAG_CHECKSUM) !== 0 ? runningXxh32() : null;
  const out = new Uint8Array(WINDOW_BYTES + most);
  let window = 0;
  for (;;) {
    const stored = word(await exactly(cursor, 4));
    if (stored === 0) break;
    const size = (stored & ~UNCOMPRESSED) >>> 0;
    if (size > most) throw new UnpackStop('corrupt', 'block size');
    const block = await exactly(cursor, size);
    let end: number;
    if ((stored & UNCOMPRESSED) !== 0) {
      out.set(block, window);
      end = window + size;
    } else end = unpackBlock(block, window === 0 ? out.subarray(0, most) : out, window);
    if ((flags & FLAG_BLOCK_CHECKSUM) !== 0) {
      const own = runningXxh32();
      own.update(block);
      if (word(await exactly(cursor, 4)) !== own.low32()) throw new UnpackStop('corrupt', 'block checksum');
    }
    const plain = out.subarray(window, end);
    checksum?.update(plain);
    yield plain;
    if (!linked) continue;
    const keep = Math.min(WINDOW_BYTES, end);
    out.copyWithin(0, end - keep, end);
    window = keep;
  }
  if (checksum !== null && word(await exactly(cursor, 4)) !== checksum.low32())
    throw new UnpackStop('corrupt', 'checksum');
}

/** Streams LZ4 frames apart, block by block; checksums that are there are verified. */
export function unlz4(input: AsyncIterable<Uint8Array>): Inflated {
  return unpackParts(input, async (cursor, index) => {
    const head = Uint8Array.from(await cursor.peek(8));
    const magic = head.length < 4 ? 0 : word(head);
    if (head.length === 8 && (magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) {
      cursor.advance(8);
      for (let left = word(head.subarray(4)); left > 0; )
        left -= (await exactly(cursor, Math.min(left, WINDOW_BYTES))).length;
      return NOTHING;
    }
    return index > 0 && magic !== MAGIC ? null : frame(cursor);
  });
}
