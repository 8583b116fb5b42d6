import { readLength, readVarint } from '../varint.ts';

/** A field as it stands on the wire (protobuf.dev, "Encoding"). */
export type WireField =
  | { readonly number: number; readonly wire: 'varint'; readonly value: bigint; readonly at: number }
  | {
      readonly number: number;
      readonly wire: 'fixed64' | 'bytes' | 'fixed32';
      readonly value: Uint8Array;
      readonly at: number;
    }
  | { readonly number: number; readonly wire: 'group'; readonly fields: readonly WireField[]; readonly at: number };

/** `end` is where the bytes end or are no field; `whole` whether that is their end, with no group left open. */
export interface WireMessage {
  readonly fields: WireField[];
  readonly end: number;
  readonly whole: boolean;
}

/** Field numbers have 29 bits; a tag is the number and three bits of wire type. */
const MOST_NUMBER = 2 ** 29 - 1;
const FIXED64_BYTES = 8;
const FIXED32_BYTES = 4;
const GROUP_START = 3;
const GROUP_END = 4;
/** Groups within each other; protobuf's own readers stop at 100. */
const MOST_GROUPS = 100;

/** Fields until the bytes end or are no field. Of a group that does not end, those that were read are handed out too. */
export function readFields(bytes: Uint8Array): WireMessage {
  const fields: WireField[] = [];
  const open: OpenGroup[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = tagAt(bytes, at);
    if (tag === null) break;
    if (tag.type === GROUP_START) {
      if (open.length === MOST_GROUPS) break;
      const inner: WireField[] = [];
      (open.at(-1)?.fields ?? fields).push({ number: tag.number, wire: 'group', fields: inner, at });
      open.push({ number: tag.number, fields: inner });
      at = tag.end;
    } else if (tag.type === GROUP_END) {
      if (open.at(-1)?.number !== tag.number) break;
      open.pop();
      at = tag.end;
    } else {
      const read = fieldAt(bytes, at, tag);
      if (read === null) break;
      (open.at(-1)?.fields ?? fields).push(read.field);
      at = read.end;
    }
  }
  return { fields, end: at, whole: at === bytes.length && open.length === 0 };
}

/** All fields of a message; null where its bytes are none, to the last one. */
export function messageOf(bytes: Uint8Array): WireField[] | null {
  const { fields, whole } = readFields(bytes);
  return whole ? fields : null;
}

interface OpenGroup {
  readonly number: number;
  readonly fields: WireField[];
}

interface Tag {
  readonly number: number;
  readonly type: number;
  readonly end: number;
}

function tagAt(bytes: Uint8Array, at: number): Tag | null {
  const tag = readLength(bytes, at);
  if (tag === null) return null;
  const number = Math.floor(tag.value / 8);
  return number < 1 || number > MOST_NUMBER ? null : { number, type: tag.value % 8, end: tag.end };
}

/** A field that is no group; null where its type is none, or its bytes run out. */
function fieldAt(bytes: Uint8Array, at: number, tag: Tag): { readonly field: WireField; readonly end: number } | null {
  const { number } = tag;
  const sized = (wire: 'fixed64' | 'bytes' | 'fixed32', start: number, length: number) => {
    if (start + length > bytes.length) return null;
    return { field: { number, wire, value: bytes.subarray(start, start + length), at }, end: start + length };
  };
  switch (tag.type) {
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
