import { coversOnlyWhatItHolds, EVERYWHERE, type Gap, type UnseenReason } from '../../src/android/coverage.ts';
import { location } from '../../src/android/location.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { endsAll, unplaced } from '../../src/vfs/decode-part.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf, onlyFolder } from '../../src/vfs/only-folder.ts';
import { memberBelow, openedMember } from '../../src/vfs/opened-member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { type SeekableSource, seekable } from '../../src/vfs/seekable.ts';
import { spoolTree } from '../../src/vfs/spool-tree.ts';
import { readAppList } from './app-list.ts';
import { sealFacts } from './facts.ts';
import { type ItemKeys, openItem, secretsOf } from './item.ts';
import { knownBytes } from './known.ts';
import { APP_LIST_NAME, HISTORY_NAME, OPAQUE, roleOf, SUMMARY_NAMES, sessionFolder } from './names.ts';
import { openSealedApk } from './sealed-apk.ts';
import { readSession, type Session } from './session.ts';
import { provesSession } from './signs.ts';

/** Containers within containers of a session: a .smem holds an .edb, which holds a zip. */
const MOST_LEVELS = 4;
const MOST_INDEX_BYTES = 32 << 20;
/** Of all kinds of records that a zip begins with. */
const ZIP_MARK = 'PK';
/** The archive does not say whose data it holds; Smart Switch moves the first user's. */
const USER = 0;

/** What a session has come to while its files pass. */
interface State {
  readonly kit: DecodeKit;
  readonly session: Session;
  readonly keys: ItemKeys;
  readonly gaps: Gap[];
  readonly packages: Set<string>;
  readonly facts: Map<string, PackageFact>;
  /** The first app whose data no secret opened. */
  locked: Fault | null;
  /** Files of apps' private storage that came out, and items that were opened. */
  privateFiles: number;
  /** How items and APKs were opened, each once. */
  readonly told: Set<string>;
}

/**
 * One session of Smart Switch at any depth of a tree. Throws Fault `evidence.ambiguous` where several lie there,
 * `evidence.locked` where app data is locked and no other, and no item, can be opened.
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
  const folder = onlyFolder(tree, sessionFolder, provesSession) ?? '';
  const inFolder = (path: string): boolean => folderOf(path) === folder;
  const paths = [...tree.paths()];
  const text = async (wanted: (leaf: string) => boolean): Promise<string | null> => {
    const path = paths.find((each) => inFolder(each) && wanted(leafOf(each).toLowerCase()));
    return path === undefined ? null : readText(tree.find(path));
  };
  const session = readSession(
    await text((leaf) => leaf === HISTORY_NAME),
    (await text((leaf) => leaf === SUMMARY_NAMES[0])) ?? (await text((leaf) => leaf === SUMMARY_NAMES[1])),
  );
  const secrets = session.secrets.map((secret) => secret.text);
  const state: State = {
    kit: kit.offering(secrets),
    session,
    keys: { secrets: session.secrets, pins: pinsOf(kit, tree.name) },
    gaps: [{ area: { ...EVERYWHERE, domains: ['cache', 'no_backup'] }, reason: 'excluded-by-transport', at: null }],
    packages: new Set(),
    facts: new Map(),
    locked: null,
    privateFiles: 0,
    told: new Set(),
  };
  const sealed = sealFacts(tree);
  if (sealed !== null) yield sealed;
  await checkLocks(tree, state);
  for (const item of tree.notices) {
    if (item.gravity === 'damage') state.gaps.push(gapOf(item, null));
    yield item;
  }
  yield notice('manifest', 'samsung.session', 'info', tree.citation, { model: session.model, saved: session.saved });
  const list = paths.find((each) => leafOf(each).toLowerCase() === APP_LIST_NAME && /APKFILE$/i.test(folderOf(each)));
  const apps = list === undefined ? null : readAppList((await readText(tree.find(list))) ?? '');
  for (const member of tree.members()) {
    kit.checkpoint();
    yield* decodeMember(member, state, 0);
  }
  if (apps !== null && list !== undefined) {
    for (const [name, fact] of apps) {
      if (!state.packages.has(name)) continue;
      const known = state.facts.get(name);
      yield known === undefined
        ? fact
        : { ...known, label: known.label ?? fact.label, more: { ...fact.more, ...known.more } };
      state.facts.delete(name);
    }
    const there = [...apps.keys()].filter((name) => state.packages.has(name)).length;
    const at = tree.find(list)?.citation ?? tree.citation;
    yield notice('manifest', 'samsung.app-list', 'info', at, { listed: apps.size, there });
  }
  yield* state.facts.values();
  yield coversOnlyWhatItHolds(state.gaps, [...state.packages].sort());
}

/**
 * Throws Fault `evidence.locked` where apps' data is locked and nothing private comes out of the session, before anything
 * is handed out. It ends with the first private file that does.
 */
async function checkLocks(tree: TreeInput, state: State): Promise<void> {
  const tried: State = { ...state, gaps: [], packages: new Set(), facts: new Map(), told: new Set() };
  for (const kinds of [['app-data'], ['item', 'archive']]) {
    for (const member of tree.members()) {
      state.kit.checkpoint();
      if (member.kind !== 'file' || !kinds.includes(roleOf(member.path).kind)) continue;
      for await (const _ of decodeMember(member, tried, 0)) if (tried.privateFiles > 0) return;
    }
    if (tried.locked === null) return;
  }
  if (tried.locked !== null) throw tried.locked;
}

/** PINs are asked for only where the session's own secrets do not open something. */
function pinsOf(kit: DecodeKit, name: string): () => readonly string[] {
  let pins: readonly string[] | null = null;
  return () => {
    pins ??= [...kit.passwords(name)];
    return pins;
  };
}

async function readText(member: Member | null): Promise<string | null> {
  if (member === null || member.kind !== 'file') return null;
  try {
    const source = await seekable(member);
    return source === null ? null : Buffer.from(source.at(0, MOST_INDEX_BYTES)).toString('utf8');
  } catch (error) {
    // It is told where the member itself is read.
    if (error instanceof Fault && !endsAll(error)) return null;
    throw error;
  }
}

function gapOf(item: Notice, name: string | null): Gap {
  const reason: UnseenReason =
    item.code === 'truncated'
      ? 'truncated'
      : item.code === 'locked'
        ? 'locked'
        : item.code === 'limit'
          ? 'limit'
          : 'damage';
  return { area: { user: USER, storage: null, package: name, domains: null }, reason, at: renderCitation(item.at) };
}

async function* decodeMember(member: Member, state: State, level: number): AsyncGenerator<Decoded> {
  const role = member.kind === 'file' ? roleOf(member.path) : { kind: 'other' as const };
  const named = 'package' in role ? role.package : null;
  if (named !== null) state.packages.add(named);
  try {
    if (role.kind === 'app-data') yield* decodeAppData(member, role.package, state);
    else if (role.kind === 'sealed-apk') yield* decodeSealedApk(member, role.package, role.file, state);
    else if (role.kind === 'apk') {
      const place = location(USER, role.package, 'apk', 'apk', role.file);
      yield { type: 'entry', member, location: place, proof: null };
    } else if (role.kind === 'item') yield* decodeItem(member, role.sure, state, level);
    else if (role.kind === 'archive') yield* decodeArchive(member, state, level);
    else yield unplaced(member);
  } catch (error) {
    if (!(error instanceof Fault) || endsAll(error)) throw error;
    const locked = error.code === 'evidence.locked' && role.kind === 'app-data';
    const fault = locked ? lockedApp(member, state.keys) : error;
    if (locked) state.locked ??= fault;
    const told = noticeOfFault(fault, member.citation, member.path);
    yield told;
    state.gaps.push(gapOf(told, named));
    yield unplaced(member);
  }
}

/** What was tried on it were the session's secrets first, which nobody gave, and then passwords. */
function lockedApp({ citation, path }: Member, { secrets, pins }: ItemKeys): Fault {
  const args = { name: path, secrets: secrets.length, passwords: pins().length };
  return new Fault('evidence.locked', 'samsung.app-data', citation, args);
}

/** `.data` and `.noedata`: an adb backup, the first sealed with the secret as its password. */
async function* decodeAppData(member: Member, name: string, state: State): AsyncGenerator<Decoded> {
  const source = await seekable(member);
  if (source === null) return;
  const input = await state.kit.open({ ...source, name: member.path }, 'android-backup');
  for await (const item of state.kit.within(input, undefined, 'android-backup')) {
    if (item.type === 'coverage') {
      for (const gap of item.gaps) {
        state.gaps.push({ ...gap, area: { user: USER, storage: null, package: name, domains: null } });
      }
    } else if (item.type === 'package') state.facts.set(item.package, item);
    else if (item.type === 'entry') {
      const { storage } = item.location ?? {};
      if (storage === 'ce' || storage === 'de') state.privateFiles++;
      yield { ...item, member: memberBelow(member.path, item.member) };
    } else yield item;
  }
}

async function* decodeSealedApk(member: Member, name: string, file: string, state: State): AsyncGenerator<Decoded> {
  const stored = await seekable(member);
  if (stored === null) return;
  for (const secret of secretsOf(state.keys)) {
    const opened = openSealedApk(stored, secret.text);
    if (opened === null) continue;
    yield* tellOnce(state, member, 'apk', secret.from);
    if (!opened.whole) yield notice('truncated', 'samsung.apk', 'damage', member.citation, { path: member.path });
    const place = location(USER, name, 'apk', 'apk', file);
    yield { type: 'entry', member: openedMember(member, opened.source), location: place, proof: 'magic' };
    return;
  }
  const args = { path: member.path, tried: [...secretsOf(state.keys)].length };
  yield notice('locked', 'samsung.apk', 'damage', member.citation, args);
  yield unplaced(member);
}

async function* decodeItem(member: Member, sure: boolean, state: State, level: number): AsyncGenerator<Decoded> {
  const stored = await seekable(member);
  if (stored === null) return;
  if (isPlain(stored)) {
    yield* decodeArchive(member, state, level);
    return;
  }
  const opened = openItem(stored, state.keys);
  if (opened === null) {
    if (OPAQUE.test(member.path)) {
      yield notice('unsupported', 'samsung.opaque', 'info', member.citation, { path: member.path });
    } else if (sure) {
      const args = { path: member.path, secrets: state.keys.secrets.length, pins: state.keys.pins().length };
      const told = notice('locked', 'samsung.item', 'damage', member.citation, args);
      yield told;
      state.gaps.push({ ...gapOf(told, null), area: { user: USER, storage: 'archive', package: null, domains: null } });
    }
    yield unplaced(member);
    return;
  }
  state.privateFiles++;
  yield* tellOnce(state, member, opened.variant, opened.secret.from);
  yield* decodeArchive(openedMember(member, opened.source), state, level, true);
}

/** A zip of items, or whatever it is. */
async function* decodeArchive(member: Member, state: State, level: number, opened = false): AsyncGenerator<Decoded> {
  const proof = opened ? 'magic' : null;
  const source = level < MOST_LEVELS ? await seekable(member) : null;
  if (source === null || Buffer.from(source.at(0, ZIP_MARK.length)).toString('latin1') !== ZIP_MARK) {
    yield { type: 'entry', member, location: null, proof };
    return;
  }
  const input = await state.kit.open({ ...source, name: member.path }, 'zip');
  if (input.kind !== 'tree') return;
  yield* input.notices;
  for (const inner of input.members()) {
    state.kit.checkpoint();
    for await (const item of decodeMember(memberBelow(member.path, inner), state, level + 1)) {
      yield item.type === 'entry' && item.proof === null ? { ...item, proof } : item;
    }
  }
}

/** Whether something with an item's name is not sealed at all. */
function isPlain(stored: SeekableSource): boolean {
  const text = Buffer.from(stored.at(0, 16)).toString('latin1');
  const begins = ['SQLite format 3', '<?xml', 'BEGIN:V', 'PK\x03\x04', 'PK\x05\x06'].some((known) =>
    text.startsWith(known),
  );
  return begins || knownBytes(stored.at, stored.size) !== null;
}

function* tellOnce(state: State, member: Member, variant: string, from: string): Generator<Decoded> {
  const key = `${variant} ${from}`;
  if (state.told.has(key)) return;
  state.told.add(key);
  yield notice('manifest', 'samsung.opened', 'info', member.citation, { path: member.path, variant, from });
}
