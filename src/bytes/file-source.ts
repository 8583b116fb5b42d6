import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Citation, cite } from '../base/citation.ts';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { DIGESTS_HERE, type Digests, type RunningDigest } from './digest.ts';
import { type ByteSource, CHUNK_BYTES, type FileState, type Observed, plainBytes, sameState } from './source.ts';

const readAsync = promisify(read);

export interface FileSource extends ByteSource {
  readonly at: (offset: number, length: number) => Uint8Array;
  /** Size, times and inode now, from the open handle. */
  state(): FileState;
  /** Reads what has not passed yet, so that the hash is complete. Nothing is read twice. */
  finish(): Promise<Observed>;
  close(): void;
}

/** Size, times and inode of an open file. */
export function fileState(handle: number): FileState {
  const { size, mtimeMs, ctimeMs, ino } = fstatSync(handle);
  return { size, modifiedMs: mtimeMs, changedMs: ctimeMs, inode: ino };
}

/** Opens for reading only, and where the system allows it without touching the access time. */
export function openReadOnly(path: string | Buffer): number {
  const quiet = constants.O_NOATIME ?? 0;
  try {
    return openSync(path, constants.O_RDONLY | quiet);
  } catch (error) {
    if (quiet !== 0 && (error as NodeJS.ErrnoException).code === 'EPERM') return openSync(path, constants.O_RDONLY);
    throw error;
  }
}

/**
 * A regular file, opened read-only. The SHA-256 is taken of the bytes as they stream past from offset 0;
 * bytes that the decoder never asked for are fetched by `finish`.
 * `onBytes` hears of every stretch read in sequence, for progress. Throws Fault `evidence.missing` or
 * `evidence.unreadable`.
 */
export function openFile(
  path: string,
  name: string,
  citation: Citation = cite(name),
  onBytes: (bytes: number) => void = () => undefined,
  digests: Digests = DIGESTS_HERE,
): FileSource {
  let handle: number;
  let size: number;
  try {
    handle = openReadOnly(path);
    size = fstatSync(handle).size;
  } catch (error) {
    throw faultOfSystemError(error, name);
  }
  let hash: RunningDigest | null = digests.sha256(size);
  let hashed = 0;
  let seen: Observed | null = null;

  const observe = (chunk: Uint8Array, offset: number): void => {
    if (hash === null || offset + chunk.length <= hashed) return;
    if (offset > hashed) {
      // A decoder read the header by itself and streams from behind it: the header is hashed from where it lies.
      if (offset - hashed > CHUNK_BYTES) return;
      const header = source.at(hashed, offset - hashed);
      hash.update(header);
      hashed += header.length;
      if (hashed < offset) return;
    }
    const fresh = chunk.subarray(hashed - offset);
    hash.update(fresh);
    hashed += fresh.length;
    if (hashed >= size) {
      seen = { sha256: hash.hex(), bytes: hashed };
      hash = null;
    }
  };
  if (size === 0) {
    seen = { sha256: hash.hex(), bytes: 0 };
    hash = null;
  }

  const source: FileSource = {
    kind: 'bytes',
    name,
    citation,
    size,
    async *stream(from = 0) {
      // Two buffers in turn: the next read is under way while the last chunk is being worked on. One byte more than is
      // left, so that a file that grew is read on.
      const room = Math.min(CHUNK_BYTES, Math.max(0, size - from) + 1);
      const buffers = [Buffer.allocUnsafe(room), Buffer.allocUnsafe(room)] as const;
      let offset = from;
      let turn = 0;
      const next = (at: number, buffer: Buffer) => readAsync(handle, buffer, 0, room, at);
      let pending = next(offset, buffers[0]);
      for (;;) {
        let got: number;
        try {
          got = (await pending).bytesRead;
        } catch (error) {
          throw faultOfSystemError(error, name);
        }
        if (got === 0) {
          if (offset < size) throw new Fault('evidence.changed', 'shrank', cite(name, offset));
          return;
        }
        const chunk = plainBytes((turn === 0 ? buffers[0] : buffers[1]).subarray(0, got));
        const at = offset;
        offset += got;
        turn = 1 - turn;
        pending = next(offset, turn === 0 ? buffers[0] : buffers[1]);
        // A consumer that stops early leaves this promise behind: its failure must not be unhandled.
        pending.catch(() => undefined);
        observe(chunk, at);
        onBytes(got);
        yield chunk;
      }
    },
    at(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      try {
        while (filled < buffer.length) {
          const got = readSync(handle, buffer, filled, buffer.length - filled, offset + filled);
          if (got === 0) break;
          filled += got;
        }
      } catch (error) {
        throw faultOfSystemError(error, name);
      }
      return plainBytes(buffer.subarray(0, filled));
    },
    observed: () => seen,
    state: () => fileState(handle),
    lies: {
      offset: 0,
      lend() {
        const lent = openReadOnly(path);
        const state = fileState(lent);
        if (sameState(state, fileState(handle))) return { handle: lent, state };
        closeSync(lent);
        throw new Fault('evidence.changed', 'replaced', cite(name));
      },
    },
    async finish() {
      for await (const _ of source.stream(hashed)) void _;
      if (seen === null) throw new Fault('evidence.changed', 'shrank', cite(name, hashed));
      return seen;
    },
    close() {
      hash?.drop();
      hash = null;
      closeSync(handle);
    },
  };
  return source;
}
