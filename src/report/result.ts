import type { MemberCounts } from '../android/apk/directory.ts';
import type { UnseenReason } from '../android/coverage.ts';
import type { Domain, Storage } from '../android/location.ts';
import type { Args } from '../base/args.ts';
import type { Gravity, NoticeCode } from '../base/notice.ts';
import type { SideName } from '../device/side-name.ts';
import type { Likeness, RecordCounts, Renamed, Route, SectionRecords, Verdict } from '../diff/change.ts';
import type { Copy } from '../diff/moves.ts';
import type { NearTwin } from '../diff/near-twins.ts';
import type { SchemaChanges } from '../diff/schema-changes.ts';
import type { Status } from '../findings/finding.ts';
import type { FindingView } from '../findings/finding-view.ts';
import type { PolicyView } from '../findings/policy/policy-view.ts';
import type { Proof } from '../vfs/entry.ts';
import type { ChangesCut, ChangeView, PastView } from './change-views.ts';
import type {
  ApkView,
  BareApkView,
  CoverageView,
  FileView,
  MomentView,
  PackageView,
  PartView,
  StoreView,
} from './evidence-views.ts';
import type { ProfileView } from './profile/profile.ts';

export type { PolicyView } from '../findings/policy/policy-view.ts';
export type {
  ChangesCut,
  ChangesWithinView,
  ChangeView,
  InnerChangeView,
  PastView,
  RecordView,
} from './change-views.ts';
export type * from './evidence-views.ts';

/** The shapes of `carryover.diff/1` (contract, "JSON of diff"): what writers render, and nothing they must compute. */

export { SIDE_NAMES, type SideName } from '../device/side-name.ts';
export type {
  AccountFinding,
  CredentialFinding,
  DeletedRecordsFinding,
  FindingView,
  IdentifierFinding,
  KeyBesideFinding,
  KeystoreFinding,
  PolicyFinding,
  RestoreTraceFinding,
} from '../findings/finding-view.ts';

export interface RunView {
  readonly tool: 'carryover';
  readonly version: string;
  readonly commit: string | null;
  readonly node: string;
  readonly sqlite: string | null;
  readonly catalogue: string;
  readonly started: string;
  readonly at: string;
  readonly argv: readonly string[];
  readonly timezone: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly case: string | null;
  /** Present and true where values were revealed. */
  readonly revealed?: true;
}

export interface DeclaredHash {
  readonly from: string;
  readonly sha256: string;
  readonly holds: boolean;
}

export interface EvidenceView {
  readonly label: string;
  readonly format: string;
  readonly formatVersion: string | null;
  readonly encryption: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly sha256After?: string;
  readonly declared: readonly DeclaredHash[];
  readonly entries: number;
  readonly apps: number;
  readonly notExamined: number;
  readonly partial: boolean;
  /** Latest file time, UTC. */
  readonly newest: string | null;
  /** Why it is held to be of this format. */
  readonly because: string;
}

export interface ArtifactSideView {
  readonly sha256: string | null;
  readonly bytes: number;
  readonly modified: string | null;
  /** Stored name. */
  readonly entry: string;
  /** Rendered citation. */
  readonly at: string;
  /** How its decryption or unpacking was verified; left out where there was none. */
  readonly proof?: Proof;
  readonly parts: readonly PartView[];
  /** Of a database whose tables are those of a store that is known. */
  readonly store?: StoreView;
  readonly apk?: ApkView;
}

/**
 * Where the target holds it instead. `representation`: the same facts in another shape, `share` of which were found;
 * the other two are the whole content, and `share` is 1.
 */
export interface Moved {
  readonly devicePath: string;
  readonly user: number;
  readonly basis: 'bytes' | 'content' | 'representation';
  readonly share: number;
}

export interface ArtifactView {
  readonly devicePath: string;
  readonly storage: Storage | null;
  readonly domain: Domain | null;
  readonly path: string;
  /** Reader that understands it (`sqlite`, `preferences`, `json`, `lines`), else `opaque`. */
  readonly kind: string;
  readonly verdict: Verdict;
  readonly likeness: Likeness | null;
  readonly route: Route | null;
  readonly compared?: 'bundle-target';
  readonly moved: Moved | null;
  readonly schemaChanged: boolean;
  readonly schemaChanges?: SchemaChanges;
  readonly renamed?: readonly Renamed[];
  /** Records that stand on the target under another id, in all else equal: they count as not found. */
  readonly rekeyed?: readonly SectionRecords[];
  /** Records that differ only in how what their values hold is written: they count as different. */
  readonly rewritten?: readonly SectionRecords[];
  readonly similarity?: number;
  /** Where the target holds the same content, without its being a move: they never change the verdict. */
  readonly copies?: readonly Copy[];
  /** Near twins on the target, best first: they never change the verdict. */
  readonly similar?: readonly NearTwin[];
  /** Why it is unseen, or could not be compared; with the side that could not show it. */
  readonly reason?: { readonly side: SideName; readonly code: UnseenReason | string; readonly at: string | null };
  /** Members of two APKs that differ in their bytes, as their directories state them. */
  readonly apkMembers?: MemberCounts;
  readonly source: ArtifactSideView | null;
  readonly bundle: ArtifactSideView | null;
  readonly target: ArtifactSideView | null;
  readonly records: RecordCounts | null;
}

export const APP_VERDICTS = [
  'session-carried',
  'data-carried',
  'apk-only',
  'not-carried',
  'new-on-target',
  'unseen',
] as const;
export type AppVerdict = (typeof APP_VERDICTS)[number];

export interface AppView {
  readonly package: string;
  readonly user: number;
  readonly label: string | null;
  readonly verdict: AppVerdict;
  /** Device paths of artifacts, or ids of findings, that the verdict rests on. */
  readonly because: readonly string[];
  readonly coverage: 'full' | 'partial';
  readonly versionCode: { readonly source: string | null; readonly target: string | null };
  readonly movedTo?: { readonly user: number };
  /** What its APK says of backups; absent where no APK of it was read. */
  readonly policy?: PolicyView;
}

export interface NoticeView {
  readonly side: SideName;
  readonly code: NoticeCode;
  readonly gravity: Gravity;
  readonly at: string;
  readonly message: string;
  readonly detail: string;
  readonly args: Args;
}

export interface Summary {
  readonly partial: boolean;
  readonly apps: Readonly<Record<AppVerdict, number>>;
  readonly artifacts: Readonly<Record<Verdict, number>>;
  readonly credentials: Readonly<Record<Status, number>>;
}

/** One app and its artifacts, read from where they were put aside: an app may have a million. */
export interface AppReport {
  readonly app: AppView;
  artifacts(): Iterable<ArtifactView>;
}

/** A finished comparison, as writers take it: heads at hand, lists as streams that can be walked again. */
export interface DiffReport {
  readonly schema: 'carryover.diff/1';
  readonly run: RunView;
  readonly evidence: Readonly<Record<SideName, EvidenceView | null>>;
  readonly summary: Summary;
  apps(): Iterable<AppReport>;
  shared(): Iterable<ArtifactView>;
  findings(): Iterable<FindingView>;
  readonly notices: readonly NoticeView[];
  /** Present where one was asked for. */
  readonly profile?: ProfileView;
  /**
   * Every entry of the sides, place by place, source before bundle before target. Only from a live run: a saved result
   * holds artifacts, not files.
   */
  files?(): Iterable<FileView>;
  /** When credentials were made and when they end. Likewise. */
  moments?(): Iterable<MomentView>;
  /** Present with --changes: the differences of one artifact, redacted. */
  changes?(artifact: ArtifactView): Iterable<ChangeView>;
  /** Whether more differences of an artifact were found than are listed; null where they were not. */
  cut?(artifact: ArtifactView): ChangesCut | null;
  /** Present where it was asked for: what source and target no longer show of one artifact, redacted. */
  past?(artifact: ArtifactView): Iterable<PastView>;
  /** Whether more of it was found than is listed. */
  pastCut?(artifact: ArtifactView): ChangesCut | null;
}

/** `info`: what one piece of evidence is, and what it could and could not show. */
export interface InfoView extends EvidenceView {
  readonly validated: 'real' | 'vector' | 'synthetic';
  readonly nesting: readonly string[];
  readonly facts: Args;
  /** One line for each stretch covered or not, with its reason. */
  readonly coverage: readonly CoverageView[];
  readonly packages: readonly PackageView[];
  /** Present where the evidence is one APK. */
  readonly apk?: BareApkView;
  readonly otherBundles: readonly { readonly path: string; readonly format: string }[];
  readonly notices: readonly NoticeView[];
}

/** What the APK of an app says of backups, and what that makes of the members. */
export interface AuditedApp {
  readonly package: string;
  readonly user: number;
  readonly policy: PolicyView;
}

export interface AuditReport {
  readonly schema: 'carryover.audit/1';
  readonly evidence: EvidenceView;
  /** Apps whose APK is there. */
  readonly apps: readonly AuditedApp[];
  readonly findings: readonly FindingView[];
  readonly notices: readonly NoticeView[];
}

/** `show`: one artifact compared. */
export interface ShowReport {
  readonly schema: 'carryover.show/1';
  readonly package: string | null;
  readonly user: number | null;
  readonly artifact: ArtifactView;
  /** The run's reference time. */
  readonly at: string;
  /** Redacted; walked once. */
  changes(): Iterable<ChangeView>;
  /** Where more differences were found than are listed. */
  readonly cut?: ChangesCut | null;
  /** Present with --deleted; likewise. */
  past?(): Iterable<PastView>;
  readonly pastCut?: ChangesCut | null;
}

/** `formats`: what can be read. */
export interface FormatView {
  readonly id: string;
  readonly title: string;
  /** Turns bytes into members. */
  readonly container: boolean;
  /** Gives members a place on a device. */
  readonly bundle: boolean;
  readonly validated: 'real' | 'vector' | 'synthetic';
}
