import type { Content } from './reader.ts';

/** Chunks are cut where the rolling hash says so: an insertion moves only the cuts near it (reference: FastCDC's gear hash). */
const MEAN_CHUNK_BITS = 7;
const MIN_CHUNK_BYTES = 32;
const MAX_CHUNK_BYTES = 512;
const READ_BYTES = 1 << 20;
/** Beyond, chunks grow with the content, so that the sets stay small. */
const FINE_BYTES = 1 << 20;
const SIZE_LIMIT = 64 * FINE_BYTES;
const PRECISION = 10_000;
const LAST_SHARE = (PRECISION - 1) / PRECISION;

const GEAR = gearTable();

/** 256 numbers without pattern, the same on every machine: xorshift32 from a fixed seed. */
function gearTable(): Int32Array {
  const table = new Int32Array(256);
  let state = 0x9e3779b9;
  for (let i = 0; i < 256; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    table[i] = state;
  }
  return table;
}

/**
 * How much two contents that no reader understands have in common, 0 to 1 with four decimals: the share of
 * content-defined chunks, weighed by their bytes, that are in both of those in either. Equal bytes are 1; anything
 * else is less. Order of chunks has no meaning. Null where one is larger than 64 MiB.
 */
export function opaqueSimilarity(a: Content, b: Content): number | null {
  const larger = Math.max(a.size, b.size);
  if (larger > SIZE_LIMIT) return null;
  if (larger === 0) return 1;
  const coarse = Math.max(0, Math.ceil(Math.log2(larger / FINE_BYTES)));
  const chunksA = chunkSizes(a, coarse);
  const chunksB = chunkSizes(b, coarse);
  let shared = 0;
  let total = 0;
  for (const [hash, bytes] of chunksA) {
    total += bytes;
    if (chunksB.has(hash)) shared += bytes;
  }
  for (const [hash, bytes] of chunksB) if (!chunksA.has(hash)) total += bytes;
  const share = Math.round((shared / total) * PRECISION) / PRECISION;
  if (share < 1) return share;
  return a.size === b.size && sameContent(a, b) ? 1 : LAST_SHARE;
}

/** Bytes of each distinct chunk by a 53-bit hash of it. */
export function chunkSizes(content: Content, coarse: number): Map<number, number> {
  const sizes = new Map<number, number>();
  const mask = ((1 << (MEAN_CHUNK_BITS + coarse)) - 1) << (32 - MEAN_CHUNK_BITS - coarse - 1);
  const least = MIN_CHUNK_BYTES << coarse;
  const most = MAX_CHUNK_BYTES << coarse;
  let gear = 0;
  let low = 0;
  let high = 0;
  let length = 0;
  const cut = (): void => {
    sizes.set((high & 0x1fffff) * 2 ** 32 + (low >>> 0), length);
    gear = 0;
    low = 0;
    high = 0;
    length = 0;
  };
  for (let offset = 0; offset < content.size; ) {
    const piece = content.read(offset, READ_BYTES);
    if (piece.length === 0) break;
    for (let i = 0; i < piece.length; i += 1) {
      const byte = piece[i] as number;
      gear = ((gear << 1) + (GEAR[byte] as number)) | 0;
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul((high << 5) ^ (high >>> 27) ^ byte, 0x5bd1e995);
      length += 1;
      if ((length >= least && (gear & mask) === 0) || length >= most) cut();
    }
    offset += piece.length;
  }
  if (length > 0) cut();
  return sizes;
}

function sameContent(a: Content, b: Content): boolean {
  for (let offset = 0; offset < a.size; offset += READ_BYTES) {
    if (Buffer.compare(a.read(offset, READ_BYTES), b.read(offset, READ_BYTES)) !== 0) return false;
  }
  return true;
}
