import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Expiry, SecretView, Sighted } from './finding.ts';

const FINGERPRINT_HEX = 16;
const PREVIEW_CHARS = 4;
const PREVIEW_FROM_CHARS = 16;

/** How found values may be shown. */
export interface Showing {
  /** Key of the case: then fingerprints are HMAC-SHA-256 under it, and even a PIN has one. */
  readonly caseKey: Uint8Array | null;
  /** --reveal-secrets. */
  readonly reveal: boolean;
}

/** A secret as every rendering may show it (contract, "Credentials"). `length`: characters of text, else bytes. */
export function secretView(sighted: Sighted, { caseKey, reveal }: Showing): SecretView {
  const text = isUtf8(sighted.value) ? Buffer.from(sighted.value).toString('utf8') : null;
  const chars = text === null ? null : [...text];
  const length = chars?.length ?? sighted.value.length;
  // A password's first letters help to guess it, however long it is.
  const preview =
    chars === null || length < PREVIEW_FROM_CHARS || sighted.guessable ? null : chars.slice(0, PREVIEW_CHARS).join('');
  const view = { shape: sighted.shape, length, preview, fingerprint: fingerprint(sighted, caseKey) };
  if (!reveal) return view;
  return { ...view, value: text ?? { base64: Buffer.from(sighted.value).toString('base64') } };
}

function fingerprint(sighted: Sighted, caseKey: Uint8Array | null): string | null {
  if (caseKey !== null)
    return createHmac('sha256', caseKey).update(sighted.value).digest('hex').slice(0, FINGERPRINT_HEX);
  return sighted.guessable ? null : sighted.digest.slice(0, FINGERPRINT_HEX);
}

/** By the value's own claim at a moment, both in seconds since 1970. */
export function expiryAt(expires: number | null, at: number): Expiry {
  return expires === null ? 'unknown' : expires > at ? 'valid' : 'expired';
}
