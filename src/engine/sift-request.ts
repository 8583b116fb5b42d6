import type { SideName } from '../device/side-name.ts';
import type { Job } from './job.ts';

/** A content of one side, to be asked about (sift.ts). */
export interface SiftedSide {
  readonly side: SideName;
  readonly offset: number;
  readonly length: number;
}

export interface SiftRequest {
  /** One side, or two that are held against each other. */
  readonly sides: readonly SiftedSide[];
  /** Which share of how many. */
  readonly share: number;
  readonly shares: number;
  /** A byte a page, for the smallest pages that there are. */
  readonly found: SharedArrayBuffer;
}

/** Contents below this size are read whole, and quickly. */
const LEAST_BYTES = 64 * 1024 * 1024;
const SMALLEST_PAGE = 512;

/** The sides of a job that are worth asking about beforehand: none of most jobs. */
export function sidesToSift(job: Job): readonly SiftedSide[] {
  if (!job.scan || job.facts !== undefined) return [];
  const sides: SiftedSide[] = [];
  for (const side of ['source', 'target'] as const) {
    const main = job[side]?.parts.find(({ role }) => role === 'main');
    if (main !== undefined && main.length >= LEAST_BYTES && !(job.equal.sourceTarget && sides.length > 0))
      sides.push({ side, offset: main.offset, length: main.length });
  }
  return sides;
}

/** Room for what is found of them. */
export function roomForSifting(sides: readonly SiftedSide[]): SharedArrayBuffer {
  return new SharedArrayBuffer(Math.ceil(Math.max(...sides.map(({ length }) => length)) / SMALLEST_PAGE));
}
