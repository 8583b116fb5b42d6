import type { DiffReport } from './result.ts';

/** Where a writer puts its text. `write` settles when the receiver took it: await it, and memory stays bounded. */
export interface Output {
  /** Rejects when the receiver is gone (EPIPE) or full (ENOSPC). */
  write(chunk: string | Uint8Array): Promise<void>;
}

/** What a run gives to writers beyond the report. */
export interface WriterSettings {
  /** Folder for private files while writing; null or absent: the system's. */
  readonly workDir?: string | null;
}

/** One rendering of a finished comparison. Writes in pieces: never the whole report in one string. */
export interface Writer {
  /** As `--format` names it. */
  readonly id: string;
  /** With the dot, as `-o FILE` ends. */
  readonly extension: string;
  /** `files`: lists every file of the sides, which a saved result does not hold. */
  readonly needs?: 'files';
  write(report: DiffReport, out: Output, settings?: WriterSettings): Promise<void>;
  /** A small file that goes with the output of this path. */
  beside?(path: string): { readonly path: string; readonly text: string };
}
