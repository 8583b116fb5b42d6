import { pbkdf2Sync } from 'node:crypto';
import { Fault } from '../../src/base/fault.ts';
import { holdsGcm } from '../../src/bytes/aes-gcm.ts';
import type { ByteSource } from '../../src/bytes/source.ts';

/** Neo Backup, CryptoUtils.kt. */
export const ROUNDS = 2020;
const KEY_BYTES = 32;
const IV_BYTES = 16;
/** Used where the user gave no salt of their own. */
const DEFAULT_SALT = 'oandbackupx';
/** Passwords that are also tried as the salt of one another. */
const MOST_PAIRED = 8;

/** Before the vector was written down it was all zeros (OAndBackupX 6 and older). */
export const ZERO_IV = new Uint8Array(IV_BYTES);

/**
 * Keys in the order of trying: each password with the tool's own salt; then, as a user may have set a salt too and can
 * only give it as one more password, each with each other as its salt.
 */
export function* keysOf(passwords: readonly string[]): Generator<Uint8Array> {
  for (const password of passwords) yield key(password, DEFAULT_SALT);
  const few = passwords.slice(0, MOST_PAIRED);
  for (const password of few) for (const salt of few) if (salt !== password) yield key(password, salt);
}

const key = (password: string, salt: string): Uint8Array => pbkdf2Sync(password, salt, ROUNDS, KEY_BYTES, 'sha256');

/** An encrypted archive: `open` gives its bytes from the start, as often as it is asked. */
export interface Sealed {
  readonly path: string;
  readonly open: () => ByteSource;
}

/** The keys of one run: what opened one backup is tried first on the next. */
export interface KeyRing {
  /** The key of a backup. Throws Fault `evidence.locked` where none of its archives opens with any. */
  find(archives: readonly Sealed[], nonce: Uint8Array): Promise<Uint8Array>;
}

export function keyRing(passwords: (name: string) => Iterable<string>): KeyRing {
  const known: Uint8Array[] = [];
  return {
    async find(archives, nonce) {
      // The smallest first: the tag stands at the end, and to look at it means to read all of it.
      const order = [...archives].sort((a, b) => (a.open().size ?? 0) - (b.open().size ?? 0));
      const [first] = order;
      if (first === undefined) throw new TypeError('nothing is encrypted');
      const given = [...passwords(first.path)];
      for (const archive of order) {
        for (const candidate of [...known, ...keysOf(given)]) {
          if (!(await holdsGcm(archive.open(), { key: candidate, nonce }))) continue;
          if (!known.includes(candidate)) known.unshift(candidate);
          return candidate;
        }
      }
      const at = first.open().citation;
      throw given.length === 0
        ? new Fault('evidence.locked', 'no-password', at, { name: first.path })
        : new Fault('evidence.locked', 'wrong-password', at, { name: first.path, tried: given.length });
    },
  };
}
