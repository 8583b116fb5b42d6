/** Fields of a protobuf message (protobuf.dev, "Encoding"): whole numbers, or bytes of a text or an inner message. */
export type Field = bigint | Uint8Array;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;
/** Of a 64-bit number. */
const MOST_VARINT_BYTES = 10;

/**
 * Gives every field of a message in its order, bytes as views; groups end it. False where it does not hold together:
 * what came before was given; or where `field` wants no more. Reads each byte once.
 */
export function readMessage(bytes: Uint8Array, field: (number: number, value: Field) => boolean): boolean {
  let at = 0;
  const varint = (): bigint | null => {
    let value = 0n;
    for (let i = 0; i < MOST_VARINT_BYTES && at < bytes.length; i++) {
      const byte = bytes[at++] as number;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return null;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === null || tag >> 3n === 0n || tag > 0xffffffffn) return false;
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (type === VARINT) {
      const value = varint();
      if (value === null) return false;
      if (!field(number, value)) return false;
      continue;
    }
    const length = type === BYTES ? varint() : type === FIXED_64 ? 8n : type === FIXED_32 ? 4n : null;
    if (length === null || length > BigInt(bytes.length - at)) return false;
    const end = at + Number(length);
    if (type === BYTES && !field(number, bytes.subarray(at, end))) return false;
    at = end;
  }
  return true;
}
