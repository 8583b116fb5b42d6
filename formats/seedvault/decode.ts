import { coversOnlyWhatItHolds, EVERYWHERE } from '../../src/android/coverage.ts';
import { location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { notice } from '../../src/base/notice.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { unplaced } from '../../src/vfs/decode-part.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf } from '../../src/vfs/only-folder.ts';
import { openedMember } from '../../src/vfs/opened-member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { headInTree } from '../../src/vfs/peek.ts';
import { spoolTree } from '../../src/vfs/spool-tree.ts';
import { type Backup, factsOf, newestBackups, oneDevice, tellBackup } from './backups.ts';
import { recoveryKeys } from './keys.ts';
import { decodeLegacyData, decodeRecord } from './legacy.ts';
import { USER } from './metadata.ts';
import { isFileBackup, isHashed, METADATA, PACKAGE_MANAGER, type Role, sealsData, sealsFiles } from './names.ts';
import { decodeSnapshotApp, type OpenSnapshot, openRepository, repositories } from './repository.ts';
import { decodeSealedData } from './sealed.ts';
import { type OpenSet, openSet, type ShutSet, setFolders } from './sets.ts';
import { gapOf, guarded, type State } from './state.ts';

/**
 * Backups of Seedvault at any depth of a tree: of each app the newest. Throws Fault `evidence.ambiguous` where those of
 * several devices lie there, `evidence.locked` where no password opens any, `evidence.unsupported` where nothing but a
 * backup of files is there.
 */
export async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  const { tree, close } = await spoolTree(input, kit);
  try {
    yield* decodeTree(tree, kit);
  } finally {
    close();
  }
}

async function* decodeTree(tree: TreeInput, kit: DecodeKit): AsyncGenerator<Decoded> {
  const state: State = {
    kit,
    gaps: [{ area: { ...EVERYWHERE, domains: ['cache', 'no_backup'] }, reason: 'excluded-by-transport', at: null }],
    packages: new Set(),
    facts: new Map(),
  };
  for (const item of tree.notices) {
    if (item.gravity === 'damage') state.gaps.push(gapOf(item, null));
    yield item;
  }
  const { open, shut } = await openAll(tree, kit);
  oneDevice(open);
  const orphans = withoutMetadata(tree);
  if (open.length === 0) {
    const first = shut.find(({ fault }) => fault.code === 'evidence.locked') ?? shut[0];
    if (first !== undefined) throw first.fault;
    const [orphan] = orphans;
    throw orphan === undefined
      ? new Fault('evidence.unsupported', 'seedvault.files', tree.citation)
      : new Fault('evidence.unreadable', 'seedvault.no-metadata', orphan.citation);
  }
  for (const orphan of orphans) {
    const told = notice('manifest', 'seedvault.lost-metadata', 'damage', orphan.citation, { path: orphan.path });
    state.gaps.push(gapOf(told, null));
    yield told;
  }
  for (const { fault, path } of shut) {
    const told = noticeOfFault(fault, tree.citation, path);
    state.gaps.push(gapOf(told, null));
    yield told;
  }
  for (const backup of open) yield tellBackup(tree, backup);
  const newest = newestBackups(open);
  const used = new Set<string>();
  for (const backup of open) if (backup.version === 2) yield* decodeSnapshot(tree, backup, newest, used, state);
  yield* decodeMembers(tree, open, newest, used, state);
  for (const backup of open) if (backup.version !== 2) yield* missing(tree, backup, newest);
  yield* factsOf(newest, state);
  yield coversOnlyWhatItHolds(state.gaps, [...state.packages].filter(isPackageName).sort());
}

async function openAll(
  tree: TreeInput,
  kit: DecodeKit,
): Promise<{ readonly open: readonly Backup[]; readonly shut: readonly ShutSet[] }> {
  const keys = recoveryKeys(kit.passwords(tree.name));
  const open: Backup[] = [];
  const shut: ShutSet[] = [];
  const take = (one: Backup | ShutSet): void => void ('fault' in one ? shut.push(one) : open.push(one));
  for (const [folder, paths] of setFolders(tree)) {
    kit.checkpoint();
    take(await openSet(tree, folder, paths, keys));
  }
  for (const [folder, paths] of repositories(tree)) {
    kit.checkpoint();
    for (const one of await openRepository(tree, folder, paths, keys)) take(one);
  }
  return { open, shut };
}

/** Of each folder that lost the metadata of its set of version 1, the first file that is sealed as data of one. */
function withoutMetadata(tree: TreeInput): readonly Member[] {
  const found = new Map<string, Member | null>();
  for (const path of tree.paths()) {
    const folder = folderOf(path);
    if (!isHashed(path) || found.has(folder)) continue;
    if (tree.find(inFolder(folder, METADATA)) !== null) found.set(folder, null);
    else if (sealsData(headInTree(tree, path))) found.set(folder, tree.find(path));
  }
  return [...found.values()].filter((member) => member !== null);
}

async function* decodeSnapshot(
  tree: TreeInput,
  backup: OpenSnapshot,
  newest: ReadonlyMap<string, Backup>,
  used: Set<string>,
  state: State,
): AsyncGenerator<Decoded> {
  let older = 0;
  for (const name of [...backup.snapshot.contents.keys()].sort()) {
    state.kit.checkpoint();
    if (newest.get(name) === backup) yield* decodeSnapshotApp(tree, backup, name, used, state);
    else older++;
  }
  if (older === 0) return;
  const args = { path: backup.path, apps: older };
  yield notice('manifest', 'seedvault.older', 'info', backup.member.citation, args);
}

async function* decodeMembers(
  tree: TreeInput,
  backups: readonly Backup[],
  newest: ReadonlyMap<string, Backup>,
  used: ReadonlySet<string>,
  state: State,
): AsyncGenerator<Decoded> {
  const owners = new Map<string, readonly [OpenSet, Role]>();
  const plain = new Map<string, Uint8Array>();
  for (const backup of backups) {
    if (backup.plain !== null) plain.set(backup.path, backup.plain);
    if (backup.version !== 2) for (const [path, role] of backup.roles) owners.set(path, [backup, role]);
  }
  const older = new Set<string>();
  let files = 0;
  for (const member of tree.members()) {
    state.kit.checkpoint();
    const { path } = member;
    if (member.kind !== 'file') {
      yield unplaced(member);
      continue;
    }
    // What an app was made of is in its entries.
    if (used.has(path)) continue;
    const clear = plain.get(path);
    const [set, role] = owners.get(path) ?? [];
    if (clear !== undefined) {
      const source = memorySource(path, clear, cite('aes', null, member.citation));
      yield { type: 'entry', member: openedMember(member, source), location: null, proof: 'tag' };
    } else if (set === undefined || role === undefined || role.kind === 'metadata') {
      if (files === 0 && isFileBackup(path) && sealsFiles(headInTree(tree, path))) {
        files++;
        yield notice('unsupported', 'seedvault.files', 'info', member.citation, { path });
      }
      yield unplaced(member);
    } else if (newest.get(role.package) === set) yield* decodeRole(member, set, role, state);
    else {
      const key = `${set.folder} ${role.package}`;
      const args = { path, package: role.package };
      if (!older.has(key)) yield notice('manifest', 'part.older', 'info', member.citation, args);
      older.add(key);
      yield unplaced(member);
    }
  }
}

async function* decodeRole(
  member: Member,
  set: OpenSet,
  role: Exclude<Role, { readonly kind: 'metadata' }>,
  state: State,
): AsyncGenerator<Decoded> {
  const { package: name } = role;
  if (role.kind === 'apk') {
    // APKs lie in the clear.
    const { declared } = role;
    const place = isPackageName(name) ? location(USER, name, 'apk', 'apk', role.file) : null;
    const held = declared === null ? member : { ...member, content: () => member.content(), declared };
    if (isPackageName(name)) state.packages.add(name);
    yield { type: 'entry', member: held, location: place, proof: null };
    return;
  }
  const items =
    role.kind === 'record'
      ? decodeRecord(member, role, set.key, state)
      : set.version === 0
        ? decodeLegacyData(member, name, set.key, state)
        : decodeSealedData(member, role, set.key, state);
  yield* guarded(items, member, member, name, state);
}

/** What the metadata says was packed and is not there. */
function* missing(tree: TreeInput, set: OpenSet, newest: ReadonlyMap<string, Backup>): Generator<Decoded> {
  const there = new Set<string>();
  for (const [path, role] of set.roles) {
    if (role.kind === 'metadata' || tree.find(path) === null) continue;
    there.add(`${role.kind === 'apk' ? 'apk' : 'data'} ${role.package}`);
  }
  const { path } = set;
  const at = tree.find(path)?.citation ?? tree.citation;
  for (const { package: name, time, state, apk } of set.metadata?.apps.values() ?? []) {
    if (newest.get(name) !== set || name === PACKAGE_MANAGER) continue;
    const args = { package: name, path };
    if (time > 0 && state === null && !there.has(`data ${name}`)) {
      yield notice('manifest', 'part.missing', 'doubt', at, { ...args, area: 'data' });
    }
    if (apk !== null && !there.has(`apk ${name}`)) {
      yield notice('manifest', 'part.missing', 'doubt', at, { ...args, area: 'apk' });
    }
  }
}
