import { readLength } from '../varint.ts';

/** Three bytes of input make at most 64 of output (google/snappy, format_description.txt, section 2.2). */
const MOST_FOLD = 22;
const LITERAL = 0;
const COPY_1 = 1;
const COPY_2 = 2;

/** One snappy block, whole. Null where it is damaged, or says that it is larger than it can be. */
export function unsnappy(packed: Uint8Array, limit: number): Uint8Array | null {
  const size = readLength(packed, 0);
  if (size === null || size.value > limit || size.value > packed.length * MOST_FOLD) return null;
  const out = new Uint8Array(size.value);
  let to = 0;
  let at = size.end;
  while (at < packed.length) {
    const tag = packed[at] as number;
    at += 1;
    const kind = tag & 3;
    if (kind === LITERAL) {
      let length = tag >>> 2;
      if (length >= 60) {
        const bytes = length - 59;
        length = 0;
        for (let i = 0; i < bytes; i += 1) length += (packed[at + i] ?? 0) * 256 ** i;
        at += bytes;
      }
      length += 1;
      if (at + length > packed.length || to + length > out.length) return null;
      out.set(packed.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    let length = (tag >>> 2) + 1;
    let back = 0;
    if (kind === COPY_1) {
      length = ((tag >>> 2) & 7) + 4;
      back = ((tag >>> 5) << 8) | (packed[at] ?? 0);
      at += 1;
    } else if (kind === COPY_2) {
      back = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
      at += 2;
    } else {
      for (let i = 0; i < 4; i += 1) back += (packed[at + i] ?? 0) * 256 ** i;
      at += 4;
    }
    if (at > packed.length || back === 0 || back > to || to + length > out.length) return null;
    // Byte by byte: a copy may reach into what it is just writing.
    for (let i = 0; i < length; i += 1, to += 1) out[to] = out[to - back] as number;
  }
  return to === out.length ? out : null;
}
