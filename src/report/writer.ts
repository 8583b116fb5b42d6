import type { DiffReport } from './result.ts';

/** Where a writer puts its text. `write` settles when the receiver took it: await it, and memory stays bounded. */
export interface Output {
  /** Rejects when the receiver is gone (EPIPE) or full (ENOSPC). */
  write(chunk: string | Uint8Array): Promise<void>;
}

/** One rendering of a finished comparison. Writes in pieces: never the whole report in one string. */
export interface Writer {
  /** As `--format` names it. */
  readonly id: string;
  /** With the dot, as `-o FILE` ends. */
  readonly extension: string;
  write(report: DiffReport, out: Output): Promise<void>;
}
