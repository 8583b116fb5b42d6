import { closeSync, fstatSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Citation } from '../../src/base/citation.ts';
import { Fault, faultOfSystemError } from '../../src/base/fault.ts';
import { openReadOnly } from '../../src/bytes/file-source.ts';
import { type ByteSource, CHUNK_BYTES } from '../../src/bytes/source.ts';

const readAsync = promisify(read);

/** A file of a folder. It is open only while it is being read, and always for reading only. */
export interface DiskFile {
  /** On this machine; bytes where the name is not UTF-8. */
  readonly path: Buffer;
  /** As it is told. */
  readonly name: string;
  readonly citation: Citation;
  /** Bytes, when it was listed. */
  readonly size: number;
}

function open(file: DiskFile): number {
  let handle: number;
  try {
    handle = openReadOnly(file.path);
  } catch (error) {
    throw faultOfSystemError(error, file.name);
  }
  if (fstatSync(handle).isFile()) return handle;
  closeSync(handle);
  throw new Fault('evidence.changed', 'replaced', file.citation);
}

/** `length` bytes from `offset`, fewer only at the end. Throws Fault `evidence.*`. */
export function readPart(file: DiskFile, offset: number, length: number): Uint8Array {
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, file.size - offset)));
  const handle = open(file);
  let filled = 0;
  try {
    while (filled < buffer.length) {
      const got = readSync(handle, buffer, filled, buffer.length - filled, offset + filled);
      if (got === 0) break;
      filled += got;
    }
  } catch (error) {
    throw faultOfSystemError(error, file.name);
  } finally {
    closeSync(handle);
  }
  return buffer.subarray(0, filled);
}

/** All of a small file. Throws Fault `evidence.changed` where it is shorter than when it was listed. */
export function readWhole(file: DiskFile): Uint8Array {
  const bytes = readPart(file, 0, file.size);
  if (bytes.length < file.size) throw new Fault('evidence.changed', 'shrank', file.citation);
  return bytes;
}

/** A file in chunks, each valid until the next is asked for: that one is read while the last is being worked on. */
export async function* readChunks(file: DiskFile, from = 0): AsyncGenerator<Uint8Array> {
  const handle = open(file);
  let pending: Promise<number> | null = null;
  try {
    const room = Math.max(1, Math.min(CHUNK_BYTES, file.size - from));
    let buffer: Buffer = Buffer.allocUnsafeSlow(room);
    let other: Buffer | null = null;
    const read = async (into: Buffer, at: number): Promise<number> =>
      (await readAsync(handle, into, 0, Math.min(room, file.size - at), at)).bytesRead;
    for (let at = from; at < file.size; ) {
      let got: number;
      try {
        got = await (pending ?? read(buffer, at));
      } catch (error) {
        throw faultOfSystemError(error, file.name);
      }
      pending = null;
      if (got === 0) throw new Fault('evidence.changed', 'shrank', file.citation);
      at += got;
      const chunk = buffer.subarray(0, got);
      if (at < file.size) {
        [buffer, other] = [other ?? Buffer.allocUnsafeSlow(room), buffer];
        pending = read(buffer, at);
        // A failure is told when the chunk is asked for.
        pending.catch(() => undefined);
      }
      yield chunk;
    }
  } finally {
    // A reader that left may have left a read behind: the number of the handle must not be another file's by then.
    await pending?.catch(() => undefined);
    closeSync(handle);
  }
}

export function sourceOf(file: DiskFile): ByteSource {
  return {
    kind: 'bytes',
    name: file.name,
    citation: file.citation,
    size: file.size,
    stream: (from = 0) => readChunks(file, from),
    at: (offset, length) => readPart(file, offset, length),
    observed: () => null,
  };
}
