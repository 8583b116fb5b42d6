import type { SigningScheme } from '../android/apk/signing.ts';
import type { UnseenReason } from '../android/coverage.ts';
import type { Domain, Storage } from '../android/location.ts';
import type { ChromiumStore } from '../content/chromium/store.ts';
import type { SideName } from '../device/side-name.ts';

export interface CoverageView {
  readonly covered: boolean;
  readonly user: number | null;
  readonly storage: Storage | null;
  readonly package: string | null;
  readonly domains: readonly Domain[] | null;
  /** Name of an SD volume. */
  readonly volume?: string;
  /** Files and folders of the domains; all where missing. */
  readonly paths?: readonly string[];
  readonly reason: UnseenReason | null;
  readonly at: string | null;
}

/** What a store that is known by its tables holds. Counts are of rows. */
export interface StoreView {
  readonly kind: ChromiumStore;
  /** As the store states it. */
  readonly version: string | null;
  readonly rows: number;
  /** Values under a key of the system that wrote them. */
  readonly sealed: number;
  /** How sealed values begin (`v10`, `v11`). */
  readonly prefixes: readonly string[];
  /** Of cookies: without an expiry; of one site inside another; past their expiry at `run.at`, null where not counted. */
  readonly session?: number;
  readonly partitioned?: number;
  readonly expired?: number | null;
  /** Of logins: sites for which nothing is to be saved. */
  readonly blocked?: number;
}

/** What an APK states of itself: none of its signatures was verified. */
export interface ApkView {
  readonly versionCode: string | null;
  readonly versionName: string | null;
  /** SHA-256 of the signers' certificates (DER); none where it is not signed, or its signing block could not be read. */
  readonly signers: readonly string[];
  /** Those of older schemes, or before a rotation of the key, where they are others. */
  readonly formerSigners?: readonly string[];
  readonly schemes: readonly SigningScheme[];
  /** Null where its central directory was not found. */
  readonly members: number | null;
}

export interface PartView {
  readonly role: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly entry: string;
}

export interface PackageView {
  readonly package: string;
  readonly user: number;
  readonly label: string | null;
  readonly versionCode: string | null;
  readonly domains: Readonly<Partial<Record<Domain, { readonly files: number; readonly bytes: number }>>>;
  /** Present where its base APK is there and could be read. */
  readonly apk?: ApkView;
}

/** An APK that is a piece of evidence by itself. */
export interface BareApkView extends ApkView {
  readonly package: string;
  /** Name of the split; null for the base. */
  readonly split: string | null;
}

/** A file as it lies on one side of a comparison. */
export interface FileView extends EntryView {
  readonly side: SideName;
  /** Rendered citation. */
  readonly at: string;
  /** Of a file on one phone: what the other phone has at its place. `unseen`: it could not have shown it. */
  readonly other: 'present' | 'absent' | 'unseen';
  /** Another entry of the side has the same address and wins over this one. */
  readonly shadowed: boolean;
}

/** When a value was made, or ends, by its own claim or its store's. */
export interface MomentView {
  readonly side: SideName;
  readonly package: string | null;
  readonly user: number;
  readonly devicePath: string;
  readonly where: string | null;
  readonly rule: 'credential' | 'identifier';
  readonly shape: string;
  readonly service: string | null;
  readonly what: 'issued' | 'expires';
  /** UTC. */
  readonly time: string;
}

/** One line of `ls --format ndjson`. */
export interface EntryView {
  readonly devicePath: string;
  readonly entry: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'special';
  readonly package: string | null;
  readonly user: number | null;
  readonly storage: Storage | null;
  readonly domain: Domain | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly modified: string | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly proof: string | null;
  readonly link?: string;
}
