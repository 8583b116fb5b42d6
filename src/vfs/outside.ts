import type { Observed, Origin } from '../bytes/source.ts';
import type { Input, Member } from './member.ts';

/** Hears how far evidence has been read: for progress. */
export interface ReadListener {
  /** Of every stretch read in sequence. */
  onBytes?(bytes: number): void;
  /** How many there are in all, of a folder once it was listed. */
  onTotal?(bytes: number): void;
}

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
