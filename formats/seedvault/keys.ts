import { createHmac, pbkdf2Sync } from 'node:crypto';

/** What one recovery code stands for. */
export interface RecoveryKey {
  /** Of version 0: an AES key. */
  readonly legacy: Uint8Array;
  /** Of versions 1 and 2: keys are derived from it. */
  readonly main: Uint8Array;
}

const SEED_BYTES = 64;
const KEY_BYTES = 32;
/** BIP39: the words are the password, this is the salt where there is no passphrase. */
const SALT = 'mnemonic';
const ROUNDS = 2048;

/** What a main key is expanded to (Crypto.kt): version 1, version 2. */
const PURPOSES = { 1: 'app data key', 2: 'app backup stream key' } as const;

/**
 * Keys in the order of trying. A password is the twelve words of the recovery code, whatever stands between them; the
 * seed itself as 128 hex digits; or a key as 64 hex digits or 32 characters, which is taken for that of either version.
 */
export function recoveryKeys(passwords: Iterable<string>): readonly RecoveryKey[] {
  const keys: RecoveryKey[] = [];
  for (const password of passwords) {
    const text = password.trim();
    if (/^[0-9a-f]{128}$/i.test(text)) keys.push(split(Buffer.from(text, 'hex')));
    else if (/^[0-9a-f]{64}$/i.test(text)) keys.push(single(Buffer.from(text, 'hex')));
    else if (Buffer.byteLength(password) === KEY_BYTES) keys.push(single(Buffer.from(password)));
    keys.push(split(pbkdf2Sync(wordsOf(text), SALT, ROUNDS, SEED_BYTES, 'sha512')));
  }
  return keys;
}

/** Words as they are hashed: small letters, one blank between them, without numbers before them. */
function wordsOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s,;]+/);
  return words.filter((word) => word !== '' && !/^\d+[.):]?$/.test(word)).join(' ');
}

const split = (seed: Uint8Array): RecoveryKey => ({
  legacy: seed.subarray(0, KEY_BYTES),
  main: seed.subarray(KEY_BYTES, SEED_BYTES),
});

const single = (key: Uint8Array): RecoveryKey => ({ legacy: key, main: key });

/** The key of all streams of a version: the one block of HKDF-Expand (RFC 5869, 2.3) under HMAC-SHA-256. */
export function streamKey(main: Uint8Array, version: 1 | 2): Uint8Array {
  return createHmac('sha256', main).update(PURPOSES[version], 'utf8').update(Uint8Array.of(1)).digest();
}
