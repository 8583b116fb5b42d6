import type { Args } from '../base/args.ts';
import type { NoticeCode } from '../base/notice.ts';
import type { PartRole } from '../device/artifact.ts';
import type { Row, Value } from './value.ts';

/** The bytes of one part of an artifact, in memory or on a spool: pages can be read without the whole. */
export interface Content {
  readonly size: number;
  /** Bytes at an offset, fewer only at the end. A view or a copy: treat as read-only and do not keep past the job. */
  read(offset: number, length: number): Uint8Array;
  /** Where bytes are copied anyway: puts those at an offset into a buffer of the caller's, and gives their number. */
  readonly fill?: (offset: number, into: Uint8Array) => number;
  /** All of it at once. */
  whole(): Uint8Array;
  /** What was found of its stretches beforehand, by several threads at once. */
  readonly sifted?: Sifted;
}

/** Stretches of one size of a long content, each asked one question before the content is read. */
export interface Sifted {
  /** Bytes of a stretch. */
  readonly stretch: number;
  readonly question: Matters;
  /** The answer for a stretch, counted from 0; null where it is not known. */
  answer(index: number): boolean | null;
  /** Whether the content that was sifted beside it has the same there; null where that is not known. */
  isEqual(index: number): boolean | null;
  /** The same for contents that were sifted beside each other. */
  readonly beside: ArrayBufferLike;
}

export type { PartRole };
/** Parts by role. A store that is a folder has no `main`: its files go by `./name`. */
export type Parts = ReadonlyMap<PartRole, Content>;

/** What a reader may look at before it bids: the name, and the first bytes (at most 4 KiB) of the main part. */
export interface Sighting {
  /** Last path segment of the main part. */
  readonly name: string;
  readonly head: Uint8Array;
  readonly size: number;
  /** The parts that are there, where they are known. */
  readonly roles?: readonly PartRole[];
}

/** Something odd or lost in a content. `lost`: records may be missing, so nothing may be concluded from their absence. */
export interface ContentNotice {
  readonly detail: string;
  /** Where it is a fact worth knowing and not a fault of the content: told under this code, with gravity `info`. */
  readonly code?: NoticeCode;
  readonly lost: boolean;
  readonly args: Args;
}

/** Records of an artifact or section. `telling`: those that hold, beyond their key, a value that tells (value.ts). */
export interface Counts {
  readonly records: number;
  readonly telling: number;
}

/** Whether anything in a stretch of stored bytes matters. One and the same function says the same of the same bytes. */
export type Matters = (bytes: Uint8Array) => boolean;

/**
 * A list of records of one shape: a table, the keys of a preferences file.
 * `keyed`: a record is found by its key columns. `multiset`: only by being equal; order has no meaning.
 */
export interface Section {
  readonly name: string;
  readonly columns: readonly string[];
  /** Whether the store takes names that differ only in the case of ASCII letters for one. If not given: it does not. */
  readonly foldsNames?: boolean;
  /**
   * Sets of column positions that identify a record, best first (declared key, then unique indexes over NOT NULL
   * columns). Empty: a multiset.
   */
  readonly keys: readonly (readonly number[])[];
  /**
   * Columns of keys in which the store takes texts that differ only in the case of ASCII letters for one. They are two
   * keys all the same: that decides only how records are shown.
   */
  readonly foldedColumns?: readonly number[];
  /** Columns that say where a record stands, not what it holds: they never tell. Those of the first key, if not given. */
  readonly address?: readonly number[];
  /** Whether a record tells, where its columns alone do not say it. */
  readonly tells?: (row: Row) => boolean;
  /** What a column that a record lacks would hold, by column position (the declared DEFAULT, else null). */
  readonly defaults: readonly Value[];
  /** Rows come in ascending order of the first key (one number column), so that two sections can be merged as they pass. */
  readonly ordered: boolean;
  /**
   * `row`: the same key with a shared telling value beyond it counts as found, as `changed` (database rows).
   * `whole`: a record with another value is not found (keys of preferences, JSON paths, lines).
   */
  readonly partial: 'row' | 'whole';
  /** How many, without decoding where the format allows it. */
  counts(): Counts;
  /** Each time a fresh pass. What `skipEqual` left out is not given. */
  records(): Iterable<Row>;
  /**
   * Every record, less those in stretches of stored bytes (pages) that `matters` says no to, which are never decoded.
   * Absent where the stored bytes do not show the values.
   */
  recordsIn?(matters: Matters): Iterable<Row>;
}

export const PAST_STATES = ['deleted', 'superseded', 'uncommitted'] as const;
export const PAST_GRADES = ['intact', 'header-lost'] as const;

/**
 * `deleted`: in space the store holds to be free. `superseded`: an older version, or one deleted since, in a log or
 * journal that is no longer applied. `uncommitted`: written and never made valid.
 */
export type PastState = (typeof PAST_STATES)[number];

/**
 * `intact`: the record's own frame is there and agrees with it. `header-lost`: part of the frame was overwritten and
 * was told from what is left.
 */
export type PastGrade = (typeof PAST_GRADES)[number];

/** A record that the content no longer shows, and its bytes still hold. Never one that is live, word for word. */
export interface PastRecord {
  /** Section it belongs to, or belonged to: a dropped table is none of the live ones. */
  readonly section: string;
  /** Columns that are known, in the order of `row`. One that is not known is not named. */
  readonly columns: readonly string[];
  readonly row: Row;
  readonly state: PastState;
  readonly grade: PastGrade;
  /** Where it lies: `page 7 +312`, `wal @4152`. Byte offsets count from the start of the page, or of the file. */
  readonly at: string;
}

/** What a reader makes of an artifact: the one shape that everything is compared, scanned and shown in. */
export interface Document extends Disposable {
  readonly reader: string;
  readonly sections: readonly Section[];
  readonly notices: readonly ContentNotice[];
  /** Facts beside the records (schema version, page size …): told, never compared. */
  readonly facts: Args;
  /** The bytes do not show the text that lies in them: they are packed, sealed or in UTF-16. */
  readonly veiled?: boolean;
  /**
   * Hash of what the reader does not read of it, which its notices of code `unsupported` tell. Where two documents have
   * the same, neither holds anything there that the other lacks.
   */
  unread?(): string;
  /** The key that opened a sealed store: never shown. */
  readonly openedWith?: string;
  counts(): Counts;
  /**
   * Leaves out, in both documents, records that are surely equal (byte-equal pages), so that they are never decoded.
   * Returns how many records were left out of each section, by name, and how many of them tell; null where it cannot.
   */
  skipEqual?(other: Document): ReadonlyMap<string, Counts> | null;
  /** Tells that another document may hold much of the same: what was found of its stored bytes need not be found again. */
  besides?(other: Document): void;
  /**
   * Live records that stand only in a log beside the file, by section: a copy of the file alone lacks them. Absent where
   * there is no such log.
   */
  onlyInLog?(): ReadonlyMap<string, readonly Row[]>;
  /** Records that are no longer shown: each time a fresh pass, in a stable order. Absent where the store keeps none. */
  past?(): Iterable<PastRecord>;
  /** Where records that are no longer shown are not looked for: told to whoever asks for them. */
  readonly pastNotices?: readonly ContentNotice[];
}

/** Turns the bytes of an artifact into a document. */
export interface Reader {
  readonly id: string;
  readonly title: string;
  /** As for formats: bits verified; a name is worth one bit. 0: not mine. */
  bid(sighting: Sighting): number;
  /**
   * Throws ContentFault when it cannot be read at all (encrypted, corrupt). Synchronous; calls `poll` in long loops.
   * `keys`: what the examiner gave, to be tried on what is encrypted.
   */
  read(parts: Parts, poll: () => void, keys?: readonly string[]): Document;
}

/** A content that its reader cannot read: the artifact is `not-compared`, for a reason. */
export class ContentFault extends Error {
  readonly detail: string;
  readonly args: Args;
  override readonly name = 'ContentFault';

  constructor(detail: string, args: Args = {}) {
    super(detail);
    this.detail = detail;
    this.args = args;
  }
}
