import type { CookieFacts } from './credentials/field.ts';

export const STATUSES = ['carried', 'changed', 'left-behind', 'new-on-target', 'unseen'] as const;
export type Status = (typeof STATUSES)[number];

export const PORTABILITIES = [
  'portable',
  'keystore-bound',
  'cleared-on-restore',
  'device-bound',
  'system',
  'identifier',
  'unknown',
] as const;
export type Portability = (typeof PORTABILITIES)[number];

export type Expiry = 'valid' | 'expired' | 'unknown';
export type Certainty = 'observed' | 'inferred' | 'suspected';

/** A secret as every rendering may show it. */
export interface SecretView {
  readonly shape: string;
  readonly length: number;
  /** At most 4 characters; null under 16. */
  readonly preview: string | null;
  /** First 16 hex of HMAC-SHA-256 under the case key, else of SHA-256; null where it could be guessed. */
  readonly fingerprint: string | null;
  /** Only with --reveal-secrets. */
  readonly value?: string | { readonly base64: string };
}

/** A credential as found on one side, before the sides are compared. */
export interface Sighted {
  /** Key, JSON path or `table.column[key]` (keys, never rowids); null for a whole file. */
  readonly where: string | null;
  readonly service: string | null;
  readonly shape: string;
  /** The value itself: never leaves the run but by --reveal-secrets. */
  readonly value: Uint8Array;
  /** SHA-256 of the value, hex: equality. */
  readonly digest: string;
  readonly portability: Portability;
  readonly certainty: Certainty;
  /** Seconds since 1970, by the value's own claim; null where it makes none. */
  readonly expires: number | null;
  /** When it was made, likewise. */
  readonly issued?: number | null;
  /** A person's or account's session (access and refresh tokens, session cookies, passwords), not an app or push token. */
  readonly session: boolean;
  /** Low entropy: no fingerprint without a case key (passwords, PINs, anything short). */
  readonly guessable: boolean;
  /** Of a cookie in a table of Chromium's. */
  readonly cookie?: CookieFacts;
  /** How the store writes the value, sealed by what everybody has: hidden like it. */
  readonly written?: string | Uint8Array;
  /** The value is a list of values as they are shown, one a line: each is hidden by itself. */
  readonly lines?: true;
  /** What the store holds under this key, as it is shown (long-value): no values of their own, and hidden as such. */
  readonly beside?: readonly string[];
  /** Catalogue row that recognised it; null for shape and lexicon. */
  readonly row: string | null;
}
