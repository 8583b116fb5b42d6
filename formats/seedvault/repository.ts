import { location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { Fault } from '../../src/base/fault.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import { endsAll } from '../../src/vfs/decode-part.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { openedMember } from '../../src/vfs/opened-member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { blobPath, chunkSource, openSealed, type Repository, readSealed } from './blobs.ts';
import { type RecoveryKey, streamKey } from './keys.ts';
import { watchLosses } from './losses.ts';
import { type SetMetadata, USER } from './metadata.ts';
import { installedName, repositoryFolder, snapshotName } from './names.ts';
import { decodeFull, decodePairs } from './payload.ts';
import type { ShutSet } from './sets.ts';
import { hex, readSnapshot, type Snapshot } from './snapshot.ts';
import { guarded, type State } from './state.ts';
import { holdsTink } from './tink.ts';

/** A snapshot of ten thousand chunks is about two megabytes. */
const MOST_SNAPSHOT_BYTES = 64 << 20;
const DATA = Uint8Array.of(2);

/** A snapshot of version 2 whose key was found. */
export interface OpenSnapshot {
  readonly folder: string;
  readonly path: string;
  readonly version: 2;
  readonly key: Uint8Array;
  readonly metadata: SetMetadata;
  readonly snapshot: Snapshot;
  /** The message in the clear. */
  readonly plain: Uint8Array;
  readonly member: Member;
}

/** The folders of repositories, each with its snapshots, sorted. */
export function repositories(tree: TreeInput): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of tree.paths()) {
    const folder = repositoryFolder(path);
    if (folder === null) continue;
    const known = found.get(folder) ?? [];
    if (snapshotName(path) !== null) known.push(path);
    found.set(folder, known);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Opens the snapshots of a repository. Throws only what ends the whole work. */
export async function openRepository(
  tree: TreeInput,
  folder: string,
  paths: readonly string[],
  keys: readonly RecoveryKey[],
): Promise<readonly (OpenSnapshot | ShutSet)[]> {
  if (paths.length === 0) {
    return [{ folder, path: folder, fault: new Fault('evidence.unreadable', 'seedvault.no-snapshot', tree.citation) }];
  }
  const found: (OpenSnapshot | ShutSet)[] = [];
  for (const path of [...paths].sort()) {
    try {
      found.push(await openSnapshot(tree, folder, path, keys));
    } catch (error) {
      if (endsAll(error)) throw error;
      found.push({ folder, path, fault: error as Fault });
    }
  }
  return found;
}

async function openSnapshot(
  tree: TreeInput,
  folder: string,
  path: string,
  keys: readonly RecoveryKey[],
): Promise<OpenSnapshot> {
  const member = tree.find(path) as Member;
  const bytes = await readSealed(member, snapshotName(path) as string, MOST_SNAPSHOT_BYTES);
  for (const { main } of keys) {
    const key = streamKey(main, 2);
    if (!(await holdsTink(memorySource(path, bytes, member.citation), 1, { key, data: DATA }))) continue;
    const plain = await wholeBody(openSealed(bytes, key, member.citation), MOST_SNAPSHOT_BYTES);
    const snapshot = plain === null ? null : readSnapshot(plain);
    if (plain === null || snapshot === null) {
      throw new Fault('evidence.unreadable', 'seedvault.snapshot', member.citation, { limit: MOST_SNAPSHOT_BYTES });
    }
    return { folder, path, version: 2, key, metadata: snapshot.metadata, snapshot, plain, member };
  }
  throw keys.length === 0
    ? new Fault('evidence.locked', 'seedvault.no-password', member.citation, { name: path })
    : new Fault('evidence.locked', 'seedvault.wrong-password', member.citation, { name: path, tried: keys.length });
}

/** The data and the APKs of one app of a snapshot, named below it. `used` gets the files that it is made of. */
export async function* decodeSnapshotApp(
  tree: TreeInput,
  open: OpenSnapshot,
  name: string,
  used: Set<string>,
  state: State,
): AsyncGenerator<Decoded> {
  const content = open.snapshot.contents.get(name);
  if (content === undefined) return;
  const { folder, key, member } = open;
  const { blobs } = open.snapshot;
  const repository: Repository = { kit: state.kit, tree, folder, key, blobs };
  const use = (chunks: readonly Uint8Array[]): void => {
    for (const chunk of chunks) {
      const blob = blobs.get(hex(chunk));
      if (blob !== undefined) used.add(blobPath(folder, blob.name));
    }
  };
  const base = { ...member, path: `${open.path}/${legalPath(name).path}` };
  if (content.chunks.length > 0) {
    use(content.chunks);
    const source = (losses: ReturnType<typeof watchLosses> | null) =>
      chunkSource(base.path, member.citation, content.chunks, repository, losses);
    const losses = watchLosses({ name: base.path, citation: member.citation });
    const items =
      content.type === 'KV'
        ? decodePairs(base, name, source(null), state)
        : decodeFull(base.path, source(losses), state, losses);
    yield* guarded(items, null, base, name, state);
  }
  for (const { split, chunks } of content.apks) {
    use(chunks);
    const file = installedName(split);
    const path = `${base.path}/${file}`;
    const apk = openedMember({ ...base, path }, chunkSource(path, member.citation, chunks, repository));
    const place = isPackageName(name) ? location(USER, name, 'apk', 'apk', file) : null;
    if (isPackageName(name)) state.packages.add(name);
    yield { type: 'entry', member: apk, location: place, proof: 'tag' };
  }
}
