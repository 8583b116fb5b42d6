import { concat, utf8 } from './bytes.ts';

/** Protobuf messages (protobuf.dev, "Encoding"): fields in the order given; text, bytes, messages and integers. */
export type ProtoValue = string | number | bigint | boolean | Uint8Array;

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

export function message(fields: readonly (readonly [number: number, value: ProtoValue])[]): Uint8Array {
  return concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
        return [varint(BigInt(number) << 3n), varint(BigInt(value))];
      }
      const bytes = typeof value === 'string' ? utf8(value) : value;
      return [varint((BigInt(number) << 3n) | 2n), varint(BigInt(bytes.length)), bytes];
    }),
  );
}
