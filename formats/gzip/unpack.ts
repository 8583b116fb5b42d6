import { crc32 } from 'node:zlib';
import { type InflateEnd, inflate } from '../../src/bytes/inflate.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { isGzip } from './header.ts';

/** CRC-32 and length of the unpacked bytes, behind the data (RFC 1952). */
const TRAILER_BYTES = 8;
const HEADER_BYTES = 10;
/** zlib's words for a wrong CRC-32, a wrong length, and for bytes after the end that are no further member. */
const AFTER_DATA = /^incorrect (?:data|length|header) check$/;

export interface GzipEnd extends InflateEnd {
  /** Bytes behind the end of the stream. */
  readonly trailing: number;
}

export interface Unpacked {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Null until the chunks have run out. */
  end(): GzipEnd | null;
}

/**
 * Unpacks a gzip stream of any number of members. Where only what stands behind the data is wrong, zlib keeps the last
 * output back: then the data is read once more without its frame, if the source can be read twice.
 */
export function unpack(source: ByteSource, dataAt: number | null): Unpacked {
  const framed = inflate(source.stream(), 'gzip');
  let ending: GzipEnd | null = null;

  async function* run(): AsyncGenerator<Uint8Array> {
    yield* framed.chunks;
    const first = framed.end();
    if (first === null) return;
    ending = { ...first, trailing: 0 };
    if (first.how !== 'corrupt' || !AFTER_DATA.test(first.reason ?? '')) return;
    if (source.at === undefined || dataAt === null) return;
    const raw = inflate(source.stream(dataAt), 'raw');
    let skip = first.produced;
    let crc = 0;
    for await (const chunk of raw.chunks) {
      crc = crc32(chunk, crc);
      if (skip < chunk.length) yield chunk.subarray(skip);
      skip = Math.max(0, skip - chunk.length);
    }
    const second = raw.end();
    // Of several members this was the first, and all of it had come out before.
    if (second === null || second.how !== 'complete' || second.produced < first.produced) return;
    ending = { ...first, produced: second.produced, trailing: 0 };
    const trailerAt = dataAt + second.used;
    const trailer = Buffer.from(source.at(trailerAt, TRAILER_BYTES));
    if (trailer.length < TRAILER_BYTES || trailer.readUInt32LE(0) !== crc) return;
    if (trailer.readUInt32LE(4) !== second.produced % 2 ** 32) return;
    const next = source.at(trailerAt + TRAILER_BYTES, HEADER_BYTES);
    if (isGzip(next) || source.size === null) return;
    const trailing = source.size - trailerAt - TRAILER_BYTES;
    ending = { how: 'complete', reason: null, used: trailerAt + TRAILER_BYTES, produced: second.produced, trailing };
  }

  return { chunks: run(), end: () => ending };
}
