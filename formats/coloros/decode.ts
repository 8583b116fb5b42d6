import { appMemberPlace } from '../../src/android/app-member-place.ts';
import { coversOnlyWhatItHolds, type Gap } from '../../src/android/coverage.ts';
import { location } from '../../src/android/location.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import { decodeFile, decodePart, endsAll, type PartsTally, tallyParts, unplaced } from '../../src/vfs/decode-part.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, onlyFolder } from '../../src/vfs/only-folder.ts';
import { openedMember } from '../../src/vfs/opened-member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { seekable } from '../../src/vfs/seekable.ts';
import { spoolTree } from '../../src/vfs/spool-tree.ts';
import { isKnown, openItem } from './item.ts';
import { findKeys, type SessionKey } from './keys.ts';
import { backupFolder, isConfigName, provesBackup, type Role, roleOf } from './names.ts';

const USER = 0;
/** A few rows; more is no such database, in bytes. */
const MOST_CONFIG_BYTES = 16 << 20;
/** Never packed, by a list in the program (README). */
const NEVER_PACKED = 'com.popcap.pvz2cthdbddk';
const HEAD_BYTES = 256;
/** How lists are sealed; tars and APKs are not (README). */
const LIST_FACTS = {
  cipher: 'AES-256-CBC, lists alone',
  kdf: 'HMAC-SHA256 of what the backup holds: no password',
  provenBy: 'padding and magic',
} as const;

interface State {
  readonly kit: DecodeKit;
  readonly keys: readonly SessionKey[];
  readonly tally: PartsTally;
  readonly gaps: Gap[];
  /** Items opened. */
  opened: number;
}

/** One backup at any depth of a tree. Throws Fault `evidence.ambiguous` where several lie there. */
export async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  const { tree, close } = await spoolTree(input, kit);
  try {
    yield* decodeTree(tree, kit);
  } finally {
    close();
  }
}

async function* decodeTree(tree: TreeInput, kit: DecodeKit): AsyncGenerator<Decoded> {
  const folder = onlyFolder(tree, backupFolder, provesBackup);
  const area = { user: USER, storage: null, package: NEVER_PACKED, domains: null };
  const gaps: Gap[] = [{ area, reason: 'excluded-by-transport', at: null }];
  for (const item of tree.notices) {
    if (item.gravity === 'damage') gaps.push(gapOf(item, null));
    yield item;
  }
  const keys = await readKeys(tree);
  const config = [...tree.paths()].some((path) => folderOf(path) === folder && isConfigName(path));
  if (config) yield { type: 'facts', version: null, encryption: 'AES-256-CBC', more: LIST_FACTS };
  if (config && keys.length === 0) yield notice('unsupported', 'coloros.no-key', 'damage', tree.citation);
  else if (config) yield notice('manifest', 'coloros.keys', 'info', tree.citation, { keys: keys.length });
  const state: State = { kit, keys, tally: tallyParts(), gaps, opened: 0 };
  for (const member of tree.members()) {
    kit.checkpoint();
    yield* decodeMember(member, state);
  }
  if (state.opened > 0) yield notice('manifest', 'coloros.opened', 'info', tree.citation, { files: state.opened });
  yield coversOnlyWhatItHolds([...gaps, ...state.tally.gaps], [...state.tally.packages].sort());
}

/** From the database and its write-ahead log. What cannot be read is told where the file itself is read. */
async function readKeys(tree: TreeInput): Promise<readonly SessionKey[]> {
  const keys: SessionKey[] = [];
  for (const member of tree.members()) {
    if (!isConfigName(member.path.replace(/-wal$/, ''))) continue;
    try {
      const body = member.content();
      const bytes = body === null ? null : await wholeBody(body, MOST_CONFIG_BYTES);
      if (bytes !== null) keys.push(...findKeys(bytes));
    } catch (error) {
      if (!(error instanceof Fault) || endsAll(error)) throw error;
    }
  }
  return keys;
}

function gapOf(item: Notice, name: string | null): Gap {
  const reason = item.code === 'truncated' || item.code === 'locked' || item.code === 'limit' ? item.code : 'damage';
  return { area: { user: USER, storage: null, package: name, domains: null }, reason, at: renderCitation(item.at) };
}

async function* decodeMember(member: Member, state: State): AsyncGenerator<Decoded> {
  const role: Role = member.kind === 'file' ? roleOf(member.path) : { kind: 'item' };
  try {
    if (role.kind === 'apk') {
      yield* decodeFile(member, location(USER, role.package, 'apk', 'apk', 'base.apk'), null, state.tally);
    } else if (role.kind === 'tar') yield* decodeTar(member, role.package, state);
    else if (member.kind === 'file') yield* decodeItem(member, state);
    else yield unplaced(member);
  } catch (error) {
    if (!(error instanceof Fault) || endsAll(error)) throw error;
    const told = noticeOfFault(error, member.citation, member.path);
    yield told;
    state.gaps.push(gapOf(told, 'package' in role ? role.package : null));
    yield unplaced(member);
  }
}

async function* decodeTar(member: Member, name: string, state: State): AsyncGenerator<Decoded> {
  const source = member.reopen?.() ?? (await seekable(member));
  if (source === null) return;
  const part = {
    member,
    areas: [{ user: USER, storage: null, package: name, domains: null }],
    leavesOut: [],
    proof: null,
    place: (path: string) => appMemberPlace(name, path),
    open: () => state.kit.open({ ...source, name: member.path }),
  };
  for await (const item of decodePart(part, state.tally, state.kit)) {
    // Folders are written without their parents, and cut: where they say they lie is not where they lay.
    yield item.type === 'entry' && item.member.kind === 'directory' ? { ...item, location: null } : item;
  }
}

async function* decodeItem(member: Member, state: State): AsyncGenerator<Decoded> {
  const stored = await seekable(member);
  if (stored === null || isKnown(stored.at(0, HEAD_BYTES))) {
    yield unplaced(member);
    return;
  }
  const plain = openItem(stored, state.keys);
  if (plain === null) {
    yield notice('unsupported', 'coloros.opaque', 'doubt', member.citation, {
      path: member.path,
      keys: state.keys.length,
    });
    yield unplaced(member);
    return;
  }
  state.opened += 1;
  yield { type: 'entry', member: openedMember(member, plain), location: null, proof: 'magic' };
}
