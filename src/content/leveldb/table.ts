import { asBuffer } from '../text.ts';
import { readLength } from '../varint.ts';
import { maskedCrc } from './crc32c.ts';
import type { FileTrouble, LevelEntry } from './entry.ts';
import { unsnappy } from './snappy.ts';

/** leveldb/doc/table_format.md */
export const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
const TRAILER_BYTES = 5;
const NO_COMPRESSION = 0;
const SNAPPY = 1;
/** Of an internal key: sequence and type behind the user's key (leveldb/db/dbformat.h). */
const TAG_BYTES = 8;
const TYPE_VALUE = 1;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

export interface TableFile {
  readonly entries: readonly LevelEntry[];
  readonly trouble: readonly FileTrouble[];
}

/** `room`: bytes that unpacked blocks may still take; gives back what was used. */
export interface Room {
  left: number;
}

/** Whether a file's last bytes are those of a table. */
export function endsAsTable(tail: Uint8Array): boolean {
  return tail.length >= FOOTER_BYTES && asBuffer(tail).readBigUInt64LE(tail.length - TAG_BYTES) === MAGIC;
}

/** The entries of a sorted table, block by block. A block that does not hold its checksum is left out and told. */
export function readTable(file: Uint8Array, name: string, room: Room, poll: () => void): TableFile {
  const entries: LevelEntry[] = [];
  const failed = { block: 0, compression: 0 };
  const footer = file.length - FOOTER_BYTES;
  const view = asBuffer(file);
  if (!endsAsTable(file)) {
    return { entries, trouble: [{ file: name, kind: 'footer', count: 1 }] };
  }
  const meta = readHandle(file, footer);
  const index = meta === null ? null : readHandle(file, meta.end);
  const block = ({ offset, size }: Handle): Uint8Array | null => {
    const end = offset + size;
    if (end + TRAILER_BYTES > file.length) return fail('block');
    if (maskedCrc(file.subarray(offset, end + 1)) !== view.readUInt32LE(end + 1)) return fail('block');
    const compression = file[end];
    if (compression === NO_COMPRESSION) return file.subarray(offset, end);
    if (compression !== SNAPPY) return fail('compression');
    const plain = unsnappy(file.subarray(offset, end), room.left);
    room.left -= plain?.length ?? 0;
    return plain ?? fail('block');
  };
  const fail = (kind: 'block' | 'compression'): null => {
    failed[kind] += 1;
    return null;
  };
  const top = index === null ? fail('block') : block(index);
  let last = 0;
  for (const { value } of top === null ? [] : blockEntries(top)) {
    const handle = readHandle(value, 0);
    // Blocks lie one after the other: one that points back would be read again and again.
    if (handle === null || handle.offset < last) {
      fail('block');
      continue;
    }
    last = handle.offset + handle.size;
    const body = block(handle);
    poll();
    if (body === null) continue;
    let whole = 0;
    for (const { key, value: stored } of blockEntries(body)) {
      whole += 1;
      if (key.length < TAG_BYTES) {
        fail('block');
        break;
      }
      const tag = asBuffer(key).readBigUInt64LE(key.length - TAG_BYTES);
      entries.push({
        key: key.subarray(0, key.length - TAG_BYTES),
        value: Number(tag & 0xffn) === TYPE_VALUE ? stored : null,
        sequence: tag >> 8n,
        file: name,
        at: handle.offset,
      });
    }
    if (whole === 0) fail('block');
  }
  const trouble = (['block', 'compression'] as const)
    .filter((kind) => failed[kind] > 0)
    .map((kind) => ({ file: name, kind, count: failed[kind] }));
  return { entries, trouble };
}

function readHandle(bytes: Uint8Array, at: number): (Handle & { readonly end: number }) | null {
  const offset = readLength(bytes, at);
  const size = offset === null ? null : readLength(bytes, offset.end);
  return offset === null || size === null ? null : { offset: offset.value, size: size.value, end: size.end };
}

/** Keys share what they have in common with the one before; the points to start from anew stand at the end. */
function* blockEntries(block: Uint8Array): Generator<{ readonly key: Uint8Array; readonly value: Uint8Array }> {
  if (block.length < 4) return;
  const restarts = asBuffer(block).readUInt32LE(block.length - 4);
  const end = block.length - 4 - restarts * 4;
  let previous: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < end; ) {
    const shared = readLength(block, at);
    const own = shared === null ? null : readLength(block, shared.end);
    const length = own === null ? null : readLength(block, own.end);
    if (shared === null || own === null || length === null || shared.value > previous.length) return;
    const keyEnd = length.end + own.value;
    if (keyEnd + length.value > end) return;
    const tail = block.subarray(length.end, keyEnd);
    const key: Uint8Array = shared.value === 0 ? tail : Buffer.concat([previous.subarray(0, shared.value), tail]);
    at = keyEnd + length.value;
    yield { key, value: block.subarray(keyEnd, at) };
    previous = key;
  }
}
