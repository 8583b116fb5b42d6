import type { AppArea } from '../../src/android/app-area.ts';
import { isPackageName } from '../../src/android/layouts.ts';
import { textOf } from '../../src/vfs/small-text.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a backup says of itself (BackupMetadataV5.java; up to version 4 the same fields in one file). */
export interface Info {
  readonly version: number;
  readonly user: number;
  /** `none`, `aes`, `rsa`, `ecc` or `pgp`. */
  readonly crypto: string;
  readonly iv: Uint8Array | null;
  readonly checksum: string;
  /** Milliseconds since 1970, as written. */
  readonly made: string | null;
}

export interface Meta {
  readonly package: string;
  readonly label: string | null;
  readonly versionCode: string | null;
  readonly versionName: string | null;
  readonly installer: string | null;
  readonly keyStore: boolean | null;
  /** The data folders, in the order of their archives; null for what is no folder of an app. */
  readonly areas: readonly (AppArea | null)[];
}

/** The tag of AES-GCM had 32 bits before version 4. */
const OLD_TAG_BYTES = 4;
const TAG_BYTES = 16;
const LONG_TAG_VERSION = 4;
const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const MOST_FOLDERS = 64;
const FOLDERS: readonly (readonly [path: RegExp, area: AppArea])[] = [
  [/^\/data\/(?:data|user\/\d+)\/[^/]+\/?$/, 'ce'],
  [/^\/data\/user_de\/\d+\/[^/]+\/?$/, 'de'],
  [/\/Android\/data\/[^/]+\/?$/, 'external'],
  [/\/Android\/obb\/[^/]+\/?$/, 'obb'],
  [/\/Android\/media\/[^/]+\/?$/, 'media'],
];

export function infoOf(fields: Fields | null): Info | null {
  const [version, user, crypto] = [textOf(fields, 'version'), textOf(fields, 'user_handle'), textOf(fields, 'crypto')];
  if (version === null || user === null || crypto === null || !/^\d{1,6}$/.test(user)) return null;
  const iv = textOf(fields, 'iv');
  return {
    version: Number(version),
    user: Number(user),
    crypto,
    iv: iv !== null && HEX.test(iv) ? new Uint8Array(Buffer.from(iv, 'hex')) : null,
    checksum: textOf(fields, 'checksum_algo') ?? '',
    made: textOf(fields, 'backup_time'),
  };
}

export function metaOf(fields: Fields | null): Meta | null {
  const name = textOf(fields, 'package_name');
  const folders = fields?.['data_dirs'];
  if (fields === null || name === null || !isPackageName(name)) return null;
  return {
    package: name,
    label: textOf(fields, 'label'),
    versionCode: textOf(fields, 'version_code'),
    versionName: textOf(fields, 'version_name'),
    installer: textOf(fields, 'installer'),
    keyStore: typeof fields['key_store'] === 'boolean' ? fields['key_store'] : null,
    areas: (Array.isArray(folders) ? folders.slice(0, MOST_FOLDERS) : []).map((folder) =>
      typeof folder === 'string' ? (FOLDERS.find(([path]) => path.test(folder))?.[1] ?? null) : null,
    ),
  };
}

export const tagBytesOf = ({ version }: Info): number => (version < LONG_TAG_VERSION ? OLD_TAG_BYTES : TAG_BYTES);

/** A key as it can be typed: 16, 24 or 32 bytes in hex. */
export function keyOf(password: string): Uint8Array | null {
  const typed = password.trim();
  return HEX.test(typed) && [32, 48, 64].includes(typed.length) ? new Uint8Array(Buffer.from(typed, 'hex')) : null;
}
