import type { Value } from '../content/value.ts';

/** One difference between two documents, addressed by section and key. */
export interface Change {
  readonly section: string;
  readonly kind: 'changed' | 'source-only' | 'target-only';
  /** Rendered key, or null where the section has none. */
  readonly key: string | null;
  /** Columns by name; only the differing ones, and those of the key, for `changed`. */
  readonly source: Readonly<Record<string, Value>> | null;
  readonly target: Readonly<Record<string, Value>> | null;
}

/** Records compared (contract, "Comparison"). `telling`: records found that tell. */
export interface RecordCounts {
  readonly same: number;
  readonly changed: number;
  readonly sourceOnly: number;
  readonly targetOnly: number;
  readonly telling: number;
}

export type Likeness = 'bytes' | 'content' | 'superset' | 'partial' | 'none';

export const VERDICTS = [
  'carried',
  'partly-carried',
  'differs',
  'not-compared',
  'left-behind',
  'new-on-target',
  'unseen',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const ROUTES = [
  'via-bundle',
  'packed-only',
  'not-packed',
  'other-route',
  'bundle-only',
  'target-only',
  'bundle-and-target',
] as const;
export type Route = (typeof ROUTES)[number];
