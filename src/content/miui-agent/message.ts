import type { Value } from '../value.ts';
import { readLength, readVarint, signed } from '../varint.ts';

/** One field of a protobuf message (protobuf.dev, "Encoding"): wire 0 varint, 1 eight bytes, 2 length-delimited, 5 four. */
export interface Field {
  readonly number: number;
  readonly wire: number;
  /** The varint as a signed number; for the others their bytes. */
  readonly value: number | bigint | Uint8Array;
}

const VARINT = 0;
const EIGHT = 1;
const BYTES = 2;
const FOUR = 5;
/** Highest number that any of these messages has is 25; this leaves room for later ones. */
const MOST_NUMBER = 1 << 12;
/** Fields of one record. A genuine contact has some dozens; a hostile one would take all memory. */
const MOST_FIELDS = 1 << 12;

/** One field at an offset, and where it ends. Null where none is there, or its bytes run out. */
export function readField(bytes: Uint8Array, at: number): { readonly field: Field; readonly end: number } | null {
  const tag = readLength(bytes, at);
  if (tag === null) return null;
  const number = Math.floor(tag.value / 8);
  const wire = tag.value % 8;
  if (number < 1 || number > MOST_NUMBER) return null;
  if (wire === VARINT) {
    const varint = readVarint(bytes, tag.end);
    return varint === null ? null : { field: { number, wire, value: signed(varint.value) }, end: varint.end };
  }
  let start = tag.end;
  let length = wire === EIGHT ? 8 : wire === FOUR ? 4 : -1;
  if (wire === BYTES) {
    const stated = readLength(bytes, tag.end);
    if (stated === null) return null;
    start = stated.end;
    length = stated.value;
  }
  if (length < 0 || start + length > bytes.length) return null;
  return { field: { number, wire, value: bytes.subarray(start, start + length) }, end: start + length };
}

/** All fields of a message; null where its bytes are none to the last one, or there are more than any record has. */
export function readMessage(bytes: Uint8Array): readonly Field[] | null {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length; ) {
    const read = readField(bytes, at);
    if (read === null || fields.length === MOST_FIELDS) return null;
    fields.push(read.field);
    at = read.end;
  }
  return fields;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a field; null where it is none. */
export function textOf(field: Field | undefined): string | null {
  if (field === undefined || !(field.value instanceof Uint8Array)) return null;
  try {
    return strict.decode(field.value);
  } catch {
    return null;
  }
}

/** A field as a value: bytes that are UTF-8 as text, others as they are (a copy). */
export function plainValue(field: Field): Value {
  const { value } = field;
  if (!(value instanceof Uint8Array)) return value;
  return (field.wire === BYTES ? textOf(field) : null) ?? Uint8Array.from(value);
}

/** Fields of a message as JSON, named where a name is known, else by `#number`. Bytes as {"base64"}. */
export function plainMessage(
  fields: readonly Field[],
  names: Readonly<Record<number, string>>,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of fields) {
    const value = plainValue(field);
    out[names[field.number] ?? `#${field.number}`] =
      value instanceof Uint8Array
        ? { base64: Buffer.from(value).toString('base64') }
        : typeof value === 'bigint'
          ? String(value)
          : value;
  }
  return out;
}
