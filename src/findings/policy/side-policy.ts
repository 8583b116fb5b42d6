import type { SideName } from '../../device/side-name.ts';
import type { AppPolicy } from './app-policy.ts';
import type { Producer } from './member-answer.ts';

/** What one side's archive is to be held against. */
export interface SidePolicy {
  readonly side: SideName;
  /** Null where nothing is known of who made it: then nothing is said of its members. */
  readonly producer: Producer | null;
  /** Of the phone that the archive was made of; null where it is not known. */
  readonly sdk: number | null;
  readonly policy: AppPolicy;
  /** The APK that was read: of this side, or of another that has the same version. */
  readonly apk: { readonly side: SideName; readonly entry: string };
}
