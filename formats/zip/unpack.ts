import { crc32, inflateRawSync, constants as zlib } from 'node:zlib';
import type { Citation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { inflate } from '../../src/bytes/inflate.ts';
import { type ByteSource, sliceSource } from '../../src/bytes/source.ts';
import type { Body } from '../../src/vfs/member.ts';
import { FLAG_ENCRYPTED, LOCAL_BYTES, METHOD_DEFLATED, METHOD_STORED, readLocal, type ZipRecord } from './record.ts';

/** Members up to this many bytes, packed and unpacked, are handed out in one piece. */
const WHOLE_BODY_BYTES = 1 << 20;
/** A deflated member up to this many bytes can be read at any place, by unpacking it into memory. */
const MOST_UNPACKED_BYTES = 64 << 20;
/** Bytes of a head that is looked at, and packed ones that are enough for it, whatever they pack to. */
const HEAD_BYTES = 1 << 16;
const MOST_PACKED_HEAD = 2 * HEAD_BYTES;
/** Packed bytes that are tried first: they may be a thousand times as many unpacked. */
const LEAST_PACKED_HEAD = 1 << 12;

/** One member's data in the archive. `source` has `at`. */
export interface Packed {
  readonly record: ZipRecord;
  readonly source: ByteSource & { readonly at: NonNullable<ByteSource['at']> };
  readonly name: string;
  readonly citation: Citation;
}

/** Offset of the data. Throws Fault where the member cannot be read at all. */
function dataOffset({ record, source, citation }: Packed): number {
  if ((record.flags & FLAG_ENCRYPTED) !== 0) {
    throw new Fault('evidence.locked', 'zip.member', citation, { method: record.method });
  }
  if (record.method !== METHOD_STORED && record.method !== METHOD_DEFLATED) {
    throw new Fault('evidence.unsupported', 'zip.method', citation, { method: record.method });
  }
  const fixed = source.at(record.at, LOCAL_BYTES);
  const reach = fixed.length < LOCAL_BYTES ? 0 : LOCAL_BYTES + word(fixed, 26) + word(fixed, 28);
  const local = readLocal(source.at(record.at, reach), 0, record.at);
  if (local === null) throw new Fault('evidence.unreadable', 'zip.local-header', citation, { offset: record.at });
  return record.at + local.length;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

function checkEnd({ record, citation }: Packed, crc: number, bytes: number): void {
  if (record.size !== null && bytes < record.size) {
    throw new Fault('evidence.truncated', 'zip.body', citation, { promised: record.size, found: bytes });
  }
  if (record.size !== null && bytes > record.size) {
    throw new Fault('evidence.unreadable', 'zip.too-long', citation, { promised: record.size, found: bytes });
  }
  if (crc !== record.crc) throw new Fault('evidence.unreadable', 'zip.crc', citation, { bytes });
}

/** The body of a member, whole where it is small. Throws Fault `evidence.*`, now or while it is read. */
export function unpack(packed: Packed): Body {
  const { record, source } = packed;
  if (record.size === null || record.packed === null) return chunksOf(packed);
  if (record.size > WHOLE_BODY_BYTES || record.packed > WHOLE_BODY_BYTES) return chunksOf(packed);
  const stored = source.at(dataOffset(packed), record.packed);
  const bytes = record.method === METHOD_STORED ? stored : inflateWhole(packed, stored, record.size);
  checkEnd(packed, crc32(bytes), bytes.length);
  return bytes;
}

function inflateWhole({ citation }: Packed, stored: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(stored, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Fault('evidence.unreadable', 'zip.too-long', citation, { promised: size, found: null });
    }
    if (code === 'Z_BUF_ERROR')
      throw new Fault('evidence.truncated', 'zip.body', citation, { promised: size, found: null });
    throw new Fault('evidence.unreadable', 'zip.deflate', citation, { reason: (error as Error).message });
  }
}

/** The body in chunks, its length and checksum verified at the end. */
async function* chunksOf(packed: Packed): AsyncGenerator<Uint8Array> {
  const { record, source, citation } = packed;
  const part = sliceSource(source, dataOffset(packed), record.packed);
  const inflated = record.method === METHOD_DEFLATED ? inflate(part.stream(), 'raw') : null;
  let crc = 0;
  let bytes = 0;
  for await (const chunk of inflated?.chunks ?? part.stream()) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    if (record.size !== null && bytes > record.size) break;
    yield chunk;
  }
  const end = inflated?.end() ?? null;
  if (end?.how === 'corrupt') {
    throw new Fault('evidence.unreadable', 'zip.deflate', citation, { reason: end.reason });
  }
  if (end?.how === 'truncated') {
    throw new Fault('evidence.truncated', 'zip.body', citation, { promised: record.size, found: bytes });
  }
  checkEnd(packed, crc, bytes);
}

/** The member as a source that can be opened any number of times. */
export function sourceOf(packed: Packed): ByteSource {
  const { record, name, citation } = packed;
  const at =
    record.method === METHOD_STORED
      ? readStored(packed)
      : record.size !== null && record.size <= MOST_UNPACKED_BYTES
        ? readUnpacked(packed)
        : null;
  return {
    kind: 'bytes',
    name,
    citation,
    size: record.size,
    async *stream(from = 0) {
      let skip = from;
      for await (const chunk of chunksOf(packed)) {
        if (skip < chunk.length) yield skip === 0 ? chunk : chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
      }
    },
    ...(at === null ? {} : { at }),
    observed: () => null,
  };
}

function readStored(packed: Packed): (offset: number, length: number) => Uint8Array {
  const { record, source } = packed;
  let data: number | null = null;
  return (offset, length) => {
    data ??= dataOffset(packed);
    return source.at(data + offset, Math.max(0, Math.min(length, (record.packed ?? 0) - offset)));
  };
}

/** Random access to a deflated member: a head by itself, anything else from a copy unpacked once. */
function readUnpacked(packed: Packed): (offset: number, length: number) => Uint8Array {
  const { record, source } = packed;
  let whole: Uint8Array | null = null;
  return (offset, length) => {
    if (whole === null && offset + length <= HEAD_BYTES) {
      const stored = source.at(dataOffset(packed), Math.min(record.packed ?? 0, MOST_PACKED_HEAD));
      return inflateHead(packed, stored, offset + length).slice(offset, offset + length);
    }
    whole ??= inflateWhole(packed, source.at(dataOffset(packed), record.packed ?? 0), record.size ?? 0);
    return whole.slice(offset, offset + length);
  };
}

/** At least the first `wanted` bytes, where there are so many: as few packed ones as will do, for a head of nothing but zeros. */
function inflateHead({ citation }: Packed, stored: Uint8Array, wanted: number): Uint8Array {
  try {
    for (let packed = LEAST_PACKED_HEAD; ; packed *= 2) {
      const head = inflateRawSync(stored.subarray(0, packed), { finishFlush: zlib.Z_SYNC_FLUSH });
      if (head.length >= wanted || packed >= stored.length) return head;
    }
  } catch (error) {
    throw new Fault('evidence.unreadable', 'zip.deflate', citation, { reason: (error as Error).message });
  }
}
