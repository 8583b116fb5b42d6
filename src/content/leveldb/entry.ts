/** One version of a key, wherever it was found. */
export interface LevelEntry {
  readonly key: Uint8Array;
  /** Null: the key was deleted. */
  readonly value: Uint8Array | null;
  readonly sequence: bigint;
  /** `000005.ldb`. */
  readonly file: string;
  /** Of the record or block it lies in, in that file. */
  readonly at: number;
}

/** What was wrong in a file: how many pieces, of what kind. */
export interface FileTrouble {
  readonly file: string;
  readonly kind: 'block' | 'record' | 'footer' | 'compression';
  readonly count: number;
}
