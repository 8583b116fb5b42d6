import { createHmac } from 'node:crypto';

/** Key and vector of a session: the same for all its files. */
export interface SessionKey {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** Signed by HMAC under `random`; the same in all builds seen (README). */
const FIXED_TEXT = 'rTMVTmZYZVMTTEGt-Backup_Restore-';
const RANDOM_LENGTH = 32;
const IV_BYTES = 16;
/** Serial type of a text of `n` bytes in a record: 13 + 2n (sqlite.org/fileformat2.html, 2.1). */
const TEXT_TYPE = 13;
const RANDOM_TYPE = TEXT_TYPE + 2 * RANDOM_LENGTH;
const RANDOM = /^[A-Za-z0-9]{32}$/;
/** Decimal text of a signed 64-bit number. */
const IV = /^-?\d{16,20}$/;
const MOST_KEYS = 64;

/**
 * Keys from every row of EncryptInfo that stands in the bytes of its database or write-ahead log: live ones, and what
 * free pages still hold. A row is told by the types of its two texts, and by what they are made of.
 */
export function findKeys(database: Uint8Array): readonly SessionKey[] {
  const bytes = Buffer.from(database.buffer, database.byteOffset, database.length);
  const found = new Map<string, SessionKey>();
  for (
    let at = bytes.indexOf(RANDOM_TYPE);
    at !== -1 && found.size < MOST_KEYS;
    at = bytes.indexOf(RANDOM_TYPE, at + 1)
  ) {
    const type = bytes[at + 1] ?? 0;
    const length = (type - TEXT_TYPE) / 2;
    const start = at + 2;
    const random = bytes.toString('latin1', start, start + RANDOM_LENGTH);
    const iv = bytes.toString('latin1', start + RANDOM_LENGTH, start + RANDOM_LENGTH + Math.max(0, length));
    if (!RANDOM.test(random) || !IV.test(iv)) continue;
    found.set(`${random} ${iv}`, keyOf(random, iv));
  }
  return [...found.values()];
}

/** AES-256 key: the high half of each byte of the digest as a hex character. */
export function keyOf(random: string, iv: string): SessionKey {
  const digest = createHmac('sha256', random).update(FIXED_TEXT, 'latin1').digest();
  const text = [...digest].map((byte) => (byte >> 4).toString(16)).join('');
  return { key: Buffer.from(text, 'latin1'), iv: Buffer.from(iv.slice(0, IV_BYTES), 'latin1') };
}
