import { createHash } from 'node:crypto';
import { isPackageName } from '../../src/android/package-name.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { legalPath } from '../../src/vfs/path.ts';

/** What a set says of itself, sealed; beside it lies everything else (core/backends/Constants.kt). */
export const METADATA = '.backup.metadata';
/** Icons of apps, sealed. */
export const ICONS = '.backup.icons';
/** The package manager's own key/value data: not a package. */
export const PACKAGE_MANAGER = '@pm@';

const LEGACY = /^(?:(.*)\/)?(\d{13})\/(?:full|kv)\/[^/]+/;
const FILE_BACKUP = /(?:^|\/)(?:[0-9a-f]{16}\.sv\/|\d{13}\.SeedSnap$)/;
/** Version 0, and the length of Tink's header; with that header and a tag no file is shorter. */
const FILE_BACKUP_HEAD = [0, 40] as const;
const LEAST_FILE_BACKUP_BYTES = 57;

/** The folder of the set of versions 0 and 1 that a path is a sign of, empty at the top; null where it is none. */
export function setFolder(path: string): string | null {
  if (leafOf(path) === METADATA) return folderOf(path);
  const match = LEGACY.exec(path);
  if (match === null) return null;
  const [, parent, token] = match as unknown as [string, string | undefined, string];
  return parent === undefined ? token : `${parent}/${token}`;
}

const HASHED = /^(?:.*\/)?\d{13}\/[A-Za-z0-9_-]{43}$/;

/** Whether a path is that of data or an APK of version 1, whose names are hashes in base64. */
export const isHashed = (path: string): boolean => HASHED.test(path);

/** Whether a file begins as version 1 seals its data: the version, and the length of Tink's header. */
export const sealsData = (head: Uint8Array | null): boolean => head?.[0] === 1 && head[1] === FILE_BACKUP_HEAD[1];

const SNAPSHOT = /^(?:(.*)\/)?([0-9a-f]{64})\.snapshot$/;
const BLOB = /^(?:(.*)\/)?([0-9a-f]{64})\/([0-9a-f]{2})\/\3[0-9a-f]{62}$/;

/** The SHA-256 that a snapshot of version 2 is named by; null where a path is none. */
export const snapshotName = (path: string): string | null => SNAPSHOT.exec(path)?.[2] ?? null;

/** Whether a path is that of a chunk in a repository with its own name. */
export const isBlob = (path: string): boolean => BLOB.test(path);

/** The folder of the repository of version 2 that a path is a sign of; null where it is none. */
export function repositoryFolder(path: string): string | null {
  const snapshot = SNAPSHOT.exec(path);
  if (snapshot !== null) return snapshot[1] ?? '';
  const blob = BLOB.exec(path);
  return blob === null ? null : folderOf(folderOf(path));
}

/** Whether a path may belong to the backup of files, which is another program inside Seedvault. */
export function isFileBackup(path: string): boolean {
  return FILE_BACKUP.test(path);
}

/** Whether a file at such a path begins as that seals its snapshots and chunks (StreamCrypto.kt, ChunkWriter.kt). */
export function sealsFiles(head: Uint8Array | null): boolean {
  if (head === null || head.length < LEAST_FILE_BACKUP_BYTES) return false;
  return FILE_BACKUP_HEAD.every((byte, i) => head[i] === byte);
}

/** What a stored file of a set is. */
export type Role =
  | { readonly kind: 'metadata' }
  /** The tar of an app. `type`: what the metadata says it is; null where it does not say. */
  | { readonly kind: 'data'; readonly package: string; readonly type: 'KV' | 'FULL' | null }
  /** One key/value pair of version 0. */
  | { readonly kind: 'record'; readonly package: string; readonly key: string }
  | {
      readonly kind: 'apk';
      readonly package: string;
      /** The name that it has on a device. */
      readonly file: string;
      /** Its SHA-256 in lower-case hex, as the set states it; null where it does not. */
      readonly declared: string | null;
    };

/** What the metadata of a set of version 0 knows of its APKs. */
export interface KnownApks {
  /** SHA-256 of the base, in hex. */
  base(name: string): string | null;
  /** Name of the split with a SHA-256 in base64. */
  split(name: string, stored: string): string | null;
}

/** The role of a file of version 0 by its path below the folder of the set; null where it has none. */
export function legacyRole(path: string, known: KnownApks): Role | null {
  if (path === METADATA) return { kind: 'metadata' };
  const parts = path.split('/');
  const [first = '', name = '', key] = parts;
  if (parts.length === 1) return legacyApk(first, known);
  if (!isPackageName(name) && name !== PACKAGE_MANAGER) return null;
  if (first === 'full' && parts.length === 2) return { kind: 'data', package: name, type: 'FULL' };
  if (first !== 'kv' || key === undefined || parts.length !== 3) return null;
  return { kind: 'record', package: name, key: Buffer.from(key, 'base64url').toString('utf8') };
}

/** `P.apk`, and `P_<SHA-256 in base64>.apk` of a split: its name is to be had from the metadata alone. */
function legacyApk(leaf: string, known: KnownApks): Role | null {
  if (!leaf.endsWith('.apk')) return null;
  const stem = leaf.slice(0, -'.apk'.length);
  const [, name = '', stored = ''] = /^(.+)_([A-Za-z0-9_-]{43})$/.exec(stem) ?? [];
  if (isPackageName(name)) {
    const file = installedName(known.split(name, stored) ?? stored);
    return { kind: 'apk', package: name, file, declared: Buffer.from(stored, 'base64url').toString('hex') };
  }
  if (!isPackageName(stem)) return null;
  return { kind: 'apk', package: stem, file: installedName(null), declared: known.base(stem) };
}

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');

/** The name of an app's data in version 1 (Crypto.kt getNameForPackage). */
export const dataName = (salt: string, name: string): string => digest(salt + name);

/** The name of one of its APKs; `suffix` is empty for the base, else the name of the split (getNameForApk). */
export const apkName = (salt: string, name: string, suffix: string): string => digest(`${salt}APK${name}${suffix}`);

/** The name that an APK has on a device. */
export const installedName = (split: string | null): string =>
  split === null || split === 'base' ? 'base.apk' : `split_${legalPath(split).path.replaceAll('/', '_')}.apk`;
