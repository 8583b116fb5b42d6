/** Chunks read by count. */
export interface Cursor {
  /** Offset of the next byte from the start. */
  readonly position: number;
  /** The next `count` bytes, fewer only at the end. Valid until the cursor is asked again. */
  peek(count: number): Promise<Uint8Array>;
  /** Moves past bytes that were peeked at. */
  advance(count: number): void;
  /** `peek`, then past them. */
  take(count: number): Promise<Uint8Array>;
  /** What is left, in chunks. */
  rest(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const NOTHING = new Uint8Array(0);

/** Reads chunks by count; a piece that spans chunks is put together, everything else is a view. */
export function openCursor(chunks: AsyncIterable<Uint8Array>): Cursor {
  const source = chunks[Symbol.asyncIterator]();
  let bytes: Uint8Array = NOTHING;
  let at = 0;
  let position = 0;
  let ended = false;
  /** Where pieces that span chunks are put together, one after the other. */
  let memory: Uint8Array = NOTHING;

  async function fill(count: number): Promise<void> {
    let have = bytes.length - at;
    if (have >= count || ended) return;
    // The chunk's memory is reused once the next is asked for.
    if (have > 0) put(bytes.subarray(at), 0);
    while (have < count) {
      const next = await source.next();
      if (next.done) {
        ended = true;
        break;
      }
      const chunk = next.value;
      if (have === 0 && chunk.length >= count) {
        bytes = chunk;
        at = 0;
        return;
      }
      put(chunk, have);
      have += chunk.length;
    }
    bytes = memory.subarray(0, have);
    at = 0;
  }

  /** What stands before `to` stays. */
  function put(part: Uint8Array, to: number): void {
    if (memory.length < to + part.length) {
      const before = memory;
      memory = new Uint8Array(Math.max(2 * before.length, to + part.length));
      memory.set(before.subarray(0, to));
    }
    memory.set(part, to);
  }

  const cursor: Cursor = {
    get position() {
      return position;
    },
    async peek(count) {
      if (bytes.length - at < count) await fill(count);
      return bytes.subarray(at, at + count);
    },
    advance(count) {
      at += count;
      position += count;
    },
    async take(count) {
      const view = await cursor.peek(count);
      cursor.advance(view.length);
      return view;
    },
    async *rest() {
      if (at < bytes.length) {
        const view = bytes.subarray(at);
        cursor.advance(view.length);
        yield view;
      }
      while (!ended) {
        const next = await source.next();
        if (next.done) ended = true;
        else {
          position += next.value.length;
          yield next.value;
        }
      }
    },
    async close() {
      await source.return?.();
    },
  };
  return cursor;
}

/** The same over bytes at hand: every piece is a view of them, and stays valid as long as they do. */
export function cursorOver(bytes: Uint8Array): Cursor {
  let position = 0;
  const peek = (count: number): Uint8Array => bytes.subarray(position, position + count);
  return {
    get position() {
      return position;
    },
    peek: async (count) => peek(count),
    advance(count) {
      position += count;
    },
    async take(count) {
      const view = peek(count);
      position += view.length;
      return view;
    },
    async *rest() {
      const view = bytes.subarray(position);
      position = bytes.length;
      if (view.length > 0) yield view;
    },
    close: async () => undefined,
  };
}
