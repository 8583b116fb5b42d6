import type { PastView } from '../result.ts';

export const PAST_HEADING = 'No longer shown';
/** Of a live record that the main file alone lacks. */
export const ONLY_IN_WAL = 'only in the -wal';
export const NO_PAST = 'Nothing was found in free space, logs or journals.';

export const PAST_KIND_WORDS: Readonly<Record<PastView['kind'], string>> = {
  both: 'on both',
  'source-only': 'on the source only',
  'target-only': 'on the target only',
};
