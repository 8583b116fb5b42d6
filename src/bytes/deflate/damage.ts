import type { StreamBreak } from '../source.ts';

/** One damaged stretch of a deflate stream. Offsets are of the input, in bytes. */
export interface Damage {
  /** Where a rule was found broken; the damage itself may lie somewhat before. */
  readonly at: number;
  readonly reason: string;
  /** Where reading began anew; null where it never did. */
  resumedAt: number | null;
  /** Bytes unpacked before it, those that came out of the damaged block included. */
  readonly produced: number;
  readonly doubtfulFrom: number;
}

export interface Repair {
  readonly breaks: StreamBreak[];
  readonly damage: Damage[];
  /** Bytes that were searched at every bit, so that hostile input cannot make it the rule. */
  searched: number;
}

export function emptyRepair(): Repair {
  return { breaks: [], damage: [], searched: 0 };
}
