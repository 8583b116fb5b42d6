import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import type { Portability } from '../finding.ts';

interface Found {
  readonly where: string | null;
  readonly value: Uint8Array;
  readonly shape: string;
  readonly session: boolean;
  /** Portable, where nothing else is said. */
  readonly portability?: Portability;
}

const AUTH_KEY_BYTES = 256;
const KEY_ID_BYTES = 8;
/** A permanent, a temporary and a media key for each of some twenty data centres. */
const MAX_KEYS = 100;

/**
 * MTProto authorisation keys: a length of 256 (u32, little-endian), the key, and its id, which is the last eight bytes
 * of the key's SHA-1. So each key proves itself. Source: Telegram for Android, jni/tgnet/Datacenter.cpp.
 */
export function* telegramKeys(bytes: Uint8Array): Generator<Found> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = Buffer.from([0, 1, 0, 0]);
  let found = 0;
  for (let at = view.indexOf(length); at >= 0 && found < MAX_KEYS; at = view.indexOf(length, at + 1)) {
    const start = at + length.length;
    const end = start + AUTH_KEY_BYTES;
    if (end + KEY_ID_BYTES > view.length) return;
    const id = view.subarray(end, end + KEY_ID_BYTES);
    if (id.every((byte) => byte === 0)) continue;
    const key = view.subarray(start, end);
    if (createHash('sha1').update(key).digest().subarray(-KEY_ID_BYTES).equals(id)) {
      found += 1;
      yield { where: 'authKey', value: Uint8Array.from(key), shape: 'mtproto-auth-key', session: true };
    }
  }
}

const ARRAY_HEADER_BYTES = 27;

/** A byte array in a Java object stream: 27 bytes of header, then the bytes (wa-crypt-tools, keyfactory). */
export function* javaByteArray(bytes: Uint8Array): Generator<Found> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.length <= ARRAY_HEADER_BYTES || view.readUInt32BE(0) !== 0xaced0005) return;
  const length = view.readUInt32BE(ARRAY_HEADER_BYTES - 4);
  if (length !== view.length - ARRAY_HEADER_BYTES || length < 16) return;
  yield { where: null, value: Uint8Array.from(view.subarray(ARRAY_HEADER_BYTES)), shape: 'backup-key', session: false };
}

const CHROMIUM_VERSION = 'v10';
const CHROMIUM_KEY_BYTES = 16;
const CHROMIUM_ROUNDS = 1;
let chromiumKey: Buffer | null = null;

/**
 * A password as Chromium keeps it where the system has no key store: AES-128-CBC under a key that is the same
 * everywhere (components/os_crypt, os_crypt_posix.cc). Null where it does not open.
 */
export function chromiumPassword(stored: string | Uint8Array): string | null {
  const bytes =
    typeof stored === 'string'
      ? Buffer.from(stored, 'latin1')
      : Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  if (bytes.length === 0) return null;
  if (bytes.toString('latin1', 0, CHROMIUM_VERSION.length) !== CHROMIUM_VERSION) return null;
  chromiumKey ??= pbkdf2Sync('peanuts', 'saltysalt', CHROMIUM_ROUNDS, CHROMIUM_KEY_BYTES, 'sha1');
  try {
    const decipher = createDecipheriv('aes-128-cbc', chromiumKey, Buffer.alloc(16, ' '));
    const plain = Buffer.concat([decipher.update(bytes.subarray(CHROMIUM_VERSION.length)), decipher.final()]).toString(
      'utf8',
    );
    return plain.length > 0 && !plain.includes('\ufffd') ? plain : null;
  } catch {
    return null;
  }
}

/** First 32 bytes of `android_id` (the name of the setting, not its value) and a fixed text (DatabaseHandler.getAesKey). */
const MEGA_KEY = Buffer.from('android_idfkvn8 w4y*(NC$G*(G($*G', 'latin1');

/**
 * A field of MEGA's databases: base64 of AES-256-ECB under a key that is the same in every installation
 * (MEGA for Android, DatabaseHandler.java). Null where it does not open.
 */
export function megaText(stored: string | Uint8Array): string | null {
  if (typeof stored !== 'string' || !/^[A-Za-z0-9+/\s]{22,}={0,2}\s*$/.test(stored)) return null;
  try {
    const decipher = createDecipheriv('aes-256-ecb', MEGA_KEY, null);
    const plain = Buffer.concat([decipher.update(Buffer.from(stored, 'base64')), decipher.final()]).toString('utf8');
    return plain.length > 0 && !plain.includes('\ufffd') ? plain : null;
  } catch {
    return null;
  }
}

const LETTERS = 26;

/** Each letter of the first half of the alphabet for its counterpart of the second. */
export function rot13(stored: string | Uint8Array): string | null {
  if (typeof stored !== 'string') return null;
  return stored.replace(/[A-Za-z]/g, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + LETTERS / 2) % LETTERS));
  });
}

/** Bytes as they are, and no text that chances to lie in them. */
export function wholeBytes(stored: string | Uint8Array): Uint8Array | null {
  return typeof stored === 'string' ? null : stored;
}

const LEAST_SEALED_BYTES = 16;

/** A file that is sealed as a whole, by a key that is not in it and may be a password's. */
export function* sealedFile(bytes: Uint8Array): Generator<Found> {
  if (bytes.length < LEAST_SEALED_BYTES) return;
  yield { where: null, value: bytes, shape: 'sealed-store', session: false, portability: 'unknown' };
}
