import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { concat, u32le } from './bytes.ts';

/**
 * Databases as SQLCipher keeps them (zetetic.net/sqlcipher/design): each page AES-256-CBC, its vector and HMAC in the
 * reserved bytes at its end, the salt in place of SQLite's magic. Vectors are drawn from the page, so that equal pages
 * stay equal and the same input gives the same bytes.
 */
export interface CipherKind {
  readonly digest: 'sha1' | 'sha512';
  readonly rounds: number;
  readonly reserved: number;
  readonly macBytes: number;
  readonly pageSize: number;
}

export const SQLCIPHER: Readonly<Record<1 | 2 | 3 | 4, CipherKind>> = {
  1: { digest: 'sha1', rounds: 4_000, reserved: 16, macBytes: 0, pageSize: 1024 },
  2: { digest: 'sha1', rounds: 4_000, reserved: 48, macBytes: 20, pageSize: 1024 },
  3: { digest: 'sha1', rounds: 64_000, reserved: 48, macBytes: 20, pageSize: 1024 },
  4: { digest: 'sha512', rounds: 256_000, reserved: 80, macBytes: 64, pageSize: 4096 },
};

export interface SealOptions {
  readonly kind: CipherKind;
  /** A text, or the key itself. */
  readonly key: string | Uint8Array;
  readonly salt: Uint8Array;
  /** Leave the first 32 bytes in clear: the salt is then kept elsewhere. */
  readonly clearHeader?: boolean;
}

/** Seals an image whose pages have as many reserved bytes as the kind needs. */
export function sealDatabase(image: Uint8Array, options: SealOptions): Uint8Array {
  const { kind, salt } = options;
  const { digest, rounds, reserved, macBytes, pageSize } = kind;
  const key =
    typeof options.key === 'string' ? pbkdf2Sync(options.key, salt, rounds, 32, digest) : Buffer.from(options.key);
  const macKey = pbkdf2Sync(
    key,
    salt.map((byte) => byte ^ 0x3a),
    2,
    32,
    digest,
  );
  const pages: Uint8Array[] = [];
  for (let at = 0, number = 1; at < image.length; at += pageSize, number++) {
    const page = image.subarray(at, at + pageSize);
    const clear = number > 1 ? 0 : options.clearHeader === true ? 32 : 16;
    const vector = createHash('sha256').update(u32le(number)).update(page).digest().subarray(0, 16);
    const sealing = createCipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
    const body = sealing.update(page.subarray(clear, pageSize - reserved));
    const mac = createHmac(digest, macKey).update(body).update(vector).update(u32le(number)).digest();
    const head = clear === 0 ? new Uint8Array(0) : clear === 16 ? salt : page.subarray(0, clear);
    const tail = new Uint8Array(reserved - 16);
    tail.set(mac.subarray(0, macBytes));
    pages.push(head, body, vector, tail);
  }
  return concat(pages);
}
