import type { Cursor } from './cursor.ts';
import type { Inflated } from './inflate.ts';
import { UnpackStop, unpackParts } from './unpack-parts.ts';

/**
 * bzip2, read from its bits: run lengths, Burrows-Wheeler, move to front, up to six Huffman tables.
 * (Joe Tsai, "bzip2 Format Specification", 2016.)
 */

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
const LEVEL_BYTES = 100_000;
/** A block of the highest level never takes more: 900,000 symbols of at most 20 bits, and its tables. */
const MOST_BLOCK_BYTES = 2_400_000;
const GROUP_SYMBOLS = 50;
const LONGEST_CODE = 20;
const RUN_A = 0;
const RUN_B = 1;

/** Whether bytes begin a bzip2 stream with a block or with its end. */
export function isBzip2(head: Uint8Array): boolean {
  if (head.length < 10 || head[0] !== 0x42 || head[1] !== 0x5a || head[2] !== 0x68) return false;
  const level = head[3] as number;
  if (level < 0x31 || level > 0x39) return false;
  let magic = 0;
  for (let i = 4; i < 10; i++) magic = magic * 256 + (head[i] as number);
  return magic === BLOCK_MAGIC || magic === END_MAGIC;
}

const corrupt = (reason: string): UnpackStop => new UnpackStop('corrupt', reason);

/** Bits of a stretch of bytes, most significant first. */
interface Bits {
  read(count: number): number;
  readonly position: number;
}

function readBits(bytes: Uint8Array, from: number): Bits {
  let position = from;
  const end = bytes.length * 8;
  return {
    read(count) {
      if (position + count > end) throw new UnpackStop('truncated', 'unexpected end');
      let value = 0;
      for (let left = count; left > 0; ) {
        const within = position & 7;
        const take = Math.min(8 - within, left);
        const part = ((bytes[position >>> 3] as number) >>> (8 - within - take)) & ((1 << take) - 1);
        value = value * 2 ** take + part;
        position += take;
        left -= take;
      }
      return value;
    },
    get position() {
      return position;
    },
  };
}

const CRC_TABLE = ((): Uint32Array => {
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = i << 24;
    for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
    table[i] = value;
  }
  return table;
})();

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ (bytes[i] as number)] as number);
  return ~crc >>> 0;
}

interface Table {
  readonly limit: Int32Array;
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

function makeTable(lengths: Uint8Array): Table {
  const counts = new Int32Array(LONGEST_CODE + 2);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  const symbols = new Uint16Array(lengths.length);
  let at = 0;
  let shortest = LONGEST_CODE;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] === length) symbols[at++] = symbol;
    if ((counts[length] as number) > 0 && length < shortest) shortest = length;
  }
  const limit = new Int32Array(LONGEST_CODE + 2);
  const base = new Int32Array(LONGEST_CODE + 2);
  let code = 0;
  let before = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    base[length] = before - code;
    code += counts[length] as number;
    before += counts[length] as number;
    limit[length] = code - 1;
    code <<= 1;
  }
  return { limit, base, symbols, shortest };
}

function readSymbol(bits: Bits, table: Table): number {
  let code = bits.read(table.shortest);
  for (let length = table.shortest; length <= LONGEST_CODE; length++) {
    if (code <= (table.limit[length] as number)) {
      const symbol = table.symbols[code + (table.base[length] as number)];
      if (symbol === undefined) throw corrupt('code');
      return symbol;
    }
    code = code * 2 + bits.read(1);
  }
  throw corrupt('code');
}

/** Symbols that occur, by a map of maps. */
function readUsed(bits: Bits): Uint8Array {
  const groups = bits.read(16);
  const used: number[] = [];
  for (let group = 0; group < 16; group++) {
    if ((groups & (0x8000 >> group)) === 0) continue;
    const map = bits.read(16);
    for (let i = 0; i < 16; i++) if ((map & (0x8000 >> i)) !== 0) used.push(group * 16 + i);
  }
  if (used.length === 0) throw corrupt('no symbols');
  return Uint8Array.from(used);
}

function readTables(bits: Bits, symbols: number): { tables: Table[]; selectors: Uint8Array } {
  const count = bits.read(3);
  const selectorCount = bits.read(15);
  if (count < 2 || count > 6 || selectorCount === 0) throw corrupt('tables');
  const order = [0, 1, 2, 3, 4, 5];
  const selectors = new Uint8Array(selectorCount);
  for (let i = 0; i < selectorCount; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= count) throw corrupt('selector');
    const [table = 0] = order.splice(place, 1);
    order.unshift(table);
    selectors[i] = table;
  }
  const tables: Table[] = [];
  for (let t = 0; t < count; t++) {
    const lengths = new Uint8Array(symbols);
    let length = bits.read(5);
    for (let i = 0; i < symbols; i++) {
      while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
      if (length < 1 || length > LONGEST_CODE) throw corrupt('code length');
      lengths[i] = length;
    }
    tables.push(makeTable(lengths));
  }
  return { tables, selectors };
}

/** One block from its magic on; null for the end of the stream, with the checksum of all its blocks. */
function readBlock(bits: Bits, most: number): { bytes: Uint8Array; crc: number } | { end: number } {
  const magic = bits.read(48);
  const crc = bits.read(32);
  if (magic === END_MAGIC) return { end: crc };
  if (magic !== BLOCK_MAGIC) throw corrupt('block magic');
  if (bits.read(1) === 1) throw corrupt('randomised block');
  const origin = bits.read(24);
  const front = readUsed(bits);
  const { tables, selectors } = readTables(bits, front.length + 2);
  const end = front.length + 1;
  const packed = new Uint32Array(most);
  let count = 0;
  let run = 0;
  let place = 1;
  let group = -1;
  let left = 0;
  let table = tables[0] as Table;
  for (;;) {
    if (left-- === 0) {
      const selector = selectors[++group];
      if (selector === undefined) throw corrupt('selectors');
      table = tables[selector] as Table;
      left = GROUP_SYMBOLS - 1;
    }
    const symbol = readSymbol(bits, table);
    if (symbol === RUN_A || symbol === RUN_B) {
      run += place << symbol;
      place <<= 1;
      if (run > most) throw corrupt('run');
      continue;
    }
    if (run > 0) {
      if (count + run > most) throw corrupt('block too long');
      packed.fill(front[0] as number, count, count + run);
      count += run;
      run = 0;
    }
    place = 1;
    if (symbol === end) break;
    if (count >= most) throw corrupt('block too long');
    const byte = front[symbol - 1] as number;
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    packed[count++] = byte;
  }
  if (origin >= count) throw corrupt('origin');
  return { bytes: unwind(packed, count, origin), crc };
}

/** Undoes Burrows-Wheeler (the lower 8 bits of each word are the byte, the others the chain), then the first run lengths. */
function unwind(packed: Uint32Array, count: number, origin: number): Uint8Array {
  const starts = new Uint32Array(256);
  for (let i = 0; i < count; i++) {
    const byte = packed[i] as number;
    starts[byte] = (starts[byte] as number) + 1;
  }
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const many = starts[byte] as number;
    starts[byte] = sum;
    sum += many;
  }
  for (let i = 0; i < count; i++) {
    const byte = (packed[i] as number) & 0xff;
    const to = starts[byte] as number;
    starts[byte] = to + 1;
    packed[to] = (packed[to] as number) | (i << 8);
  }
  const out: Uint8Array[] = [];
  let room = new Uint8Array(Math.max(1024, count * 2));
  let filled = 0;
  let next = (packed[origin] as number) >>> 8;
  let last = -1;
  let repeats = 0;
  const need = (bytes: number): void => {
    if (filled + bytes <= room.length) return;
    out.push(room.subarray(0, filled));
    room = new Uint8Array(Math.max(bytes, count));
    filled = 0;
  };
  for (let i = 0; i < count; i++) {
    const word = packed[next] as number;
    const byte = word & 0xff;
    next = word >>> 8;
    if (repeats === 4) {
      need(byte);
      room.fill(last, filled, filled + byte);
      filled += byte;
      repeats = 0;
      last = -1;
      continue;
    }
    repeats = byte === last ? repeats + 1 : 1;
    last = byte;
    need(1);
    room[filled++] = byte;
  }
  out.push(room.subarray(0, filled));
  return out.length === 1 ? (out[0] as Uint8Array) : Uint8Array.from(Buffer.concat(out));
}

/** Streams bzip2 apart, block by block. A block comes out once its checksum held; the checksum of all is held too. */
export function bunzip2(input: AsyncIterable<Uint8Array>): Inflated {
  return unpackParts(input, async (cursor, index) => {
    const head = await cursor.peek(10);
    if (isBzip2(head)) return stream(cursor, ((head[3] as number) - 0x30) * LEVEL_BYTES);
    if (index > 0) return null;
    throw new UnpackStop(head.length < 10 ? 'truncated' : 'corrupt', 'no stream');
  });
}

async function* stream(cursor: Cursor, most: number): AsyncGenerator<Uint8Array> {
  cursor.advance(4);
  let bit = 0;
  let total = 0;
  for (;;) {
    const bits = readBits(await cursor.peek(MOST_BLOCK_BYTES), bit);
    const block = readBlock(bits, most);
    if ('end' in block) {
      if (block.end !== total >>> 0) throw corrupt('checksum');
      cursor.advance(Math.ceil(bits.position / 8));
      return;
    }
    cursor.advance(Math.floor(bits.position / 8));
    bit = bits.position & 7;
    if (crcOf(block.bytes) !== block.crc) throw corrupt('checksum');
    total = ((total << 1) | (total >>> 31)) ^ block.crc;
    yield block.bytes;
  }
}
