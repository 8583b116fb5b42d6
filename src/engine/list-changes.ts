import type { Document } from '../content/reader.ts';
import type { Change } from '../diff/change.ts';
import { changesOf } from '../diff/changes.ts';
import type { JobResult } from './job.ts';

/** Differences of two documents, as many as are wanted, and whether there are more. */
export function listChanges(
  source: Document | null,
  target: Document | null,
  wanted: number,
  poll: () => void,
): Pick<JobResult, 'changes' | 'changesCut'> {
  const changes: Change[] = [];
  if (wanted === 0 || source === null || target === null) return { changes, changesCut: false };
  for (const change of changesOf(source, target, wanted + 1, poll)) {
    if (changes.length === wanted) return { changes, changesCut: true };
    changes.push(change);
  }
  return { changes, changesCut: false };
}
