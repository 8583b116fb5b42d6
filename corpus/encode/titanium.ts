import {
  constants,
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  publicEncrypt,
} from 'node:crypto';
import { gzipSync } from 'fflate';
import { concat, utf8 } from './bytes.ts';
import type { Random } from './seed.ts';
import { type TarItem, tar } from './tar.ts';

/** What Titanium Backup writes, and its armor (phyber/TiBUdecrypter, FORMAT.md; AppManager, TBConverter). */

/** A key made for this corpus: it protects nothing. */
const PRIVATE_KEY =
  'MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAMWBdsTznFa34HCzdO8vJTc7AixFZ2lEOev+ZQ3J0ifz0sDVQONa' +
  'weyBs/CnzAJgyI4MMedBRlGjifBBTnidGDwQCx3T0yiy4Iz6s3hkRHMyE3ash85E6+vI+SPBaJnbmnjjUCPxLyR3+CWzDH3ShoTv' +
  'ss5GZ2H7CYc8hxSL1QgBAgMBAAECgYEAh2/BD0vywHC1QvN802wj/BzF36/0OvZjNdasW2kzaNxFgKB8L6wT4WgMCZI3TsYpoWbx' +
  'baCQZPldZNiTxBgN/iRAm8TOJqnI5Bf0mTbsc5Eri+5FH+X/EmwoIovRQcl4b3s9kN4KSFrO1h8zEfcq0wCtQH8iMTV7kLHVnmik' +
  '0zUCQQD3bcF5ZW1MyNw26FNQK0JQ1QfBf/ebK7OeR126f92iZUwy7kUe+4KXY3ePmTaHcIBKp0ofKqs8DWcsHg3qCXkvAkEAzFj7' +
  'R30cCbHIiV4k4cGCgsTmoj95UPHfRhivhV0aSfn9XBwxIr3bnugJEbjetPLEozh/1sQ4+OmTr73E7EvlzwJAUoi9AeaQaA2UT4h9' +
  'yf80FsyI0sYB7TPNrZ12qXBfmP0bRt3uFqCk9iTKzA66fsFLOhvFgNH13olGAhRgZdIVJwJAZetvkM1eoZsxaQoynQK2BGEOoxfD' +
  'e1LXyI9hY8P267Sq4DkTbL+C/XO/qj4pndiDqODyKfz+aW+egIXG5RBJ0wJAJkWuVUCX1wleqLEuWHrJaY7MnzeUiwl0W55+7cpu' +
  'iHAjRmVCn/H6Ix+R/oGgmR5ahwCqHD8hy0YzW1LCtTucTQ==';
const RSA_BYTES = 128;
const SESSION_KEY_BYTES = 32;
const HMAC_KEY_BYTES = 20;
const AES_KEY_BYTES = 32;
const ZERO_IV = new Uint8Array(16);

export interface TitaniumFile {
  readonly path: string;
  readonly body: Uint8Array;
  readonly external?: boolean;
  readonly mtime: number;
  readonly uid: number;
}

/** The tar of an app's data: a `.` stands in the middle of each name. */
export function titaniumTar(name: string, files: readonly TitaniumFile[]): Uint8Array {
  return tar(
    files.map(
      ({ path, body, external, mtime, uid }): TarItem => ({
        path: `data/data/${external === true ? '.external.' : ''}${name}/./${path}`,
        body,
        mtime,
        uid,
      }),
    ),
    'gnu',
  );
}

export const gz = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 9, mtime: 0 });

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A manifest: Java properties under a comment. */
export function titaniumProperties(values: Readonly<Record<string, string>>): Uint8Array {
  const escaped = (text: string): string => text.replace(/[\\:=#!]/g, (one) => `\\${one}`);
  return utf8(
    `#Titanium Backup\n${Object.entries(values)
      .map(([key, value]) => `${key}=${escaped(value)}\n`)
      .join('')}`,
  );
}

const cbc = (key: Uint8Array, bytes: Uint8Array): Uint8Array => {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, ZERO_IV);
  return concat([cipher.update(bytes), cipher.final()]);
};

/** TB_ARMOR_V1 around anything. */
export function titaniumArmor(bytes: Uint8Array, password: string, random: Random): Uint8Array {
  const der = Buffer.from(PRIVATE_KEY, 'base64');
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  const hmacKey = random.bytes(HMAC_KEY_BYTES);
  const wrapping = new Uint8Array(AES_KEY_BYTES);
  wrapping.set(createHash('sha1').update(password).digest());
  const session = random.bytes(SESSION_KEY_BYTES);
  // PKCS#1 v1.5 with padding from the seed, so that the same bytes come out every time.
  const padding = random.bytes(RSA_BYTES - SESSION_KEY_BYTES - 3).map((byte) => (byte === 0 ? 1 : byte));
  const block = concat([Uint8Array.of(0, 2), padding, Uint8Array.of(0), session]);
  const lines = [
    hmacKey,
    createHmac('sha1', hmacKey).update(password).digest(),
    publicKey.export({ format: 'der', type: 'spki' }),
    cbc(wrapping, der),
    publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block),
  ];
  const header = ['TB_ARMOR_V1', ...lines.map((line) => Buffer.from(line).toString('base64'))];
  return concat([utf8(`${header.join('\n')}\n`), cbc(session, bytes)]);
}
