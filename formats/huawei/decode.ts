import { appMemberPlace } from '../../src/android/app-member-place.ts';
import { coversOnlyWhatItHolds, type Gap } from '../../src/android/coverage.ts';
import { location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { ctrSource } from '../../src/bytes/aes-ctr.ts';
import { decodeFile, decodePart, endsAll, type PartsTally, tallyParts, unplaced } from '../../src/vfs/decode-part.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, TreeInput } from '../../src/vfs/member.ts';
import { leafOf, onlyFolder } from '../../src/vfs/only-folder.ts';
import { openedMember } from '../../src/vfs/opened-member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { spoolTree } from '../../src/vfs/spool-tree.ts';
import { readAppList } from './app-list.ts';
import { dateOf, sealFacts, variantFacts } from './facts.ts';
import type { InfoModule } from './info-xml.ts';
import { type Base, basesOf, mediaKey, variantName } from './keys.ts';
import { placeOfMedium } from './medium-place.ts';
import { missingParts } from './missing-parts.ts';
import { APP_LIST_NAME, sessionFolder } from './names.ts';
import { headOf, isKnown, openPayload, reopener } from './payload.ts';
import { marksOf, readBytes, readSessions, type StoredFile, storedFile } from './session.ts';
import { joinSlices, type Slice } from './slices.ts';
import { type Unlocked, unlock } from './unlock.ts';

/** The archive does not say whose data it holds; HiSuite copies the first user's. */
const USER = 0;

interface State {
  readonly kit: DecodeKit;
  readonly unlocked: Unlocked | null;
  readonly tally: PartsTally;
  readonly gaps: Gap[];
}

/**
 * One session of HiSuite or KoBackup at any depth of a tree, its media on a card included. Throws Fault
 * `evidence.ambiguous` where several lie there, `evidence.locked` where no password opens what is encrypted.
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
  const marks = await marksOf(tree);
  onlyFolder(
    tree,
    (path) => (marks.has(path) ? sessionFolder(path) : null),
    () => true,
  );
  const sessions = await readSessions(tree, marks);
  const gaps: Gap[] = [];
  for (const item of tree.notices) {
    if (item.gravity === 'damage') gaps.push(gapOf(item, null));
    yield item;
  }
  const main = sessions.find(({ index }) => index !== null && index.modules.size > 0) ?? sessions[0];
  const index = main?.index ?? null;
  if (index === null) yield notice('unsupported', 'huawei.no-index', 'damage', tree.citation);
  else {
    const { backupVersionName: version, model, dateTime } = index.header;
    yield notice('manifest', 'huawei.session', 'info', tree.citation, {
      model,
      version,
      saved: dateOf(dateTime),
      hint: index.hasHint,
    });
  }
  const files = [...tree.members()].map(
    (member) => storedFile(member, sessions) ?? { member, role: null, session: null },
  );
  const sealed = files.filter((file): file is StoredFile => file.role !== null && isSealed(file));
  if (index !== null && sealed.length > 0) yield sealFacts(index);
  const unlocked = sealed.length === 0 || index === null ? null : await unlock(index, sealed, tree, kit);
  // Media have one way of their own: where nothing else is sealed, there was nothing to try a variant on.
  if (unlocked !== null && unlocked.tried > 0) {
    const { variant, tried } = unlocked;
    yield variant === null
      ? notice('unsupported', 'huawei.no-variant', 'damage', tree.citation, {
          tried,
          version: index?.header.backupVersionName ?? null,
        })
      : notice('manifest', 'huawei.variant', 'info', tree.citation, { variant: variantName(variant), tried });
  }
  if (unlocked !== null && unlocked.variant !== null) yield variantFacts(unlocked.variant);
  const state: State = { kit, unlocked, tally: tallyParts(), gaps };
  const joined = new Set<string>();
  for (const file of files) {
    kit.checkpoint();
    if (file.role === null) yield unplaced(file.member);
    else if (file.role.kind === 'slice') {
      const { module } = file.role;
      const key = `${file.session.folder}/${module}`;
      if (joined.has(key)) continue;
      joined.add(key);
      const slices = files.filter(
        (each): each is StoredFile =>
          each.role?.kind === 'slice' && each.role.module === module && each.session === file.session,
      );
      yield* decodeSlices(slices, state);
    } else yield* decodeStored(file, state);
  }
  for (const { package: name, told } of missingParts(files.filter((file): file is StoredFile => file.role !== null))) {
    gaps.push(gapOf(told, name));
    yield told;
  }
  const { packages } = state.tally;
  const lists = files.filter(({ member }) => leafOf(member.path).toLowerCase() === APP_LIST_NAME);
  const facts = new Map<string, PackageFact>();
  for (const { member } of lists) {
    for (const fact of readAppList((await readBytes(member)) ?? new Uint8Array(0))) facts.set(fact.package, fact);
  }
  for (const fact of facts.values()) if (packages.has(fact.package)) yield fact;
  const missing = [...(index?.modules.keys() ?? [])].filter((name) => isPackageName(name) && !packages.has(name));
  for (const name of missing)
    yield notice('index-mismatch', 'huawei.missing', 'doubt', tree.citation, { package: name });
  yield coversOnlyWhatItHolds([...state.gaps, ...state.tally.gaps], [...packages].sort());
}

function moduleOf(file: StoredFile): InfoModule | null {
  return 'module' in file.role ? (file.session.index?.modules.get(file.role.module) ?? null) : null;
}

function isSealed(file: StoredFile): boolean {
  const { role } = file;
  if (role.kind === 'media') return role.sealed;
  return role.kind !== 'apk' && (moduleOf(file)?.seeds.length ?? 0) > 0;
}

function gapOf(item: Notice, name: string | null): Gap {
  const reason = item.code === 'truncated' || item.code === 'locked' || item.code === 'limit' ? item.code : 'damage';
  return { area: { user: USER, storage: null, package: name, domains: null }, reason, at: renderCitation(item.at) };
}

async function* decodeStored(file: StoredFile, state: State): AsyncGenerator<Decoded> {
  const { member, role } = file;
  try {
    if (role.kind === 'apk') {
      yield* decodeFile(member, location(USER, role.module, 'apk', 'apk', 'base.apk'), null, state.tally);
    } else if (role.kind === 'tar') yield* decodeTar(file, role.module, state);
    else if (role.kind === 'file') yield* decodeModuleFile(file, state);
    else if (role.kind === 'media') yield* decodeMedium(file, state);
    else yield unplaced(member);
  } catch (error) {
    if (!(error instanceof Fault) || endsAll(error)) throw error;
    const told = noticeOfFault(error, member.citation, member.path);
    yield told;
    state.gaps.push(gapOf(told, 'module' in role ? role.module : null));
    yield unplaced(member);
  }
}

/** What no variant opened: told once a file, and listed as it is. */
function* shut(file: StoredFile, state: State): Generator<Decoded> {
  const { member, role } = file;
  const told = notice('locked', 'huawei.shut', 'damage', member.citation, { path: member.path });
  yield told;
  state.gaps.push(gapOf(told, 'module' in role && isPackageName(role.module) ? role.module : null));
  yield unplaced(member);
}

async function* decodeTar(file: StoredFile, name: string, state: State): AsyncGenerator<Decoded> {
  const { member } = file;
  const open = await reopener(member);
  if (open === null) return;
  const payload = await openPayload(open, member.path, moduleOf(file), state.unlocked);
  if (payload === 'unopened') {
    yield* shut(file, state);
    return;
  }
  for (const told of payload.told) {
    state.gaps.push(gapOf(told, name));
    yield told;
  }
  const part = {
    member,
    areas: [{ user: USER, storage: null, package: isPackageName(name) ? name : null, domains: null }],
    leavesOut: [],
    proof: payload.proof,
    place: (path: string) => appMemberPlace(name, path),
    open: () => state.kit.open({ ...payload.source, name: member.path }),
  };
  yield* decodePart(part, state.tally, state.kit);
}

async function* decodeSlices(files: readonly StoredFile[], state: State): AsyncGenerator<Decoded> {
  const numbered = files.flatMap((file) => (file.role.kind === 'slice' ? [{ file, number: file.role.number }] : []));
  numbered.sort((a, b) => a.number - b.number);
  const [first] = numbered;
  if (first === undefined || first.file.role.kind !== 'slice') return;
  const name = first.file.role.module;
  const slices: Slice[] = [];
  let proof: 'tag' | 'hmac' | 'magic' | 'none' | null = null;
  for (const { file, number } of numbered) {
    const open = await reopener(file.member);
    if (open === null) continue;
    for (let missing = slices.length; missing < number; missing++) {
      slices.push({ number: missing, member: null, source: null });
    }
    const payload = await openPayload(open, file.member.path, moduleOf(file), state.unlocked);
    if (payload === 'unopened') {
      for (const each of files) yield* shut(each, state);
      return;
    }
    for (const told of payload.told) {
      state.gaps.push(gapOf(told, name));
      yield told;
    }
    // A later piece has no magic of its own: it is proven by the tar that goes on in it.
    if (slices.length === 0 || payload.proof === 'tag' || payload.proof === 'hmac')
      proof = payload.proof as typeof proof;
    slices.push({ number, member: file.member, source: payload.source });
  }
  const told: Notice[] = [];
  const { member } = first.file;
  const part = {
    member,
    areas: [{ user: USER, storage: null, package: isPackageName(name) ? name : null, domains: null }],
    leavesOut: [],
    proof,
    place: (path: string) => appMemberPlace(name, path),
    open: () => state.kit.open(joinSlices(member.path, slices, told), 'tar'),
  };
  yield* decodePart(part, state.tally, state.kit);
  for (const item of told) {
    state.gaps.push(gapOf(item, name));
    yield item;
  }
}

/** A database or a zip of a module of the system: it has no place on a device. */
async function* decodeModuleFile(file: StoredFile, state: State): AsyncGenerator<Decoded> {
  const { member } = file;
  const module = moduleOf(file);
  const open = module === null || module.seeds.length === 0 ? null : await reopener(member);
  if (open === null) {
    yield unplaced(member);
    return;
  }
  const payload = await openPayload(open, member.path, module, state.unlocked);
  if (payload === 'unopened') {
    yield* shut(file, state);
    return;
  }
  yield* payload.told;
  yield {
    type: 'entry',
    member: payload.proof === null ? member : openedMember(member, payload.source),
    location: null,
    proof: payload.proof,
  };
}

async function* decodeMedium(file: StoredFile, state: State): AsyncGenerator<Decoded> {
  const { member, role, session } = file;
  if (role.kind !== 'media') return;
  const place = placeOfMedium(role.path);
  if (!role.sealed) {
    yield { type: 'entry', member, location: place, proof: null };
    return;
  }
  const open = await reopener(member);
  const base = mediaBase(file, state);
  if (open === null || base === null) {
    yield* shut(file, state);
    return;
  }
  const vector = session.vectors.get(role.path);
  if (vector === undefined) {
    yield notice('unsupported', 'huawei.no-vector', 'damage', member.citation, { path: member.path });
    yield unplaced(member);
    return;
  }
  const source = ctrSource(open(), mediaKey(base), vector);
  const opened = openedMember(member, source);
  const inner = { ...opened, path: member.path.replace(/\.enc$/i, ''), content: () => opened.content() };
  yield { type: 'entry', member: inner, location: place, proof: isKnown(await headOf(source)) ? 'magic' : 'none' };
}

/** Media on a card have an index and keys of their own, under the same password. */
function mediaBase(file: StoredFile, { unlocked }: State): Base | null {
  if (unlocked === null) return null;
  const { index } = file.session;
  const own = index === null ? undefined : basesOf(index, unlocked.password)[0];
  return own?.proven ? own : unlocked.base;
}
