import type { Observed, Origin } from '../bytes/source.ts';
import type { Input, Member, TreeInput } from './member.ts';

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
  /** Of a folder: its listing, once it was opened; null before, and of a file. */
  tree(): TreeInput | null;
  /** Of a folder: asks that the hash of a file in it is kept. */
  keepHash(path: string): void;
  /** The hash of a file of a folder, once all was read; null where it was not kept, or could not be read. */
  hashOf(path: string): string | null;
  onHashed(member: Member, sha256: string): void;
  finish(): Promise<Observed>;
  close(): void;
}
