import type { Observed, Origin } from '../bytes/source.ts';
import type { Input, Member } from './member.ts';

/** The outermost layer: what lies on disk, its hash, and whether it stayed as it was. */
export interface Outside {
  readonly origin: Origin;
  readonly size: number | null;
  /** Lets a folder's files be watched as they are opened. */
  watch(input: Input): Input;
  onHashed(member: Member, sha256: string): void;
  finish(): Promise<Observed>;
  close(): void;
}
