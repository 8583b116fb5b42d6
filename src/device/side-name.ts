/** The pieces of evidence that a comparison takes, in their order. What is looked at alone is the `source`. */
export type SideName = 'source' | 'bundle' | 'target';
export const SIDE_NAMES: readonly SideName[] = ['source', 'bundle', 'target'];
