import { createDecipheriv, createHash, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import type { InfoIndex } from './info-xml.ts';

/** What module keys are derived from. `password`: version 3; `key-…`: version 4, unwrapped with so many rounds. */
export interface Base {
  readonly text: string;
  readonly from: 'password' | 'key-5000' | 'key-10000';
  /** Whether a tag or a digest of info.xml shows that it is right. */
  readonly proven: boolean;
}

/** How the modules of a session are encrypted. No version number tells: they are tried. */
export interface Variant {
  readonly base: Base;
  readonly rounds: number;
  readonly cipher: 'gcm' | 'ctr';
}

/** Rounds of PBKDF2-HMAC-SHA256 that versions used (README). */
export const ROUNDS: readonly number[] = [5000, 10_000];
export const KEY_BYTES = 32;
const HALF = 16;
const MEDIA_KEY_BYTES = 16;
/** 32 hex characters, used as text. */
const BASE_TEXT = /^[0-9a-fA-F]{32}$/;

/** Whether a password can be told right or wrong from info.xml alone. */
export function hasOracle(index: InfoIndex): boolean {
  return index.perBackupKey !== null || index.checkMsg !== null;
}

/** Everything that a password may stand for, what is proven first. */
export function basesOf(index: InfoIndex, password: string): readonly Base[] {
  const bases: Base[] = [];
  const { perBackupKey: sealed, passwordSalt: salt } = index;
  if (sealed !== null && salt !== null) {
    for (const rounds of ROUNDS) {
      const text = unwrap(sealed, salt, password, rounds);
      if (text !== null) bases.push({ text, from: rounds === 5000 ? 'key-5000' : 'key-10000', proven: true });
    }
  }
  bases.push({ text: password, from: 'password', proven: holdsCheck(index.checkMsg, password) });
  return bases.sort((a, b) => Number(b.proven) - Number(a.proven));
}

/** The key of one backup, sealed under the password with AES-256-GCM: its tag is the test. */
function unwrap(sealed: Uint8Array, salt: Uint8Array, password: string, rounds: number): string | null {
  const key = derive(password, salt.subarray(0, HALF), rounds);
  const decipher = createDecipheriv('aes-256-gcm', key, salt.subarray(HALF), { authTagLength: HALF });
  decipher.setAuthTag(sealed.subarray(KEY_BYTES));
  const text = decipher.update(sealed.subarray(0, KEY_BYTES)).toString('latin1');
  try {
    decipher.final();
  } catch {
    return null;
  }
  return BASE_TEXT.test(text) ? text : null;
}

/** `checkMsg`: a digest of the base, and the salt it was made with. */
function holdsCheck(check: Uint8Array | null, text: string): boolean {
  if (check === null) return false;
  const wanted = check.subarray(0, KEY_BYTES);
  return ROUNDS.some((rounds) => timingSafeEqual(derive(text, check.subarray(KEY_BYTES), rounds), wanted));
}

/** Key of a module by its seed. */
export function moduleKey(variant: Variant, seed: Uint8Array): Uint8Array {
  return derive(variant.base.text, seed.subarray(0, KEY_BYTES), variant.rounds);
}

/** AES-128 key of media. */
export function mediaKey(base: Base): Uint8Array {
  return createHash('sha256').update(base.text, 'utf8').digest().subarray(0, MEDIA_KEY_BYTES);
}

/** Keys of one session are asked for again with every file of it. */
const derived = new Map<string, Uint8Array>();
const MOST_DERIVED = 256;

/** PBKDF2-HMAC-SHA256, 32 bytes. */
export function derive(text: string, salt: Uint8Array, rounds: number): Uint8Array {
  const known = `${rounds} ${Buffer.from(salt).toString('hex')} ${text}`;
  let key = derived.get(known);
  if (key === undefined) {
    key = pbkdf2Sync(text, salt, rounds, KEY_BYTES, 'sha256');
    if (derived.size >= MOST_DERIVED) derived.clear();
    derived.set(known, key);
  }
  return key;
}

/** For the report. */
export function variantName({ base, rounds, cipher }: Variant): string {
  return `${base.from}, ${rounds} rounds, AES-256-${cipher.toUpperCase()}`;
}
