import { createHash, pbkdf2Sync } from 'node:crypto';
import { AES_BLOCK_BYTES, cbcSource } from '../../src/bytes/aes-cbc.ts';
import { type ByteSource, sliceSource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';
import { knownBytes } from './known.ts';
import { keyOf } from './sealed-apk.ts';
import type { Secret } from './session.ts';

/** How an item was opened, for the report. */
export type ItemVariant = 'session' | 'pin-a' | 'pin-b';

/** Items of one session use one way: what opened the last one is tried first. */
export interface ItemKeys {
  readonly secrets: readonly Secret[];
  /** What the user gave: PINs, or the secret of a session whose own is lost. */
  readonly pins: () => readonly string[];
}

export interface OpenedItem {
  readonly source: ByteSource;
  readonly variant: ItemVariant;
  readonly secret: Secret;
}

/** Rounds of PBKDF2-HMAC-SHA1 for a PIN (Park 2018, doi 10.1016/j.diin.2018.05.006). */
const PIN_ROUNDS = 1000;
const MASTER_BYTES = 32;

/** All that may be the secret: those of the session, and only where they do not do what the user gave. */
export function* secretsOf(keys: ItemKeys): Generator<Secret> {
  yield* keys.secrets;
  for (const text of keys.pins()) yield { text, from: 'a password that was given' };
}

/**
 * Opens an item by each way that is known, and believes the one whose plain text is something known: the cipher has no
 * checksum. Null where none is. AES-CBC with the vector in front.
 */
export function openItem(stored: SeekableSource, keys: ItemKeys): OpenedItem | null {
  if (stored.size < 2 * AES_BLOCK_BYTES) return null;
  const iv = stored.at(0, AES_BLOCK_BYTES);
  const rest = sliceSource(stored, AES_BLOCK_BYTES);
  for (const secret of secretsOf(keys)) {
    const plain = believed(rest, keyOf(secret.text), iv);
    if (plain !== null) return { source: plain, variant: 'session', secret };
  }
  const pins = keys.pins();
  if (pins.length === 0) return null;
  const salt = stored.at(AES_BLOCK_BYTES, AES_BLOCK_BYTES);
  const behindSalt = sliceSource(stored, 2 * AES_BLOCK_BYTES);
  for (const secret of keys.secrets) {
    for (const master of mastersOf(secret.text, pins)) {
      const a = createHash('sha256').update(master).digest().subarray(0, AES_BLOCK_BYTES);
      const byA = believed(rest, a, iv);
      if (byA !== null) return { source: byA, variant: 'pin-a', secret };
      const b = pbkdf2Sync(master, salt, PIN_ROUNDS, MASTER_BYTES, 'sha1');
      const byB = believed(behindSalt, b, iv);
      if (byB !== null) return { source: byB, variant: 'pin-b', secret };
    }
  }
  return null;
}

/** Deriving takes milliseconds, and every item of a session has the same secret and PIN. */
const masters = new Map<string, readonly Uint8Array[]>();
const MOST_MASTERS = 64;

/** Master keys of PINs under one secret, whose bytes or whose text may be the salt. */
function* mastersOf(secret: string, pins: readonly string[]): Generator<Uint8Array> {
  for (const pin of pins) {
    const known = `${secret}\n${pin}`;
    let made = masters.get(known);
    if (made === undefined) {
      const salts = /^(?:[0-9a-fA-F]{2})+$/.test(secret)
        ? [Buffer.from(secret, 'hex'), Buffer.from(secret, 'utf8')]
        : [Buffer.from(secret, 'utf8')];
      made = salts.map((salt) => pbkdf2Sync(pin, salt, PIN_ROUNDS, MASTER_BYTES, 'sha1'));
      if (masters.size >= MOST_MASTERS) masters.clear();
      masters.set(known, made);
    }
    yield* made;
  }
}

/** The plain text where it is something known, without what was filled up behind it. */
function believed(cipherText: ByteSource, key: Uint8Array, iv: Uint8Array): ByteSource | null {
  const plain = cbcSource(cipherText, key, iv);
  const size = plain.size ?? 0;
  const bytes = knownBytes(plain.at as SeekableSource['at'], size);
  if (bytes === null) return null;
  return bytes < size ? { ...sliceSource(plain, 0, bytes), citation: plain.citation } : plain;
}
