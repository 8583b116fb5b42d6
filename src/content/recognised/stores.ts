import { crc32 } from 'node:zlib';
import type { Args } from '../../base/args.ts';
import type { Sighting } from '../reader.ts';
import { asBuffer } from '../text.ts';

/** A store whose kind is sure and whose records are not read. */
export interface Recognised {
  readonly kind: 'realm' | 'lmdb' | 'mdbx' | 'hive';
  readonly encrypted: boolean;
  readonly facts: Args;
  readonly bits: number;
}

const MAGIC_BITS = 32;
const REALM_MAGIC = 'T-DB';
const REALM_HEADER_BYTES = 24;
const REALM_PAGE = 4096;
const REALM_ENTRY_BYTES = 64;
/** Counts how often a page was written: never as large as this. */
const MOST_WRITES = 1 << 24;
const MAC_BYTES = 28;
const LMDB_MAGIC = 0xbeefc0de;
/** After the header of a page: 16 bytes, or 24 as lmdb-js builds it. */
const LMDB_PLACES = [16, 24];
const MDBX_MAGIC = 0x59659dbdef4c11n;
const MDBX_PLACE = 20;
const HIVE_LEAST_FRAME = 9;
const HIVE_TYPES = 13;

/** The first that fits; null where none does. Byte tables and sources in README.md. */
export function recognise(sighting: Sighting): Recognised | null {
  return realm(sighting) ?? lmdb(sighting) ?? mdbx(sighting) ?? hive(sighting);
}

function realm({ head, name, size }: Sighting): Recognised | null {
  if (head.length < REALM_ENTRY_BYTES) return null;
  const bytes = asBuffer(head);
  if (bytes.toString('latin1', 16, 20) === REALM_MAGIC) {
    const slot = (head[REALM_HEADER_BYTES - 1] as number) & 1;
    const version = head[20 + slot] as number;
    return { kind: 'realm', encrypted: false, facts: { version, bytes: size }, bits: MAGIC_BITS };
  }
  // An encrypted one has no magic: its name, whole pages, and a first page that counts writes beside random numbers.
  if (!/\.realm(?:\.backup\S*)?$/.test(name) || size < 2 * REALM_PAGE || size % REALM_PAGE !== 0) return null;
  const writes = bytes.readUInt32LE(0);
  const mac = bytes.subarray(4, 4 + MAC_BYTES);
  if (writes === 0 || writes >= MOST_WRITES || new Set(mac).size < MAC_BYTES / 2) return null;
  return { kind: 'realm', encrypted: true, facts: { bytes: size }, bits: MAGIC_BITS / 2 };
}

function lmdb({ head, size }: Sighting): Recognised | null {
  const bytes = asBuffer(head);
  const at = LMDB_PLACES.find((place) => bytes.length >= place + 8 && bytes.readUInt32LE(place) === LMDB_MAGIC);
  if (at === undefined) return null;
  const facts = { version: bytes.readUInt32LE(at + 4), bytes: size };
  return { kind: 'lmdb', encrypted: false, facts, bits: MAGIC_BITS };
}

function mdbx({ head, size }: Sighting): Recognised | null {
  const bytes = asBuffer(head);
  if (bytes.length < MDBX_PLACE + 8) return null;
  const stamp = bytes.readBigUInt64LE(MDBX_PLACE);
  if (stamp >> 8n !== MDBX_MAGIC) return null;
  return { kind: 'mdbx', encrypted: false, facts: { version: Number(stamp & 0xffn), bytes: size }, bits: MAGIC_BITS };
}

/** No magic: a first frame that holds its own checksum; or, of a file so named, one that a key would explain. */
function hive({ head, name, size }: Sighting): Recognised | null {
  const bytes = asBuffer(head);
  if (bytes.length < HIVE_LEAST_FRAME) return null;
  const length = bytes.readUInt32LE(0);
  if (length < HIVE_LEAST_FRAME || length > size) return null;
  const key = hiveKeyEnd(bytes);
  if (key === null || key > length - 4) return null;
  const whole = length <= bytes.length;
  const facts = { bytes: size };
  if (whole && bytes.readUInt32LE(length - 4) === crc32(bytes.subarray(0, length - 4))) {
    return { kind: 'hive', encrypted: false, facts, bits: MAGIC_BITS };
  }
  if (!name.endsWith('.hive')) return null;
  // A plain value begins with its type; one that was encrypted with a random vector.
  const plain = !whole && (bytes[key] ?? HIVE_TYPES) < HIVE_TYPES;
  return { kind: 'hive', encrypted: !plain, facts, bits: MAGIC_BITS / 4 };
}

/** Where a frame's key ends: 0 and a number of four bytes, or 1, a length of one byte, and ASCII. */
function hiveKeyEnd(bytes: Buffer): number | null {
  const type = bytes[4];
  if (type === 0) return HIVE_LEAST_FRAME;
  if (type !== 1) return null;
  const end = 6 + (bytes[5] ?? 0);
  const text = bytes.subarray(6, end);
  return text.length > 0 && text.every((byte) => byte >= 0x20 && byte < 0x7f) ? end : null;
}
