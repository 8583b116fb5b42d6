import type { Document } from '../content/reader.ts';
import type { Change } from '../diff/change.ts';
import { changesOf } from '../diff/changes.ts';
import type { JobResult } from './job.ts';
import { nestedRoom, withNested } from './nested-changes.ts';

/** Differences of two documents, as many as are wanted, and whether there are more. */
export function listChanges(
  source: Document | null,
  target: Document | null,
  wanted: number,
  poll: () => void,
): Pick<JobResult, 'changes' | 'changesCut'> {
  const changes: Change[] = [];
  const room = nestedRoom();
  if (wanted === 0 || source === null || target === null) return { changes, changesCut: false };
  for (const change of changesOf(source, target, wanted + 1, poll)) {
    if (changes.length === wanted) return { changes, changesCut: true };
    changes.push(withNested(change, room, poll));
  }
  return { changes, changesCut: false };
}
