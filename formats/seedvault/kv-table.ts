/**
 * The rows of the one table that Seedvault keeps key/value pairs in (KVDbManager.kt: `kv_entry(key TEXT PRIMARY KEY,
 * value BLOB)`), out of a database that was vacuumed before it was packed: no log, no free pages. File format:
 * sqlite.org/fileformat2.html.
 */

/** One pair, or null where a page or a cell does not hold together: what follows it in the table still comes. */
export type Pair = { readonly key: string; readonly value: Uint8Array } | null;

const MAGIC = 'SQLite format 3\0';
const TABLE = 'kv_entry';
const FILE_HEADER = 100;
const LEAF = 13;
const INTERIOR = 5;
/** Deeper than any tree of 2^32 pages that SQLite makes. */
const MOST_DEPTH = 20;

interface Pages {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly size: number;
  /** Bytes of a page that hold content. */
  readonly usable: number;
  readonly decoder: InstanceType<typeof TextDecoder>;
  /** Pages met: none is read twice, so that a ring ends. */
  readonly seen: Set<number>;
}

/** The pairs of a database; null where it is none, or has no such table. */
export function pairsOf(bytes: Uint8Array): Generator<Pair> | null {
  const pages = openPages(bytes);
  if (pages === null) return null;
  for (const row of rowsOf(pages, 1, 0)) {
    if (row?.[0] !== 'table' || row[1] !== TABLE || typeof row[3] !== 'number') continue;
    return pairs(pages, row[3]);
  }
  return null;
}

function* pairs(pages: Pages, root: number): Generator<Pair> {
  for (const row of rowsOf(pages, root, 0)) {
    const [key, value] = row ?? [];
    if (typeof key !== 'string') yield null;
    else if (value instanceof Uint8Array) yield { key, value };
    else yield typeof value === 'string' ? { key, value: new TextEncoder().encode(value) } : null;
  }
}

function openPages(bytes: Uint8Array): Pages | null {
  if (bytes.length < 512 || Buffer.from(bytes.subarray(0, 16)).toString('latin1') !== MAGIC) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stated = view.getUint16(16);
  const size = stated === 1 ? 65_536 : stated;
  const usable = size - (bytes[20] as number);
  if (size < 512 || (size & (size - 1)) !== 0 || usable < 480) return null;
  const encoding = view.getUint32(56);
  const decoder = new TextDecoder(encoding === 2 ? 'utf-16le' : encoding === 3 ? 'utf-16be' : 'utf-8');
  return { bytes, view, size, usable, decoder, seen: new Set() };
}

type Cell = string | number | Uint8Array | null;

/** Rows of a table by its tree, in the order of their numbers. */
function* rowsOf(pages: Pages, page: number, depth: number): Generator<readonly Cell[] | null> {
  const { view, size, bytes, seen } = pages;
  const start = (page - 1) * size;
  if (page < 1 || start + size > bytes.length || seen.has(page) || depth > MOST_DEPTH) {
    yield null;
    return;
  }
  seen.add(page);
  const at = start + (page === 1 ? FILE_HEADER : 0);
  const type = bytes[at];
  const cells = view.getUint16(at + 3);
  const pointers = at + (type === INTERIOR ? 12 : 8);
  if ((type !== LEAF && type !== INTERIOR) || pointers + 2 * cells > start + size) {
    yield null;
    return;
  }
  for (let i = 0; i < cells; i++) {
    const cell = view.getUint16(pointers + 2 * i);
    if (cell + 4 > size) yield null;
    else if (type === LEAF) yield rowAt(pages, start + cell, start + pages.usable);
    else yield* rowsOf(pages, view.getUint32(start + cell), depth + 1);
  }
  if (type === INTERIOR) yield* rowsOf(pages, view.getUint32(at + 8), depth + 1);
}

function varint(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}

/** The record of a leaf cell, with what overflows to other pages. */
function rowAt(pages: Pages, at: number, end: number): readonly Cell[] | null {
  const { bytes, usable } = pages;
  const [length, afterLength] = varint(bytes, at);
  const [, start] = varint(bytes, afterLength);
  if (length > bytes.length) return null;
  const most = usable - 35;
  let own = length;
  if (length > most) {
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const wanted = least + ((length - least) % (usable - 4));
    own = wanted <= most ? wanted : least;
  }
  if (start + own + (own < length ? 4 : 0) > end) return null;
  if (own === length) return recordOf(pages, bytes.subarray(start, start + own));
  const whole = new Uint8Array(length);
  whole.set(bytes.subarray(start, start + own));
  return overflow(pages, whole, own, pages.view.getUint32(start + own)) ? recordOf(pages, whole) : null;
}

function overflow({ bytes, view, size, usable, seen }: Pages, whole: Uint8Array, from: number, first: number): boolean {
  let filled = from;
  for (let page = first; filled < whole.length; ) {
    const start = (page - 1) * size;
    if (page < 1 || start + size > bytes.length || seen.has(page)) return false;
    seen.add(page);
    const part = bytes.subarray(start + 4, start + 4 + Math.min(usable - 4, whole.length - filled));
    whole.set(part, filled);
    filled += part.length;
    page = view.getUint32(start);
  }
  return true;
}

/** Columns of a record: text, blobs, and whole numbers of up to six bytes; the rest, which the table never holds, as null. */
function recordOf({ decoder }: Pages, record: Uint8Array): readonly Cell[] | null {
  const [headerBytes, first] = varint(record, 0);
  if (headerBytes > record.length) return null;
  const cells: Cell[] = [];
  let body = headerBytes;
  for (let at = first; at < headerBytes; ) {
    const [type, next] = varint(record, at);
    at = next;
    const length = type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0);
    if (body + length > record.length) return null;
    const bytes = record.subarray(body, body + length);
    body += length;
    if (type >= 12) cells.push(type % 2 === 0 ? bytes : decoder.decode(bytes));
    else if (type >= 1 && type <= 5) cells.push(Buffer.from(bytes).readIntBE(0, length));
    else cells.push(type === 8 ? 0 : type === 9 ? 1 : null);
  }
  return cells;
}
