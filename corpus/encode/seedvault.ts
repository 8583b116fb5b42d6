import { createCipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { concat, u32be, utf8 } from './bytes.ts';
import { seeded } from './seed.ts';

/** What Seedvault writes (seedvault-app/seedvault, Crypto.kt of each version, metadata/MetadataWriter.kt). */

const NONCE_BYTES = 12;
const MOST_CLEAR_BYTES = 0x7fff - 16;
const SEGMENT_BYTES = 1 << 20;

/** The 64 bytes of BIP39 that twelve words stand for. */
export const seedOf = (words: string): Uint8Array => pbkdf2Sync(words, 'mnemonic', 2048, 64, 'sha512');

export const legacyKey = (words: string): Uint8Array => seedOf(words).subarray(0, 32);

/** HKDF-Expand of the main key: one block. */
const expanded = (words: string, purpose: string): Uint8Array =>
  createHmac('sha256', seedOf(words).subarray(32)).update(purpose).update(Uint8Array.of(1)).digest();

export const appKey = (words: string): Uint8Array => expanded(words, 'app data key');

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
export const sha256 = (bytes: Uint8Array | string): Uint8Array => createHash('sha256').update(bytes).digest();
export const digestName = (text: string): string => base64(sha256(text));
export const keyFile = (key: string): string => base64(utf8(key));

function gcm(plain: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Version 0: each part in segments of its own. */
export function legacySealed(parts: readonly Uint8Array[], key: Uint8Array, seed: string): Uint8Array {
  const random = seeded(`seedvault ${seed}`);
  const out: Uint8Array[] = [Uint8Array.of(0)];
  for (const part of parts) {
    for (let at = 0; at < part.length; at += MOST_CLEAR_BYTES) {
      const nonce = random.bytes(NONCE_BYTES);
      const sealed = gcm(part.subarray(at, at + MOST_CLEAR_BYTES), key, nonce);
      out.push(Uint8Array.of(sealed.length >> 8, sealed.length & 0xff), nonce, sealed);
    }
  }
  return concat(out);
}

/** The first segment of a data file of version 0. */
export function legacyHeader(name: string, key = ''): Uint8Array {
  const text = (value: string): Uint8Array => {
    const bytes = utf8(value);
    return concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
  };
  return concat([Uint8Array.of(0), text(name), text(key)]);
}

/** A version byte and a stream of Tink's AesGcmHkdfStreaming. */
export function tinkSealed(
  version: number,
  plain: Uint8Array,
  key: Uint8Array,
  data: Uint8Array,
  seed: string,
): Uint8Array {
  const random = seeded(`seedvault ${seed}`);
  const salt = random.bytes(32);
  const prefix = random.bytes(7);
  const own = new Uint8Array(hkdfSync('sha256', key, salt, data, 32));
  const out: Uint8Array[] = [Uint8Array.of(version, 40), salt, prefix];
  for (let at = 0, index = 0; ; index += 1) {
    const room = SEGMENT_BYTES - 16 - (index === 0 ? 40 : 0);
    const part = plain.subarray(at, at + room);
    at += part.length;
    const last = at >= plain.length;
    out.push(gcm(part, own, concat([prefix, u32be(index), Uint8Array.of(last ? 1 : 0)])));
    if (last) return concat(out);
  }
}

/** What is authenticated with the streams of version 1. */
export function appData(type: number, name: string | bigint): Uint8Array {
  if (typeof name === 'string') return concat([Uint8Array.of(1, type), utf8(name)]);
  const token = new Uint8Array(8);
  new DataView(token.buffer).setBigUint64(0, name);
  return concat([Uint8Array.of(1, type), token]);
}

export interface SetFacts {
  readonly version: 0 | 1;
  readonly token: number;
  readonly salt?: string;
  readonly d2d?: boolean;
  readonly device?: string;
  readonly apps: Readonly<Record<string, AppFacts>>;
}

export interface AppFacts {
  readonly time: number;
  readonly type?: 'KV' | 'FULL';
  readonly state?: string;
  readonly apk?: Uint8Array;
  readonly splits?: Readonly<Record<string, Uint8Array>>;
}

/** The JSON of a set. */
export function metadataJson(facts: SetFacts): Uint8Array {
  const about = {
    version: facts.version,
    token: facts.token,
    ...(facts.salt === undefined ? {} : { salt: facts.salt }),
    time: facts.token + 5000,
    sdk_int: 30,
    incremental: 'eng.20210101',
    name: facts.device ?? 'Google Pixel 4a',
    ...(facts.d2d === undefined ? {} : { d2d_backup: facts.d2d }),
  };
  const apps = Object.entries(facts.apps).map(([name, { time, type, state, apk, splits }]) => [
    name,
    {
      time,
      ...(state === undefined ? {} : { state }),
      ...(type === undefined ? {} : { backupType: type }),
      ...(apk === undefined
        ? {}
        : {
            version: 42,
            installer: 'org.fdroid.fdroid',
            ...(splits === undefined
              ? {}
              : {
                  splits: Object.entries(splits).map(([split, bytes]) => ({
                    name: split,
                    sha256: base64(sha256(bytes)),
                  })),
                }),
            sha256: base64(sha256(apk)),
            signatures: [base64(sha256('certificate'))],
          }),
    },
  ]);
  return utf8(JSON.stringify({ '@meta@': about, ...Object.fromEntries(apps) }));
}
