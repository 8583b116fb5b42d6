import type { RunOptions } from '../engine/run-options.ts';
import type { PlannedPair } from './plan.ts';
import type { PairRecord } from './record.ts';
import type { Settings } from './task.ts';

export interface BatchOptions {
  readonly run: RunOptions;
  /** Folder of the batch. */
  readonly out: string;
  /** Pairs compared, or evidence taken, at once. */
  readonly jobs: number;
  /** Bytes of decoded evidence held for further pairs. */
  readonly cacheBytes: number;
  /** Pairs whose key is unchanged are not compared again. */
  readonly resume: boolean;
  readonly changes: number;
  readonly profile?: Settings['profile'];
  readonly case: string | null;
  readonly outputs: readonly string[];
  readonly passwords: (pair: PlannedPair, path: string) => readonly string[];
  /** The folder is ready. */
  readonly onBegin?: () => void;
  readonly onPair?: (event: PairEvent) => void;
}

/** A pair has ended. */
export interface PairEvent {
  readonly record: PairRecord;
  /** It was finished in an earlier run. */
  readonly kept: boolean;
  readonly done: number;
  readonly total: number;
  /** Bytes of evidence of the pairs that ended, and of all. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface BatchOutcome {
  /** In the order of the plan. */
  readonly records: readonly PairRecord[];
  readonly stats: {
    readonly evidences: number;
    /** Times that evidence was decoded: more than `evidences` only where the cache was too small. */
    readonly decoded: number;
    /** Times that a pair found its evidence decoded already. */
    readonly reused: number;
    readonly compared: number;
    readonly kept: number;
  };
}
