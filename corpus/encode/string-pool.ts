import { concat, u16le, u32le } from './bytes.ts';

/** String pools of compiled Android resources (AOSP ResourceTypes.h, ResStringPool_header). */

const POOL = 0x0001;
const UTF8_POOL = 0x100;
const HEADER_BYTES = 28;

export const chunk = (type: number, head: Uint8Array, body: Uint8Array): Uint8Array =>
  concat([u16le(type), u16le(8 + head.length), u32le(8 + head.length + body.length), head, body]);

function utf8String(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  const length = (value: number): number[] => (value < 0x80 ? [value] : [(value >> 8) | 0x80, value & 0xff]);
  return Uint8Array.from([...length(text.length), ...length(bytes.length), ...bytes, 0]);
}

function utf16String(text: string): Uint8Array {
  const length =
    text.length < 0x8000
      ? u16le(text.length)
      : concat([u16le((text.length >>> 16) | 0x8000), u16le(text.length & 0xffff)]);
  return concat([length, Buffer.from(text, 'utf16le'), u16le(0)]);
}

/** The chunk of a pool; aapt writes UTF-8, older tools and most obfuscators UTF-16. */
export function stringPool(strings: readonly string[], utf16 = false): Uint8Array {
  const encoded = strings.map(utf16 ? utf16String : utf8String);
  const offsets: Uint8Array[] = [];
  let offset = 0;
  for (const text of encoded) {
    offsets.push(u32le(offset));
    offset += text.length;
  }
  const data = concat([...encoded, new Uint8Array((4 - (offset % 4)) % 4)]);
  const start = HEADER_BYTES + 4 * strings.length;
  return chunk(
    POOL,
    concat([u32le(strings.length), u32le(0), u32le(utf16 ? 0 : UTF8_POOL), u32le(start), u32le(0)]),
    concat([...offsets, data]),
  );
}
