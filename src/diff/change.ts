import type { Listed } from './long-values.ts';

/** One difference between two documents, addressed by section and key. */
export interface Change {
  readonly section: string;
  readonly kind: 'changed' | 'source-only' | 'target-only';
  /** Rendered key, or null where the section has none. */
  readonly key: string | null;
  /** Columns by name; only the differing ones, and those of the key, for `changed`. */
  readonly source: Readonly<Record<string, Listed>> | null;
  readonly target: Readonly<Record<string, Listed>> | null;
  /** Of values that hold a content of their own on both sides: JSON in a text, a gzip or a database in a blob. */
  readonly within?: readonly ChangesWithin[];
}

/** What differs inside the two values of one column; no changes: the same content, written otherwise. */
export interface ChangesWithin {
  readonly column: string;
  /** Id of the reader that read both. */
  readonly reader: string;
  readonly changes: readonly Change[];
  /** There are more. */
  readonly cut: boolean;
}

/** Records compared (contract, "Comparison"). `telling`: records found that tell. */
export interface RecordCounts {
  readonly same: number;
  readonly changed: number;
  readonly sourceOnly: number;
  readonly targetOnly: number;
  readonly telling: number;
}

/** What goes by one name on the source and by another on the target. */
export interface Renamed {
  readonly source: string;
  readonly target: string;
}

/** A number of records that is told of a section. */
export interface SectionRecords {
  readonly section: string;
  readonly records: number;
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
