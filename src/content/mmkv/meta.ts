import { asBuffer } from '../text.ts';

/** The meta file (`.crc`) of a store: Tencent/MMKV, Core/MMKVMetaInfo.hpp; offsets in README.md. */
export interface Meta {
  readonly crc: number;
  readonly version: number;
  /** How often the store was written anew. */
  readonly sequence: number;
  readonly vector: Uint8Array;
  /** Bytes of content; counts from version 3 on. */
  readonly size: number;
  /** Size and checksum when the store was last known to be on disk. */
  readonly confirmed: { readonly size: number; readonly crc: number };
  readonly expires: boolean;
}

const LEAST_BYTES = 28;
const WHOLE_BYTES = 112;
const VECTOR_BYTES = 16;
const NEWEST_VERSION = 6;
const FLAG_EXPIRES = 1n;
const VERSION_FLAGS = 4;

/** Version from which each field counts. */
export const VERSION_VECTOR = 2;
export const VERSION_SIZE = 3;

/** Null where the bytes cannot be a meta file. */
export function readMeta(bytes: Uint8Array): Meta | null {
  if (bytes.length < LEAST_BYTES) return null;
  const whole = new Uint8Array(WHOLE_BYTES);
  whole.set(bytes.subarray(0, WHOLE_BYTES));
  const view = asBuffer(whole);
  const version = view.readUInt32LE(4);
  if (version > NEWEST_VERSION) return null;
  return {
    crc: view.readUInt32LE(0),
    version,
    sequence: view.readUInt32LE(8),
    vector: whole.subarray(12, 12 + VECTOR_BYTES),
    size: view.readUInt32LE(28),
    confirmed: { size: view.readUInt32LE(32), crc: view.readUInt32LE(36) },
    expires: version >= VERSION_FLAGS && (view.readBigUInt64LE(104) & FLAG_EXPIRES) !== 0n,
  };
}
