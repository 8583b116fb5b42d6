import type { Citation } from '../../src/base/citation.ts';
import { cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type CipherEnd, decryptCbc } from '../../src/bytes/aes-cbc.ts';
import type { Damage } from '../../src/bytes/deflate/damage.ts';
import { inflateMended, type MendedEnd } from '../../src/bytes/deflate/mended.ts';
import type { StreamBreak } from '../../src/bytes/source.ts';
import type { MasterKey } from './crypto.ts';

/** zlib's word for an Adler-32 that is not that of the data. */
const WRONG_ADLER = 'incorrect data check';
/** Length of the Adler-32 that ends a zlib stream, in bytes. */
const ADLER_BYTES = 4;
/** Damaged stretches told one by one. */
const MOST_TOLD = 100;

/** How each layer of a payload ended; null for a layer that is not there. */
export interface PayloadEnd {
  /** Bytes of the file from the payload's start on, read or still to be read. */
  readonly stored: number;
  readonly cipher: CipherEnd | null;
  readonly deflate: MendedEnd | null;
  /** Damaged stretches of the deflate stream. */
  readonly damage: readonly Damage[];
  /** Bytes after the end mark of the deflate stream. */
  readonly trailing: number;
  /** Bytes of tar that came out. */
  readonly produced: number;
}

export interface Payload {
  readonly citation: Citation;
  /** The tar, once. Leaving the iteration early closes nothing: call `finish`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Where tar is missing from the chunks. */
  readonly breaks?: readonly StreamBreak[];
  /** Reads on to the end of the file without keeping anything, and says how it ended. */
  finish(): Promise<PayloadEnd>;
  close(): Promise<void>;
}

/** What a payload is wrapped in, and its bytes. */
export interface Wrapping {
  readonly stored: AsyncIterable<Uint8Array>;
  readonly citation: Citation;
  readonly master: MasterKey | null;
  readonly compressed: boolean;
}

/** Takes the layers off: AES, then zlib, each where it is there. */
export function openPayload(wrapping: Wrapping): Payload {
  const stored = meter(wrapping.stored);
  const { master } = wrapping;
  const cipher = master === null ? null : decryptCbc(stored.chunks, master.key, master.iv);
  const plain = detach(meter(cipher?.chunks ?? stored.chunks));
  let citation = cipher === null ? wrapping.citation : cite('aes', null, wrapping.citation);
  if (wrapping.compressed) citation = cite('zlib', null, citation);

  const mended = wrapping.compressed ? inflateMended(plain.chunks, 'zlib') : null;
  const out = detach(meter(mended?.chunks ?? plain.chunks));
  return {
    citation,
    chunks: out.chunks,
    ...(mended === null ? {} : { breaks: mended.breaks }),
    async finish() {
      await out.drain();
      await plain.drain();
      const deflate = mended?.end() ?? null;
      // zlib passes its checksum itself; where the blocks were read without it, the checksum is still to come.
      const over = deflate?.how === 'complete' && deflate.verified ? 0 : ADLER_BYTES;
      const ended = deflate !== null && deflate.how !== 'truncated' && deflate.whole;
      return {
        stored: stored.bytes(),
        cipher: cipher?.end() ?? null,
        deflate,
        damage: mended?.damage ?? [],
        trailing: ended ? Math.max(0, plain.bytes() - deflate.used - over) : 0,
        produced: out.bytes(),
      };
    },
    async close() {
      await out.close();
      await plain.close();
    },
  };
}

/** What the end of a payload means. `at` is the payload's place in the file, `storedAt` where a byte of it lies there. */
export function endNotices(
  end: PayloadEnd,
  at: Citation,
  storedAt: (offset: number) => number = (offset) => offset,
): readonly Notice[] {
  const notices: Notice[] = [];
  const place = (bytes: number) => cite(at.name, (at.offset ?? 0) + storedAt(bytes), at.within);
  const right = end.deflate?.how === 'complete' && end.deflate.verified;
  if (end.cipher !== null && end.cipher.how !== 'complete') {
    const detail = end.cipher.how === 'partial-block' ? 'ab.cipher-length' : 'ab.cipher-padding';
    // A deflate stream that is complete and right says that what is missing was not part of it.
    const gravity = right ? 'doubt' : 'damage';
    notices.push(notice('truncated', detail, gravity, place(end.stored), { bytes: end.cipher.bytes }));
  }
  for (const { at: found, reason, produced, resumedAt, doubtfulFrom } of end.damage.slice(0, MOST_TOLD)) {
    const args = { reason, produced, resumed: resumedAt, doubtful: produced - doubtfulFrom };
    notices.push(
      notice('checksum', resumedAt === null ? 'ab.deflate-lost' : 'ab.deflate', 'damage', place(found), args),
    );
  }
  if (end.damage.length > MOST_TOLD) {
    const args = { more: end.damage.length - MOST_TOLD };
    notices.push(notice('checksum', 'ab.deflate-more', 'damage', place(end.deflate?.used ?? 0), args));
  }
  if (end.deflate !== null && !right) {
    const { how, reason, produced, used } = end.deflate;
    const args = { produced };
    if (how === 'truncated') notices.push(notice('truncated', 'ab.deflate', 'damage', place(end.stored), args));
    else if (end.damage.length === 0) {
      if (reason === WRONG_ADLER) notices.push(notice('checksum', 'ab.adler', 'damage', place(used), args));
      else notices.push(notice('checksum', 'ab.zlib-header', 'damage', place(0), { ...args, reason }));
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
