import {
  type Area,
  areasLeftOut,
  type Coverage,
  type Gap,
  isLeftOut,
  type LeftOut,
  type UnseenReason,
} from '../android/coverage.ts';
import { type Location, PRIVATE_DOMAINS } from '../android/location.ts';
import { renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import type { Decoded, Proof } from './entry.ts';
import type { DecodeKit } from './format.ts';
import type { Input, Member } from './member.ts';
import { memberBelow } from './opened-member.ts';
import { noticeOfFault } from './pass-notices.ts';
import { proofOfLayers } from './proof-of-layers.ts';

/** One archive of a bundle that root tools made: where its members belong, and what it shows of a device. */
export interface Part {
  /** The stored file: entries are named below it. */
  readonly member: Member;
  /** What is shown whole where the archive is whole and holds anything of it, be it the folder alone. */
  readonly areas: readonly Area[];
  /** What the tool leaves out by its own rule. What turns up all the same is taken as packed. */
  readonly leavesOut: readonly LeftOut[];
  /** How the decryption was verified; null: as the layers of packing that were met tell (vfs/proof-of-layers). */
  readonly proof: Proof | null;
  /** The place of a member by its legal path; null where it has none. */
  place(path: string): Location | null;
  /** Opens what is packed. Throws Fault. */
  open(): Promise<Input>;
}

/** What a bundle has come to while its parts pass. */
export interface PartsTally {
  readonly covered: Area[];
  readonly gaps: Gap[];
  readonly packages: Set<string>;
  /** The first part that no password opened. */
  locked: Fault | null;
  /** Files of apps' private storage that came out. */
  privateFiles: number;
}

export function tallyParts(): PartsTally {
  return { covered: [], gaps: [], packages: new Set(), locked: null, privateFiles: 0 };
}

/** Faults that end the whole work, and not one part of it. */
const FINAL: ReadonlySet<string> = new Set(['interrupted', 'bug', 'evidence.changed', 'work.unusable']);

export function endsAll(error: unknown): boolean {
  return !(error instanceof Fault) || FINAL.has(error.code);
}

/** Coverage of all parts together: what was packed is covered, less what was left out or lost. */
export function partsCoverage(tally: PartsTally): Coverage {
  return {
    type: 'coverage',
    covered: tally.covered,
    gaps: tally.gaps,
    fallback: 'storage-not-acquired',
    packages: null,
  };
}

/** A stored file that is no part: hashed and listed, without a place. */
export function unplaced(member: Member): Decoded {
  return { type: 'entry', member, location: null, proof: null };
}

/** A stored file that is a file of the device as it stands. */
export function* decodeFile(
  member: Member,
  place: Location | null,
  proof: Proof | null,
  tally: PartsTally,
): Generator<Decoded> {
  if (place !== null && PRIVATE_DOMAINS.has(place.domain) && member.kind === 'file') tally.privateFiles++;
  if (place !== null && place.package !== null) tally.packages.add(place.package);
  yield { type: 'entry', member, location: place, proof };
}

/**
 * Decodes one part. What is damaged is told, and withdraws coverage of what the part could have held; a part that cannot
 * be opened is listed as the file it is, and one of which nothing has a place covers nothing. Throws only what ends the whole work.
 */
export async function* decodePart(part: Part, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const { member } = part;
  let damaged = false;
  let entries = 0;
  let shown = false;
  const packed = new Set<LeftOut>();
  const withdraw = (reason: UnseenReason, at: string): void => {
    damaged = true;
    for (const area of part.areas) tally.gaps.push({ area, reason, at });
  };
  try {
    const input = await part.open();
    shown = input.kind === 'stream' && input.rooted === true && part.place('') !== null;
    for await (const item of membersOf(input, member)) {
      kit.checkpoint();
      if ('type' in item) {
        if (item.gravity === 'damage') withdraw(reasonOf(item), renderCitation(item.at));
        yield item;
        continue;
      }
      const place = part.place(item.path);
      if (place !== null) {
        shown = true;
        for (const out of part.leavesOut) if (isLeftOut(out, place)) packed.add(out);
      }
      entries++;
      yield* decodeFile(memberBelow(member.path, item), place, part.proof ?? proofOfLayers(item.citation), tally);
    }
  } catch (error) {
    if (!(error instanceof Fault) || endsAll(error)) throw error;
    const told = noticeOfFault(error, member.citation, member.path);
    yield told;
    if (error.code === 'evidence.locked') tally.locked ??= error;
    withdraw(error.code === 'evidence.locked' ? 'locked' : reasonOf(told), renderCitation(member.citation));
    if (entries === 0) yield unplaced(member);
  }
  if (!damaged && !shown) yield* ofNothing(part, entries);
  else if (!damaged) tally.covered.push(...part.areas);
  const out = part.leavesOut.filter((each) => !packed.has(each));
  for (const area of part.areas.flatMap((each) => areasLeftOut(each, out)))
    tally.gaps.push({ area, reason: 'excluded-by-transport', at: null });
}

/** A whole archive of which nothing has a place: that an app's file is not in it does not show that the app had none. */
function* ofNothing({ member, areas }: Part, entries: number): Generator<Notice> {
  const name = areas[0]?.package ?? null;
  if (name === null) return;
  const args = { path: member.path, package: name };
  yield notice('manifest', entries === 0 ? 'part.empty' : 'part.foreign', 'doubt', member.citation, args);
}

function reasonOf(item: Notice): UnseenReason {
  return item.code === 'truncated' ? 'truncated' : item.code === 'limit' ? 'limit' : 'damage';
}

async function* membersOf(input: Input, member: Member): AsyncGenerator<Member | Notice> {
  if (input.kind === 'stream') yield* input.members;
  else if (input.kind === 'tree') {
    yield* input.notices;
    yield* input.members();
  } else {
    // An archive of nothing is nothing but zeros, which no container claims.
    let bytes = 0;
    let zeros = true;
    for await (const chunk of input.source.stream()) {
      bytes += chunk.length;
      zeros &&= chunk.every((byte) => byte === 0);
      if (!zeros) break;
    }
    if (!zeros || bytes === 0) throw new Fault('evidence.unreadable', 'part.no-archive', member.citation);
  }
}
