import type { Body } from '../../src/vfs/member.ts';

/** A stretch of a stream whose length is known. */
export interface Stretch {
  /** Views, each valid until the next is asked for; once. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Passes what was not read of it, and says how many bytes the stream was short of. */
  drain(): Promise<number>;
}

/** Reads a body forwards, by counts of bytes. Fewer bytes than asked for only at its end. */
export interface Cursor {
  offset(): number;
  /** A copy of the next bytes, which stay unread. */
  peek(count: number): Promise<Uint8Array>;
  /** A copy of the next bytes. */
  take(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
  value(length: number): Stretch;
  /** All that is left, in chunks. */
  rest(): AsyncIterable<Uint8Array>;
}

export function openCursor(body: Body): Cursor {
  const iterator = body instanceof Uint8Array ? [body][Symbol.iterator]() : body[Symbol.asyncIterator]();
  let current: Uint8Array = new Uint8Array(0);
  let offset = 0;
  let ended = false;

  /** Makes `current` hold something, unless the stream is over. */
  const fill = async (): Promise<boolean> => {
    while (current.length === 0 && !ended) {
      const next = await iterator.next();
      if (next.done) ended = true;
      else current = next.value;
    }
    return current.length > 0;
  };
  /** The next bytes as a view, at most `count`; empty at the end. */
  const pull = async (count: number): Promise<Uint8Array> => {
    if (count === 0 || !(await fill())) return new Uint8Array(0);
    const part = current.subarray(0, count);
    current = current.subarray(part.length);
    offset += part.length;
    return part;
  };
  const take = async (count: number): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    let got = 0;
    while (got < count) {
      const part = await pull(count - got);
      if (part.length === 0) break;
      parts.push(Uint8Array.from(part));
      got += part.length;
    }
    return Buffer.concat(parts, got);
  };

  return {
    offset: () => offset,
    take,
    async peek(count) {
      const bytes = await take(count);
      current = Buffer.concat([bytes, current]);
      offset -= bytes.length;
      return bytes;
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        const part = await pull(left);
        if (part.length === 0) return;
        left -= part.length;
      }
    },
    value(length) {
      let left = length;
      async function* run(): AsyncGenerator<Uint8Array> {
        while (left > 0) {
          const part = await pull(left);
          if (part.length === 0) return;
          left -= part.length;
          yield part;
        }
      }
      return {
        chunks: run(),
        async drain() {
          while (left > 0) {
            const part = await pull(left);
            if (part.length === 0) break;
            left -= part.length;
          }
          return left;
        },
      };
    },
    async *rest() {
      while (await fill()) {
        const part = current;
        current = new Uint8Array(0);
        offset += part.length;
        yield part;
      }
    },
  };
}
