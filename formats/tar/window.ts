import type { StreamBreak } from '../../src/bytes/source.ts';

/** A stream of chunks seen through a window that slides forward, with as little copying as can be. */
export interface Window {
  /** Offset of the next byte from the start of the stream. */
  position(): number;
  /** Contiguous bytes at hand without asking for more, the whole rest of the present chunk. May be empty. */
  first(): Uint8Array;
  /** The next `count` bytes if they are at hand in one piece, else null. Valid until the window moves. */
  peekNow(count: number): Uint8Array | null;
  /** The next `count` bytes, fewer only at the end of the stream. Valid until the window moves. */
  peek(count: number): Promise<Uint8Array>;
  /** Makes `count` bytes be at hand, in up to two pieces; returns how many there are. */
  fill(count: number): Promise<number>;
  /** Moves past bytes that are at hand. */
  advance(count: number): void;
  /** Moves past bytes wherever they are; returns how many there were. */
  skip(count: number): Promise<number>;
  /** Whether what is at hand ends with a break in the stream, within `count` bytes, and not with the stream. */
  breaksWithin(count: number): boolean;
  /** At a break, goes on behind it; false anywhere else. Until then the stream ends there. */
  cross(): boolean;
  /** Whether bytes of a stretch may be wrong. */
  isDoubtful(from: number, to: number): boolean;
  /** Lets go of the stream. */
  close(): Promise<void>;
}

const NOTHING = new Uint8Array(0);

/** Memory that is asked for over and over grows by doubling, so that it is seldom asked for. */
function roomFor(bytes: number): number {
  return Math.max(1024, 2 ** Math.ceil(Math.log2(bytes)));
}

/**
 * What is left of a chunk when the next must be asked for is copied (the chunk's memory is reused): it is the tail,
 * in front of the present chunk. A piece that spans both is put together; everything else is a view. The memory of both
 * is used again: what was handed out is over once the window has moved and more is asked for.
 */
export function openWindow(chunks: AsyncIterable<Uint8Array>): Window {
  const source = chunks[Symbol.asyncIterator]();
  let store = NOTHING;
  /** Memory of pieces that were put together: the next one takes it, for the last one is over by then. */
  let joint = NOTHING;
  let tailStart = 0;
  let tailEnd = 0;
  let chunk: Uint8Array = NOTHING;
  let at = 0;
  let position = 0;
  let ended = false;

  const tailLength = () => tailEnd - tailStart;
  const chunkLength = () => chunk.length - at;

  function keepChunk(): void {
    const more = chunkLength();
    if (more === 0) return;
    const held = tailLength();
    if (tailEnd + more > store.length) {
      if (held + more <= store.length) store.copyWithin(0, tailStart, tailEnd);
      else {
        const room = new Uint8Array(roomFor(held + more));
        room.set(store.subarray(tailStart, tailEnd));
        store = room;
      }
      tailStart = 0;
      tailEnd = held;
    }
    store.set(at === 0 ? chunk : chunk.subarray(at), tailEnd);
    tailEnd += more;
    chunk = NOTHING;
    at = 0;
  }

  async function fill(count: number): Promise<number> {
    while (!ended && tailLength() + chunkLength() < count) {
      keepChunk();
      const next = await source.next();
      if (next.done) ended = true;
      else {
        // A plain array: its views are made three times faster than those of a Buffer.
        chunk = new Uint8Array(next.value.buffer, next.value.byteOffset, next.value.length);
        at = 0;
      }
    }
    return tailLength() + chunkLength();
  }

  function peekNow(count: number): Uint8Array | null {
    if (tailEnd === tailStart) {
      return chunk.length - at >= count ? chunk.subarray(at, at + count) : null;
    }
    return tailLength() >= count ? store.subarray(tailStart, tailStart + count) : null;
  }

  function advance(count: number): void {
    position += count;
    const held = tailEnd - tailStart;
    if (count < held) {
      tailStart += count;
      return;
    }
    if (held > 0) {
      tailStart = 0;
      tailEnd = 0;
    }
    at += count - held;
  }

  return {
    position: () => position,
    first: () => (tailEnd > tailStart ? store.subarray(tailStart, tailEnd) : at === 0 ? chunk : chunk.subarray(at)),
    peekNow,
    async peek(count) {
      const now = peekNow(count);
      if (now !== null) return now;
      const there = Math.min(count, await fill(count));
      const after = peekNow(there);
      if (after !== null) return after;
      if (joint.length < there) joint = new Uint8Array(roomFor(there));
      joint.set(store.subarray(tailStart, tailEnd));
      joint.set(chunk.subarray(at, at + there - tailLength()), tailLength());
      return joint.subarray(0, there);
    },
    fill,
    advance,
    async skip(count) {
      let left = count;
      while (left > 0) {
        const there = Math.min(left, tailLength() + chunkLength());
        advance(there);
        left -= there;
        if (left > 0 && (await fill(1)) === 0) break;
      }
      return count - left;
    },
    breaksWithin: () => false,
    cross: () => false,
    isDoubtful: () => false,
    async close() {
      await source.return?.();
    },
  };
}

/** A window that ends at each break of its stream, until it is crossed. */
export function breakingWindow(inner: Window, breaks: readonly StreamBreak[]): Window {
  let passed = 0;
  /** Bytes up to the next break that is known: those of all bytes at hand are. */
  const left = (): number => {
    const next = breaks[passed];
    return next === undefined ? Number.POSITIVE_INFINITY : next.at - inner.position();
  };
  const fill = async (count: number): Promise<number> => Math.min(await inner.fill(count), left());
  return {
    ...inner,
    first() {
      const bytes = inner.first();
      const most = left();
      return bytes.length > most ? bytes.subarray(0, most) : bytes;
    },
    peekNow: (count) => (count > left() ? null : inner.peekNow(count)),
    peek: async (count) => inner.peek(Math.min(count, await fill(count))),
    fill,
    async skip(count) {
      let over = count;
      while (over > 0) {
        const there = Math.min(over, await fill(1), left());
        if (there === 0) break;
        const step = Math.min(over, inner.first().length, left());
        inner.advance(step);
        over -= step;
      }
      return count - over;
    },
    breaksWithin: (count) => left() <= count,
    cross() {
      if (left() !== 0) return false;
      while (left() === 0) passed++;
      return true;
    },
    isDoubtful: (from, to) => breaks.some((each) => each.doubtfulFrom < to && each.at > from),
  };
}
