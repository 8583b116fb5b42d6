import { asBuffer } from '../text.ts';
import { readLength } from '../varint.ts';
import type { LevelEntry } from './entry.ts';
import type { LogRecord } from './log.ts';

const HEADER_BYTES = 12;
const DELETION = 0;
const VALUE = 1;

/** The entries of a write batch (leveldb/db/write_batch.cc). `whole`: whether it is what its count says. */
export function readBatch(
  { at, bytes }: LogRecord,
  file: string,
): { readonly entries: readonly LevelEntry[]; readonly whole: boolean } {
  const entries: LevelEntry[] = [];
  if (bytes.length < HEADER_BYTES) return { entries, whole: false };
  const view = asBuffer(bytes);
  const first = view.readBigUInt64LE(0);
  const count = view.readUInt32LE(8);
  let from = HEADER_BYTES;
  const piece = (): Uint8Array | null => {
    const length = readLength(bytes, from);
    if (length === null || length.end + length.value > bytes.length) return null;
    from = length.end + length.value;
    return bytes.subarray(length.end, from);
  };
  while (from < bytes.length) {
    const kind = bytes[from] as number;
    from += 1;
    const key = kind === VALUE || kind === DELETION ? piece() : null;
    const value = kind === VALUE && key !== null ? piece() : null;
    if (key === null || (kind === VALUE && value === null)) return { entries, whole: false };
    entries.push({ key, value, sequence: first + BigInt(entries.length), file, at });
  }
  return { entries, whole: entries.length === count };
}
