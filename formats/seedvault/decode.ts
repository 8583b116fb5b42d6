import { coversOnlyWhatItHolds, EVERYWHERE } from '../../src/android/coverage.ts';
import { location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { notice } from '../../src/base/notice.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { unplaced } from '../../src/vfs/decode-part.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { openedMember } from '../../src/vfs/opened-member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { spoolTree } from '../../src/vfs/spool-tree.ts';
import { recoveryKeys } from './keys.ts';
import { decodeLegacyData, decodeRecord } from './legacy.ts';
import { hexOf, type SetApp, USER } from './metadata.ts';
import { installedName, isFileBackup, METADATA, PACKAGE_MANAGER, type Role } from './names.ts';
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
  const keys = recoveryKeys(kit.passwords(tree.name));
  const open: OpenSet[] = [];
  const shut: ShutSet[] = [];
  for (const folder of setFolders(tree)) {
    kit.checkpoint();
    const set = await openSet(tree, folder, keys);
    if ('fault' in set) shut.push(set);
    else open.push(set);
  }
  oneDevice(tree, open);
  if (open.length === 0) throw shut[0]?.fault ?? new Fault('evidence.unsupported', 'seedvault.files', tree.citation);
  for (const { fault, folder } of shut) {
    const told = noticeOfFault(fault, tree.citation, inFolder(folder, METADATA));
    state.gaps.push(gapOf(told, null));
    yield told;
  }
  for (const set of open) yield tellSet(tree, set);
  const newest = newestSets(open);
  yield* decodeMembers(tree, open, newest, state);
  for (const set of open) yield* missing(tree, set, newest);
  yield* factsOf(newest, state);
  yield coversOnlyWhatItHolds(state.gaps, [...state.packages].filter(isPackageName).sort());
}

/** Sets of two devices are two pieces of evidence. Throws Fault `evidence.ambiguous`. */
function oneDevice(tree: TreeInput, sets: readonly OpenSet[]): void {
  const devices = new Map<string, string>();
  for (const { metadata, folder } of sets) {
    if (metadata !== null && !devices.has(metadata.device ?? '')) devices.set(metadata.device ?? '', folder);
  }
  if (devices.size < 2) return;
  const paths = [...devices.values()].map((folder) => (folder === '' ? tree.name : `${tree.name}/${folder}`));
  throw new Fault('evidence.ambiguous', 'several-bundles', tree.name, {
    count: paths.length,
    first: paths[0] ?? tree.name,
    paths: paths.join('\n'),
  });
}

function tellSet(tree: TreeInput, { folder, version, metadata }: OpenSet): Decoded {
  const path = folder === '' ? tree.name : folder;
  const at = tree.find(inFolder(folder, METADATA))?.citation ?? tree.citation;
  if (metadata === null) return notice('manifest', 'seedvault.no-metadata', 'doubt', at, { path, version });
  const { device, time, sdk, d2d, apps } = metadata;
  const made = time === null || time <= 0 ? null : new Date(Math.min(time, 8.64e15)).toISOString();
  return notice('manifest', 'seedvault.set', 'info', at, { path, version, device, made, sdk, d2d, apps: apps.size });
}

/** Of each app the set that holds its newest backup. */
function newestSets(sets: readonly OpenSet[]): ReadonlyMap<string, OpenSet> {
  const newest = new Map<string, { readonly set: OpenSet; readonly rank: readonly number[] }>();
  const offer = (name: string, set: OpenSet, time: number): void => {
    const rank = [time, Number(set.metadata?.token ?? 0)];
    const known = newest.get(name);
    const [knownTime = 0, knownToken = 0] = known?.rank ?? [];
    if (known === undefined || time > knownTime || (time === knownTime && (rank[1] ?? 0) > knownToken)) {
      newest.set(name, { set, rank });
    }
  };
  for (const set of sets) {
    const told = new Set<string>();
    for (const app of set.metadata?.apps.values() ?? []) {
      told.add(app.package);
      offer(app.package, set, app.time);
    }
    for (const role of set.roles.values()) {
      if (role.kind !== 'metadata' && !told.has(role.package)) offer(role.package, set, 0);
    }
  }
  return new Map([...newest].map(([name, { set }]) => [name, set]));
}

async function* decodeMembers(
  tree: TreeInput,
  sets: readonly OpenSet[],
  newest: ReadonlyMap<string, OpenSet>,
  state: State,
): AsyncGenerator<Decoded> {
  const owners = new Map<string, readonly [OpenSet, Role]>();
  for (const set of sets) for (const [path, role] of set.roles) owners.set(path, [set, role]);
  const older = new Set<string>();
  let files = 0;
  for (const member of tree.members()) {
    state.kit.checkpoint();
    const [set, role] = (member.kind === 'file' ? owners.get(member.path) : undefined) ?? [];
    if (set === undefined || role === undefined) {
      if (isFileBackup(member.path) && files++ === 0) {
        yield notice('unsupported', 'seedvault.files', 'info', member.citation, { path: member.path });
      }
      yield unplaced(member);
    } else if (role.kind === 'metadata') {
      const plain =
        set.plain === null ? null : memorySource(member.path, set.plain, cite('aes', null, member.citation));
      yield plain === null
        ? unplaced(member)
        : { type: 'entry', member: openedMember(member, plain), location: null, proof: 'tag' };
    } else if (newest.get(role.package) === set) yield* decodeRole(member, set, role, state);
    else {
      const key = `${set.folder} ${role.package}`;
      const args = { path: member.path, package: role.package };
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
    const app = set.metadata?.apps.get(name);
    yield apkEntry(member, role, app, set.version);
    if (isPackageName(name)) state.packages.add(name);
    return;
  }
  const items =
    role.kind === 'record'
      ? decodeRecord(member, role, set.key, state)
      : set.version === 0
        ? decodeLegacyData(member, name, set.key, state)
        : decodeSealedData(member, role, set.key, state);
  yield* guarded(items, member, name, state);
}

/** APKs lie in the clear; the metadata has their SHA-256. */
function apkEntry(
  member: Member,
  { package: name, split }: { readonly package: string; readonly split: string | null },
  app: SetApp | undefined,
  version: 0 | 1,
): Decoded {
  // A split of version 0 is filed under its hash.
  const known = app?.splits.find((each) => (version === 0 ? each.stored : each.name) === split);
  const declared = split === null ? (app?.apk ?? null) : known === undefined ? null : hexOf(known.stored);
  const file = installedName(split === null ? null : (known?.name ?? split));
  const place = isPackageName(name) ? location(USER, name, 'apk', 'apk', file) : null;
  const held = declared === null ? member : { ...member, content: () => member.content(), declared };
  return { type: 'entry', member: held, location: place, proof: null };
}

/** What the metadata says was packed and is not there. */
function* missing(tree: TreeInput, set: OpenSet, newest: ReadonlyMap<string, OpenSet>): Generator<Decoded> {
  const there = new Set<string>();
  for (const [path, role] of set.roles) {
    if (role.kind === 'metadata' || tree.find(path) === null) continue;
    there.add(`${role.kind === 'apk' ? 'apk' : 'data'} ${role.package}`);
  }
  const path = inFolder(set.folder, METADATA);
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

/** What is said of each app: by the metadata, and by the manifest in its tar. */
function* factsOf(newest: ReadonlyMap<string, OpenSet>, state: State): Generator<PackageFact> {
  const facts = new Map<string, PackageFact>();
  for (const [name, set] of newest) {
    const app = set.metadata?.apps.get(name);
    if (app === undefined || !isPackageName(name)) continue;
    const more = {
      ...app.fact.more,
      seedvault: set.version,
      ...(set.metadata?.d2d == null ? {} : { d2d: set.metadata.d2d }),
    };
    facts.set(name, { ...app.fact, more });
  }
  for (const [name, inner] of state.facts) {
    const own = facts.get(name);
    facts.set(name, own === undefined ? inner : merged(own, inner));
  }
  for (const name of [...facts.keys()].sort()) yield facts.get(name) as PackageFact;
}

const merged = (own: PackageFact, inner: PackageFact): PackageFact => ({
  ...inner,
  ...own,
  versionCode: own.versionCode ?? inner.versionCode,
  installer: own.installer ?? inner.installer,
  sdk: inner.sdk ?? own.sdk,
  signers: inner.signers.length > 0 ? inner.signers : own.signers,
  more: { ...inner.more, ...own.more },
});
