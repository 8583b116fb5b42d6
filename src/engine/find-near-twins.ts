import type { Sketch } from '../content/sketch.ts';
import { nearTwins, type Sketched } from '../diff/near-twins.ts';
import { addressOf } from './entry-view.ts';
import type { Judged } from './find-moves.ts';
import type { JobResult } from './job.ts';

/** Marks that one package may hold at a time: 8 MB. What comes after has no near twins told. */
const MOST_MARKS = 1 << 21;

/** Takes results, and lets their sketches go once a package has enough of them. */
export function boundSketches(): (result: JobResult | null) => JobResult | null {
  let held = 0;
  return (result) => {
    if (result === null) return null;
    const marks = (result.source?.sketch?.marks.length ?? 0) + (result.target?.sketch?.marks.length ?? 0);
    if (held + marks <= MOST_MARKS) {
      held += marks;
      return result;
    }
    const bare = <T extends { readonly sketch: Sketch | null }>(side: T | null): T | null =>
      side === null ? null : { ...side, sketch: null };
    return { ...result, source: bare(result.source), target: bare(result.target) };
  };
}

interface Candidate extends Sketched {
  readonly at: number;
}

/** Tells of what is only on the source where the target holds nearly the same. Changes no verdict. */
export function withNearTwins(waiting: readonly Judged[]): readonly Judged[] {
  const sources: Candidate[] = [];
  const targets: Candidate[] = [];
  for (const [at, { unit, result }] of waiting.entries()) {
    const { source, target, copies } = unit;
    if (source !== null && target === null && copies.length === 0) {
      const place = { user: source.location?.user ?? 0, devicePath: addressOf(source) };
      sources.push({ at, ...place, sketch: result?.source?.sketch ?? null });
    } else if (source === null && target !== null) {
      const place = { user: target.location?.user ?? 0, devicePath: addressOf(target) };
      targets.push({ at, ...place, sketch: result?.target?.sketch ?? null });
    }
  }
  const list = [...waiting];
  for (const [{ at }, similar] of nearTwins(sources, targets)) {
    const own = list[at] as Judged;
    list[at] = { ...own, unit: { ...own.unit, similar } };
  }
  return list;
}
