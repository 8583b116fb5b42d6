import type { Gap, UnseenReason } from '../../src/android/coverage.ts';
import { renderCitation } from '../../src/base/citation.ts';
import type { Fault } from '../../src/base/fault.ts';
import type { Notice } from '../../src/base/notice.ts';
import { endsAll } from '../../src/vfs/decode-part.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Member } from '../../src/vfs/member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';
import { USER } from './metadata.ts';

/** What a backup has come to while its files pass. */
export interface State {
  readonly kit: DecodeKit;
  readonly gaps: Gap[];
  /** Packages of which something came out. */
  readonly packages: Set<string>;
  /** What the manifests inside tars say. */
  readonly facts: Map<string, PackageFact>;
}

/** What was lost of an app: nothing that is absent of it means anything. */
export function gapOf(item: Notice, name: string | null): Gap {
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

/** Entries of one file of an app; what stops it is told, and `listed` comes as it is where nothing came out of it. */
export async function* guarded(
  items: AsyncIterable<Decoded>,
  listed: Member | null,
  at: Pick<Member, 'citation' | 'path'>,
  name: string,
  state: State,
): AsyncGenerator<Decoded> {
  let entries = 0;
  const reasons = new Set<UnseenReason>();
  const withdraw = (item: Notice): void => {
    const gap = gapOf(item, name);
    if (!reasons.has(gap.reason)) state.gaps.push(gap);
    reasons.add(gap.reason);
  };
  try {
    for await (const item of items) {
      if (item.type === 'entry') entries++;
      if (item.type === 'notice' && item.gravity === 'damage') withdraw(item);
      yield item;
    }
  } catch (error) {
    if (endsAll(error)) throw error;
    const told = noticeOfFault(error as Fault, at.citation, at.path);
    yield told;
    withdraw(told);
  }
  if (entries === 0 && listed !== null) yield { type: 'entry', member: listed, location: null, proof: null };
}
