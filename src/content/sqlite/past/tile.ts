import type { Candidate, CellFinder } from './candidate.ts';
import { isOverlaid } from './overlaid.ts';
import type { PastTable } from './past-table.ts';

/** Smallest stretch that can hold a row. */
const LEAST_BYTES = 5;
/** A cell whose bytes begin with more zeros than this holds nothing. */
const ZERO_RUN = 16;
/** For a cell that ends where the free stretch ends. */
const END_BONUS = 2;

const best = new Float64Array(65_536 + 8);

/**
 * Covers a free stretch of a page with cells as well as can be: of all ways to lay candidates one after the other, the
 * one with the highest sum of scores. That is what tells a lost serial type: only the right one makes its neighbours fit.
 */
export function tile(
  bytes: Buffer,
  finder: CellFinder,
  from: number,
  to: number,
  tables: readonly PastTable[],
  others: readonly PastTable[] = [],
): Candidate[] {
  const length = to - from;
  if (length < LEAST_BYTES || tables.length === 0) return [];
  const picks: (Candidate | undefined)[] = new Array(length + 1);
  best.fill(0, 0, length + 1);
  let zeros = 0;
  let at = 0;
  const weigh = (candidate: Candidate): void => {
    const next = at + candidate.length;
    const score = candidate.score + (best[next] as number) + (next === length ? END_BONUS : 0);
    if (score > (best[at] as number)) {
      best[at] = score;
      picks[at] = candidate;
    }
  };
  for (at = length - 1; at >= 0; at--) {
    best[at] = best[at + 1] as number;
    zeros = bytes[from + at] === 0 ? zeros + 1 : 0;
    if (at + LEAST_BYTES > length || zeros > ZERO_RUN) continue;
    finder.find(from + at, to, tables, others, weigh);
  }
  const found: Candidate[] = [];
  for (let next = 0; next < length; ) {
    const pick = picks[next];
    if (pick === undefined) next++;
    else {
      // A cell that was written later takes the end of a freed one, and may be freed, and lose its own end, in turn.
      if (!isOverlaid(bytes, pick, to)) found.push(pick);
      next += pick.length;
    }
  }
  return found;
}
