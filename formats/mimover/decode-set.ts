import { coversOnlyWhatItHolds, EVERYWHERE, type Gap } from '../../src/android/coverage.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Gravity, type Notice, notice } from '../../src/base/notice.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { peekSource } from '../../src/vfs/peek.ts';
import { severalBundles } from '../../src/vfs/several-bundles.ts';
import { type BakHeader, hasMagic, readBakHeader } from './bak-header.ts';
import { besideSet, isArchive } from './beside.ts';
import { compareIndex, type FoundBak } from './compare-index.ts';
import { CONTAINER_ID, envelopeOf } from './container.ts';
import { decodeBak, packageFact } from './decode-bak.ts';
import { DESCRIPT_REACH, type Descript, readDescript } from './descript.ts';
import { decodeForeign, FINAL, unplaced } from './foreign-file.ts';
import { bakPackage, folderOf, INDEX_NAME, isBak, leafOf, setFolders } from './names.ts';

/** Where com.miui.backup keeps a set while it passes from phone to phone (TRANS_TEMP_STORAGE_PATH). */
const TRANSFER_FOLDER = /(?:^|\/)MIUI\/backup\/Transfer(?:\/|$)/;

/** What a set has come to while its files pass. */
interface SetState {
  /** Folders in which sets lie, in the order in which they were met. */
  readonly folders: Set<string>;
  /** Formats of the bundles that are none of the set, by their paths. */
  readonly beside: Map<string, string>;
  index: { readonly descript: Descript; readonly member: Member } | null;
  readonly baks: FoundBak[];
  readonly splits: Map<string, number | null>;
  readonly gaps: Gap[];
  readonly packages: Set<string>;
  /** The first .bak that no password opened. */
  locked: Fault | null;
  privateEntries: number;
  /** Files that lie elsewhere and are none of the set. */
  readonly outside: Passed;
  /** Archives of a stream, which could be looked into only by spending them. */
  readonly unopened: Passed;
}

/** Members that are told of together. */
interface Passed {
  members: number;
  first: Member | null;
}

function pass(passed: Passed, member: Member): void {
  passed.members++;
  passed.first ??= member;
}

/**
 * A folder of .bak files with or without descript.xml, at any depth, in any order.
 * Throws Fault `evidence.ambiguous` where several sets lie there, `evidence.locked` where every .bak with private data
 * is locked.
 */
export async function* decodeSet(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  const state: SetState = {
    folders: input.kind === 'tree' ? setFolders(input.paths()) : new Set(),
    beside: new Map(),
    index: null,
    baks: [],
    splits: new Map(),
    gaps: [],
    packages: new Set(),
    locked: null,
    privateEntries: 0,
    outside: { members: 0, first: null },
    unopened: { members: 0, first: null },
  };
  if (input.kind === 'tree')
    for (const { path, format } of await besideSet(input, state.folders, kit)) state.beside.set(path, format);
  for await (const item of itemsOf(input)) {
    kit.checkpoint();
    if ('type' in item) {
      if (item.gravity === 'damage') {
        const reason = item.code === 'truncated' ? 'truncated' : 'damage';
        state.gaps.push({ area: EVERYWHERE, reason, at: renderCitation(item.at) });
      }
      yield item;
    } else {
      for (const folder of setFolders(item.kind === 'file' ? [item.path] : [])) state.folders.add(folder);
      // Which of several is meant is for the user to say: of what follows only the names are wanted.
      if (state.folders.size < 2) yield* decodeFile(item, state, kit);
    }
  }
  throwIfSeveral(state);
  if (state.locked !== null && state.privateEntries === 0) throw state.locked;
  yield* compareIndex(state.index, state.baks, state.splits, input.citation);
  yield* transferNotice(state, input);
  yield* passedNotice(state.unopened, 'miui.unopened', 'doubt');
  yield* passedNotice(state.outside, 'miui.outside', 'info');
  yield coversOnlyWhatItHolds(state.gaps, [...state.packages].sort());
}

function* passedNotice({ members, first }: Passed, detail: string, gravity: Gravity): Iterable<Notice> {
  if (first !== null) yield notice('unplaced', detail, gravity, first.citation, { members, first: first.path });
}

/** A set that lies where the transfer between phones keeps it meanwhile, or that was written for one. */
function* transferNotice(state: SetState, input: Input): Iterable<Notice> {
  const { index } = state;
  const folder = homeOf(state);
  const path = folder === null || folder === '' ? input.name : folder;
  const lies = TRANSFER_FOLDER.test(path);
  const written = index?.descript.transfer === true;
  if (!lies && !written) return;
  const signs = [...(lies ? ['folder'] : []), ...(written ? ['connection-key'] : [])].join(',');
  yield notice('manifest', 'miui.transfer', 'info', index?.member.citation ?? input.citation, { folder: path, signs });
}

async function* itemsOf(input: Input): AsyncGenerator<Member | Notice> {
  if (input.kind === 'stream') yield* input.members;
  else if (input.kind === 'tree') {
    yield* input.notices;
    yield* input.members();
  }
}

function throwIfSeveral({ folders }: SetState): void {
  if (folders.size > 1) throw severalBundles([...folders]);
}

/** The folder of the set; null where nothing has said yet where it lies. */
function homeOf({ folders }: SetState): string | null {
  const [first] = folders;
  return first ?? null;
}

async function* decodeFile(member: Member, state: SetState, kit: DecodeKit): AsyncGenerator<Decoded> {
  const leaf = leafOf(member.path);
  if (member.kind !== 'file') {
    yield unplaced(member);
    return;
  }
  const other = state.beside.get(member.path);
  if (other !== undefined) {
    yield { type: 'other-bundle', path: member.path, format: other };
    yield notice('other-bundle', 'miui.beside', 'doubt', member.citation, { path: member.path, format: other });
    yield unplaced(member);
  } else if (leaf === INDEX_NAME) yield* decodeIndex(member, state);
  else if (isBak(leaf) || leaf.endsWith('.split')) yield* decodeEnveloped(member, leaf, state, kit);
  else if (leaf.endsWith('.zip') && member.reopen !== undefined) yield* decodeZip(member, member.reopen(), state, kit);
  else {
    // An end marker and the like belong to the set; anything elsewhere is told of once.
    if (member.reopen === undefined && isArchive(leaf)) pass(state.unopened, member);
    else if (folderOf(member.path) !== (homeOf(state) ?? '')) pass(state.outside, member);
    yield unplaced(member);
  }
}

async function* decodeIndex(member: Member, state: SetState): AsyncGenerator<Decoded> {
  const body = member.content();
  const bytes = body === null ? null : await wholeBody(body, DESCRIPT_REACH);
  if (bytes === null) {
    yield notice('limit', 'miui.index', 'damage', member.citation, { limit: DESCRIPT_REACH });
    return;
  }
  yield unplaced({ ...member, content: () => bytes });
  const descript = readDescript(bytes);
  state.index = { descript, member };
  if (!descript.whole || descript.packages.length === 0) {
    const args = { packages: descript.packages.length, bytes: bytes.length };
    yield notice('index-mismatch', 'miui.index-broken', 'doubt', member.citation, args);
  }
  if (descript.device === null && descript.packages.length === 0) return;
  yield notice('manifest', 'miui.set', 'info', member.citation, {
    device: descript.device,
    miuiVersion: descript.miuiVersion,
    date: descript.date === null ? null : new Date(descript.date).toISOString(),
    bakVersion: descript.bakVersion,
    packages: descript.packages.length,
    auto: descript.autoBackup,
    encrypted: descript.encrypted,
  });
}

/** A .bak, or a .split that turns out to be one. */
async function* decodeEnveloped(
  member: Member,
  leaf: string,
  state: SetState,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  const stored = sourceOfMember(member);
  if (stored === null) {
    yield unplaced(member);
    return;
  }
  const { head, source } = await peekSource(stored);
  if (leaf.endsWith('.split')) state.splits.set(leaf, member.size);
  if (!hasMagic(head)) {
    const found = yield* decodeForeign(member, source, head, kit);
    if (found.package !== null) state.packages.add(found.package);
    state.privateEntries += found.privateEntries;
    return;
  }
  let header: BakHeader | null = null;
  try {
    header = readBakHeader(head, member.citation);
    const named = bakPackage(leaf);
    if (named !== null && named !== header.package) {
      const args = { file: leaf, named, package: header.package };
      yield notice('index-mismatch', 'miui.file-name', 'doubt', member.citation, args);
    }
    const input = await kit.open({ ...source, name: member.path, size: source.size ?? member.size }, CONTAINER_ID);
    const envelope = envelopeOf(input);
    if (envelope === null) throw new Fault('bug', 'no-envelope', member.citation);
    const facts = yield* decodeBak(input, envelope, kit);
    state.packages.add(envelope.package);
    state.privateEntries += facts.privateEntries;
    state.gaps.push(...facts.gaps);
    state.baks.push({ leaf, member, package: envelope.package, feature: envelope.feature, facts });
  } catch (error) {
    if (!(error instanceof Fault) || FINAL.has(error.code)) throw error;
    const locked = error.code === 'evidence.locked';
    yield failure(error, member, leaf, header);
    const name = header?.package ?? bakPackage(leaf);
    state.gaps.push({
      area: { user: header?.user ?? null, storage: null, package: name, domains: null },
      reason: locked ? 'locked' : error.code === 'evidence.truncated' ? 'truncated' : 'damage',
      at: renderCitation(member.citation),
    });
    if (locked) state.locked ??= error;
    if (header !== null) {
      yield unopenedFact(header, locked);
      state.packages.add(header.package);
      state.baks.push({ leaf, member, package: header.package, feature: header.feature, facts: null });
    }
    // Its bytes are evidence still; where they passed once they are gone.
    if (member.reopen !== undefined) yield unplaced(member);
  }
}

function unopenedFact(header: BakHeader, locked: boolean): PackageFact {
  const fact = packageFact(null, header, {});
  return { ...fact, more: { ...fact.more, ...(locked ? { locked: true } : { unreadable: true }) } };
}

function failure(error: Fault, member: Member, leaf: string, header: BakHeader | null): Notice {
  const args = { file: leaf, package: header?.package ?? bakPackage(leaf), reason: error.detail };
  if (error.code === 'evidence.locked') {
    return notice('locked', 'miui.bak', 'damage', member.citation, { ...args, feature: header?.feature ?? null });
  }
  const code =
    error.code === 'evidence.truncated' || error.code === 'evidence.empty'
      ? 'truncated'
      : error.code === 'evidence.unsupported'
        ? 'unsupported'
        : 'unreadable';
  return notice(code, 'miui.bak', 'damage', member.citation, args);
}

/** User files packed beside the apps: they keep their place where they have an Android address. */
async function* decodeZip(
  member: Member,
  source: ByteSource,
  state: SetState,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  try {
    const inner = await kit.open(source);
    if (inner.kind === 'bytes') {
      yield unplaced(member);
      return;
    }
    for await (const item of kit.within(inner)) {
      if (item.type === 'coverage') state.gaps.push(...item.gaps);
      else if (item.type === 'entry' && item.location === null) {
        yield {
          ...item,
          member: { ...item.member, path: `${member.path}/${item.member.path}`, content: () => item.member.content() },
        };
      } else yield item;
    }
  } catch (error) {
    if (!(error instanceof Fault) || FINAL.has(error.code)) throw error;
    const args = { file: leafOf(member.path), package: null, reason: error.detail };
    yield notice(
      error.code === 'evidence.locked' ? 'locked' : 'unreadable',
      'miui.zip',
      'damage',
      member.citation,
      args,
    );
    yield unplaced(member);
  }
}
