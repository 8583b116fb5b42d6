import { isAscii, isUtf8 } from 'node:buffer';
import type { RawText } from '../value.ts';
import type { Encoding } from './header.ts';

/** From this length on, asking the engine whether bytes are ASCII is faster than looking at them one by one. */
const LONG_BYTES = 48;
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Reads text of the database's encoding; bytes that are not valid in it come back as they are. */
export type TextDecoder = (bytes: Buffer, start: number, end: number) => string | RawText;

const raw = (bytes: Buffer, start: number, end: number): RawText => ({
  text: new Uint8Array(bytes.subarray(start, end)),
});

function utf8(bytes: Buffer, start: number, end: number): string | RawText {
  if (end - start < LONG_BYTES) {
    let at = start;
    while (at < end && (bytes[at] as number) < 128) at++;
    if (at === end) return bytes.toString('latin1', start, end);
  }
  const view = bytes.subarray(start, end);
  if (isAscii(view)) return view.toString('latin1');
  return isUtf8(view) ? view.toString('utf8') : raw(bytes, start, end);
}

function utf16le(bytes: Buffer, start: number, end: number): string | RawText {
  if ((end - start) % 2 !== 0) return raw(bytes, start, end);
  const text = bytes.toString('utf16le', start, end);
  return SURROGATE.test(text) && LONE_SURROGATE.test(text) ? raw(bytes, start, end) : text;
}

function utf16be(bytes: Buffer, start: number, end: number): string | RawText {
  if ((end - start) % 2 !== 0) return raw(bytes, start, end);
  const swapped = Buffer.from(bytes.subarray(start, end)).swap16();
  const text = utf16le(swapped, 0, swapped.length);
  return typeof text === 'string' ? text : raw(bytes, start, end);
}

export function textDecoder(encoding: Encoding): TextDecoder {
  return encoding === 'utf8' ? utf8 : encoding === 'utf16le' ? utf16le : utf16be;
}
