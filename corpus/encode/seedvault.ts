import { createCipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { concat, hex, u32be, utf8 } from './bytes.ts';
import { message, type ProtoValue } from './protobuf.ts';
import { seeded } from './seed.ts';
import { zstd } from './zstd.ts';

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

export const repositoryKey = (words: string): Uint8Array => expanded(words, 'app backup stream key');

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

/** How a file of version 2 is packed. */
export type Packing = (plain: Uint8Array) => Uint8Array;

/** As zstd-jni writes it by default, whole blocks and no checksum; but stored. */
export const storedChunk: Packing = (plain) => zstd(plain, { blockBytes: 128 << 10, checksum: false });

/** A file of version 2 and its name: length, Zstandard, padding, sealed. */
export function sealedFile(
  plain: Uint8Array,
  words: string,
  seed: string,
  padding = 0,
  pack: Packing = storedChunk,
): readonly [string, Uint8Array] {
  const packed = pack(plain);
  const padded = concat([u32be(packed.length), packed, seeded(`padding ${seed}`).bytes(padding)]);
  const bytes = tinkSealed(2, padded, repositoryKey(words), Uint8Array.of(2), seed);
  return [hex(sha256(bytes)), bytes];
}

export interface SnapshotFacts {
  readonly token: number;
  readonly device?: string;
  readonly d2d: boolean;
  readonly apps: Readonly<Record<string, SnapshotAppFacts>>;
}

export interface SnapshotAppFacts {
  readonly time: number;
  readonly label: string;
  readonly type: 'FULL' | 'KV';
  readonly data?: readonly Uint8Array[];
  readonly apk?: Readonly<Record<string, readonly Uint8Array[]>>;
}

const CHUNK_PADDING = 100;

/** A repository of version 2: its files by their path in it. Chunks that several snapshots have lie there once. */
export function repository(
  snapshots: readonly SnapshotFacts[],
  words: string,
  pack: Packing = storedChunk,
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const facts of snapshots) {
    const blobs = new Map<string, Uint8Array>();
    const idsOf = (chunks: readonly Uint8Array[]): Uint8Array[] =>
      chunks.map((chunk) => {
        const id = sha256(chunk);
        const [name, bytes] = sealedFile(chunk, words, `chunk ${hex(id)}`, CHUNK_PADDING, pack);
        files.set(`${name.slice(0, 2)}/${name}`, bytes);
        const blob: [number, ProtoValue][] = [
          [1, Buffer.from(name, 'hex')],
          [2, bytes.length],
          [3, chunk.length],
        ];
        blobs.set(hex(id), message(blob));
        return id;
      });
    const repeated = (field: number, values: readonly ProtoValue[]): [number, ProtoValue][] =>
      values.map((value) => [field, value]);
    const apps = Object.entries(facts.apps).map(([name, app]): Uint8Array => {
      const splits = Object.entries(app.apk ?? {}).map(([split, chunks]) =>
        message([[1, split], ...repeated(2, idsOf(chunks))]),
      );
      const apk = message([[1, 42], [2, 'org.fdroid.basic'], [3, sha256('certificate')], ...repeated(4, splits)]);
      const fields: [number, ProtoValue][] = [
        [1, app.time],
        ...(app.type === 'KV' ? ([[2, 1]] as [number, ProtoValue][]) : []),
        [3, app.label],
        ...repeated(6, idsOf(app.data ?? [])),
        ...(app.apk === undefined ? [] : ([[7, apk]] as [number, ProtoValue][])),
      ];
      return message([
        [1, name],
        [2, message(fields)],
      ]);
    });
    const snapshot = message([
      [1, 2],
      [2, facts.token],
      [3, facts.device ?? 'Google Pixel 7a'],
      [4, 'Owner'],
      [5, '0123456789abcdef'],
      [6, 34],
      [7, 'eng.20240101'],
      ...(facts.d2d ? ([[8, true]] as [number, ProtoValue][]) : []),
      ...repeated(9, apps),
      ...repeated(
        11,
        [...blobs].map(([id, blob]) =>
          message([
            [1, id],
            [2, blob],
          ]),
        ),
      ),
    ]);
    const [name, bytes] = sealedFile(snapshot, words, `snapshot ${facts.token}`);
    files.set(`${name}.snapshot`, bytes);
  }
  return files;
}
