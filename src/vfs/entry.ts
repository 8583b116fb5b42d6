import type { Coverage } from '../android/coverage.ts';
import type { Location } from '../android/location.ts';
import type { Notice } from '../base/notice.ts';
import type { ContainerFacts, Member } from './member.ts';

/** How the decryption or decompression of a member's bytes was verified. */
export type Proof = 'tag' | 'hmac' | 'checksum' | 'magic' | 'none';

/** A member with its meaning. */
export interface Entry {
  readonly type: 'entry';
  readonly member: Member;
  /** Null where the member has no Android address: then `/unplaced/…`. */
  readonly location: Location | null;
  readonly proof: Proof | null;
}

/** What a manifest or an index of the evidence says about a package. Versions are strings: they pass 2^53. */
export interface PackageFact {
  readonly type: 'package';
  readonly package: string;
  readonly user: number;
  readonly label: string | null;
  readonly versionCode: string | null;
  readonly installer: string | null;
  /** SDK level of the device that wrote it. */
  readonly sdk: number | null;
  /** SHA-256 of each signing certificate (DER), lower-case hex. */
  readonly signers: readonly string[];
  /** Where the evidence says whether it packed the APK. */
  readonly apkIncluded: boolean | null;
  readonly more: Readonly<Record<string, string | number | boolean | null>>;
}

/** A bundle met inside other evidence that is not decoded as part of it (a MIUI set on a phone's sdcard). */
export interface OtherBundle {
  readonly type: 'other-bundle';
  readonly path: string;
  readonly format: string;
}

/** Evidence that was decoded before, from another: the format which that had. */
export interface Original {
  readonly type: 'original';
  readonly format: string;
}

/**
 * How a bundle was made and sealed, as far as it says so itself: handed out before anything of it is opened, so that it
 * is known of what stays locked too.
 */
export interface BundleFacts extends ContainerFacts {
  readonly type: 'facts';
}

/** The one ordered stream that a bundle decodes to. */
export type Decoded = Entry | Notice | PackageFact | BundleFacts | OtherBundle | Original | Coverage;
