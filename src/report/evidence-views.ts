import type { UnseenReason } from '../android/coverage.ts';
import type { Domain, Storage } from '../android/location.ts';

export interface CoverageView {
  readonly covered: boolean;
  readonly user: number | null;
  readonly storage: Storage | null;
  readonly package: string | null;
  readonly domains: readonly Domain[] | null;
  /** Name of an SD volume. */
  readonly volume?: string;
  readonly reason: UnseenReason | null;
  readonly at: string | null;
}

export interface PackageView {
  readonly package: string;
  readonly user: number;
  readonly label: string | null;
  readonly versionCode: string | null;
  readonly domains: Readonly<Partial<Record<Domain, { readonly files: number; readonly bytes: number }>>>;
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
