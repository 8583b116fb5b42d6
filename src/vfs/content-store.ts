import { closeSync, constants, openSync, readSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { makeWorkFolder, SPOOL, workBase } from '../base/work-folder.ts';
import { fileState } from '../bytes/file-source.ts';
import { type LentFile, type Lying, sameState } from '../bytes/source.ts';

/** Bytes kept in memory before a spool file is made: small evidence never touches the disk. */
const MEMORY_BYTES = 8 * 1024 * 1024;
const SEGMENT_BYTES = 1024 * 1024;
/** Linux, open(2): a file of that folder which never has a name. Node names the flag nowhere; it includes O_DIRECTORY. */
const O_TMPFILE = 0o20000000;

/** From here on offsets are those of the evidence itself; no store grows so far. */
export const EVIDENCE_AT = 2 ** 52;
/** From here on, below that, they are those of the store of the side that was read at the same time. */
export const OTHER_AT = 2 ** 51;
/** Shorter contents are kept all the same: memory is nearer than the evidence. */
const LEAST_REFERRED_BYTES = 4 * 1024 * 1024;

/** A stretch of a content store. */
export interface Ref {
  readonly offset: number;
  readonly length: number;
}

/** What another thread of this process needs to read a store: the memory part, and the handle of the spool. */
export interface StoreView {
  readonly segments: readonly SharedArrayBuffer[];
  /** Offset from which bytes lie on the spool. */
  readonly memoryBytes: number;
  readonly handle: number | null;
  /** What a full disk did not take of contents that were whole by then, and the offset it begins at. */
  readonly unwritten: { readonly at: number; readonly bytes: SharedArrayBuffer } | null;
  /** The evidence, where some of it is read from where it lies. */
  readonly evidence: LentFile | null;
  /** The store of the other side, where the two keep once what both have (vfs/shared-contents). */
  readonly other: StoreView | null;
}

/** Where kept content goes: append-only, first memory, then an unnamed file in a private folder. */
export interface ContentStore {
  /** Starts a content; `add` its bytes, then `end`. One at a time. */
  add(bytes: Uint8Array): void;
  /** The stretch since the last `end`; null where the work folder is full and the content was given up. */
  end(): Ref | null;
  /** Gives up what was added since the last `end`: its room is used again. */
  drop(): void;
  /** Whether a content may stay where it lies in the evidence, and need not be added. */
  refers(lying: Lying, length: number | null): boolean;
  /** In place of `end`, for what was not added. Throws Fault `evidence.changed`. */
  refer(lying: Lying, length: number): Ref;
  /** The work folder could not take more. */
  readonly full: boolean;
  readonly bytes: number;
  flush(): void;
  view(): StoreView;
  close(): void;
}

/**
 * Opens a file that only this process can reach and that has no name any more: killed at any moment, it leaves nothing.
 * Throws Fault `work.unusable`.
 */
export function openUnnamed(workDir: string | null): number {
  const base = workBase(workDir);
  const nameless = openNameless(base);
  if (nameless !== null) return nameless;
  const folder = makeWorkFolder(workDir);
  try {
    const path = join(folder, SPOOL);
    const handle = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    rmdirSync(folder);
    return handle;
  } catch (error) {
    throw new Fault('work.unusable', 'spool', base, { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

/** null where the system or the file system cannot: then the file has a name for a moment. */
function openNameless(folder: string): number | null {
  if (process.platform !== 'linux') return null;
  try {
    return openSync(folder, O_TMPFILE | constants.O_DIRECTORY | constants.O_RDWR, 0o600);
  } catch {
    return null;
  }
}

export function makeContentStore(workDir: string | null, memoryBytes = MEMORY_BYTES): ContentStore {
  const segments: SharedArrayBuffer[] = [];
  const memoryLimit = Math.floor(memoryBytes / SEGMENT_BYTES) * SEGMENT_BYTES;
  let size = 0;
  let start = 0;
  let handle: number | null = null;
  let buffer: Buffer | null = null;
  let buffered = 0;
  let flushed = memoryLimit;
  let full = false;
  let unwritten: StoreView['unwritten'] = null;
  /** Some of the content under way was not taken. */
  let cut = false;
  let lend: Lying['lend'] | null = null;
  let evidence: LentFile | null = null;

  const flush = (): void => {
    if (buffer === null || buffered === 0 || full) return;
    handle ??= openUnnamed(workDir);
    try {
      let done = 0;
      while (done < buffered) {
        done += writeSync(handle, buffer, done, buffered - done, flushed - memoryLimit + done);
      }
      flushed += buffered;
      buffered = 0;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') throw error;
      full = true;
      // Contents that ended in here were promised: they stay in memory.
      unwritten = { at: flushed, bytes: new SharedArrayBuffer(buffered) };
      new Uint8Array(unwritten.bytes).set(buffer.subarray(0, buffered));
    }
  };

  const spool = (bytes: Uint8Array): void => {
    let at = 0;
    while (at < bytes.length && !full) {
      buffer ??= Buffer.allocUnsafeSlow(SEGMENT_BYTES);
      const room = Math.min(bytes.length - at, SEGMENT_BYTES - buffered);
      buffer.set(bytes.subarray(at, at + room), buffered);
      buffered += room;
      at += room;
      size += room;
      if (buffered === SEGMENT_BYTES) flush();
    }
    if (at < bytes.length) cut = true;
  };

  return {
    add(bytes) {
      let at = 0;
      while (at < bytes.length && size < memoryLimit) {
        const within = size % SEGMENT_BYTES;
        if (segments.length * SEGMENT_BYTES === size) segments.push(new SharedArrayBuffer(SEGMENT_BYTES));
        const segment = new Uint8Array(segments[Math.floor(size / SEGMENT_BYTES)] as SharedArrayBuffer);
        const room = Math.min(bytes.length - at, SEGMENT_BYTES - within);
        segment.set(bytes.subarray(at, at + room), within);
        size += room;
        at += room;
      }
      if (at < bytes.length) spool(bytes.subarray(at));
    },
    end() {
      const ref = cut ? null : { offset: start, length: size - start };
      start = size;
      cut = false;
      return ref;
    },
    drop() {
      size = start;
      cut = false;
      if (full) return;
      // Of what is on the disk already, the next content writes over it.
      const written = Math.min(flushed, Math.max(start, memoryLimit));
      buffered = Math.max(0, start - flushed);
      flushed = written;
    },
    refers: (lying, length) => length !== null && length >= LEAST_REFERRED_BYTES && (lend ?? lying.lend) === lying.lend,
    refer(lying, length) {
      lend = lying.lend;
      evidence ??= lend();
      return { offset: EVIDENCE_AT + lying.offset, length };
    },
    get full() {
      return full;
    },
    get bytes() {
      return size;
    },
    flush,
    view: () => ({ segments, memoryBytes: memoryLimit, handle, unwritten, evidence, other: null }),
    close() {
      if (handle !== null) closeSync(handle);
      handle = null;
      if (evidence !== null) closeSync(evidence.handle);
      evidence = null;
    },
  };
}

function readInto(handle: number | null, offset: number, out: Uint8Array): number {
  let done = 0;
  while (handle !== null && done < out.length) {
    const got = readSync(handle, out, done, out.length - done, offset + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

function readWhole(handle: number | null, offset: number, length: number): Uint8Array {
  const out = Buffer.allocUnsafe(handle === null ? 0 : length);
  return out.subarray(0, readInto(handle, offset, out));
}

/** Whether a content lies in the evidence itself, so that reading is copying. */
export const isCopied = ({ evidence }: StoreView, offset: number): boolean =>
  evidence !== null && offset >= EVIDENCE_AT;

/** Reads such a content into a buffer of the caller's. Gives the number of bytes, fewer only where it ends. */
export const fillFromStore = ({ evidence }: StoreView, offset: number, into: Uint8Array): number =>
  readInto(evidence?.handle ?? null, offset - EVIDENCE_AT, into);

/** Closes what a view reads from: of a store that is held by its view alone. */
export function closeView({ handle, evidence }: StoreView): void {
  if (handle !== null) closeSync(handle);
  if (evidence !== null) closeSync(evidence.handle);
}

/** Throws Fault `evidence.changed` where what was read from the evidence itself is no longer what was hashed. */
export function checkLent({ evidence }: StoreView, label: string): void {
  if (evidence !== null && !sameState(evidence.state, fileState(evidence.handle)))
    throw new Fault('evidence.changed', 'during-run', label);
}

/** Reads a stretch of a store from any thread. A view into memory where it lies there in one piece, else a copy. */
export function readStore(view: StoreView, offset: number, length: number): Uint8Array {
  if (offset >= OTHER_AT && offset < EVIDENCE_AT)
    return view.other === null ? Buffer.alloc(0) : readStore(view.other, offset - OTHER_AT, length);
  if (offset >= EVIDENCE_AT) return readWhole(view.evidence?.handle ?? null, offset - EVIDENCE_AT, length);
  const first = Math.floor(offset / SEGMENT_BYTES);
  const within = offset % SEGMENT_BYTES;
  if (offset + length <= view.memoryBytes && within + length <= SEGMENT_BYTES) {
    const segment = view.segments[first];
    if (segment !== undefined) return Buffer.from(segment, within, length);
  }
  const out = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const at = offset + done;
    if (at < view.memoryBytes) {
      const segment = view.segments[Math.floor(at / SEGMENT_BYTES)];
      if (segment === undefined) break;
      const from = at % SEGMENT_BYTES;
      const room = Math.min(length - done, SEGMENT_BYTES - from);
      out.set(new Uint8Array(segment, from, room), done);
      done += room;
    } else if (view.unwritten !== null && at >= view.unwritten.at) {
      const rest = new Uint8Array(view.unwritten.bytes, at - view.unwritten.at).subarray(0, length - done);
      if (rest.length === 0) break;
      out.set(rest, done);
      done += rest.length;
    } else {
      if (view.handle === null) break;
      const end = Math.min(offset + length, view.unwritten?.at ?? Infinity);
      const got = readSync(view.handle, out, done, end - at, at - view.memoryBytes);
      if (got === 0) break;
      done += got;
    }
  }
  return out.subarray(0, done);
}
