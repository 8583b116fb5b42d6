import type { Citation } from '../../src/base/citation.ts';
import { cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type InflateEnd, inflate } from '../../src/bytes/inflate.ts';
import { type CipherEnd, decrypt, type MasterKey, plainFrom } from './crypto.ts';
import { resume } from './resume.ts';

/** zlib's word for an Adler-32 that is not that of the data. */
const WRONG_ADLER = 'incorrect data check';
/** Length of the Adler-32 that ends a zlib stream, in bytes. */
const ADLER_BYTES = 4;
/** After a fault of the data the last chunk is fed again in steps this small, so that little is lost. */
const SMALL_STEP_BYTES = 512;

/** How each layer of a payload ended; null for a layer that is not there. */
export interface PayloadEnd {
  /** Bytes of the file from the payload's start on, read or still to be read. */
  readonly stored: number;
  readonly cipher: CipherEnd | null;
  readonly deflate: InflateEnd | null;
  /** Places in the deflate stream where reading began anew after damage. */
  readonly resumed: readonly number[];
  /** Bytes after the end mark of the deflate stream. */
  readonly trailing: number;
  /** Bytes of tar that came out. */
  readonly produced: number;
}

export interface Payload {
  readonly citation: Citation;
  /** The tar, once. Leaving the iteration early closes nothing: call `finish`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Reads on to the end of the file without keeping anything, and says how it ended. */
  finish(): Promise<PayloadEnd>;
  close(): Promise<void>;
}

/** What a payload is wrapped in, and its bytes. */
export interface Wrapping {
  readonly stored: AsyncIterable<Uint8Array>;
  /** The stored payload again, from an offset on; null where it passes once. */
  readonly again: ((from: number) => AsyncIterable<Uint8Array>) | null;
  readonly citation: Citation;
  readonly master: MasterKey | null;
  readonly compressed: boolean;
}

/** Takes the layers off: AES, then zlib, each where it is there. */
export function openPayload(wrapping: Wrapping): Payload {
  const stored = meter(wrapping.stored);
  const cipher = wrapping.master === null ? null : decrypt(stored.chunks, wrapping.master);
  const plain = detach(meter(cipher?.chunks ?? stored.chunks));
  let citation = cipher === null ? wrapping.citation : cite('aes', null, wrapping.citation);
  if (wrapping.compressed) citation = cite('zlib', null, citation);

  let deflate: InflateEnd | null = null;
  const resumed: number[] = [];
  async function* unpack(): AsyncGenerator<Uint8Array> {
    const first = inflate(holdBack(plain.chunks, ADLER_BYTES), 'zlib');
    yield* first.chunks;
    deflate = first.end();
    if (deflate?.how !== 'corrupt' || wrapping.again === null) return;
    await plain.drain();
    if (plain.bytes() - deflate.used <= ADLER_BYTES) return;
    // zlib gave nothing of the chunk in which it failed. Once more, and from that chunk on in small steps.
    const from = plainFrom(wrapping.again, wrapping.master);
    const second = inflate(smallSteps(from(0), deflate.used), 'zlib');
    let skip = deflate.produced;
    for await (const chunk of second.chunks) {
      if (skip >= chunk.length) skip -= chunk.length;
      else {
        yield chunk.subarray(skip);
        skip = 0;
      }
    }
    deflate = second.end() ?? deflate;
    if (deflate.how !== 'corrupt' || deflate.reason === WRONG_ADLER) return;
    yield* resume(from, deflate.used, (next) => {
      resumed.push(next);
    });
  }

  const out = detach(meter(wrapping.compressed ? unpack() : plain.chunks));
  return {
    citation,
    chunks: out.chunks,
    async finish() {
      await out.drain();
      await plain.drain();
      const trailing = deflate?.how === 'complete' ? plain.bytes() - deflate.used : 0;
      return {
        stored: stored.bytes(),
        cipher: cipher?.end() ?? null,
        deflate,
        resumed,
        trailing,
        produced: out.bytes(),
      };
    },
    async close() {
      await out.close();
      await plain.close();
    },
  };
}

/** What the end of a payload means. `at` is the payload's place in the file. */
export function endNotices(end: PayloadEnd, at: Citation): readonly Notice[] {
  const notices: Notice[] = [];
  const place = (bytes: number) => cite(at.name, (at.offset ?? 0) + bytes, at.within);
  const whole = end.deflate?.how === 'complete';
  if (end.cipher !== null && end.cipher.how !== 'complete') {
    const detail = end.cipher.how === 'partial-block' ? 'ab.cipher-length' : 'ab.cipher-padding';
    // A deflate stream that is complete and right says that what is missing was not part of it.
    const gravity = whole ? 'doubt' : 'damage';
    notices.push(notice('truncated', detail, gravity, place(end.stored), { bytes: end.cipher.bytes }));
  }
  if (end.deflate !== null && end.deflate.how !== 'complete') {
    const { reason, produced, used } = end.deflate;
    if (end.deflate.how === 'truncated') {
      notices.push(notice('truncated', 'ab.deflate', 'damage', place(end.stored), { produced }));
    } else if (reason === WRONG_ADLER) {
      notices.push(notice('checksum', 'ab.adler', 'damage', place(end.stored), { produced }));
    } else {
      const args = { reason, produced, resumed: end.resumed.length };
      notices.push(notice('checksum', 'ab.deflate', 'damage', place(used), args));
    }
  }
  if (end.trailing > 0) {
    notices.push(
      notice('trailing-bytes', 'ab.after-payload', 'doubt', place(end.stored - end.trailing), { bytes: end.trailing }),
    );
  }
  return notices;
}

interface Meter {
  readonly chunks: AsyncIterable<Uint8Array>;
  bytes(): number;
}

function meter(input: AsyncIterable<Uint8Array>): Meter {
  let bytes = 0;
  async function* run(): AsyncGenerator<Uint8Array> {
    for await (const chunk of input) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: run(), bytes: () => bytes };
}

interface Detached extends Meter {
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** A stream that stays open when its reader leaves, so that its rest can still be read. */
function detach(input: Meter): Detached {
  const iterator = input.chunks[Symbol.asyncIterator]();
  const left = Promise.resolve({ done: true, value: undefined } as const);
  return {
    chunks: { [Symbol.asyncIterator]: () => ({ next: () => iterator.next(), return: () => left }) },
    bytes: input.bytes,
    async drain() {
      while (!(await iterator.next()).done);
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/**
 * The same bytes, the last `count` of them in a chunk of their own: zlib gives no output of a chunk in which a
 * checksum turns out wrong, so the checksum must come alone.
 */
async function* holdBack(input: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(0);
  for await (const chunk of input) {
    if (chunk.length < count) {
      const both = Buffer.concat([held, chunk]);
      if (both.length > count) yield both.subarray(0, both.length - count);
      held = Uint8Array.from(both.subarray(Math.max(0, both.length - count)));
      continue;
    }
    if (held.length > 0) yield held;
    // A copy: `slice` of a Buffer would be a view of bytes that the source is about to overwrite.
    held = Uint8Array.from(chunk.subarray(chunk.length - count));
    if (chunk.length > count) yield chunk.subarray(0, chunk.length - count);
  }
  if (held.length > 0) yield held;
}

/** The same bytes, those from `from` on in small chunks. */
async function* smallSteps(input: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const chunk of input) {
    const coarse = Math.min(chunk.length, Math.max(0, from - offset));
    if (coarse > 0) yield chunk.subarray(0, coarse);
    for (let at = coarse; at < chunk.length; at += SMALL_STEP_BYTES) yield chunk.subarray(at, at + SMALL_STEP_BYTES);
    offset += chunk.length;
  }
}
