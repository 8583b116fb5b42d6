import type { Document } from '../content/reader.ts';
import type { Change } from '../diff/change.ts';
import { changesOf, recordsAlone } from '../diff/changes.ts';
import type { Job, JobResult } from './job.ts';
import { nestedRoom, withNested } from './nested-changes.ts';

/** Differences of two documents, as many as are wanted, and whether there are more. Of what was asked for, how many. */
export function listChanges(
  source: Document | null,
  target: Document | null,
  { changes: wanted, asked }: Pick<Job, 'changes' | 'asked'>,
  poll: () => void,
): Pick<JobResult, 'changes' | 'changesCut' | 'changesTotal'> {
  const changes: Change[] = [];
  if (wanted === 0 && asked === undefined) return { changes, changesCut: false };
  const room = nestedRoom();
  let total = 0;
  for (const change of differences(source, target, asked, poll)) {
    total += 1;
    if (total <= wanted) changes.push(withNested(change, room, poll));
    // To know how many more there are would take as long as to list them.
    else if (asked === undefined) return { changes, changesCut: true };
  }
  return { changes, changesCut: total > changes.length, ...(asked === undefined ? {} : { changesTotal: total }) };
}

function differences(
  source: Document | null,
  target: Document | null,
  asked: Job['asked'],
  poll: () => void,
): Iterable<Change> {
  if (source !== null && target !== null) return changesOf(source, target, Number.POSITIVE_INFINITY, poll);
  if (asked === 'source' && source !== null) return recordsAlone(source, 'source-only', poll);
  if (asked === 'target' && target !== null) return recordsAlone(target, 'target-only', poll);
  return [];
}
