import type { Json } from '../base/json.ts';
import type { PastGrade, PastState } from '../content/reader.ts';
import type { Change, ChangesWithin } from '../diff/change.ts';
import type { Standing } from '../diff/past-pair.ts';

export interface ChangeView extends InnerChangeView {
  readonly devicePath: string;
  readonly package: string | null;
  readonly user: number | null;
}

/** A difference inside two values, or one of an artifact without its address. */
export interface InnerChangeView extends Omit<Change, 'source' | 'target' | 'within'> {
  readonly source: Readonly<Record<string, Json>> | null;
  readonly target: Readonly<Record<string, Json>> | null;
  /** UTC of the columns that hold moments in the store's own way of counting. */
  readonly times?: {
    readonly source?: Readonly<Record<string, string>>;
    readonly target?: Readonly<Record<string, string>>;
  };
  readonly within?: readonly ChangesWithinView[];
  /** Columns whose values differ and look the same, because secrets are hidden in them. */
  readonly shownAlike?: readonly string[];
}

/** What differs inside the two values of one column; no changes: the same content, written otherwise. */
export interface ChangesWithinView extends Omit<ChangesWithin, 'changes'> {
  readonly changes: readonly InnerChangeView[];
}

/** A record that is past on one side at least: what each side has of it. */
export interface PastView {
  readonly devicePath: string;
  readonly section: string;
  readonly key: string | null;
  readonly kind: 'both' | 'source-only' | 'target-only';
  readonly source: Standing | null;
  readonly target: Standing | null;
  /** Only what is known. */
  readonly fields: Readonly<Record<string, Json>>;
  readonly times?: Readonly<Record<string, string>>;
}

/** More differences were found than are listed. `total`: all of them, listed or not; null where nobody counted. */
export interface ChangesCut {
  readonly listed: number;
  readonly total: number | null;
}

/** One line of `cat --decoded --format ndjson`. */
export interface RecordView {
  readonly type: 'record';
  readonly section: string;
  readonly key: string | null;
  readonly state: 'live' | PastState;
  /** A live record that stands only in the write-ahead log: the file alone lacks it. */
  readonly through?: 'wal';
  /** Of what is not live. */
  readonly grade?: PastGrade;
  readonly at?: string;
  readonly fields: Readonly<Record<string, Json>>;
  /** UTC of the columns that hold moments in the store's own way of counting. */
  readonly times?: Readonly<Record<string, string>>;
  /** With their types, values that JSON writes as it would one of another type: {"real": "2.0"}. */
  readonly typed?: Readonly<Record<string, Json>>;
}
