import { Fault } from '../../src/base/fault.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import { endsAll } from '../../src/vfs/decode-part.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { type RecoveryKey, streamKey } from './keys.ts';
import { hexOf, readMetadata, type SetMetadata } from './metadata.ts';
import {
  apkName,
  dataName,
  installedName,
  type KnownApks,
  legacyRole,
  METADATA,
  type Role,
  setFolder,
} from './names.ts';
import { openLegacy } from './segments.ts';
import { decryptTink } from './tink.ts';

/** Longer metadata than this is none: that of a thousand apps is a quarter of a megabyte. */
const MOST_METADATA_BYTES = 32 << 20;
/** Data files that a key is tried on where there is no metadata. */
const FILES_TRIED = 8;
/** Kinds of stream in version 1, as they are authenticated with it (Crypto.kt). */
export const STREAM_TYPE = { metadata: 0, KV: 1, FULL: 2 } as const;

/** A set of versions 0 and 1 whose key was found. */
export interface OpenSet {
  readonly folder: string;
  /** Of its metadata, whether it is there or not. */
  readonly path: string;
  readonly version: 0 | 1;
  /** The key of all its streams: of version 0 for AES, of version 1 for Tink. */
  readonly key: Uint8Array;
  readonly metadata: SetMetadata | null;
  /** The metadata in the clear, as it was sealed; null where it could not be opened. */
  readonly plain: Uint8Array | null;
  readonly roles: ReadonlyMap<string, Role>;
}

/** A set that could not be opened, and why. */
export interface ShutSet {
  readonly folder: string;
  /** The file that does not open. */
  readonly path: string;
  readonly fault: Fault;
}

/** How deep below its folder the files of a set lie: `kv/P/<key>`. */
const DEPTH = 3;

/** The folders of sets, sorted, each with the paths of the files that lie where those of a set do. */
export function setFolders(tree: TreeInput): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of tree.paths()) {
    const folder = setFolder(path);
    if (folder !== null) folders.set(folder, []);
  }
  if (folders.size === 0) return folders;
  for (const path of tree.paths()) {
    let folder = path;
    for (let up = 0; up < DEPTH && folder !== ''; up++) {
      folder = folderOf(folder);
      folders.get(folder)?.push(path);
    }
  }
  return new Map([...folders].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Finds the key of a set, and what each of its files is. Throws only what ends the whole work. */
export async function openSet(
  tree: TreeInput,
  folder: string,
  paths: readonly string[],
  keys: readonly RecoveryKey[],
): Promise<OpenSet | ShutSet> {
  const path = inFolder(folder, METADATA);
  const member = tree.find(path);
  try {
    const sealed = member === null ? null : await sealedMetadata(member);
    const version = sealed === null ? 0 : (sealed.at(0, 1)[0] ?? 0);
    if (version > 1) {
      throw new Fault('evidence.unsupported', 'seedvault.version', member?.citation ?? tree.citation, { version });
    }
    const found = sealed === null ? null : await tryMetadata(sealed, version, tokenOf(tree, folder), keys);
    if (found !== null) {
      const metadata = readMetadata(found.plain);
      const roles = version === 0 ? legacyRoles(folder, paths, metadata) : namedRoles(folder, metadata);
      return { folder, path, version: version as 0 | 1, key: found.key, metadata, plain: found.plain, roles };
    }
    const roles = version === 0 ? legacyRoles(folder, paths, null) : new Map<string, Role>();
    const key = await keyOfData(tree, roles, keys);
    if (key !== null) return { folder, path, version: 0, key, metadata: null, plain: null, roles };
    const at = member?.citation ?? tree.citation;
    throw keys.length === 0
      ? new Fault('evidence.locked', 'seedvault.no-password', at, { name: path })
      : new Fault('evidence.locked', 'seedvault.wrong-password', at, { name: path, tried: keys.length });
  } catch (error) {
    if (endsAll(error)) throw error;
    return { folder, path, fault: error as Fault };
  }
}

async function sealedMetadata(member: Member): Promise<ByteSource & { readonly at: NonNullable<ByteSource['at']> }> {
  const body = member.content();
  const bytes = body === null ? null : await wholeBody(body, MOST_METADATA_BYTES);
  if (bytes === null) {
    throw new Fault('evidence.unreadable', 'seedvault.metadata', member.citation, { limit: MOST_METADATA_BYTES });
  }
  const source = memorySource(member.path, bytes, member.citation);
  return source as ByteSource & { readonly at: NonNullable<ByteSource['at']> };
}

/** The number that a set is filed under; authenticated with its metadata in version 1. */
function tokenOf(tree: TreeInput, folder: string): bigint | null {
  // A folder inside of an archive that was named as the evidence is cited by its own name.
  const names = folder === '' ? [tree.name, tree.citation.name] : [folder];
  const token = names.map(leafOf).find((name) => /^\d{1,19}$/.test(name));
  return token === undefined ? null : BigInt(token);
}

async function tryMetadata(
  sealed: ByteSource,
  version: number,
  token: bigint | null,
  keys: readonly RecoveryKey[],
): Promise<{ readonly key: Uint8Array; readonly plain: Uint8Array } | null> {
  const tried = new Set<string>();
  for (const { legacy, main } of keys) {
    const key = version === 0 ? legacy : streamKey(main, 1);
    const name = Buffer.from(key).toString('hex');
    if (tried.has(name)) continue;
    tried.add(name);
    const plain = await held(
      version === 0 ? legacyChunks(sealed, key) : decryptTink(sealed, 1, metadataSeal(key, token)),
    );
    if (plain !== null) return { key, plain };
  }
  return null;
}

function metadataSeal(key: Uint8Array, token: bigint | null): { readonly key: Uint8Array; readonly data: Uint8Array } {
  const data = new Uint8Array(10);
  data.set([1, STREAM_TYPE.metadata]);
  new DataView(data.buffer).setBigUint64(2, token ?? 0n);
  return { key, data };
}

/** The data that is authenticated with the stream of an app in version 1. */
export function appData(type: 'KV' | 'FULL', name: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(1, STREAM_TYPE[type]), Buffer.from(name, 'utf8')]);
}

async function* legacyChunks(source: ByteSource, key: Uint8Array): AsyncGenerator<Uint8Array> {
  const file = openLegacy(source, key);
  try {
    for (let part = await file.next(); part !== null; part = await file.next()) yield part;
  } finally {
    await file.close();
  }
}

/** All of a plain text; null where a tag does not hold, which is how a wrong key shows. */
async function held(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  try {
    return await wholeBody(chunks, MOST_METADATA_BYTES);
  } catch (error) {
    if (error instanceof Fault && /^(?:gcm\.|seedvault\.)/.test(error.detail)) return null;
    throw error;
  }
}

/** The key of a set of version 0 by its data, where its metadata is missing or damaged; null where none fits. */
async function keyOfData(
  tree: TreeInput,
  roles: ReadonlyMap<string, Role>,
  keys: readonly RecoveryKey[],
): Promise<Uint8Array | null> {
  let tries = 0;
  for (const [path, role] of roles) {
    if (role.kind !== 'data' && role.kind !== 'record') continue;
    if (tries++ >= FILES_TRIED) break;
    for (const { legacy } of keys) {
      const member = tree.find(path);
      const source = member === null ? null : sourceOfMember(member);
      if (source === null) break;
      const file = openLegacy(source, legacy);
      try {
        if ((await file.next()) !== null) return legacy;
      } catch (error) {
        if (!(error instanceof Fault) || !/^(?:gcm\.|seedvault\.)/.test(error.detail)) throw error;
      } finally {
        await file.close();
      }
    }
  }
  return null;
}

/** Of version 0 the names say everything but those of splits. */
function legacyRoles(folder: string, paths: readonly string[], metadata: SetMetadata | null): Map<string, Role> {
  const splits = new Map<string, string>();
  for (const app of metadata?.apps.values() ?? []) {
    for (const split of app.splits) splits.set(`${app.package} ${split.stored}`, split.name);
  }
  const known: KnownApks = {
    base: (name) => metadata?.apps.get(name)?.apk ?? null,
    split: (name, stored) => splits.get(`${name} ${stored}`) ?? null,
  };
  const roles = new Map<string, Role>();
  const start = folder === '' ? 0 : folder.length + 1;
  for (const path of paths) {
    const role = legacyRole(path.slice(start), known);
    if (role !== null) roles.set(path, role);
  }
  return roles;
}

/** Of version 1 names are hashes, which are made again from the metadata. */
function namedRoles(folder: string, metadata: SetMetadata | null): Map<string, Role> {
  const roles = new Map<string, Role>([[inFolder(folder, METADATA), { kind: 'metadata' }]]);
  const salt = metadata?.salt ?? '';
  for (const { package: name, type, apk, splits } of metadata?.apps.values() ?? []) {
    const put = (stored: string, role: Role): void => void roles.set(inFolder(folder, stored), role);
    put(dataName(salt, name), { kind: 'data', package: name, type });
    put(apkName(salt, name, ''), { kind: 'apk', package: name, file: installedName(null), declared: apk });
    for (const split of splits) {
      const file = installedName(split.name);
      put(apkName(salt, name, split.name), { kind: 'apk', package: name, file, declared: hexOf(split.stored) });
    }
  }
  return roles;
}
