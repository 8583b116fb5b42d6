import type { Limits } from '../bytes/limits.ts';

/** One piece of evidence being read: for progress. */
export interface ReadTrack {
  readonly label: string;
  /** Bytes on disk; of a folder null until it was listed. */
  total(): number | null;
  done(): number;
}

/** What every run needs, whichever command or program asked for it. */
export interface RunOptions {
  /** As given, recorded in the result. */
  readonly argv: readonly string[];
  readonly started: Date;
  /** Reference time for expiry. */
  readonly at: Date;
  /** IANA name; UTC unless declared. Never the host's own. */
  readonly timezone: string;
  readonly limits: Limits;
  /** Folder for the private spool; null for the system's temporary folder. */
  readonly workDir: string | null;
  /** Keys the fingerprints of secrets; null: plain SHA-256, and none for what could be guessed. */
  readonly caseKey: Uint8Array | null;
  readonly reveal: boolean;
  /** Hash the evidence again afterwards. */
  readonly verify: boolean;
  /** Passwords to try on a piece of evidence. */
  readonly passwords: (label: string) => readonly string[];
  /** Asks a person once evidence proved locked; null where nobody can be asked. */
  readonly askPassword: ((label: string) => Promise<string | null>) | null;
  readonly signal: AbortSignal;
  readonly onRead?: (tracks: readonly ReadTrack[]) => void;
  readonly onCompare?: (done: number, total: number) => void;
}
