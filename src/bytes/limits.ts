/** Bounds on what one piece of evidence may make us do. Reaching one is a `limit` notice (damage), never a crash. */
export interface Limits {
  /** Entries of one evidence, all layers together. */
  readonly entries: number;
  /** Decoded bytes of one evidence, all layers together. */
  readonly bytes: number;
  /** Containers within containers. */
  readonly depth: number;
}

const TEBIBYTE = 2 ** 40;

export const DEFAULT_LIMITS: Limits = { entries: 4_000_000, bytes: 4 * TEBIBYTE, depth: 8 };
