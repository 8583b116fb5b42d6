import type { Cursor } from './cursor.ts';
import { openCursor } from './cursor.ts';
import type { Inflated, InflateEnd } from './inflate.ts';

/** What ends the unpacking of a stream: data that breaks the rules, or that ended. */
export class UnpackStop {
  readonly how: 'truncated' | 'corrupt';
  readonly reason: string;
  constructor(how: 'truncated' | 'corrupt', reason: string) {
    this.how = how;
    this.reason = reason;
  }
}

/** `count` bytes; throws UnpackStop where there are fewer. */
export async function exactly(cursor: Cursor, count: number): Promise<Uint8Array> {
  const bytes = await cursor.take(count);
  if (bytes.length < count) throw new UnpackStop('truncated', 'unexpected end');
  return bytes;
}

/** One part of a stream: its bytes; null where none begins here and the stream is over. */
export type UnpackPart = (cursor: Cursor, index: number) => Promise<AsyncIterable<Uint8Array> | null>;

/**
 * Unpacks a stream of parts (frames, members) one after another. All that came out before a fault is delivered before
 * it is told; `used` counts up to the end of the last whole part, or to where it stopped.
 */
export function unpackParts(input: AsyncIterable<Uint8Array>, next: UnpackPart): Inflated {
  let ending: InflateEnd | null = null;
  async function* run(): AsyncGenerator<Uint8Array> {
    const cursor = openCursor(input);
    let produced = 0;
    let used = 0;
    let stop: UnpackStop | null = null;
    try {
      for (let index = 0; ; index++) {
        const part = await next(cursor, index);
        if (part === null) break;
        for await (const bytes of part) {
          produced += bytes.length;
          if (bytes.length > 0) yield bytes;
        }
        used = cursor.position;
      }
    } catch (error) {
      if (!(error instanceof UnpackStop)) throw error;
      stop = error;
      used = cursor.position;
    } finally {
      await cursor.close();
    }
    ending = { how: stop?.how ?? 'complete', reason: stop?.reason ?? null, used, produced };
  }
  return { chunks: run(), end: () => ending };
}
