import { createCipheriv } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as zlib from 'node:zlib';
import { androidBackup } from '../corpus/encode/android-backup.ts';
import { packageTar } from '../corpus/encode/backup-tar.ts';
import { concat, u32be } from '../corpus/encode/bytes.ts';
import { deflateSegments } from '../corpus/encode/deflate.ts';
import { huaweiSession } from '../corpus/encode/huawei.ts';
import { neoJson, neoSealed } from '../corpus/encode/neo-backup.ts';
import { openAes } from '../corpus/encode/openaes.ts';
import { seeded } from '../corpus/encode/seed.ts';
import {
  appData,
  appKey,
  digestName,
  legacyHeader,
  legacyKey,
  legacySealed,
  metadataJson,
  type Packing,
  repository,
  storedChunk,
  tinkSealed,
} from '../corpus/encode/seedvault.ts';
import { historyXml, sealedData, wrappedSecret } from '../corpus/encode/smart-switch.ts';
import { tar } from '../corpus/encode/tar.ts';
import { titaniumArmor, titaniumProperties, titaniumTar } from '../corpus/encode/titanium.ts';
import { content } from './content.ts';

/** One app of about 100 MB in each encrypted format, and beside each the same bytes for the floor (cipher-floor.ts). */

const APP = 'com.example.bench';
const FILES = 48;
const FILE_BYTES = 2 << 20;
const SMALL_BYTES = 1000;
const MTIME = 1_704_067_200;
const UID = 10_100;
/** The average chunk of Seedvault 2. */
const CHUNK_BYTES = 3 << 20;
export const ENCRYPTED_PASSWORD = 'bench pass';
const SECRET = 'CAA7B92B59A69BF45A247F1791D2B8C3AE91';

/** Ciphers of Node by format, and how the plain bytes are packed. */
export const SEALED = {
  'android-backup': { cipher: 'aes-256-cbc', packed: 'zlib' },
  'smart-switch': { cipher: 'aes-256-cbc', packed: 'zlib' },
  'huawei-ctr': { cipher: 'aes-256-ctr', packed: 'none' },
  'huawei-gcm': { cipher: 'aes-256-gcm', packed: 'none' },
  titanium: { cipher: 'aes-256-cbc', packed: 'gzip' },
  'neo-backup': { cipher: 'aes-256-gcm', packed: 'gzip' },
  twrp: { cipher: 'aes-128-cbc', packed: 'none' },
  'seedvault-0': { cipher: 'aes-256-gcm', packed: 'none' },
  'seedvault-1': { cipher: 'aes-256-gcm', packed: 'none' },
  'seedvault-2': { cipher: 'aes-256-gcm', packed: 'zstd' },
} as const;
export type SealedFormat = keyof typeof SEALED;

type BenchFile = ReturnType<typeof files>[number];

/** Half of it packs well. */
const files = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, i) => ({
    path: i % 2 === 0 ? `files/media_${i}.jpg` : `files/text_${i}.log`,
    body: content(i % 2 === 0 ? 'media' : 'text', `encrypted ${i}`, bytes, false),
    mtime: MTIME,
    uid: UID,
  }));

const gzip = (bytes: Uint8Array): Uint8Array => new Uint8Array(zlib.gzipSync(bytes, { level: 1 }));

/** Of Node from 22.15 on; the types are those of Node 20. */
const { zstdCompressSync, constants } = zlib as unknown as {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
  readonly constants: { readonly ZSTD_c_contentSizeFlag?: number };
};
const sizeFlag = constants.ZSTD_c_contentSizeFlag;

/**
 * As the Node that generates can: before 22.15 in stored blocks, which take nothing to unpack. Without the size of the
 * content, as a program writes that packs a stream.
 */
const zstandard: Packing =
  zstdCompressSync === undefined || sizeFlag === undefined
    ? storedChunk
    : (bytes) => new Uint8Array(zstdCompressSync(bytes, { params: { [sizeFlag]: 0 } }));

/** Frames behind their lengths, four bytes each: the floor unpacks one at a time, as chunks are. */
const frames = (chunks: readonly Uint8Array[]): Uint8Array =>
  concat(
    chunks.flatMap((chunk) => {
      const packed = zstandard(chunk);
      return [u32be(packed.length), packed];
    }),
  );

function put(folder: string, named: Iterable<readonly [string, Uint8Array]>): void {
  for (const [name, bytes] of named) {
    mkdirSync(dirname(`${folder}/${name}`), { recursive: true });
    writeFileSync(`${folder}/${name}`, bytes);
  }
}

type Sealed = { floor: Uint8Array; files: (readonly [string, Uint8Array])[] };

/** The three versions of Seedvault, each of one app. */
function seedvault(agent: Uint8Array): Record<'seedvault-0' | 'seedvault-1' | 'seedvault-2', Sealed> {
  const time = MTIME * 1000;
  const about = (version: 0 | 1) =>
    metadataJson({
      version,
      token: time,
      salt: '',
      apps: { [APP]: version === 0 ? { time } : { time, type: 'FULL' } },
    });
  const words = ENCRYPTED_PASSWORD;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < agent.length; at += CHUNK_BYTES) chunks.push(agent.subarray(at, at + CHUNK_BYTES));
  const app = { time, label: 'Bench', type: 'FULL' as const, data: chunks };
  return {
    'seedvault-0': {
      floor: agent,
      files: [
        [`${time}/.backup.metadata`, legacySealed([about(0)], legacyKey(words), 'metadata')],
        [`${time}/full/${APP}`, legacySealed([legacyHeader(APP), agent], legacyKey(words), 'data')],
      ],
    },
    'seedvault-1': {
      floor: agent,
      files: [
        [`${time}/.backup.metadata`, tinkSealed(1, about(1), appKey(words), appData(0, BigInt(time)), 'metadata')],
        [`${time}/${digestName(APP)}`, tinkSealed(1, agent, appKey(words), appData(2, APP), 'data')],
      ],
    },
    'seedvault-2': {
      floor: frames(chunks),
      files: [...repository([{ token: time, d2d: true, apps: { [APP]: app } }], words, zstandard)].map(
        ([path, bytes]) => [`${'0'.repeat(64)}/${path}`, bytes] as const,
      ),
    },
  };
}

/** An app of some files in each format. */
function sealsOf(own: readonly BenchFile[]): Record<SealedFormat, Sealed> {
  const random = seeded('bench encrypted');
  const plain = tar(
    own.map((file) => ({ ...file, path: `./${file.path}` })),
    'gnu',
  );
  const named = tar(
    own.map((file) => ({ ...file, path: `/data/data/${APP}/${file.path}` })),
    'gnu',
  );
  const relative = tar(
    own.map((file) => ({ ...file, path: `data/data/${APP}/${file.path}` })),
    'ustar',
    { end: 'mark' },
  );
  const agent = packageTar({
    manifest: { package: APP, versionCode: 1, sdk: 30, installer: null, apk: false, signers: [] },
    files: own.map((file) => ['f', { ...file, path: file.path.slice('files/'.length) }]),
  });
  const password = ENCRYPTED_PASSWORD;
  const packed = gzip(plain);
  // As the corpus packs it, which takes longer to unpack than what zlib makes: the floor has the same bytes.
  const deflated = deflateSegments([agent]);
  // Drawn once, for manifest and archive.
  const iv = random.bytes(16);
  const manifest = { areas: ['ce'] as const, apk: false, package: APP, label: 'Bench', compression: 'gz' as const };
  return {
    'android-backup': {
      floor: deflated,
      files: [
        [
          'backup.ab',
          androidBackup([agent], { version: 5, compressed: true, encryption: { password, regime: 'utf8', random } }),
        ],
      ],
    },
    'smart-switch': {
      floor: deflated,
      files: [
        [
          'SM-S000X_20240102030405/backupHistoryInfo.xml',
          historyXml('SM-S000X', '2024-01-02 03:04:05', wrappedSecret(SECRET)),
        ],
        [`SM-S000X_20240102030405/APKFILE/${APP}.data`, sealedData(agent, SECRET, random)],
      ],
    },
    ...(Object.fromEntries(
      (['ctr', 'gcm'] as const).map((cipher) => [
        `huawei-${cipher}`,
        {
          floor: relative,
          files: huaweiSession(
            { password, version: 4, rounds: 5000, cipher, versionName: '12.0.0.360' },
            [{ name: APP, app: true, files: [[`${APP}_appDataTar/${APP}0.tar`, relative]] }],
            [],
            random,
          ).map(([name, bytes]) => [`HUAWEI TEST-L29_2024-01-02 03.04.05/${name}`, bytes] as const),
        },
      ]),
    ) as Record<'huawei-ctr' | 'huawei-gcm', { floor: Uint8Array; files: (readonly [string, Uint8Array])[] }>),
    titanium: {
      floor: packed,
      files: [
        [`${APP}-20240102-030405.properties`, titaniumProperties({ app_label: 'Bench', app_version_code: '1' })],
        [`${APP}-20240102-030405.tar.gz`, titaniumArmor(gzip(titaniumTar(APP, own)), password, random)],
      ],
    },
    'neo-backup': {
      floor: packed,
      files: [
        [`${APP}/2024-01-02-03-04-05-678-user_0.properties`, neoJson({ ...manifest, cipher: 'AES/GCM/NoPadding', iv })],
        [`${APP}/2024-01-02-03-04-05-678-user_0/data.tar.gz.enc`, neoSealed(packed, password, iv)],
      ],
    },
    ...seedvault(agent),
    twrp: { floor: named, files: [['TWRP/BACKUPS/0a1b/case/data.ext4.win100', openAes(named, password, random)]] },
  };
}

/**
 * Writes `<folder>/<format>/…` and `<folder>/<format>.floor` for each, and `<folder>/<format>.small/…` with one small file,
 * of which reading is all start-up: of the program, the format's own code, and its keys.
 */
export function writeEncrypted(folder: string): Record<string, number> {
  const password = ENCRYPTED_PASSWORD;
  const sizes: Record<string, number> = {};
  for (const [format, small] of Object.entries(sealsOf(files(1, SMALL_BYTES))))
    put(`${folder}/${format}.small`, small.files);
  for (const [format, { floor, files: parts }] of Object.entries(sealsOf(files(FILES, FILE_BYTES)))) {
    put(`${folder}/${format}`, parts);
    const { cipher } = SEALED[format as SealedFormat];
    const engine = createCipheriv(
      cipher as 'aes-256-gcm',
      new Uint8Array(cipher.includes('128') ? 16 : 32),
      new Uint8Array(cipher.endsWith('gcm') ? 12 : 16),
    );
    writeFileSync(`${folder}/${format}.floor`, concat([engine.update(floor), engine.final()]));
    sizes[format] = parts.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  }
  writeFileSync(`${folder}/passwords.txt`, `${password}\n`);
  return sizes;
}
