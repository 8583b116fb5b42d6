/** One file that a generator makes, with its line for MANIFEST.json. */
export interface CorpusFile {
  /** Relative to `corpus/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly description: string;
}

/** JSON as the corpus holds it: two spaces, LF at the end. */
export function jsonFile(path: string, value: unknown, description: string): CorpusFile {
  return { path, bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`), description };
}
