import { createDecipheriv, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import type { Citation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { AES_BLOCK_BYTES } from '../../src/bytes/aes-cbc.ts';
import type { KeyBlock } from './header.ts';

/** Lengths of master IV, master key and checksum in bytes (AOSP PasswordUtils; PerformAdbRestoreTask). */
const IV_BYTES = 16;
const KEY_BYTES = 32;
const CHECKSUM_BYTES = 32;
/** AOSP writes 10000. Far more would only keep us busy: about ten seconds a password at this bound. */
const MOST_ROUNDS = 5_000_000;

/** A wrong password makes this many bytes of right padding once in 2^72 times. */
const CONVINCING_PADDING = 9;

/** How characters became bytes for PBKDF2: Android up to 4.3 took the low eight bits of each. */
export type Characters = 'utf-8' | '8-bit';

export interface MasterKey {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly password: Characters;
  /** How the master key was turned into characters for its checksum; null where no known way gives the stored one. */
  readonly checksum: Characters | null;
}

/**
 * Tries each password until one opens the master key blob. A blob that opens (16 bytes of padding and lengths
 * agree, so the password is right) but whose checksum no known rule gives is still a key, with `checksum` null.
 * Throws Fault `evidence.locked` (`no-password`, `wrong-password`) or `evidence.unsupported` (`ab.key-block`).
 */
export function unlock(block: KeyBlock, passwords: Iterable<string>, at: Citation, name: string): MasterKey {
  if (block.rounds < 1 || block.rounds > MOST_ROUNDS) {
    throw new Fault('evidence.unsupported', 'ab.rounds', at, { rounds: block.rounds, limit: MOST_ROUNDS });
  }
  if (block.userIv.length !== IV_BYTES || block.masterKeyBlob.length % AES_BLOCK_BYTES !== 0) {
    throw new Fault('evidence.unsupported', 'ab.key-block', at, { bytes: block.masterKeyBlob.length });
  }
  let unproven: MasterKey | null = null;
  let strange = false;
  let tried = 0;
  for (const password of passwords) {
    tried++;
    const found = tryPassword(block, password);
    if (found === 'strange') strange = true;
    else if (found !== null) {
      if (found.checksum !== null) return found;
      unproven ??= found;
    }
  }
  if (unproven !== null) return unproven;
  if (strange) throw new Fault('evidence.unsupported', 'ab.key-layout', at, { name });
  if (tried === 0) throw new Fault('evidence.locked', 'no-password', at, { name });
  throw new Fault('evidence.locked', 'wrong-password', at, { name, tried });
}

/**
 * The master key if `password` opens the blob, null if it does not. `strange`: the padding says that the password is
 * right, but what it opens is not laid out as AOSP does.
 */
export function tryPassword(block: KeyBlock, password: string): MasterKey | 'strange' | null {
  let unproven: MasterKey | null = null;
  let strange = false;
  for (const [characters, bytes] of spellings(password)) {
    const opened = openBlob(block, pbkdf2Sync(bytes, block.userSalt, block.rounds, KEY_BYTES, 'sha1'));
    if (opened === null || opened === 'strange') {
      strange ||= opened === 'strange';
      continue;
    }
    // Both regimes are tried: 4.4.0 to 4.4.2 wrote version 1 and used UTF-8.
    const others: Characters = characters === 'utf-8' ? '8-bit' : 'utf-8';
    for (const checksum of [characters, others]) {
      const text = checksum === 'utf-8' ? mangleUtf8(opened.key) : opened.key;
      const derived = pbkdf2Sync(text, block.checksumSalt, block.rounds, CHECKSUM_BYTES, 'sha1');
      if (timingSafeEqual(derived, opened.checksum)) {
        return { key: opened.key, iv: opened.iv, password: characters, checksum };
      }
    }
    unproven ??= { key: opened.key, iv: opened.iv, password: characters, checksum: null };
  }
  return unproven ?? (strange ? 'strange' : null);
}

/** The byte strings that a password may have been on the device, most likely first, each once. */
function spellings(password: string): [Characters, Uint8Array][] {
  const texts = [password, password.normalize('NFC'), password.normalize('NFD')];
  const out = new Map<string, [Characters, Uint8Array]>();
  for (const text of texts) {
    // 'latin1' keeps the low eight bits of each UTF-16 unit, as Java's 8-bit key did.
    for (const [characters, encoding] of [
      ['utf-8', 'utf8'],
      ['8-bit', 'latin1'],
    ] as const) {
      const bytes = Buffer.from(text, encoding);
      const known = bytes.toString('hex');
      if (!out.has(known)) out.set(known, [characters, bytes]);
    }
  }
  return [...out.values()];
}

function openBlob(
  block: KeyBlock,
  userKey: Uint8Array,
): { readonly iv: Uint8Array; readonly key: Uint8Array; readonly checksum: Uint8Array } | 'strange' | null {
  const decipher = createDecipheriv('aes-256-cbc', userKey, block.userIv);
  let plain: Uint8Array;
  try {
    plain = Buffer.concat([decipher.update(block.masterKeyBlob), decipher.final()]);
  } catch {
    // Bad padding: a wrong password, 255 times out of 256.
    return null;
  }
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const expected of [IV_BYTES, KEY_BYTES, CHECKSUM_BYTES]) {
    if (plain[at] !== expected || plain.length < at + 1 + expected) {
      return block.masterKeyBlob.length - plain.length >= CONVINCING_PADDING ? 'strange' : null;
    }
    parts.push(Uint8Array.from(plain.subarray(at + 1, at + 1 + expected)));
    at += 1 + expected;
  }
  const [iv, key, checksum] = parts as [Uint8Array, Uint8Array, Uint8Array];
  return { iv, key, checksum };
}

/**
 * The master key as Java made a string of it: each byte widened with its sign (0x80 becomes U+FF80), then UTF-8.
 * (AOSP PasswordUtils.makeKeyChecksum; the readme of lclevy/ab_decrypt has a worked example.)
 */
export function mangleUtf8(key: Uint8Array): Uint8Array {
  let text = '';
  for (const byte of key) text += String.fromCharCode(byte < 0x80 ? byte : 0xff00 | byte);
  return new TextEncoder().encode(text);
}
