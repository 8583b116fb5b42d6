import type { BoundedView } from './bounded-view.ts';
import { isPageSize } from './header.ts';

export const WAL_HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;
const POLL_FRAMES = 256;

/** What a write-ahead log holds (sqlite.org/fileformat2.html, 4). */
export interface Wal {
  readonly pageSize: number;
  /** Where the last committed version of each page lies in the log. */
  readonly pages: ReadonlyMap<number, number>;
  /** Pages of the database after the last commit; null where nothing was committed. */
  readonly pageCount: number | null;
  /** Frames up to the last commit: these are applied. */
  readonly applied: number;
  /** Valid frames after the last commit. */
  readonly uncommitted: number;
  /** Frames that an earlier round left behind: other salts. */
  readonly stale: number;
  /** Frames of this round that do not verify, or lie behind one that does not. */
  readonly broken: number;
  /** Whether a commit is among the broken ones: the app saw records that we cannot vouch for. */
  readonly brokenCommit: boolean;
}

/** Running checksum over pairs of words: s0 += x + s1; s1 += y + s0 (fileformat2.html, 4.2). */
export interface Chain {
  first: number;
  second: number;
}

const HOST_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Takes more bytes into a running checksum. */
export function extendChain(chain: Chain, bytes: Buffer, bigEndian: boolean): void {
  let { first, second } = chain;
  let words: Int32Array;
  if (bigEndian !== HOST_IS_LITTLE && bytes.byteOffset % 4 === 0) {
    words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  } else {
    const copy = Buffer.from(new Uint8Array(bytes).buffer);
    if (bigEndian === HOST_IS_LITTLE) copy.swap32();
    words = new Int32Array(copy.buffer, copy.byteOffset, copy.length >> 2);
  }
  for (let at = 0; at + 1 < words.length; at += 2) {
    first = (first + (words[at] as number) + second) | 0;
    second = (second + (words[at + 1] as number) + first) | 0;
  }
  chain.first = first;
  chain.second = second;
}

/** Whether the words of a log's checksums are big-endian, by its magic. */
export const isBigEndianLog = (head: Buffer): boolean => head.readUInt32BE(0) === MAGIC_BIG;

/** Verifies a log frame by frame. Null where its own header does not hold, so that no frame can be trusted. */
export function readWal(log: BoundedView, poll: () => void): Wal | null {
  const head = log.at(0, WAL_HEADER_BYTES);
  if (head.length < WAL_HEADER_BYTES) return null;
  const magic = head.readUInt32BE(0);
  const pageSize = head.readUInt32BE(8);
  if ((magic !== MAGIC_LITTLE && magic !== MAGIC_BIG) || !isPageSize(pageSize)) return null;
  const bigEndian = magic === MAGIC_BIG;
  const chain: Chain = { first: 0, second: 0 };
  extendChain(chain, head.subarray(0, 24), bigEndian);
  if (chain.first !== head.readInt32BE(24) || chain.second !== head.readInt32BE(28)) return null;
  const salts = head.subarray(16, 24);

  const pages = new Map<number, number>();
  const pending = new Map<number, number>();
  let [pageCount, applied, valid, stale, broken, brokenCommit]: [
    number | null,
    number,
    number,
    number,
    number,
    boolean,
  ] = [null, 0, 0, 0, 0, false];
  let holds = true;
  const step = FRAME_HEADER_BYTES + pageSize;
  for (let at = WAL_HEADER_BYTES, seen = 0; at + step <= log.size; at += step, seen++) {
    if (seen % POLL_FRAMES === 0) poll();
    const frame = log.at(at, holds ? step : FRAME_HEADER_BYTES);
    if (!frame.subarray(8, 16).equals(salts)) {
      holds = false;
      stale++;
      continue;
    }
    const page = frame.readUInt32BE(0);
    const commit = frame.readUInt32BE(4);
    if (holds && page !== 0) {
      extendChain(chain, frame.subarray(0, 8), bigEndian);
      extendChain(chain, frame.subarray(FRAME_HEADER_BYTES), bigEndian);
      holds = chain.first === frame.readInt32BE(16) && chain.second === frame.readInt32BE(20);
    } else {
      holds = false;
    }
    if (!holds) {
      broken++;
      brokenCommit ||= commit !== 0;
      continue;
    }
    valid++;
    pending.set(page, at + FRAME_HEADER_BYTES);
    if (commit !== 0) {
      for (const [number, offset] of pending) pages.set(number, offset);
      pending.clear();
      pageCount = commit;
      applied = valid;
    }
  }
  return { pageSize, pages, pageCount, applied, uncommitted: valid - applied, stale, broken, brokenCommit };
}
