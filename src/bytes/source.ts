import { type Citation, cite } from '../base/citation.ts';

/** Bytes read at a time. Larger is no faster, smaller is much slower (docs/architecture.md, "Measured"). */
export const CHUNK_BYTES = 1 << 20;

/** The whole of a source, as it was seen passing: made without a second read. */
export interface Observed {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Bytes that can be read from the start, and perhaps anywhere.
 * Nothing here can write. Errors: Fault `evidence.*`.
 */
export interface ByteSource {
  readonly kind: 'bytes';
  /** As the user or the outer container names it. */
  readonly name: string;
  readonly citation: Citation;
  /** Null where only reading to the end would tell. */
  readonly size: number | null;
  /**
   * Chunks of at most CHUNK_BYTES from an offset on. A chunk is valid until the next is asked for: copy before keeping.
   * A source without `at` may be streamed once only.
   */
  stream(from?: number): AsyncIterable<Uint8Array>;
  /** Random access; fewer bytes than asked for only at the end of the source. A fresh copy, yours to keep. */
  readonly at?: (offset: number, length: number) => Uint8Array;
  /**
   * Where bytes are missing from the stream: what follows a break belongs to nothing before it. In ascending order;
   * each is here before the bytes after it are handed out. Absent where none can be.
   */
  readonly breaks?: readonly StreamBreak[];
  /** What passed, once all of it has passed; null before. */
  observed(): Observed | null;
  /** Not a byte comes out before it was found to be as it was sealed. */
  readonly authentic?: true;
  /** Where these bytes lie in a file of the evidence, as they are: they need not be kept a second time. */
  readonly lies?: Lying;
}

/** A stretch of a file of the evidence. */
export interface Lying {
  readonly offset: number;
  /** The same function for the same file. Throws Fault `evidence.changed`. */
  readonly lend: () => LentFile;
}

/** The evidence opened once more, for reading; whoever borrows it closes it. */
export interface LentFile {
  readonly handle: number;
  readonly state: FileState;
}

/** What of a file must be the same after the work as before it. Times in milliseconds since 1970, UTC. */
export interface FileState {
  readonly size: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
  readonly inode: number;
}

export function sameState(before: FileState, after: FileState): boolean {
  return (
    before.size === after.size &&
    before.modifiedMs === after.modifiedMs &&
    before.changedMs === after.changedMs &&
    before.inode === after.inode
  );
}

/** A place in a stream of bytes where some are missing. */
export interface StreamBreak {
  /** Bytes of the stream before it. */
  readonly at: number;
  /** From here on to `at` the bytes came out of something that turned out damaged: they may be wrong. */
  readonly doubtfulFrom: number;
}

/** A folder on disk: evidence that has no bytes of its own. */
export interface DirectorySource {
  readonly kind: 'directory';
  readonly name: string;
  readonly citation: Citation;
  /** Where it is on this machine; never printed. */
  readonly path: string;
}

export type Origin = ByteSource | DirectorySource;

/**
 * The same bytes as a plain Uint8Array. Chunks are reused, so whoever keeps one must copy it, and `slice` of a Buffer
 * is a view where that of a Uint8Array is a copy: chunks are never Buffers.
 */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Bytes that are at hand already. */
export function memorySource(name: string, bytes: Uint8Array, within: Citation | null = null): ByteSource {
  return {
    kind: 'bytes',
    name,
    citation: within ?? cite(name),
    size: bytes.length,
    async *stream(from = 0) {
      for (let at = from; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
    },
    at: (offset, length) => Uint8Array.from(bytes.subarray(offset, offset + length)),
    observed: () => null,
  };
}

/** The part of a source from an offset on, for `length` bytes or to the end. */
export function sliceSource(source: ByteSource, offset: number, length: number | null = null): ByteSource {
  const size = length ?? (source.size === null ? null : Math.max(0, source.size - offset));
  const inner = source.at;
  return {
    kind: 'bytes',
    name: source.name,
    citation: cite(source.citation.name, (source.citation.offset ?? 0) + offset, source.citation.within),
    size,
    async *stream(from = 0) {
      let left = size === null ? Number.POSITIVE_INFINITY : size - from;
      if (left <= 0) return;
      for await (const chunk of source.stream(offset + from)) {
        const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
        left -= part.length;
        yield part;
        if (left <= 0) return;
      }
    },
    ...(inner === undefined
      ? {}
      : {
          at: (from: number, count: number) =>
            inner(offset + from, size === null ? count : Math.max(0, Math.min(count, size - from))),
        }),
    observed: () => null,
  };
}

/** Bytes that pass once: the decoded body of a member. `stream(from)` skips to `from`. */
export function onceSource(
  name: string,
  citation: Citation,
  size: number | null,
  bytes: AsyncIterable<Uint8Array>,
): ByteSource {
  return {
    kind: 'bytes',
    name,
    citation,
    size,
    async *stream(from = 0) {
      let skip = from;
      for await (const chunk of bytes) {
        if (skip >= chunk.length) {
          skip -= chunk.length;
          continue;
        }
        yield skip > 0 ? chunk.subarray(skip) : chunk;
        skip = 0;
      }
    },
    observed: () => null,
  };
}
