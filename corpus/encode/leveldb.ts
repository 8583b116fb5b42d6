import { concat, latin1, u8, u16le, u32le, u64le, utf8 } from './bytes.ts';
import { base128 } from './mmkv.ts';

/** LevelDB stores, after leveldb/doc/log_format.md, table_format.md and db/write_batch.cc. */

export interface LevelWrite {
  readonly key: Uint8Array;
  /** Null: deleted. */
  readonly value: Uint8Array | null;
}

const BLOCK = 32_768;
const RESTART_EVERY = 16;
const MAGIC = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);

/** CRC-32C bit by bit, masked as LevelDB stores it. */
function checksum(bytes: Uint8Array): Uint8Array {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  const plain = BigInt(~crc >>> 0);
  const rotated = ((plain >> 15n) | (plain << 17n)) & 0xffffffffn;
  return u32le(Number((rotated + 0xa282ead8n) & 0xffffffffn));
}

const sized = (bytes: Uint8Array): Uint8Array => concat([base128(bytes.length), bytes]);

/** A file of records in blocks of 32 KiB: a log or a manifest. */
export function levelLog(records: readonly Uint8Array[]): Uint8Array {
  const out: Uint8Array[] = [];
  let used = 0;
  const push = (bytes: Uint8Array): void => {
    out.push(bytes);
    used += bytes.length;
  };
  for (const record of records) {
    let at = 0;
    for (let first = true; first || at < record.length; first = false) {
      let room = BLOCK - (used % BLOCK);
      if (room < 7) {
        push(new Uint8Array(room));
        room = BLOCK;
      }
      const piece = record.subarray(at, at + room - 7);
      at += piece.length;
      const last = at === record.length;
      const type = first ? (last ? 1 : 2) : last ? 4 : 3;
      const typed = concat([u8(type), piece]);
      push(concat([checksum(typed), u16le(piece.length), typed]));
    }
  }
  return concat(out);
}

/** One write batch: its entries get the numbers from `sequence` on. */
export function levelBatch(sequence: number, writes: readonly LevelWrite[]): Uint8Array {
  const entries = writes.map(({ key, value }) =>
    value === null ? concat([u8(0), sized(key)]) : concat([u8(1), sized(key), sized(value)]),
  );
  return concat([u64le(sequence), u32le(writes.length), ...entries]);
}

/** Literals, and a copy wherever four bytes recur within reach. */
function snappy(bytes: Uint8Array): Uint8Array {
  const out: Uint8Array[] = [base128(bytes.length)];
  const seen = new Map<number, number>();
  let literal = 0;
  const flush = (end: number): void => {
    for (; literal < end; literal += Math.min(60, end - literal)) {
      const piece = bytes.subarray(literal, Math.min(end, literal + 60));
      out.push(u8((piece.length - 1) << 2), piece);
    }
  };
  for (let at = 0; at + 4 <= bytes.length; ) {
    const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
    const before = seen.get(word);
    seen.set(word, at);
    if (before === undefined || at - before > 65_535) {
      at += 1;
      continue;
    }
    let length = 4;
    while (length < 64 && at + length < bytes.length && bytes[before + length] === bytes[at + length]) length += 1;
    flush(at);
    out.push(u8(((length - 1) << 2) | 2), u16le(at - before));
    at += length;
    literal = at;
  }
  flush(bytes.length);
  return concat(out);
}

function block(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  const out: Uint8Array[] = [];
  const restarts: number[] = [];
  let size = 0;
  let previous: Uint8Array = new Uint8Array(0);
  for (const [i, [key, value]] of entries.entries()) {
    let shared = 0;
    if (i % RESTART_EVERY === 0) restarts.push(size);
    else while (shared < previous.length && previous[shared] === key[shared]) shared += 1;
    const entry = concat([
      base128(shared),
      base128(key.length - shared),
      base128(value.length),
      key.subarray(shared),
      value,
    ]);
    out.push(entry);
    size += entry.length;
    previous = key;
  }
  if (restarts.length === 0) restarts.push(0);
  return concat([...out, ...restarts.map((at) => u32le(at)), u32le(restarts.length)]);
}

/** A sorted table. `writes` must be sorted by key, the newest version of a key first; each has its own sequence. */
export function levelTable(
  writes: readonly (LevelWrite & { readonly sequence: number })[],
  options: { readonly perBlock?: number; readonly packed?: boolean } = {},
): Uint8Array {
  const { perBlock = 20, packed = true } = options;
  const out: Uint8Array[] = [];
  let size = 0;
  const add = (plain: Uint8Array, pack: boolean): Uint8Array => {
    const body = pack ? snappy(plain) : plain;
    const typed = concat([body, u8(pack ? 1 : 0)]);
    const handle = concat([base128(size), base128(body.length)]);
    const whole = concat([typed, checksum(typed)]);
    out.push(whole);
    size += whole.length;
    return handle;
  };
  const internal = ({ key, value, sequence }: LevelWrite & { readonly sequence: number }): Uint8Array =>
    concat([key, u64le((BigInt(sequence) << 8n) | (value === null ? 0n : 1n))]);
  const index: [Uint8Array, Uint8Array][] = [];
  for (let at = 0; at < writes.length; at += perBlock) {
    const some = writes.slice(at, at + perBlock);
    const entries = some.map((write) => [internal(write), write.value ?? new Uint8Array(0)] as const);
    const last = entries.at(-1);
    if (last !== undefined) index.push([last[0], add(block(entries), packed)]);
  }
  const meta = add(block([]), false);
  const top = add(block(index), false);
  const handles = concat([meta, top]);
  return concat([...out, handles, new Uint8Array(40 - handles.length), MAGIC]);
}

export interface LevelVersion {
  readonly log: number;
  readonly tables: readonly number[];
  readonly comparator?: string;
}

/** A manifest of one edit. */
export function levelManifest({ log, tables, comparator = 'leveldb.BytewiseComparator' }: LevelVersion): Uint8Array {
  const edit = concat([
    u8(1),
    sized(latin1(comparator)),
    u8(2),
    base128(log),
    u8(3),
    base128(Math.max(log, ...tables) + 1),
    u8(4),
    base128(1_000_000),
    ...tables.map((number) =>
      concat([u8(7), base128(0), base128(number), base128(4096), sized(utf8('a')), sized(utf8('z'))]),
    ),
  ]);
  return levelLog([edit]);
}
