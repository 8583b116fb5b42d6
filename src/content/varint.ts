/** A base-128 varint as protobuf, MMKV and LevelDB write it: seven bits a byte, the lowest first. */
export interface Varint {
  readonly value: bigint;
  readonly end: number;
}

const LONGEST_BYTES = 10;
const SAFE_BYTES = 7;

/** A length or count: a number below 2^49, and where it ends. Null where the bytes run out, or it is longer. */
export function readLength(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < SAFE_BYTES; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + i + 1 };
    scale *= 0x80;
  }
  return null;
}

/** An unsigned varint of up to 64 bits; null where there is none, or it is not the shortest spelling. */
export function readVarint(bytes: Uint8Array, at: number): Varint | null {
  let value = 0n;
  for (let i = 0; i < LONGEST_BYTES; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte >= 0x80) continue;
    if ((byte === 0 && i > 0) || value >= 1n << 64n) return null;
    return { value, end: at + i + 1 };
  }
  return null;
}

/** A signed 64-bit number from its two's complement, as a number where that is exact. */
export function signed(value: bigint): number | bigint {
  const exact = BigInt.asIntN(64, value);
  const small = Number(exact);
  return Number.isSafeInteger(small) ? small : exact;
}
