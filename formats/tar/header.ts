/** Everything in a tar is a multiple of this, in bytes. */
export const BLOCK = 512;

const CHECKSUM_AT = 148;
const CHECKSUM_END = 156;
const SPACE = 0x20;
const MAGIC = Buffer.from('ustar', 'latin1');
const MAGIC_AT = 257;

export type Dialect = 'v7' | 'ustar' | 'gnu';

/** A header block as stored, before pax or GNU extensions change it. Numbers are null where the field is no number. */
export interface Header {
  readonly name: Uint8Array;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly size: number | null;
  /** Seconds since 1970. */
  readonly modified: number | null;
  readonly type: string;
  readonly link: Uint8Array;
  readonly dialect: Dialect;
}

/** Whether all of a block is zero: half of an end mark. */
export function isZero(block: Uint8Array): boolean {
  for (let i = 0; i < block.length; i++) if (block[i] !== 0) return false;
  return true;
}

/**
 * Whether the header checksum holds: the sum of all 512 bytes, the checksum field taken as spaces. Old writers summed
 * signed characters, so both sums are allowed (POSIX.1-1988 ustar; GNU tar manual, "Basic Tar Format").
 */
export function checksumHolds(block: Uint8Array, at = 0): boolean {
  if (block.length < at + BLOCK) return false;
  const stored = octal(block, at + CHECKSUM_AT, at + CHECKSUM_END);
  if (stored === null || stored === 0) return false;
  let sum = 8 * SPACE;
  for (let i = at, end = at + BLOCK; i < end; i += 4) {
    sum += (block[i] as number) + (block[i + 1] as number) + (block[i + 2] as number) + (block[i + 3] as number);
  }
  for (let i = at + CHECKSUM_AT; i < at + CHECKSUM_END; i++) sum -= block[i] as number;
  if (sum === stored) return true;
  let high = 0;
  for (let i = at; i < at + BLOCK; i++) {
    if ((i < at + CHECKSUM_AT || i >= at + CHECKSUM_END) && (block[i] as number) > 127) high++;
  }
  return high > 0 && sum - 256 * high === stored;
}

/** Whether the block says `ustar` where POSIX and GNU tar do. */
export function hasMagic(block: Uint8Array, at = 0): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (block[at + MAGIC_AT + i] !== MAGIC[i]) return false;
  return true;
}

/** Fields of a block whose checksum holds. Names are copies. */
export function readHeader(block: Uint8Array): Header {
  const dialect: Dialect = hasMagic(block) ? (block[MAGIC_AT + 5] === SPACE ? 'gnu' : 'ustar') : 'v7';
  let name = text(block, 0, 100);
  // GNU's own header keeps times where ustar has the prefix; star (mark `tar` at 508) keeps them after 131 bytes of it.
  if (dialect === 'ustar' && block[345] !== 0) {
    const star = block[508] === 0x74 && block[509] === 0x61 && block[510] === 0x72 && block[511] === 0;
    const prefix = text(block, 345, star ? 345 + 131 : 500);
    name = Buffer.concat([prefix, Buffer.from('/'), name]);
  }
  const flag = block[156] as number;
  return {
    name,
    mode: octalOrBinary(block, 100, 108),
    uid: octalOrBinary(block, 108, 116),
    gid: octalOrBinary(block, 116, 124),
    size: octalOrBinary(block, 124, 136),
    modified: octalOrBinary(block, 136, 148),
    type: flag === 0 ? '0' : String.fromCharCode(flag),
    link: block[157] === 0 ? NO_BYTES : text(block, 157, 257),
    dialect,
  };
}

const NO_BYTES = new Uint8Array(0);

/** A text field: up to the first NUL, all of it where there is none. */
function text(block: Uint8Array, start: number, end: number): Uint8Array {
  let stop = start;
  while (stop < end && block[stop] !== 0) stop++;
  const copy = new Uint8Array(stop - start);
  for (let i = start; i < stop; i++) copy[i - start] = block[i] as number;
  return copy;
}

/** Octal digits between optional spaces or NULs; an empty field is 0. Null where anything else stands there. */
function octal(block: Uint8Array, start: number, end: number): number | null {
  let at = start;
  while (at < end && block[at] === SPACE) at++;
  let value = 0;
  for (; at < end; at++) {
    const digit = (block[at] as number) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  for (; at < end; at++) if (block[at] !== SPACE && block[at] !== 0) return null;
  return value;
}

/** GNU base-256 where the first bit is set (0x80 positive, 0xFF negative), else octal. Null past 2^53. */
function octalOrBinary(block: Uint8Array, start: number, end: number): number | null {
  const first = block[start] as number;
  if ((first & 0x80) === 0) return octal(block, start, end);
  const negative = first === 0xff;
  if (!negative && first !== 0x80) return null;
  let value = 0;
  for (let i = start + 1; i < end; i++) {
    const byte = block[i] as number;
    value = value * 256 + (negative ? 255 - byte : byte);
    if (value > Number.MAX_SAFE_INTEGER) return null;
  }
  return negative ? -value - 1 : value;
}

/**
 * The first place in `bytes`, from `from` to before `to`, where a header begins: `ustar` at +257 and a checksum that
 * holds, at any byte; without the word only where the distance from `grid` is a multiple of 512. -1 where none is.
 */
export function findHeader(bytes: Uint8Array, from: number, to: number, grid: number | null): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const last = Math.min(to - 1, bytes.length - BLOCK);
  let found = -1;
  for (let at = buffer.indexOf(MAGIC, from + MAGIC_AT); at !== -1; at = buffer.indexOf(MAGIC, at + 1)) {
    const start = at - MAGIC_AT;
    if (start > last) break;
    if (checksumHolds(bytes, start)) {
      found = start;
      break;
    }
  }
  if (grid === null) return found;
  const firstOnGrid = from + ((BLOCK - ((from - grid) % BLOCK)) % BLOCK);
  for (let at = firstOnGrid; at <= last && (found === -1 || at < found); at += BLOCK) {
    if (checksumHolds(bytes, at)) return at;
  }
  return found;
}
