import { concat, u8, u32le } from './bytes.ts';
import { xxh64 } from './xxhash.ts';

/**
 * Zstandard frames (RFC 8878) of raw and run-length blocks: the framing of the reference program without its entropy
 * coder, so that the same bytes come out everywhere. Frames of the reference program are tried in test/unit.
 */

const MAGIC = 0xfd2fb528;
const RAW = 0;
const RUN = 1;
const LEAST_RUN = 64;

export interface ZstdOptions {
  /** Default: 4096 bytes. */
  readonly blockBytes?: number;
  /** Default: yes. */
  readonly checksum?: boolean;
}

const block = (last: boolean, type: number, size: number, body: Uint8Array): Uint8Array => {
  const header = (size << 3) | (type << 1) | (last ? 1 : 0);
  return concat([u32le(header).subarray(0, 3), body]);
};

/** The first place at or after `from` where one byte is repeated long enough; the end where none is. */
function runAt(bytes: Uint8Array, from: number): { at: number; length: number } {
  for (let at = from; at < bytes.length; ) {
    let end = at + 1;
    while (end < bytes.length && bytes[end] === bytes[at]) end += 1;
    if (end - at >= LEAST_RUN) return { at, length: end - at };
    at = end;
  }
  return { at: bytes.length, length: 0 };
}

/** One frame: single segment, four bytes of size. */
export function zstd(bytes: Uint8Array, options: ZstdOptions = {}): Uint8Array {
  const most = options.blockBytes ?? 4096;
  const checksum = options.checksum ?? true;
  const blocks: (readonly [type: number, size: number, body: Uint8Array])[] = [];
  for (let at = 0; at < bytes.length; ) {
    const run = runAt(bytes, at);
    for (; at < run.at; at = Math.min(run.at, at + most)) {
      const raw = bytes.subarray(at, Math.min(run.at, at + most));
      blocks.push([RAW, raw.length, raw]);
    }
    for (let left = run.length; left > 0; left -= Math.min(left, most)) {
      blocks.push([RUN, Math.min(left, most), bytes.subarray(run.at, run.at + 1)]);
    }
    at = run.at + run.length;
  }
  if (blocks.length === 0) blocks.push([RAW, 0, new Uint8Array(0)]);
  return concat([
    u32le(MAGIC),
    u8(0x80 | 0x20 | (checksum ? 0x04 : 0)),
    u32le(bytes.length),
    ...blocks.map(([type, size, body], i) => block(i === blocks.length - 1, type, size, body)),
    ...(checksum ? [u32le(Number(xxh64(bytes) & 0xffffffffn))] : []),
  ]);
}
