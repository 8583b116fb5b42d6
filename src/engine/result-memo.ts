import type { Job, JobResult } from './job.ts';

/** Results of jobs that many comparisons would do again, each under what it hangs on. */
export interface ResultMemo {
  /** The result of a job: as it was, where it hangs on a content that was looked into before, else of `run`. */
  of(job: Job, keys: readonly string[], run: () => JobResult): JobResult;
}

/** Results held, in units of about 1 kB; those used longest ago give way. */
const MOST_HELD = 30_000;
const UNIT_BYTES = 1024;

/**
 * Holds results that hang on one content alone, those of sides that are equal byte for byte or of one side by itself.
 * Evidence that is compared often is so looked into once, however many of its pairs a thread has.
 */
export function makeResultMemo(most = MOST_HELD): ResultMemo {
  const held = new Map<string, JobResult>();
  let weight = 0;
  const forget = (key: string, result: JobResult): void => {
    held.delete(key);
    weight -= weightOf(result);
  };
  return {
    of(job, keys, run) {
      const key = keyOf(job, keys);
      if (key === null) return run();
      const known = held.get(key);
      if (known !== undefined) {
        held.delete(key);
        held.set(key, known);
        return known;
      }
      const result = run();
      held.set(key, result);
      weight += weightOf(result);
      for (const [oldest, each] of held) {
        if (weight <= most) break;
        forget(oldest, each);
      }
      return result;
    },
  };
}

/** Both sides of a result are one reading, or one of them is null. */
function weightOf({ source, target }: JobResult): number {
  const reading = source ?? target;
  return (
    1 + (reading?.observed.sightings.length ?? 0) + Math.ceil((reading?.sketch?.marks.byteLength ?? 0) / UNIT_BYTES)
  );
}

/** All that the result hangs on; null where that is more than one content with its place. */
function keyOf(job: Job, keys: readonly string[]): string | null {
  const { source, target, equal } = job;
  const own = source ?? target;
  const isAlone = source === null || target === null || equal.sourceTarget;
  if (own === null || !isAlone || job.bundle !== null || job.facts !== undefined || job.past !== null) return null;
  const [part] = own.parts;
  if (part === undefined || own.parts.length > 1 || part.role !== 'main' || own.sha256 === null) return null;
  if (own.place !== undefined || own.more !== undefined || job.sifted !== undefined) return null;
  const { name, package: owner, domain, path, scan, digest } = job;
  const sides = [source !== null, target !== null, equal.sourceTarget];
  const given = job.keys === undefined ? keys : [...keys, ...job.keys];
  return JSON.stringify([own.sha256, name, owner, domain, path, scan, digest, sides, given]);
}
