import { isUtf8 } from 'node:buffer';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Text with the encoding it was stored in; the byte order mark is not part of it. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
}

const UTF8_MARK_BYTES = 3;
const UTF16_MARK_BYTES = 2;

/** A Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** How many bytes of byte order mark stand in front, and what they say; UTF-8 where there is none. */
export function byteOrderMark(bytes: Uint8Array): { readonly encoding: TextEncoding; readonly bytes: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', bytes: UTF8_MARK_BYTES };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', bytes: UTF16_MARK_BYTES };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', bytes: UTF16_MARK_BYTES };
  return { encoding: 'utf-8', bytes: 0 };
}

/** All of the bytes as text, or null where they are not valid in the encoding that their mark, or its absence, says. */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const mark = byteOrderMark(bytes);
  const body = asBuffer(bytes).subarray(mark.bytes);
  if (mark.encoding === 'utf-8') return isUtf8(body) ? { text: body.toString('utf8'), encoding: 'utf-8' } : null;
  if (body.length % 2 !== 0) return null;
  const little = mark.encoding === 'utf-16le' ? body : Buffer.from(body).swap16();
  return { text: little.toString('utf16le'), encoding: mark.encoding };
}
