import { readLength, readVarint } from '../varint.ts';

/** A field as it stands on the wire (protobuf.dev, "Encoding"). */
export type WireField =
  | { readonly number: number; readonly wire: 'varint'; readonly value: bigint; readonly at: number }
  | {
      readonly number: number;
      readonly wire: 'fixed64' | 'bytes' | 'fixed32';
      readonly value: Uint8Array;
      readonly at: number;
    };

/** Field numbers have 29 bits; a tag is the number and three bits of wire type. */
const MOST_NUMBER = 2 ** 29 - 1;
const FIXED64_BYTES = 8;
const FIXED32_BYTES = 4;

/** Fields from an offset on, until the bytes end or are no field; `end` is where that is. */
export function readFields(bytes: Uint8Array, from = 0): { readonly fields: WireField[]; readonly end: number } {
  const fields: WireField[] = [];
  let at = from;
  for (;;) {
    const read = at < bytes.length ? fieldAt(bytes, at) : null;
    if (read === null) return { fields, end: at };
    fields.push(read.field);
    at = read.end;
  }
}

/** All fields of a message; null where its bytes are none, to the last one. */
export function messageOf(bytes: Uint8Array): WireField[] | null {
  const { fields, end } = readFields(bytes);
  return end === bytes.length ? fields : null;
}

/** Null where no field stands there, or its bytes run out. Groups (wire types 3 and 4) are no longer written. */
function fieldAt(bytes: Uint8Array, at: number): { readonly field: WireField; readonly end: number } | null {
  const tag = readLength(bytes, at);
  if (tag === null) return null;
  const number = Math.floor(tag.value / 8);
  if (number < 1 || number > MOST_NUMBER) return null;
  const sized = (wire: 'fixed64' | 'bytes' | 'fixed32', start: number, length: number) => {
    if (start + length > bytes.length) return null;
    return { field: { number, wire, value: bytes.subarray(start, start + length), at }, end: start + length };
  };
  switch (tag.value % 8) {
    case 0: {
      const varint = readVarint(bytes, tag.end);
      return varint === null ? null : { field: { number, wire: 'varint', value: varint.value, at }, end: varint.end };
    }
    case 1:
      return sized('fixed64', tag.end, FIXED64_BYTES);
    case 2: {
      const length = readLength(bytes, tag.end);
      return length === null ? null : sized('bytes', length.end, length.value);
    }
    case 5:
      return sized('fixed32', tag.end, FIXED32_BYTES);
    default:
      return null;
  }
}
