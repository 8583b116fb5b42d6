/** Joining and packing of bytes, shared by the encoders. Nothing here comes from the decoders. */

const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** One byte a character: for ASCII headers and for names that are no UTF-8. */
export const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export function concat(parts: Iterable<Uint8Array>): Uint8Array {
  const list = [...parts];
  const whole = new Uint8Array(list.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of list) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Unsigned or signed integers of a fixed width, little-endian. */
export const u8 = (value: number): Uint8Array => Uint8Array.of(value & 0xff);
export const u16le = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
export const u32le = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0, true);
  return bytes;
};
export const u64le = (value: number | bigint): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
};
export const u16be = (value: number): Uint8Array => Uint8Array.of((value >>> 8) & 0xff, value & 0xff);
export const u32be = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0, false);
  return bytes;
};

/** Lower-case hex. */
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A copy with some bytes replaced from an offset on. */
export function patched(bytes: Uint8Array, offset: number, patch: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(patch, offset);
  return copy;
}
