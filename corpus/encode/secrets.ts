import { concat, hex, u32be, utf8 } from './bytes.ts';
import type { Random } from './seed.ts';

/** Credentials that look right and open nothing: every value is drawn from the seed, every host is reserved (RFC 2606). */

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');
const RS256_SIGNATURE_BYTES = 256;

/** A JWT with RS256 in its header and noise for a signature. */
export function jwt(random: Random, claims: Readonly<Record<string, unknown>>): string {
  const header = base64url(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: random.hex(16) }));
  return `${header}.${base64url(JSON.stringify(claims))}.${base64url(random.bytes(RS256_SIGNATURE_BYTES))}`;
}

/** A Facebook user access token by its shape: `EAA` and base62. */
export function facebookToken(random: Random): string {
  return `EAA${random.text(168, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}`;
}

/** An FCM registration token: 22 characters, `:APA91b`, 134 more. */
export function registrationToken(random: Random): string {
  return `${random.base64url(22)}:APA91b${random.base64url(134)}`;
}

/** One protobuf field of wire type 2. */
function field(number: number, body: Uint8Array): Uint8Array {
  const length =
    body.length < 0x80 ? Uint8Array.of(body.length) : Uint8Array.of((body.length & 0x7f) | 0x80, body.length >>> 7);
  return concat([Uint8Array.of((number << 3) | 2), length, body]);
}

/** A protobuf varint field of at most 32 bits. */
function varint(number: number, value: number): Uint8Array {
  const out = [number << 3];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
  return Uint8Array.from(out);
}

const ENABLED = 1;
const TINK_PREFIX = 1;
const SIV_KEYSET_BYTES = 169;
const GCM_KEYSET_BYTES = 136;

/** Hex of a Tink EncryptedKeyset (tink.proto): noise sealed by a key of the Keystore, and the key's description in clear. */
export function sealedKeyset(random: Random, kind: 'AesSivKey' | 'AesGcmKey'): { hex: string; keyId: number } {
  const keyId = random.int(2 ** 31);
  const info = concat([
    field(1, utf8(`type.googleapis.com/google.crypto.tink.${kind}`)),
    varint(2, ENABLED),
    varint(3, keyId),
    varint(4, TINK_PREFIX),
  ]);
  const sealed = random.bytes(kind === 'AesSivKey' ? SIV_KEYSET_BYTES : GCM_KEYSET_BYTES);
  return { hex: hex(concat([field(2, sealed), field(3, concat([varint(1, keyId), field(2, info)]))])), keyId };
}

/** Base64 of what Tink makes of some bytes: 0x01, the key id, then noise. */
export function tinkCiphertext(random: Random, keyId: number, bytes: number): string {
  return Buffer.from(concat([Uint8Array.of(1), u32be(keyId), random.bytes(bytes)])).toString('base64');
}

/** An EncryptedSharedPreferences file's entries (androidx.security.crypto): two keysets and sealed names and values. */
export function sealedPreferences(random: Random, entries: number): Record<string, string> {
  const names = sealedKeyset(random, 'AesSivKey');
  const values = sealedKeyset(random, 'AesGcmKey');
  const out: Record<string, string> = {
    __androidx_security_crypto_encrypted_prefs_key_keyset__: names.hex,
    __androidx_security_crypto_encrypted_prefs_value_keyset__: values.hex,
  };
  for (let i = 0; i < entries; i += 1) {
    out[tinkCiphertext(random, names.keyId, 16 + 12 + i)] = tinkCiphertext(random, values.keyId, 12 + 60 + 16);
  }
  return out;
}
