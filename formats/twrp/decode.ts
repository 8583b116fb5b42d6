import { EVERYWHERE } from '../../src/android/coverage.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { notice } from '../../src/base/notice.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { endsAll, type PartsTally, unplaced } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded, Proof } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { onlyFolder } from '../../src/vfs/only-folder.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { HEAD_BYTES, headInTree } from '../../src/vfs/peek.ts';
import { proofOfLayers } from '../../src/vfs/proof-of-layers.ts';
import { checkedPart } from './checked-part.ts';
import { type LostMessages, watchMessages } from './lost-messages.ts';
import { missingParts, type PartName, partName, partOfChecksum } from './names.ts';
import { openAesKey, openAesSource, opensWith } from './openaes.ts';
import { firstMessage, packedBits } from './packed.ts';

/** What a part holds is the tree of a device. */
const INNER = 'full-filesystem';
/** Shared storage is left out of the data partition (TeamWin partition.cpp). */
const LEFT_OUT = ['external', 'obb', 'media'] as const;

/** Decodes one backup folder of TWRP: each part is a tar of its own. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const folder = onlyFolder(
    tree,
    (path) => partName(path)?.folder ?? null,
    (_, head) => packedBits(head) > 0,
  );
  if (hasSealed(tree, folder)) yield { type: 'facts', version: null, encryption: 'OpenAES', more: OPENAES_FACTS };
  const keys = findKeys(tree, folder, kit);
  const there: PartName[] = [];
  const summed: PartName[] = [];
  for (const member of tree.members()) {
    kit.checkpoint();
    const name = member.kind === 'file' ? partName(member.path) : null;
    if (name === null || name.folder !== folder) {
      const had = partOfChecksum(member.path);
      if (had?.folder === folder) summed.push(had);
      yield unplaced(member);
      continue;
    }
    there.push(name);
    yield* decodeOne(tree, member, name, keys, tally, kit);
  }
  for (const { partition, numbers } of missingParts(there, summed)) {
    const [first] = numbers ?? [];
    const args = first === undefined ? { partition } : { partition, count: numbers?.length ?? 0, first };
    const detail = first === undefined ? 'twrp.only-part-missing' : 'twrp.part-missing';
    yield notice('gap', detail, 'damage', tree.citation, args);
    tally.gaps.push({ area: EVERYWHERE, reason: 'truncated', at: null });
  }
  for (const storage of LEFT_OUT) {
    tally.gaps.push({
      area: { user: null, storage, package: null, domains: null },
      reason: 'excluded-by-transport',
      at: null,
    });
  }
}

async function* decodeOne(
  tree: TreeInput,
  member: Member,
  name: PartName,
  keys: Keys,
  tally: PartsTally,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  let entries = 0;
  const lost = watchMessages(member);
  try {
    const stored = sourceOfMember(member);
    if (stored === null) throw new Fault('evidence.unreadable', 'part.no-archive', member.citation);
    const checked = await checkedPart(tree, member, stored);
    const key = keys.get(name.path) ?? null;
    if (key instanceof Fault) throw key;
    const source = key === null ? checked.source : openAesSource(checked.source, key, lost);
    const proof: Proof | null = key === null ? null : 'magic';
    // Without its first message a tar does not begin as one: that it is one, its key was proved by.
    const headless = key !== null && (firstMessage(stored.at?.(0, HEAD_BYTES) ?? new Uint8Array(0)) ?? 0) > 0;
    const inner = await kit.open({ ...source, name: member.path }, headless ? 'tar' : undefined);
    if (inner.kind === 'bytes') throw new Fault('evidence.unreadable', 'part.no-archive', member.citation);
    for await (const item of kit.within(inner, undefined, INNER)) {
      yield* tellLost(lost, tally);
      if (item.type === 'entry') {
        entries++;
        if (item.location !== null && item.member.kind === 'file') tally.privateFiles++;
        yield { ...item, proof: proof ?? item.proof ?? proofOfLayers(item.member.citation) };
      } else yield item;
    }
    yield* tellLost(lost, tally);
    const wrong = await checked.finish();
    if (wrong !== null) {
      tally.gaps.push({ area: EVERYWHERE, reason: 'damage', at: renderCitation(member.citation) });
      yield wrong;
    }
  } catch (error) {
    if (!(error instanceof Fault) || endsAll(error)) throw error;
    yield* tellLost(lost, tally);
    const told = noticeOfFault(error, member.citation, member.path);
    yield told;
    if (error.code === 'evidence.locked') tally.locked ??= error;
    const reason = error.code === 'evidence.locked' ? 'locked' : told.code === 'truncated' ? 'truncated' : 'damage';
    tally.gaps.push({ area: EVERYWHERE, reason, at: renderCitation(member.citation) });
    if (entries === 0) yield unplaced(member);
  }
}

/** What of a sealed part could not be opened: any app may have been in it. */
function* tellLost(lost: LostMessages, tally: PartsTally): Generator<Decoded> {
  for (const item of lost.told()) {
    const reason = item.code === 'truncated' ? 'truncated' : 'damage';
    tally.gaps.push({ area: EVERYWHERE, reason, at: renderCitation(item.at) });
    yield item;
  }
}

/** How all sealed parts are (README, "OpenAES"): the password is the key, and its length chooses the AES. */
const OPENAES_FACTS = { cipher: 'AES-CBC of 128, 192 or 256 bits', kdf: 'none', provenBy: 'magic' } as const;

function hasSealed(tree: TreeInput, folder: string | null): boolean {
  for (const path of tree.paths()) {
    if (partName(path)?.folder !== folder) continue;
    if (firstMessage(headInTree(tree, path) ?? new Uint8Array(0)) !== null) return true;
  }
  return false;
}

/** Of each sealed part its key, or why there is none. */
type Keys = ReadonlyMap<string, Uint8Array | Fault>;

/**
 * Finds the keys of all sealed parts before anything is handed out. Throws Fault `evidence.locked` where no part can be
 * read.
 */
function findKeys(tree: TreeInput, folder: string | null, kit: DecodeKit): Keys {
  const keys = new Map<string, Uint8Array | Fault>();
  const known: Uint8Array[] = [];
  let parts = 0;
  for (const member of tree.members()) {
    const name = member.kind === 'file' ? partName(member.path) : null;
    if (name === null || name.folder !== folder) continue;
    parts++;
    const source = sourceOfMember(member);
    const head = source?.at?.(0, HEAD_BYTES) ?? new Uint8Array(0);
    if (source === null || firstMessage(head) === null) continue;
    const given = [...kit.passwords(name.path)];
    const key = [...known, ...given.map(openAesKey)].find((each) => opensWith(head, each));
    if (key !== undefined) {
      keys.set(name.path, key);
      known.unshift(key);
    } else keys.set(name.path, locked(source, name, given.length));
  }
  const faults = [...keys.values()].filter((each) => each instanceof Fault);
  const [first] = faults;
  if (first !== undefined && faults.length === parts) throw first;
  return keys;
}

function locked({ citation }: ByteSource, { path }: PartName, tried: number): Fault {
  return tried === 0
    ? new Fault('evidence.locked', 'no-password', citation, { name: path })
    : new Fault('evidence.locked', 'wrong-password', citation, { name: path, tried });
}
