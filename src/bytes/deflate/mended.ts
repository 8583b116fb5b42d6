import { type InflateEnd, inflate } from '../inflate.ts';
import type { StreamBreak } from '../source.ts';
import { alignedFront } from './align.ts';
import { type Damage, emptyRepair, type Repair } from './damage.ts';
import { deflateInput } from './input.ts';
import { WINDOW_BYTES } from './unpacked.ts';
import type { WalkFrom } from './walk.ts';

export interface Mended {
  /** As of `inflate`. After a break nothing of what follows belongs to what came before. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Where bytes are missing from the chunks: each is here before the bytes after it are handed out. */
  readonly breaks: readonly StreamBreak[];
  /** The damage met so far. */
  readonly damage: readonly Damage[];
  /** Null until the chunks have run out. `used` is an offset of the input. */
  end(): MendedEnd | null;
}

export interface MendedEnd extends InflateEnd {
  /** Whether the last block of the stream was reached. */
  readonly whole: boolean;
  /** Whether the checksum behind the data was compared, and held. */
  readonly verified: boolean;
}

/** Bytes of a zlib header (RFC 1950). */
const ZLIB_HEADER_BYTES = 2;
const NOTHING = new Uint8Array(0);

/**
 * Inflates as zlib does, and goes on where zlib gives up: everything up to the damage comes out, then reading begins
 * anew at the next block that can be found, and of what refers back to lost bytes nothing is made up. zlib itself does
 * the work but for the blocks around the damage. The input passes once; about 2 MiB of it are held.
 */
export function inflateMended(source: AsyncIterable<Uint8Array>, format: 'zlib' | 'raw'): Mended {
  const repair: Repair = emptyRepair();
  let ending: MendedEnd | null = null;

  async function* run(): AsyncGenerator<Uint8Array> {
    const input = deflateInput(source);
    let anchor: WalkFrom['anchor'] = {
      bit: format === 'zlib' ? 8 * ZLIB_HEADER_BYTES : 0,
      window: NOTHING,
      produced: 0,
    };
    let front: Uint8Array | null = null;
    let frontAt = 0;
    let madeUp = 0;
    let produced = 0;
    for (;;) {
      const follow = followOutput(produced, anchor.window, () => input.chunkAt());
      const first = front === null;
      const part = inflate(
        input.chunks(front),
        first ? format : 'raw',
        first || anchor.window.length === 0 ? null : anchor.window,
        follow,
      );
      for await (const chunk of part.chunks) {
        produced += chunk.length;
        yield chunk;
      }
      const end = part.end();
      if (end === null) return;
      const used = frontAt + end.used - madeUp;
      if (end.how !== 'corrupt') {
        const right = end.how === 'complete' && repair.damage.length === 0;
        const verified = right && format === 'zlib' && first;
        ending = { ...end, used, produced, whole: end.how === 'complete', verified, ...reasonOf(repair, end) };
        return;
      }
      // Loaded where there is damage: most streams have none.
      const { walkBlocks } = await import('./walk.ts');
      const outcome = yield* walkBlocks({
        input,
        repair,
        anchor,
        mark: follow.mark(),
        produced,
        reason: end.reason ?? '',
      });
      produced = outcome.produced;
      if (outcome.how !== 'again') {
        const done = { how: outcome.how, reason: end.reason, used: outcome.used, produced };
        ending = { ...done, whole: outcome.how === 'complete', verified: false, ...reasonOf(repair, done) };
        return;
      }
      const { bytes, at, bit, window } = outcome;
      input.giveBack(bytes, at);
      const start = alignedFront(bytes, bit);
      const shared = (bit & 7) === 0 ? 0 : 1;
      front = new Uint8Array(start.length + bytes.length - shared);
      front.set(start);
      front.set(bytes.subarray(shared), start.length);
      madeUp = front.length - bytes.length;
      frontAt = at;
      anchor = { bit: at * 8 + bit, window, produced };
    }
  }

  return { chunks: run(), breaks: repair.breaks, damage: repair.damage, end: () => ending };
}

/** A stream that was damaged and then read to its end is corrupt all the same. */
function reasonOf(repair: Repair, end: InflateEnd): Pick<InflateEnd, 'how' | 'reason'> {
  const [first] = repair.damage;
  if (end.how === 'complete' && first !== undefined) return { how: 'corrupt', reason: first.reason };
  return { how: end.how, reason: end.reason };
}

/** What had come out, and its last bytes, when zlib was given its last chunk. */
export interface Mark {
  readonly produced: number;
  readonly window: Uint8Array;
  /** Offset of that chunk. */
  readonly at: number;
}

function followOutput(from: number, before: Uint8Array, chunkAt: () => number) {
  let produced = from;
  /** Copies of the last of it, at least a window's worth where there was as much. */
  let parts: Uint8Array[] = [before];
  let held = before.length;
  let marked = { produced, parts, at: chunkAt() };
  return {
    writing() {
      marked = { produced, parts, at: chunkAt() };
    },
    pushed(bytes: Uint8Array) {
      produced += bytes.length;
      const last = Uint8Array.from(bytes.subarray(Math.max(0, bytes.length - WINDOW_BYTES)));
      // A new array each time: the mark keeps the old one.
      parts = held > 2 * WINDOW_BYTES ? [lastOf(parts), last] : [...parts, last];
      held = parts.reduce((sum, part) => sum + part.length, 0);
    },
    mark: (): Mark => ({ produced: marked.produced, window: lastOf(marked.parts), at: marked.at }),
  };
}

/** The last WINDOW_BYTES of all parts together. */
function lastOf(parts: readonly Uint8Array[]): Uint8Array {
  const all = Buffer.concat(parts);
  return Uint8Array.from(all.subarray(Math.max(0, all.length - WINDOW_BYTES)));
}
