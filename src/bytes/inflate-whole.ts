import { inflateRawSync, constants as zlib } from 'node:zlib';

/**
 * A small raw deflate stream, inflated in one piece: at most `limit` bytes of it. Null where it is no such stream, or
 * would be longer. A stream that was cut gives what it holds.
 */
export function inflateWhole(packed: Uint8Array, limit: number): Uint8Array | null {
  try {
    return inflateRawSync(packed, { maxOutputLength: limit, finishFlush: zlib.Z_SYNC_FLUSH });
  } catch {
    return null;
  }
}
