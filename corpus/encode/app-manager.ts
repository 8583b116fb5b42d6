import { createCipheriv, createHash } from 'node:crypto';
import { concat, utf8 } from './bytes.ts';

/** What App Manager writes (MuntashirAkon/AppManager, BackupMetadataV5.java, BackupItems.java, AESCrypto). */

export interface AppManagerFacts {
  readonly package: string;
  readonly label: string;
  readonly user?: number;
  readonly version: number;
  readonly dataDirs: readonly string[];
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly crypto?: 'none' | 'aes' | 'rsa';
  readonly iv?: Uint8Array;
}

type Files = readonly (readonly [name: string, bytes: Uint8Array])[];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const infoOf = (facts: AppManagerFacts): Record<string, unknown> => ({
  backup_time: facts.made,
  checksum_algo: 'SHA-256',
  crypto: facts.crypto ?? 'none',
  ...(facts.iv === undefined ? {} : { iv: hex(facts.iv).toUpperCase() }),
  ...(facts.crypto === 'rsa' ? { aes: '00FF' } : {}),
  version: facts.version,
  flags: 0x3f,
  user_handle: facts.user ?? 0,
  tar_type: 'z',
});

const metaOf = (facts: AppManagerFacts): Record<string, unknown> => ({
  version: facts.version,
  label: facts.label,
  package_name: facts.package,
  version_name: '4.2',
  version_code: 42,
  data_dirs: facts.dataDirs,
  is_system: false,
  is_split_apk: false,
  split_configs: [],
  has_rules: false,
  apk_name: 'base.apk',
  instruction_set: 'arm64',
  key_store: true,
  installer: 'org.fdroid.fdroid',
});

/** AES-GCM, the tag at the end: of 32 bits before version 4. */
export function appManagerSealed(bytes: Uint8Array, key: Uint8Array, iv: Uint8Array, version: number): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: version < 4 ? 4 : 16 });
  return concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

const pieces = (name: string, bytes: Uint8Array, size: number): Files =>
  Array.from({ length: Math.max(1, Math.ceil(bytes.length / size)) }, (_, i) => [
    `${name}.${i}`,
    bytes.slice(i * size, (i + 1) * size),
  ]);

/** The files of one backup: archives by their names without number, cut into pieces, and what describes them. */
export function appManagerFiles(
  facts: AppManagerFacts,
  archives: Files,
  pieceBytes: number,
  key: Uint8Array | null = null,
): Files {
  const { version, iv } = facts;
  const ending = facts.crypto === 'rsa' ? '.rsa' : '.aes';
  const seal = ([name, bytes]: Files[number]): Files[number] =>
    key === null || iv === undefined ? [name, bytes] : [`${name}${ending}`, appManagerSealed(bytes, key, iv, version)];
  const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
  const described: Files =
    version >= 5
      ? [['info_v5.am.json', json(infoOf(facts))], seal(['meta_v5.am.json', json(metaOf(facts))])]
      : [['meta_v2.am.json', json({ ...metaOf(facts), ...infoOf(facts) })]];
  const stored = archives.flatMap(([name, bytes]) => pieces(name, bytes, pieceBytes)).map(seal);
  const misc = seal(['misc.am.tsv', utf8(`${facts.package}\tnull\tSSAID\t0123456789abcdef\n`)]);
  const sums = [...stored, misc]
    .map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}\t${name}\n`)
    .join('');
  return [
    ...described,
    ...stored,
    misc,
    key === null ? ['checksums.txt', utf8(sums)] : seal(['checksums.txt', utf8(sums)]),
  ];
}
