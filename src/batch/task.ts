import type { FaultRecord } from '../base/fault.ts';
import type { Limits } from '../bytes/limits.ts';
import type { Side, SideRequest } from '../engine/side-pass.ts';
import type { Profile } from '../report/profile/profile.ts';
import type { SideName } from '../report/result.ts';
import type { PlannedPair } from './plan.ts';
import type { PairRecord } from './record.ts';

/** What all pairs of a batch have in common, as it crosses threads. */
export interface Settings {
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly at: number;
  readonly timezone: string;
  readonly limits: Limits;
  readonly workDir: string | null;
  readonly caseKey: Uint8Array | null;
  readonly reveal: boolean;
  readonly case: string | null;
  /** Differences listed per artifact; 0: none. */
  readonly changes: number;
  /** Claims to be judged on each pair: the profile, and how `--profile` named it. */
  readonly profile?: { readonly name: string; readonly profile: Profile } | null;
  /** Endings of the files to write of each pair beside `result.json`, such as `.html`. */
  readonly outputs: readonly string[];
}

/** One pair to be compared, of sides that were taken. */
export interface PairTask {
  readonly pair: PlannedPair;
  readonly key: string;
  readonly sides: Readonly<Record<SideName, Side | null>>;
  /** Passwords to try on encrypted stores. */
  readonly keys: readonly string[];
  readonly out: string;
  readonly settings: Settings;
  /** [0] not zero: stop. */
  readonly stop: SharedArrayBuffer;
}

/** What a batch asks of one of its threads. Each is answered once, by the same `id`. */
export type Request =
  | { readonly kind: 'take'; readonly id: number; readonly request: SideRequest }
  | { readonly kind: 'hash'; readonly id: number; readonly request: SideRequest }
  | { readonly kind: 'pair'; readonly id: number; readonly task: PairTask };

export type Reply =
  /** Its catalogue is shared; its spool stays open, until the main thread closes the handle. */
  | { readonly id: number; readonly side: Side }
  | { readonly id: number; readonly sha256: string }
  | { readonly id: number; readonly record: PairRecord }
  | { readonly id: number; readonly fault: FaultRecord }
  | { readonly id: number; readonly bug: string };
