import type { Document } from '../content/reader.ts';
import type { Change } from '../diff/change.ts';
import { changesOf, recordsAlone } from '../diff/changes.ts';
import { weightOf, withoutLong } from '../diff/long-values.ts';
import type { Job, JobResult } from './job.ts';
import { nestedRoom, withNested } from './nested-changes.ts';

/** Of one artifact; what comes later is counted and not listed. */
const MOST_BYTES = 64 << 20;

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
  let bytes = 0;
  for (const change of differences(source, target, asked, poll)) {
    total += 1;
    if (total <= wanted && bytes <= MOST_BYTES) {
      const listed = withoutLong(withNested(change, room, poll));
      bytes += weightOf(listed);
      changes.push(listed);
    } else if (asked === undefined) {
      // To know how many more there are would take as long as to list them.
      return { changes, changesCut: true };
    }
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
