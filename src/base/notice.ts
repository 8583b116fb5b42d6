import type { Args } from './args.ts';
import type { Citation } from './citation.ts';

/** Codes of what was noticed; stable, because scripts filter on them (contract, "Exit codes"). */
export const NOTICE_CODES = [
  'truncated',
  'size-mismatch',
  'checksum',
  'gap',
  'trailing-bytes',
  'duplicate',
  'alias-conflict',
  'coverage-assumed',
  'locked',
  'limit',
  'not-scanned',
  'unsafe-name',
  'name-not-utf8',
  'unplaced',
  'unsupported',
  'content-malformed',
  'unknown-version',
  'manifest',
  'index-mismatch',
  'other-bundle',
  'evidence-changed',
  'declared-hash',
  'anomaly',
  'unreadable',
  'only-in-log',
  'other-ids',
  'rewritten',
  'content-elsewhere',
  'other-signer',
  'same-evidence',
] as const;

export type NoticeCode = (typeof NOTICE_CODES)[number];

/** `damage`: content lost, unreadable or unproven (exit 5). `doubt`: odd but complete. `info`: worth knowing. */
export type Gravity = 'info' | 'doubt' | 'damage';

/**
 * Something a reader of the evidence should know, between two entries of a stream.
 * `detail` picks the sentence among those of the code (report/words); `args` fill it.
 */
export interface Notice {
  readonly type: 'notice';
  readonly code: NoticeCode;
  readonly detail: string;
  readonly gravity: Gravity;
  readonly at: Citation;
  readonly args: Args;
}

export function notice(code: NoticeCode, detail: string, gravity: Gravity, at: Citation, args: Args = {}): Notice {
  return { type: 'notice', code, detail, gravity, at, args };
}
