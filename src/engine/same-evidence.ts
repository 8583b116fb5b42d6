import type { NoticeView, SideName } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { noticeMessage } from '../report/words/notices.ts';
import { splitPath } from '../vfs/evidence.ts';
import type { Side } from './side-pass.ts';
import type { TakenSides } from './sides.ts';

/** Two sets in one file have the file's hash in common, and nothing else. */
function isSame(one: Side, other: Side): boolean {
  return (
    one.sha256 === other.sha256 &&
    one.format === other.format &&
    one.entries === other.entries &&
    splitPath(one.label).inner === splitPath(other.label).inner
  );
}

/** That a side is evidence which was given before as another: whatever it holds is on both, and shows nothing. */
export function sameEvidenceNotice(name: SideName, { by }: TakenSides): NoticeView | null {
  const own = by[name]?.side;
  if (own === undefined) return null;
  for (const other of SIDE_NAMES.slice(0, SIDE_NAMES.indexOf(name))) {
    const before = by[other]?.side;
    if (before === undefined || !isSame(own, before)) continue;
    const args = { other, sha256: own.sha256 };
    const message = noticeMessage('same-evidence', 'side', args);
    return { side: name, code: 'same-evidence', gravity: 'doubt', at: own.label, message, detail: 'side', args };
  }
  return null;
}
