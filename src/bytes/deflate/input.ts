/** Bytes before the present chunk that are kept: several blocks of any writer's usual size. */
const HISTORY_BYTES = 1 << 18;

/**
 * The input of a deflate stream as zlib is fed with it: what was last handed over, and a little before it, can be
 * looked at again.
 */
export interface DeflateInput {
  /** Chunks in order, until the stream is taken over; `front` comes first. */
  chunks(front: Uint8Array | null): AsyncIterable<Uint8Array>;
  /** Offset of the chunk that was handed over last. */
  chunkAt(): number;
  /** What is at hand: history and chunk, a copy; `at` is its offset. */
  takeOver(): { readonly bytes: Uint8Array; readonly at: number };
  /** Goes back to an offset, from where on `bytes` are at hand: they count as one chunk, handed over last. */
  giveBack(bytes: Uint8Array, at: number): void;
  /** The next chunk, null at the end. Valid until the next is asked for. */
  next(): Promise<Uint8Array | null>;
}

export function deflateInput(source: AsyncIterable<Uint8Array>): DeflateInput {
  const iterator = source[Symbol.asyncIterator]();
  let history = new Uint8Array(0);
  let chunk: Uint8Array = new Uint8Array(0);
  let chunkAt = 0;

  const keep = (): void => {
    if (chunk.length >= HISTORY_BYTES) history = Uint8Array.from(chunk.subarray(chunk.length - HISTORY_BYTES));
    else {
      const old = history.subarray(Math.max(0, history.length + chunk.length - HISTORY_BYTES));
      const both = new Uint8Array(old.length + chunk.length);
      both.set(old);
      both.set(chunk, old.length);
      history = both;
    }
    chunkAt += chunk.length;
    chunk = new Uint8Array(0);
  };
  const next = async (): Promise<Uint8Array | null> => {
    keep();
    const { done, value } = await iterator.next();
    if (done === true) return null;
    chunk = value;
    return chunk;
  };
  return {
    async *chunks(front) {
      if (front !== null) yield front;
      for (let part = await next(); part !== null; part = await next()) yield part;
    },
    chunkAt: () => chunkAt,
    takeOver() {
      const bytes = new Uint8Array(history.length + chunk.length);
      bytes.set(history);
      bytes.set(chunk, history.length);
      return { bytes, at: chunkAt - history.length };
    },
    giveBack(bytes, at) {
      history = new Uint8Array(0);
      chunk = bytes;
      chunkAt = at;
    },
    next,
  };
}
