import type { Row } from '../content/value.ts';
import type { RecordCounts } from './change.ts';
import { recordTells, type SectionPair } from './section-pair.ts';

/** One bit for each record of the source, in the order of its section. */
export interface Marks {
  mark(ordinal: number): void;
  has(ordinal: number): boolean;
  clear(): void;
}

export function bitMarks(): Marks {
  let bytes = new Uint8Array(1024);
  return {
    mark(ordinal) {
      const at = ordinal >>> 3;
      if (at >= bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, at + 1));
        larger.set(bytes);
        bytes = larger;
      }
      bytes[at] = (bytes[at] as number) | (1 << (ordinal & 7));
    },
    has: (ordinal) => ((bytes[ordinal >>> 3] ?? 0) & (1 << (ordinal & 7))) !== 0,
    clear: () => void bytes.fill(0),
  };
}

/** Counts as they grow. */
export type Tally = { -readonly [K in keyof RecordCounts]: number };

export function emptyTally(): Tally {
  return { same: 0, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 0 };
}

export function addTally(into: Tally, more: RecordCounts): void {
  into.same += more.same;
  into.changed += more.changed;
  into.sourceOnly += more.sourceOnly;
  into.targetOnly += more.targetOnly;
  into.telling += more.telling;
}

/** What a comparison of two sections is given beside them. */
export interface Pass {
  readonly pair: SectionPair;
  /** Rows of the target still to come, as far as it is known: for the size of tables. */
  readonly expected: number;
  readonly poll: () => void;
  /** Marks the records of the source that were found; null where nobody asks. */
  readonly found: Marks | null;
}

export const POLL_ROWS = 1 << 14;

/** A record of the source was found, equal on the target. */
export function countSame(tally: Tally, pass: Pass, row: Row, ordinal: number): void {
  tally.same += 1;
  if (recordTells(pass.pair.source, row, pass.pair.beyondKey)) tally.telling += 1;
  pass.found?.mark(ordinal);
}

/** A record of the source was found as `changed`: what it shares tells, so it tells. */
export function countChanged(tally: Tally, pass: Pass, ordinal: number): void {
  tally.changed += 1;
  tally.telling += 1;
  pass.found?.mark(ordinal);
}
