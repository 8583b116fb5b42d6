import type { Domain, Location } from '../android/location.ts';
import type { Artifact } from '../device/artifact.ts';
import type { SideName } from '../device/side-name.ts';
import type { PastSums } from '../diff/past-pair.ts';
import type { Sighted } from './finding.ts';
import type { SidePolicy } from './policy/side-policy.ts';
import type { Showing } from './secret.ts';
import type { SystemFacts } from './system/system-facts.ts';

/** What reading one side's content told the rules. Whoever adds a rule that needs more of a content adds it here. */
export interface Observed {
  readonly sightings: readonly Sighted[];
  /** Values in what the content no longer shows: no findings, but hidden wherever they recur. */
  readonly hidden?: readonly Sighted[];
  /** Of a system store: what it tells of apps. */
  readonly system?: SystemFacts;
}

export const NOTHING_OBSERVED: Observed = { sightings: [] };

/** One artifact on one side. */
export interface ExaminedSide {
  readonly artifact: Artifact;
  /** Where it lies on this side. */
  readonly devicePath: string;
  /** Its content was read: what is held but was not looked into says nothing of what it lacks. */
  readonly looked: boolean;
  readonly observed: Observed;
  /** It was sealed, and opened: by which cipher's rules, with which key. The key is never shown. */
  readonly opened?: { readonly cipher: string; readonly key: string } | null;
}

/** One artifact on up to three sides; `devicePath` and `place` are the source's where the source has it. */
export interface ExaminedArtifact extends Readonly<Record<SideName, ExaminedSide | null>> {
  readonly devicePath: string;
  readonly place: Location | null;
  /** What source and target no longer show, where that was looked at. */
  readonly past?: PastSums;
}

/** What a side's own lists say of how an app came there. Times in milliseconds since 1970. */
export interface Installation {
  /** The package that installed it. */
  readonly installer: string | null;
  readonly firstInstalled: number | null;
  /** Apps that were first installed within minutes of it, itself among them, of those whose time is known. */
  readonly together: number;
  readonly of: number;
}

/**
 * What a rule sees: one app of one user, or what belongs to no app, on one to three sides. `audit` has a source only.
 * `at`: the run's reference time, seconds since 1970.
 */
export interface ExaminedApp extends Showing {
  readonly package: string | null;
  readonly user: number;
  readonly at: number;
  /** Sides are compared; else only the source is looked at, and nothing is said of any other. */
  readonly compared: boolean;
  /** What the APKs at hand say of backups: one for each side that an APK is known for. */
  readonly policies: readonly SidePolicy[];
  /** The bundle between the two: `partial` where some of it was lost, null where there is none. */
  readonly bundle: 'whole' | 'partial' | null;
  /** Each time a fresh walk. */
  artifacts(): Iterable<ExaminedArtifact>;
  /** Whether a side could have shown what lies at a device path of this app. */
  covers(side: SideName, devicePath: string): boolean;
  /** Whether a side could have shown what lies in a domain of this app. */
  coversDomain(side: SideName, domain: Domain): boolean;
  /** Null where the side says nothing of it. */
  installed(side: SideName): Installation | null;
  /** The package that a uid belongs to; null where the side's list does not say, or names several. */
  packageOf(side: SideName, uid: number): string | null;
}
