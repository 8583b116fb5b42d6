import type { ByteSource } from '../../src/bytes/source.ts';
import { HEADER_REACH } from './header.ts';

/** A source whose head was looked at, and the rest of it. */
export interface Opened {
  /** At least HEADER_REACH bytes, or all there are. */
  readonly head: Uint8Array;
  /** The rest of the source from an offset within the head; once. */
  rest(from: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export async function openHead(source: ByteSource): Promise<Opened> {
  if (source.at !== undefined) {
    // Streamed from 0, so that the hash of the evidence is taken as it passes.
    const rest = (from: number) => skip(source.stream(), from);
    return { head: source.at(0, HEADER_REACH), rest, close: async () => undefined };
  }
  const iterator = source.stream()[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (!ended && head.length < HEADER_REACH) {
    // A chunk is gone once the next is asked for: joining needs a copy.
    const kept = head.length === 0 ? null : Buffer.from(head);
    const next = await iterator.next();
    if (next.done) {
      ended = true;
      head = kept ?? head;
    } else head = kept === null ? next.value : Buffer.concat([kept, next.value]);
  }
  const close = async () => void (await iterator.return?.());
  async function* rest(from: number): AsyncGenerator<Uint8Array> {
    try {
      if (from < head.length) yield head.subarray(from);
      if (ended) return;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await close();
    }
  }
  return { head, rest, close };
}

async function* skip(chunks: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<Uint8Array> {
  let left = from;
  for await (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }
}
