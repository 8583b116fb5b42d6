import { createGunzip, createInflate, createInflateRaw, constants as zlib } from 'node:zlib';
import { CHUNK_BYTES, plainBytes } from './source.ts';

export type DeflateFormat = 'zlib' | 'raw' | 'gzip';

/** How a compressed stream ended. */
export interface InflateEnd {
  /** `complete`: end mark and checksum are right. `truncated`: input ended first. `corrupt`: anything else. */
  readonly how: 'complete' | 'truncated' | 'corrupt';
  /** zlib's own word for it, null when complete. */
  readonly reason: string | null;
  /** Compressed bytes that zlib used. After the end mark no more input is asked for. */
  readonly used: number;
  readonly produced: number;
}

export interface Inflated {
  /** Chunks of at most CHUNK_BYTES; valid until the next is asked for. Never throws for bad data: see `end`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Null until the chunks have run out. */
  end(): InflateEnd | null;
}

/** Sees the work of zlib step by step, for whoever goes on where zlib gives up. */
export interface InflateWatch {
  /** zlib is about to be given a chunk: all that the chunks before it gave was told to `pushed`. */
  writing(): void;
  /** Output, in order; valid until this returns. What the reader has not taken when zlib gives up is dropped. */
  pushed(bytes: Uint8Array): void;
}

/** Bytes of an output buffer: small input, as of one small file, is not worth a large one. */
const LEAST_OUTPUT_BYTES = 1 << 16;
const USUAL_RATIO = 4;
const outputBytes = (firstInput: number): number =>
  Math.min(CHUNK_BYTES, Math.max(LEAST_OUTPUT_BYTES, USUAL_RATIO * firstInput));

/**
 * Streams a deflate stream apart. All output that zlib gives is delivered before a fault of the data is told:
 * with an unexpected end nothing is lost; with corrupt data at most the output of the last input chunk
 * (reference/android-backup.md, "Node's zlib, measured"). `dictionary` is what a raw stream may refer back to.
 */
export function inflate(
  input: AsyncIterable<Uint8Array>,
  format: DeflateFormat,
  dictionary: Uint8Array | null = null,
  watch: InflateWatch | null = null,
): Inflated {
  let ending: InflateEnd | null = null;

  async function* run(): AsyncGenerator<Uint8Array> {
    let sourceFault: unknown = null;
    const chunks = input[Symbol.asyncIterator]();
    let first: IteratorResult<Uint8Array, unknown> | null = null;
    try {
      first = await chunks.next();
    } catch (error) {
      sourceFault = error;
    }
    const chunkSize = outputBytes(first?.done === false ? first.value.length : 0);
    const options = { chunkSize, ...(dictionary === null ? {} : { dictionary }) };
    const engine =
      format === 'zlib'
        ? createInflate(options)
        : format === 'gzip'
          ? createGunzip(options)
          : createInflateRaw(options);
    let produced = 0;
    let stopped = false;
    if (watch !== null) {
      const push = engine.push.bind(engine);
      engine.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
        if (chunk !== null) watch.pushed(chunk);
        return push(chunk, encoding);
      };
    }
    const reader = engine[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
    // Settles when zlib takes no more: at its end mark, on bad data, or because the consumer left.
    const over = new Promise<void>((resolve) => {
      engine.once('end', resolve).once('close', resolve);
    });

    // On bad data the engine drops what it holds unread: a chunk goes in only once the output of the last is out.
    let taken: () => void = () => undefined;
    const emptied = async (): Promise<void> => {
      while (engine.readableLength > 0 && !stopped) {
        await new Promise<void>((resolve) => {
          taken = resolve;
        });
      }
    };
    // The write callback comes once zlib is done with a chunk: only then may the source reuse it.
    const feed = (async () => {
      try {
        // No chunk is asked for once zlib is done: whoever reads on finds the input where zlib left it.
        while (sourceFault === null && !stopped && !engine.destroyed && !engine.readableEnded) {
          const next = first ?? (await chunks.next());
          first = null;
          if (next.done) break;
          await emptied();
          if (stopped || engine.destroyed || engine.readableEnded) break;
          watch?.writing();
          await Promise.race([new Promise<void>((resolve) => engine.write(next.value, () => resolve())), over]);
        }
        await chunks.return?.();
      } catch (error) {
        sourceFault = error;
      }
      if (!engine.destroyed && !engine.writableEnded) engine.end();
    })();

    let failure: NodeJS.ErrnoException | null = null;
    try {
      for (;;) {
        const { value, done } = await reader.next();
        taken();
        if (done) break;
        produced += value.length;
        yield plainBytes(value);
      }
    } catch (error) {
      failure = error as NodeJS.ErrnoException;
    } finally {
      stopped = true;
      taken();
      const used = engine.bytesWritten;
      engine.destroy();
      await feed;
      const truncated = failure?.code === 'Z_BUF_ERROR' && failure.errno === zlib.Z_BUF_ERROR;
      ending = {
        how: failure === null ? 'complete' : truncated ? 'truncated' : 'corrupt',
        reason: failure === null ? null : failure.message,
        used,
        produced,
      };
    }
    if (sourceFault !== null) throw sourceFault;
  }

  return { chunks: run(), end: () => ending };
}
