import type { LeftOut } from '../../src/android/coverage.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { gcmSource, holdsGcm } from '../../src/bytes/aes-gcm.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import {
  type AppBackup,
  type AppPart,
  decodeAppBackups,
  missingManifest,
  newestOf,
  tellUnopened,
  unreadManifest,
} from '../../src/vfs/app-backups.ts';
import { endsAll, type PartsTally } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { smallJson } from '../../src/vfs/small-text.ts';
import { type Info, infoOf, keyOf, type Meta, metaOf, tagBytesOf } from './meta.ts';
import { CHECKSUMS, INFO_5, isSealed, META_2, META_5, pieceName, unsealed } from './names.ts';
import { digestOf, joined, missingNumber, type Piece, readChecksums } from './pieces.ts';

/** Decodes backups of App Manager, at whatever depth they lie. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

/** What its archives are made without, at the top of every folder; all but `lib` is packed where the user asks for it. */
const LEAVES_OUT: readonly LeftOut[] = [
  'cache',
  'no_backup',
  { domain: 'root', path: 'lib' },
  ...(['external', 'obb', 'media'] as const).flatMap((domain) =>
    ['cache', 'code_cache', 'lib', 'no_backup'].map((path) => ({ domain, path })),
  ),
];

/** A backup with what is needed to open its parts. */
interface Draft {
  readonly backup: AppBackup;
  readonly info: Info;
  readonly members: readonly Member[];
  readonly pieces: ReadonlyMap<number | null, readonly Piece[]>;
  readonly meta: Meta;
  /** No key opens what is sealed of it. */
  readonly locked: Fault | null;
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const folders = new Map<string, Member[]>();
  for (const member of tree.members()) {
    if (member.kind !== 'file') continue;
    const folder = folderOf(member.path);
    const list = folders.get(folder) ?? [];
    if (list.length === 0) folders.set(folder, list);
    if (list.length < MOST_FILES) list.push(member);
  }
  yield* sealFacts(folders.values());
  const drafts: Draft[] = [];
  const notices: Notice[] = [];
  let locked: Fault | null = null;
  for (const members of folders.values()) {
    kit.checkpoint();
    const draft = await draftOf(members, notices, kit);
    if (draft instanceof Fault) locked ??= draft;
    else if (draft !== null) drafts.push(draft);
  }
  locked ??= drafts.find((draft) => draft.locked !== null)?.locked ?? null;
  const newest = newestOf(drafts.map(({ backup }) => backup));
  // Told before anything is handed out, where there is nothing else.
  if (locked !== null && drafts.every((draft) => draft.locked !== null)) throw locked;
  if (locked !== null) tally.locked ??= locked;
  yield* tellUnopened(notices, tally);
  for (const draft of drafts) if (newest.has(draft.backup)) yield* checked(draft, tally, kit);
  yield* decodeAppBackups(
    tree,
    drafts.map(({ backup }) => backup),
    tally,
    kit,
  );
}

/** How the first backup that is sealed is, as its description in the clear says. */
async function* sealFacts(folders: Iterable<readonly Member[]>): AsyncGenerator<Decoded> {
  for (const members of folders) {
    const info = infoOf(await smallJson(named(members, META_2) ?? named(members, INFO_5)));
    if (info === null || info.crypto === 'none') continue;
    const aes = {
      cipher: 'AES-GCM',
      kdf: 'none: the key itself is given',
      tagBits: 8 * tagBytesOf(info),
      provenBy: 'tag',
    };
    const more = info.crypto === 'aes' ? aes : {};
    yield { type: 'facts', version: String(info.version), encryption: info.crypto.toUpperCase(), more };
    return;
  }
}

/** Files of one backup; an archive of 16 TiB has as many pieces. */
const MOST_FILES = 16_384;

const named = (members: readonly Member[], name: string): Member | null =>
  members.find(({ path }) => leafOf(path) === name) ?? null;

/** Null where a folder holds no backup; the fault where its description is sealed and no key opens it. */
async function draftOf(members: readonly Member[], notices: Notice[], kit: DecodeKit): Promise<Draft | Fault | null> {
  const file = named(members, META_2) ?? named(members, INFO_5);
  const fields = await smallJson(file);
  const info = infoOf(fields);
  if (file === null) {
    const piece = members.find(({ path }) => pieceName(leafOf(path)) !== null);
    if (piece !== undefined) notices.push(missingManifest(piece));
    return null;
  }
  const nothingOf = (manifest: Member): null => {
    notices.push(unreadManifest(manifest));
    return null;
  };
  if (info === null) return nothingOf(file);
  const key = await keyFor(info, members, kit);
  if (key instanceof Fault && leafOf(file.path) === INFO_5) return key;
  const meta = metaOf(leafOf(file.path) === META_2 ? fields : await sealedJson(members, info, key));
  if (meta === null) return nothingOf(members.find(({ path }) => leafOf(path).startsWith(META_5)) ?? file);
  const parts = new Map<string, AppPart>();
  const pieces = new Map<number | null, Piece[]>();
  for (const member of members) {
    const leaf = leafOf(member.path);
    const piece = pieceName(leaf);
    const open = piece === null ? null : opener(member, info, piece.sealed, key);
    if (piece !== null && open !== null) {
      const list = pieces.get(piece.data) ?? [];
      if (list.length === 0) pieces.set(piece.data, list);
      list.push({ number: piece.number, member, open });
    } else if (/\.am\.(?:json|tsv)$/.test(leaf)) parts.set(member.path, { kind: 'manifest' });
  }
  for (const [data, list] of pieces) {
    list.sort((a, b) => a.number - b.number);
    const area = data === null ? 'apk' : (meta.areas[data] ?? null);
    const [first] = list;
    if (area === null || first === undefined) continue;
    parts.set(first.member.path, archiveOf(list, area, info, key, kit));
  }
  const backup: AppBackup = {
    package: meta.package,
    user: info.user,
    // `P/<user>_<name>/` and `backups/<uuid>/` of one folder.
    set: folderOf(folderOf(folderOf(file.path))),
    stamp: (info.made ?? '').padStart(20, '0'),
    fact: packageFact(meta.package, info.user, {
      label: meta.label,
      versionCode: meta.versionCode,
      installer: meta.installer,
      apkIncluded: pieces.has(null),
      more: { backup: info.made, versionName: meta.versionName, hasKeystore: meta.keyStore },
    }),
    parts,
    leavesOut: LEAVES_OUT,
  };
  return { backup, info, members, pieces, meta, locked: key instanceof Fault ? key : null };
}

function archiveOf(
  list: readonly Piece[],
  area: NonNullable<Meta['areas'][number]> | 'apk',
  info: Info,
  key: Uint8Array | Fault | null,
  kit: DecodeKit,
): AppPart {
  const [first] = list as readonly [Piece];
  const sealed = isSealed(leafOf(first.member.path));
  if (sealed && info.crypto !== 'aes')
    return { kind: 'sealed', area, detail: 'part.cipher', how: info.crypto.toUpperCase() };
  const proof = sealed ? { proof: 'tag' as const } : {};
  if (sealed && !(key instanceof Uint8Array)) {
    const fault =
      key instanceof Fault
        ? key
        : new Fault('evidence.locked', 'no-password', first.member.citation, { name: first.member.path });
    return { kind: 'archive', area, ...proof, open: () => Promise.reject(fault) };
  }
  const name = unsealed(first.member.path).replace(/\.\d+$/, '');
  return { kind: 'archive', area, ...proof, open: () => kit.open(joined(name, list)) };
}

/** How a piece is read; null where it can be read once only. */
function opener(
  member: Member,
  info: Info,
  sealed: boolean,
  key: Uint8Array | Fault | null,
): (() => ByteSource) | null {
  const { reopen } = member;
  if (reopen === undefined) return null;
  if (!sealed || !(key instanceof Uint8Array) || info.iv === null) return reopen;
  const seal = { key, nonce: info.iv, tagBytes: tagBytesOf(info) };
  return () => ({ ...gcmSource(reopen, seal), name: member.path });
}

/** The key that opens a sealed file; the fault where none of those given does; null where nothing is sealed by AES. */
async function keyFor(info: Info, members: readonly Member[], kit: DecodeKit): Promise<Uint8Array | Fault | null> {
  const sealed = members
    .filter(({ path, reopen }) => isSealed(leafOf(path)) && reopen !== undefined)
    .sort((a, b) => (a.size ?? 0) - (b.size ?? 0));
  const [smallest] = sealed;
  if (smallest?.reopen === undefined || info.crypto !== 'aes' || info.iv === null) return null;
  const given = [...kit.passwords(smallest.path)];
  for (const password of given) {
    const key = keyOf(password);
    const seal = key === null ? null : { key, nonce: info.iv, tagBytes: tagBytesOf(info) };
    if (key !== null && seal !== null && (await holdsGcm(smallest.reopen(), seal))) return key;
  }
  const args = { name: smallest.path, ...(given.length === 0 ? {} : { tried: given.length }) };
  return new Fault('evidence.locked', given.length === 0 ? 'no-password' : 'wrong-password', smallest.citation, args);
}

/** What from version 5 on stands beside the info: as it is, or sealed. */
async function sealedJson(
  members: readonly Member[],
  info: Info,
  key: Uint8Array | Fault | null,
): Promise<Readonly<Record<string, unknown>> | null> {
  const plain = named(members, META_5);
  if (plain !== null) return smallJson(plain);
  const file = members.find(({ path }) => unsealed(leafOf(path)) === META_5) ?? null;
  const open = file === null ? null : opener(file, info, true, key);
  if (file === null || open === null || !(key instanceof Uint8Array)) return null;
  return smallJson({ ...file, content: () => open().stream() });
}

/** Missing pieces, and stored files that are not what their checksums were taken of. */
async function* checked(
  { backup, info, members, pieces, meta }: Draft,
  tally: PartsTally,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  const areaOf = (data: number | null): string | null => (data === null ? 'apk' : (meta.areas[data] ?? null));
  const withdraw = (data: number | null, reason: 'truncated' | 'damage', member: Member): void => {
    const storage = areaOf(data);
    if (storage === null) return;
    const area = { user: backup.user, storage: storage as 'ce', package: backup.package, domains: null };
    tally.gaps.push({ area, reason, at: renderCitation(member.citation) });
  };
  for (const [data, list] of pieces) {
    const missing = missingNumber(list);
    const [first] = list;
    if (missing === null || first === undefined) continue;
    yield notice('gap', 'am.piece', 'damage', first.member.citation, { path: first.member.path, number: missing });
    withdraw(data, 'truncated', first.member);
  }
  for (const [data] of meta.areas.entries()) {
    if (pieces.has(data) || areaOf(data) === null) continue;
    const [first] = members;
    if (first === undefined) continue;
    const args = { package: backup.package, area: areaOf(data) as string, path: folderOf(first.path) };
    yield notice('manifest', 'part.missing', 'doubt', first.citation, args);
  }
  const stated = await readChecksums(named(members, CHECKSUMS));
  for (const member of members) {
    kit.checkpoint();
    const declared = stated.get(leafOf(member.path));
    if (declared === undefined) continue;
    try {
      const actual = await digestOf(member, info.checksum);
      if (actual === null || actual === declared) continue;
      const args = { path: member.path, from: CHECKSUMS, declared, actual };
      yield notice('checksum', 'stated-sum', 'damage', member.citation, args);
      const piece = pieceName(leafOf(member.path));
      if (piece !== null) withdraw(piece.data, 'damage', member);
    } catch (error) {
      // What cannot be read is told where it is decoded.
      if (endsAll(error)) throw error;
    }
  }
}
