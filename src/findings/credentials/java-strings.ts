import { modifiedUtf8 } from '../../bytes/modified-utf8.ts';

/**
 * Java's object stream, as far as cookies kept in it need: its strings in order, and the long that follows the value.
 * Layout: Java Object Serialization Specification, section 6.4.
 */
const MAGIC_HEX = /^aced0005(?:[0-9a-f]{2})+$/i;
const MAX_HEX_CHARS = 65_536;
const CLASS_END = Buffer.from([0x78, 0x70]);
const STRING = 0x74;
const BLOCK = 0x77;
const LONG_BYTES = 8;

export interface SerialisedCookie {
  readonly name: string;
  readonly value: string;
  /** Seconds since 1970; null for a cookie of the session, or where the class keeps it elsewhere. */
  readonly expires: number | null;
}

/**
 * A cookie as PersistentCookieJar (`SerializableCookie`: name, value, expiry, domain, path) and android-async-http
 * (`SerializableCookie`: name, value, …) write it, in hex. Null for anything else.
 */
export function serialisedCookie(hex: string): SerialisedCookie | null {
  if (hex.length > MAX_HEX_CHARS || !MAGIC_HEX.test(hex)) return null;
  const bytes = Buffer.from(hex, 'hex');
  if (!bytes.subarray(0, 512).toString('latin1').includes('Cookie')) return null;
  const body = bytes.indexOf(CLASS_END);
  if (body < 0) return null;
  const name = stringAt(bytes, body + CLASS_END.length);
  if (name === null) return null;
  const value = stringAt(bytes, name.end);
  if (value === null) return null;
  let expires: number | null = null;
  if (bytes[value.end] === BLOCK && bytes[value.end + 1] === LONG_BYTES && value.end + 2 + LONG_BYTES <= bytes.length) {
    const milliseconds = bytes.readBigInt64BE(value.end + 2);
    if (milliseconds > 0n && milliseconds < 1n << 53n) expires = Math.floor(Number(milliseconds) / 1000);
  }
  return { name: name.text, value: value.text, expires };
}

function stringAt(bytes: Buffer, at: number): { readonly text: string; readonly end: number } | null {
  if (bytes[at] !== STRING || at + 3 > bytes.length) return null;
  const end = at + 3 + bytes.readUInt16BE(at + 1);
  return end > bytes.length ? null : { text: modifiedUtf8(bytes.subarray(at + 3, end)), end };
}
