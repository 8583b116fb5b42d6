/**
 * SQLite breaks a long cell over pages, and a word may lie across the break. Offsets and formulas: sqlite.org,
 * "Database File Format", sections 1.3, 1.6 and 4.
 */
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const JOURNAL_MAGIC = 0xd9d505f9;
const WAL_MAGIC = 0x377f0682;
/** Bytes taken from either side of a break: more than the longest anchor. */
const REACH = 64;
const UTF8 = 1;

export function isSqlite(bytes: Uint8Array): boolean {
  if (bytes.length < WAL_HEADER_BYTES) return false;
  const magic = word(bytes, 0);
  return magic === JOURNAL_MAGIC || (magic & ~1) >>> 0 === WAL_MAGIC || text(bytes, 0, 16) === MAGIC;
}

/**
 * The bytes around each break of a cell, joined. Null where they cannot be known from this part alone, or the text is
 * not UTF-8: then anything may be there.
 */
export function* pageJoints(bytes: Uint8Array): Generator<Uint8Array | null> {
  const magic = word(bytes, 0);
  if (magic === JOURNAL_MAGIC) {
    yield null;
    return;
  }
  if (text(bytes, 0, 16) !== MAGIC) {
    yield* walJoints(bytes);
    return;
  }
  if (bytes.length < HEADER_BYTES) return;
  const encoding = word(bytes, 56);
  if (encoding > UTF8) {
    yield null;
    return;
  }
  const size = pageSize((((bytes[16] as number) << 8) | (bytes[17] as number)) >>> 0);
  if (size === null) return;
  const usable = size - (bytes[20] as number);
  // Sound files have no more breaks than pages. In a damaged one many cells may share a chain, or a chain its own start.
  let breaks = Math.floor(bytes.length / size);
  for (let page = 0; (page + 1) * size <= bytes.length; page += 1) {
    for (const cell of overflowing(bytes, page * size, page === 0 ? HEADER_BYTES : 0, usable)) {
      for (const joint of chain(bytes, cell, size, usable)) {
        if (breaks === 0) {
          yield null;
          return;
        }
        breaks -= 1;
        yield joint;
      }
    }
  }
}

function* walJoints(bytes: Uint8Array): Generator<null> {
  const size = pageSize(word(bytes, 8));
  if (size === null) return;
  for (let at = WAL_HEADER_BYTES; at + FRAME_HEADER_BYTES + size <= bytes.length; at += FRAME_HEADER_BYTES + size) {
    const header = word(bytes, at) === 1 ? HEADER_BYTES : 0;
    for (const _ of overflowing(bytes, at + FRAME_HEADER_BYTES, header, size)) {
      yield null;
      return;
    }
  }
}

interface Cell {
  /** Where its part on the page begins and ends. */
  readonly start: number;
  readonly end: number;
  /** Bytes of it that lie elsewhere. */
  readonly rest: number;
}

/** Cells of a b-tree page that run over it. */
function* overflowing(bytes: Uint8Array, page: number, header: number, usable: number): Generator<Cell> {
  const kind = bytes[page + header];
  if (kind !== 0x0d && kind !== 0x0a && kind !== 0x02) return;
  const count = ((bytes[page + header + 3] as number) << 8) | (bytes[page + header + 4] as number);
  const pointers = page + header + (kind === 0x02 ? 12 : 8);
  const most = kind === 0x0d ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  for (let index = 0; index < count; index += 1) {
    const pointer = pointers + index * 2;
    if (pointer + 2 > page + usable) return;
    let at = page + (((bytes[pointer] as number) << 8) | (bytes[pointer + 1] as number)) + (kind === 0x02 ? 4 : 0);
    let payload = 0;
    let byte = 0x80;
    for (let digits = 0; digits < 8 && byte >= 0x80 && at < page + usable; digits += 1) {
      byte = bytes[at] as number;
      payload = payload * 128 + (byte & 0x7f);
      at += 1;
    }
    if (payload <= most) continue;
    if (kind === 0x0d) for (let digits = 0; digits < 9 && (bytes[at++] as number) >= 0x80; digits += 1);
    const local = least + ((payload - least) % (usable - 4));
    const onPage = local <= most ? local : least;
    if (at + onPage + 4 <= page + usable) yield { start: at, end: at + onPage, rest: payload - onPage };
  }
}

function* chain(bytes: Uint8Array, cell: Cell, size: number, usable: number): Generator<Uint8Array> {
  let { rest } = cell;
  let tail = bytes.subarray(Math.max(cell.start, cell.end - REACH), cell.end);
  let next = word(bytes, cell.end);
  const pages = Math.floor(bytes.length / size);
  while (rest > 0 && next > 1 && next <= pages) {
    const page = (next - 1) * size;
    const here = Math.min(rest, usable - 4);
    yield Buffer.concat([tail, bytes.subarray(page + 4, page + 4 + Math.min(here, REACH))]);
    tail = bytes.subarray(page + 4 + Math.max(0, here - REACH), page + 4 + here);
    rest -= here;
    next = word(bytes, page);
  }
}

function pageSize(stored: number): number | null {
  const size = stored === 1 ? 65536 : stored;
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0 ? size : null;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

function text(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', at, at + length);
}
