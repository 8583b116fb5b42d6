import { concat, u8, u16le, u32le } from './bytes.ts';
import { xxh32 } from './xxhash.ts';

/** LZ4 frames (lz4_Frame_format.md) of independent blocks, each of greedy matches and literals. */

const MAGIC = 0x184d2204;
const LEAST_MATCH = 4;
/** The last five bytes are literals, and no match begins within the last twelve. */
const TAIL = 12;
const LAST_LITERALS = 5;
const UNCOMPRESSED = 0x80000000;

function lengthBytes(value: number): Uint8Array {
  const out: number[] = [];
  let left = value - 15;
  for (; left >= 255; left -= 255) out.push(255);
  if (left >= 0) out.push(left);
  return Uint8Array.from(out);
}

function lz4Block(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const newest = new Map<number, number>();
  let literalsAt = 0;
  let at = 0;
  while (at < bytes.length - TAIL) {
    const key = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    const candidate = newest.get(key);
    newest.set(key, at);
    if (candidate === undefined || at - candidate > 0xffff) {
      at += 1;
      continue;
    }
    let length = LEAST_MATCH;
    while (at + length < bytes.length - LAST_LITERALS && bytes[candidate + length] === bytes[at + length]) length += 1;
    const literals = bytes.subarray(literalsAt, at);
    const token = (Math.min(15, literals.length) << 4) | Math.min(15, length - LEAST_MATCH);
    parts.push(
      u8(token),
      lengthBytes(literals.length),
      literals,
      u16le(at - candidate),
      lengthBytes(length - LEAST_MATCH),
    );
    at += length;
    literalsAt = at;
  }
  const rest = bytes.subarray(literalsAt);
  parts.push(u8(Math.min(15, rest.length) << 4), lengthBytes(rest.length), rest);
  return concat(parts);
}

/** One frame with a checksum of its content. */
export function lz4(bytes: Uint8Array, blockBytes = 4096): Uint8Array {
  const descriptor = Uint8Array.of(0x40 | 0x20 | 0x04, 4 << 4);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const plain = bytes.subarray(at, at + blockBytes);
    const packed = lz4Block(plain);
    if (packed.length < plain.length) blocks.push(u32le(packed.length), packed);
    else blocks.push(u32le(plain.length + UNCOMPRESSED), plain);
  }
  return concat([u32le(MAGIC), descriptor, u8(xxh32(descriptor) >>> 8), ...blocks, u32le(0), u32le(xxh32(bytes))]);
}
