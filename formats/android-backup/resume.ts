import { inflate } from '../../src/bytes/inflate.ts';

/** Ends a sync flush: an empty stored block. The device flushes after every package (PerformAdbBackupTask). */
const FLUSH_MARK = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** How far deflate refers back (RFC 1951), in bytes. */
const WINDOW_BYTES = 1 << 15;
/** Two stand-ins for the lost window: where they make a difference, the bytes are not to be had. */
const ZEROS = new Uint8Array(WINDOW_BYTES);
const ONES = new Uint8Array(WINDOW_BYTES).fill(0xff);
/** New beginnings tried on one archive: the four bytes also occur by chance, and each try reads on from there. */
const MOST_TRIES = 256;
const BLOCK_BYTES = 512;
const MAGIC = Buffer.from('ustar', 'latin1');
const MAGIC_AT = 257;

/**
 * Goes on in a damaged deflate stream at the next sync flush, from the first tar header that can be read whole, as
 * often as need be. Packages begin on the tar's grid of 512 bytes there; a block that refers to what was lost is left
 * out, so the tar shows its file as short and not with wrong bytes in it.
 * `plain` gives the deflate stream from an offset on; `told` hears where reading began anew.
 */
export async function* resume(
  plain: (from: number) => AsyncIterable<Uint8Array>,
  damagedAt: number,
  told: (offset: number) => void,
): AsyncGenerator<Uint8Array> {
  let from = damagedAt;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const start = await findFlush(plain(from), from);
    if (start === null) return;
    const first = inflate(plain(start), 'raw', ZEROS);
    const second = inflate(plain(start), 'raw', ONES);
    let going = false;
    for await (const block of equalBlocks(first.chunks, second.chunks)) {
      if (!going && block.indexOf(MAGIC) === MAGIC_AT) {
        going = true;
        told(start);
      }
      if (going) yield block;
    }
    const end = first.end();
    if (going && end?.how !== 'corrupt') return;
    from = start + (going ? Math.max(0, (end?.used ?? 0) - FLUSH_MARK.length) : 0);
  }
}

/** The blocks that are the same in both streams. */
async function* equalBlocks(
  first: AsyncIterable<Uint8Array>,
  second: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const other = second[Symbol.asyncIterator]();
  try {
    let left = Buffer.alloc(0);
    let right = Buffer.alloc(0);
    for await (const chunk of first) {
      left = Buffer.concat([left, chunk]);
      while (right.length < left.length) {
        const next = await other.next();
        if (next.done) break;
        right = Buffer.concat([right, next.value]);
      }
      const whole = Math.min(left.length, right.length);
      let at = 0;
      for (; at + BLOCK_BYTES <= whole; at += BLOCK_BYTES) {
        const block = left.subarray(at, at + BLOCK_BYTES);
        if (block.equals(right.subarray(at, at + BLOCK_BYTES))) yield block;
      }
      left = left.subarray(at);
      right = right.subarray(at);
    }
  } finally {
    await other.return?.(undefined);
  }
}

/** The offset after the first flush mark at or after `from`; null where none is left. */
async function findFlush(chunks: AsyncIterable<Uint8Array>, from: number): Promise<number | null> {
  let offset = from;
  let tail = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const seam = Buffer.concat([tail, chunk.subarray(0, FLUSH_MARK.length - 1)]);
    const across = seam.indexOf(FLUSH_MARK);
    if (across >= 0) return offset - tail.length + across + FLUSH_MARK.length;
    const inside = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf(FLUSH_MARK);
    if (inside >= 0) return offset + inside + FLUSH_MARK.length;
    const kept = Buffer.concat([tail, chunk.subarray(Math.max(0, chunk.length - FLUSH_MARK.length + 1))]);
    tail = Buffer.from(kept.subarray(Math.max(0, kept.length - FLUSH_MARK.length + 1)));
    offset += chunk.length;
  }
  return null;
}
