import type { Args } from '../base/args.ts';
import type { ChromiumFacts } from '../content/chromium/store.ts';
import type { ContentNotice } from '../content/reader.ts';
import type { Sketch } from '../content/sketch.ts';
import type { PartRole } from '../device/artifact.ts';
import type { FactKind } from '../device/representation.ts';
import type { SideName } from '../device/side-name.ts';
import type { Change, Likeness, RecordCounts, Renamed, SectionRecords } from '../diff/change.ts';
import type { CommonRecords } from '../diff/common-records.ts';
import type { PastPair } from '../diff/past-pair.ts';
import type { SchemaChanges } from '../diff/schema-changes.ts';
import type { Observed } from '../findings/examined.ts';
import type { StoreView } from '../vfs/content-store.ts';

/** The kept content of an artifact on one side. */
export interface JobSide {
  readonly parts: readonly { readonly role: PartRole; readonly offset: number; readonly length: number }[];
  readonly bytes: number;
  /** SHA-256 of the main part. */
  readonly sha256: string | null;
  /** Where it lies, if that is not where the job's artifact does. */
  readonly place?: JobPlace;
  /** What else the side keeps of the same facts. */
  readonly more?: readonly JobSide[];
}

/** A place as readers and rules know it. */
export interface JobPlace {
  /** Last segment of the path: a name is worth one bit to a reader. */
  readonly name: string;
  readonly package: string | null;
  readonly domain: string | null;
  readonly path: string;
}

/** One artifact to be read, compared and scanned, in whichever thread is free. */
export interface Job extends JobPlace {
  readonly source: JobSide | null;
  readonly bundle: JobSide | null;
  readonly target: JobSide | null;
  /** Pairs known to be equal byte for byte: read once. */
  readonly equal: { readonly sourceTarget: boolean; readonly sourceBundle: boolean; readonly bundleTarget: boolean };
  readonly scan: boolean;
  /** Differences to list at the most; 0: none. */
  readonly changes: number;
  /**
   * Present in the one artifact that was asked for: which of source and target hold it. Then what is on one side alone
   * is listed too, and all differences are counted.
   */
  readonly asked?: 'source' | 'target' | 'both';
  /** Compute the order-free digest of all records, for moves by content, and a sketch, for near twins. */
  readonly digest: boolean;
  /** Records that the sides no longer show, to list at the most: 0 to count them, null not to look for any. */
  readonly past: number | null;
  /** What all threads found beforehand of the main parts of source and target (sift.ts). */
  readonly sifted?: { readonly sides: readonly SideName[]; readonly found: SharedArrayBuffer };
  /** The sides keep facts of this kind in different shapes. */
  readonly facts?: FactComparison;
  /** Values found beside it that may be its key. */
  readonly keys?: readonly string[];
}

/** `alike`: source and target have one shape, and are compared as they are; only the bundle has another. */
export interface FactComparison {
  readonly kind: FactKind;
  readonly alike: boolean;
}

/** What reading one side gave. */
export interface SideReading {
  /** Reader id, or null where nothing understands it. */
  readonly reader: string | null;
  readonly records: number | null;
  readonly telling: number | null;
  /** Why its reader could not read it; null when it could. */
  readonly fault: { readonly detail: string; readonly args: Args } | null;
  readonly notices: readonly ContentNotice[];
  readonly digest: string | null;
  /** For near twins; with the digest. */
  readonly sketch: Sketch | null;
  /** For the rules. */
  readonly observed: Observed;
  readonly opened?: { readonly cipher: string; readonly key: string };
  /** Of a store of Chromium's. */
  readonly chromium?: ChromiumFacts;
}

/** What comparing two sides gave. */
export interface PairReading {
  readonly counts: RecordCounts;
  readonly likeness: Likeness;
  readonly schemaChanged: boolean;
  /** What differs between the schemas; absent where nothing does. */
  readonly schemaChanges?: SchemaChanges;
  /** Tables and columns that were compared with one of another name; absent where there are none. */
  readonly renamed?: readonly Renamed[];
  /** Sections of which records stand under other ids; likewise. */
  readonly rekeyed?: readonly SectionRecords[];
  /** Sections of which records differ only in how their content is written; likewise. */
  readonly rewritten?: readonly SectionRecords[];
  /** Records that damage may have taken. */
  readonly lost: { readonly source: boolean; readonly target: boolean };
}

export interface JobResult {
  readonly source: SideReading | null;
  readonly bundle: SideReading | null;
  readonly target: SideReading | null;
  readonly sourceTarget: PairReading | null;
  readonly bundleTarget: PairReading | null;
  /** Records that the sides have in common, where there is a bundle and it was read. */
  readonly common: CommonRecords | null;
  /** Of opaque content, 0 to 1. */
  readonly similarity: number | null;
  readonly changes: readonly Change[];
  /** There are more differences. */
  readonly changesCut: boolean;
  /** All differences, listed or not; absent where they were not counted. */
  readonly changesTotal?: number;
  /** What source and target no longer show; null where one is not there, or where it was not asked for. */
  readonly past: PastPair | null;
}

/** Stores by side, as every thread can read them. */
export type Stores = Readonly<Partial<Record<SideName, StoreView>>>;
