import { ContentFault, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { asBuffer } from '../text.ts';
import type { Row } from '../value.ts';
import { readLength } from '../varint.ts';
import { guessValue } from './guess-value.ts';
import { type Write, writeAt } from './log.ts';
import { readMeta } from './meta.ts';
import { pastOf } from './past.ts';
import { CONTENT_OFFSET, readStore } from './store.ts';

const READER = 'mmkv';
const COLUMNS = ['key', 'type', 'value', 'expires'];
const SIZE_LIMIT = 64 * 1024 * 1024;
/** Files are whole memory pages of the device (MemoryFile.cpp). */
const MEMORY_PAGE = 4096;
const EXPIRY_BYTES = 4;
/** A meta file of its own beside it, and its size, magic numbers aside, verify as much as these. */
const META_BITS = 48;
const FIRST_WRITE_BITS = 32;
/** MMKV puts a placeholder of this length before the writes (MMKV_IO.cpp, ItemSizeHolderSize). */
const PLACEHOLDER_BYTES = 4;

/**
 * Tencent MMKV: an append log of keys and values, plain or encrypted, with its meta file (`.crc`). One record a key,
 * its last value; a key that was removed is none. Older values, and what an earlier generation left behind the end, are
 * its past.
 */
export const mmkvReader: Reader = {
  id: READER,
  title: 'MMKV key-value store',

  bid({ head, size, roles }: Sighting): number {
    if (roles?.includes('crc') === true) return META_BITS;
    return size >= MEMORY_PAGE && size % MEMORY_PAGE === 0 && startsPlain(head, size) ? FIRST_WRITE_BITS : 0;
  },

  read(parts: Parts, poll: () => void, keys: readonly string[] = []): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('mmkv.no-content');
    if (main.size > SIZE_LIMIT) throw new ContentFault('mmkv.too-large', { bytes: main.size, limit: SIZE_LIMIT });
    const beside = parts.get('crc');
    const meta = beside === undefined ? null : readMeta(beside.read(0, MEMORY_PAGE));
    if (beside !== undefined && meta === null) throw new ContentFault('mmkv.malformed');
    const store = readStore(main.whole(), meta, keys, poll);
    const expires = meta?.expires === true;
    const live = new Map<string, Write>();
    for (const write of store.writes) {
      // The place of a key is that of its last write, as in the store's own order.
      live.delete(write.key);
      if (write.value.length > 0) live.set(write.key, write);
    }
    const rowOf = (write: Write): Row => {
      const timed = expires && write.value.length >= EXPIRY_BYTES;
      const end = timed ? write.value.length - EXPIRY_BYTES : write.value.length;
      const at = timed ? asBuffer(write.value).readUInt32LE(end) : 0;
      const { type, value } = guessValue(write.value.subarray(0, end));
      return [write.key, type, value, at === 0 ? null : at];
    };
    const list = {
      name: READER,
      columns: COLUMNS,
      keys: [[0]],
      address: [0, 1, 3],
      records: () => [...live.values()].map(rowOf),
    };
    const facts = {
      keys: live.size,
      writes: store.writes.length,
      ...(meta === null ? {} : { version: meta.version, sequence: meta.sequence }),
      ...(store.cipher === null ? {} : { encryption: store.cipher }),
    };
    return {
      ...rowsDocument(READER, [list], store.notices, facts),
      veiled: store.cipher !== null,
      past: () => pastOf({ store, section: READER, columns: COLUMNS, rowOf }),
    };
  },
};

/** Whether the first bytes are a size, a placeholder and a first write, as a plain store begins. */
function startsPlain(head: Uint8Array, size: number): boolean {
  if (head.length < CONTENT_OFFSET + PLACEHOLDER_BYTES || asBuffer(head).readUInt32LE(0) > size) return false;
  const body = head.subarray(CONTENT_OFFSET);
  const placeholder = readLength(body, 0);
  if (placeholder === null || placeholder.end !== PLACEHOLDER_BYTES) return false;
  const first = writeAt(body, placeholder.end);
  return first !== null && /^[\x20-\x7e]+$/.test(first.write.key);
}
