import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { hasMagic, isPageSize, MAGIC } from './header.ts';

/**
 * SQLCipher's page cipher (zetetic.net/sqlcipher/design; measured on a database of Debian's sqlcipher 3): AES-256-CBC a
 * page, its vector and HMAC in the reserved bytes at the page's end; the first 16 bytes of the file are the salt, in
 * place of SQLite's own.
 */
export interface PageCipher {
  /** `SQLCipher 4`. */
  readonly name: string;
  readonly pageSize: number;
  /** Bytes of vector and HMAC at the end of each page. */
  readonly reserved: number;
  /** The page in clear, its number counted from 1; null where its HMAC does not hold. A page of zeros stays one. */
  decipher(page: Buffer, number: number): Buffer | null;
}

interface Variant {
  readonly name: string;
  readonly digest: 'sha1' | 'sha512';
  readonly rounds: number;
  readonly reserved: number;
  readonly macBytes: number;
}

const VECTOR_BYTES = 16;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const MAC_ROUNDS = 2;
const MAC_SALT_MASK = 0x3a;
/** What `cipher_plaintext_header_size` leaves in clear, where it is used: the salt is kept elsewhere then. */
const CLEAR_HEADER_BYTES = 32;

/** By what they take to derive a key, cheapest first. WeChat's databases are of version 1; one round is for keys that are random already. */
const VARIANTS: readonly Variant[] = [
  { name: 'SQLCipher 3, one round', digest: 'sha1', rounds: 1, reserved: 48, macBytes: 20 },
  { name: 'SQLCipher 4, one round', digest: 'sha512', rounds: 1, reserved: 80, macBytes: 64 },
  { name: 'SQLCipher 1', digest: 'sha1', rounds: 4_000, reserved: 16, macBytes: 0 },
  { name: 'SQLCipher 2', digest: 'sha1', rounds: 4_000, reserved: 48, macBytes: 20 },
  { name: 'SQLCipher 3', digest: 'sha1', rounds: 64_000, reserved: 48, macBytes: 20 },
  { name: 'SQLCipher 4', digest: 'sha512', rounds: 256_000, reserved: 80, macBytes: 64 },
];
const RAW_VARIANTS: readonly Variant[] = [
  { name: 'SQLCipher 4, raw key', digest: 'sha512', rounds: 0, reserved: 80, macBytes: 64 },
  { name: 'SQLCipher 3, raw key', digest: 'sha1', rounds: 0, reserved: 48, macBytes: 20 },
  { name: 'SQLCipher 1, raw key', digest: 'sha1', rounds: 0, reserved: 16, macBytes: 0 },
];
/** Of the database, then what most builds use, then the rest. */
const PAGE_SIZES = [4096, 1024, 2048, 8192, 16_384, 32_768, 65_536, 512];
const RAW_KEY = /^(?:x')?([0-9a-f]{64})([0-9a-f]{32})?'?$/i;

/** A key as it may be given: text for the derivation, `x'…'` or 64 hex digits for a raw key, 96 for one with its salt. */
interface Given {
  readonly text: string;
  readonly raw: Buffer | null;
  readonly salt: Buffer | null;
}

function givenKey(text: string): Given {
  const [, key, salt] = RAW_KEY.exec(text) ?? [];
  return {
    text,
    raw: key === undefined ? null : Buffer.from(key, 'hex'),
    salt: salt === undefined ? null : Buffer.from(salt, 'hex'),
  };
}

/** How SQLCipher's first page looks in clear, for variants that have no HMAC: fixed fractions, and its own reserve. */
function isFirstPage(page: Buffer, pageSize: number, reserved: number): boolean {
  const stored = page.readUInt16BE(16);
  return (
    (stored === 1 ? 65_536 : stored) === pageSize &&
    page[20] === reserved &&
    page[21] === 64 &&
    page[22] === 32 &&
    page[23] === 32
  );
}

function cipherOf(variant: Variant, pageSize: number, key: Buffer, salt: Buffer, clear: number): PageCipher {
  const { digest, reserved, macBytes } = variant;
  const masked = Buffer.from(salt.map((byte) => byte ^ MAC_SALT_MASK));
  const macKey = macBytes === 0 ? null : pbkdf2Sync(key, masked, MAC_ROUNDS, KEY_BYTES, digest);
  const end = pageSize - reserved;
  const numbered = Buffer.alloc(4);
  return {
    name: variant.name,
    pageSize,
    reserved,
    decipher(page, number) {
      if (page.length < pageSize) return null;
      const from = number === 1 ? clear : 0;
      const vector = page.subarray(end, end + VECTOR_BYTES);
      if (macKey !== null) {
        numbered.writeUInt32LE(number);
        const mac = createHmac(digest, macKey)
          .update(page.subarray(from, end + VECTOR_BYTES))
          .update(numbered)
          .digest();
        const stored = page.subarray(end + VECTOR_BYTES, end + VECTOR_BYTES + macBytes);
        if (!timingSafeEqual(mac, stored)) return page.some((byte) => byte !== 0) ? null : page;
      }
      const opening = createDecipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
      const plain = Buffer.allocUnsafe(pageSize);
      page.copy(plain);
      opening.update(page.subarray(from, end)).copy(plain, from);
      if (number === 1) MAGIC.copy(plain);
      return plain;
    },
  };
}

/**
 * The cipher that a key opens a database with, told by its first page; null where it opens it with none. `read` gives
 * the first bytes of the file. With 32 bytes of header in clear the salt must come with the key.
 */
export function cipherFor(key: string, size: number, read: (bytes: number) => Buffer): PageCipher | null {
  const given = givenKey(key);
  const isClear = hasMagic(read(MAGIC.length));
  if (isClear && given.salt === null) return null;
  const salt = given.salt ?? Buffer.from(read(SALT_BYTES));
  if (salt.length < SALT_BYTES) return null;
  const clear = isClear ? CLEAR_HEADER_BYTES : SALT_BYTES;
  const sizes = PAGE_SIZES.filter((bytes) => isPageSize(bytes) && bytes <= size && size % bytes === 0);
  const variants = given.raw === null ? VARIANTS : [...RAW_VARIANTS, ...(given.salt === null ? VARIANTS : [])];
  let derived: { readonly of: string; readonly key: Buffer } | null = null;
  for (const variant of variants) {
    const { digest, rounds, macBytes, reserved } = variant;
    if (rounds > 0 && derived?.of !== `${digest} ${rounds}`)
      derived = { of: `${digest} ${rounds}`, key: pbkdf2Sync(given.text, salt, rounds, KEY_BYTES, digest) };
    const own = rounds === 0 ? given.raw : (derived?.key ?? null);
    if (own === null) continue;
    for (const pageSize of sizes) {
      const cipher = cipherOf(variant, pageSize, own, salt, clear);
      const first = cipher.decipher(read(pageSize), 1);
      if (first !== null && (macBytes > 0 || isFirstPage(first, pageSize, reserved))) return cipher;
    }
  }
  return null;
}
