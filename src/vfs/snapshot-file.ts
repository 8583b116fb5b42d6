import type { Coverage } from '../android/coverage.ts';
import type { Location } from '../android/location.ts';
import type { Args } from '../base/args.ts';
import type { Gravity, NoticeCode } from '../base/notice.ts';
import type { EntryType } from './catalogue.ts';
import type { OtherBundle, PackageFact, Proof } from './entry.ts';

/** Layout of the file that `carryover snapshot` writes: a ZIP of these members (formats/snapshot/README.md). */
export const SNAPSHOT_SCHEMA = 'carryover.snapshot/1';
export const SNAPSHOT_HEAD = 'carryover-snapshot.json';
export const SNAPSHOT_CATALOGUE = 'catalogue.ndjson';
export const SNAPSHOT_CONTENT = 'content/';

/** The head member: what the decoded evidence was, and what it could show. */
export interface SnapshotHead {
  readonly schema: typeof SNAPSHOT_SCHEMA;
  readonly tool: { readonly name: 'carryover'; readonly version: string };
  readonly evidence: {
    readonly label: string;
    readonly format: string;
    /** The format of what was decoded first, where the evidence was itself a snapshot. */
    readonly original?: string;
    readonly formatVersion: string | null;
    readonly encryption: string | null;
    readonly bytes: number;
    readonly sha256: string;
    readonly because: string;
  };
  readonly coverage: Coverage;
  readonly packages: readonly PackageFact[];
  readonly otherBundles: readonly OtherBundle[];
  readonly notices: readonly {
    readonly code: NoticeCode;
    readonly detail: string;
    readonly gravity: Gravity;
    readonly at: string;
    readonly args: Args;
  }[];
}

/** One line of the catalogue member. */
export interface SnapshotLine {
  readonly entry: string;
  readonly type: EntryType;
  readonly location: Location | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly modified: number | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly link: string | null;
  readonly proof: Proof | null;
  readonly at: string;
}
