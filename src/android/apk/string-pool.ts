/**
 * A string pool of compiled Android resources (AOSP libs/androidfw ResourceTypes.h, ResStringPool_header), read one
 * string at a time: the counts that it states are never trusted for an allocation.
 */
export interface StringPool {
  /** The string at an index; null where there is none, or where it is cut. */
  get(index: number): string | null;
}

export const EMPTY_POOL: StringPool = { get: () => null };

const HEADER_BYTES = 28;
const FLAG_UTF8 = 0x100;
/** A name or path longer than this is no name: it is cut. */
const MOST_BYTES = 0x8000;

const utf8 = new TextDecoder('utf-8');
const utf16 = new TextDecoder('utf-16le');

/** The pool of the chunk that begins at `at` and ends at `end`, both in `bytes`. */
export function readStringPool(bytes: Uint8Array, at: number, end: number): StringPool {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (end > bytes.length || at + HEADER_BYTES > end) return EMPTY_POOL;
  const offsets = at + Math.max(HEADER_BYTES, view.getUint16(at + 2, true));
  const count = view.getUint32(at + 8, true);
  const flags = view.getUint32(at + 16, true);
  const strings = at + view.getUint32(at + 20, true);
  const read = (flags & FLAG_UTF8) === 0 ? readUtf16 : readUtf8;
  return {
    get(index) {
      if (!Number.isSafeInteger(index) || index < 0 || index >= count) return null;
      const slot = offsets + index * 4;
      if (slot + 4 > end) return null;
      const start = strings + view.getUint32(slot, true);
      return start < end ? read(bytes, view, start, end) : null;
    },
  };
}

/** Length in UTF-16 units, in one unit or two; the text; a NUL, which is not asked for. */
function readUtf16(bytes: Uint8Array, view: DataView, start: number, end: number): string | null {
  if (start + 2 > end) return null;
  let at = start + 2;
  let units = view.getUint16(start, true);
  if ((units & 0x8000) !== 0) {
    if (at + 2 > end) return null;
    units = ((units & 0x7fff) << 16) | view.getUint16(at, true);
    at += 2;
  }
  const length = Math.min(units * 2, MOST_BYTES);
  return at + length <= end ? utf16.decode(bytes.subarray(at, at + length)) : null;
}

/** Length in UTF-16 units, which says nothing new, then length in bytes, each in one byte or two. */
function readUtf8(bytes: Uint8Array, _view: DataView, start: number, end: number): string | null {
  const length = (at: number): readonly [value: number, next: number] => {
    const first = bytes[at] ?? 0;
    return (first & 0x80) === 0 ? [first, at + 1] : [((first & 0x7f) << 8) | (bytes[at + 1] ?? 0), at + 2];
  };
  const [, second] = length(start);
  const [size, at] = length(second);
  return at + size <= end ? utf8.decode(bytes.subarray(at, at + size)) : null;
}
