import { asBuffer } from '../text.ts';
import { maskedCrc } from './crc32c.ts';

/** A record of a log or manifest, put together, and where it begins. */
export interface LogRecord {
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface LogFile {
  readonly records: readonly LogRecord[];
  /** Places where a record did not hold its checksum or its order: the rest of the block is left out, as LevelDB does. */
  readonly broken: number;
  /** The last record was not written to its end: what LevelDB takes for a crash, and passes over. */
  readonly cut: boolean;
}

export const BLOCK_BYTES = 32 * 1024;
const HEADER_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

/** Whether a file's first block, or what there is of it, begins with a piece of a record that holds its checksum. */
export function beginsAsLog(block: Uint8Array): boolean {
  if (block.length < HEADER_BYTES) return false;
  const view = asBuffer(block);
  const end = HEADER_BYTES + view.readUInt16LE(4);
  const type = block[6];
  if ((type !== FULL && type !== FIRST) || end > Math.min(block.length, BLOCK_BYTES)) return false;
  return maskedCrc(block.subarray(6, end)) === view.readUInt32LE(0);
}

/** Records of a log in blocks of 32 KiB (leveldb/doc/log_format.md). */
export function readLogFile(file: Uint8Array): LogFile {
  const view = asBuffer(file);
  const records: LogRecord[] = [];
  let broken = 0;
  let pending: { readonly at: number; readonly parts: Uint8Array[] } | null = null;
  let at = 0;
  while (at + HEADER_BYTES <= file.length) {
    const left = BLOCK_BYTES - (at % BLOCK_BYTES);
    if (left < HEADER_BYTES) {
      at += left;
      continue;
    }
    const length = view.readUInt16LE(at + 4);
    const type = file[at + 6] as number;
    const end = at + HEADER_BYTES + length;
    if (type === 0 && length === 0) {
      // A file that was given its size beforehand.
      at += left;
      continue;
    }
    if (end > file.length && at + left >= file.length) break;
    const held = HEADER_BYTES + length <= left && type <= LAST;
    if (!held || maskedCrc(file.subarray(at + 6, end)) !== view.readUInt32LE(at)) {
      broken += 1;
      pending = null;
      at += left;
      continue;
    }
    const body = file.subarray(at + HEADER_BYTES, end);
    if (type === FULL) records.push({ at, bytes: body });
    else if (type === FIRST) pending = { at, parts: [body] };
    else if (pending === null) broken += 1;
    else {
      pending.parts.push(body);
      if (type === LAST) {
        records.push({ at: pending.at, bytes: Buffer.concat(pending.parts) });
        pending = null;
      }
    }
    if (type === FULL && pending !== null) {
      broken += 1;
      pending = null;
    }
    at = end;
  }
  return {
    records,
    broken,
    cut: pending !== null || (at < file.length && file.subarray(at).some((byte) => byte !== 0)),
  };
}
