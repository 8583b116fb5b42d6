import { createHash } from 'node:crypto';

/** What a cookie or a password takes when it is sealed. Of longer values their SHA-256 stands for them. */
export const MAX_VALUE_CHARS = 8192;
const DIGEST_LINE = /^sha256:([0-9a-f]{64})$/;

export const digestOf = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();

/** A value as it is shown, bytes as base64; a long one by its digest, so that what is remembered has a bound. */
export function spelled(value: string | Uint8Array): string {
  if (value.length > MAX_VALUE_CHARS) return `sha256:${digestOf(value).toString('hex')}`;
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64');
}

/** The digest that stands for a long value, in hex; null where the text is the value itself. */
export function spelledDigest(text: string): string | null {
  return DIGEST_LINE.exec(text)?.[1] ?? null;
}
