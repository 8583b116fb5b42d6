import type { ClaimReason, ClaimVerdict, ClaimView } from '../profile/profile.ts';

export const CLAIM_WORDS: Readonly<Record<ClaimVerdict, string>> = {
  supported: 'supported',
  contradicted: 'contradicted',
  'not-testable': 'not testable',
};

export const CLAIM_REASON_SENTENCES: Readonly<Record<ClaimReason, string>> = {
  'no-archive-tells': 'no archive can tell',
  'no-such-app': 'the evidence holds no app that it speaks of',
  'no-such-side': 'that side was not given',
};

export const PROFILE_WORDS = {
  heading: 'Profile',
  claim: 'claim',
  verdict: 'verdict',
  apps: 'apps',
  shows: 'shows',
  cannot: 'cannot show',
  answer: 'The answer',
  sources: 'Sources',
  category: 'category',
  noCategory: 'other',
  app: 'app',
  session: 'credential of a person',
  bound: 'bound or sealed credential',
  allowBackup: 'allowBackup',
  packed: 'in the bundle',
  unknown: 'unknown',
  yes: 'yes',
  no: 'no',
  means:
    'supported, contradicted = by the evidence at hand and no other; session-carried = usable-looking credential on both sides; acceptance by the server not tested',
} as const;

/** What a verdict on a claim rests on, in a few words. */
export function claimGround({ reason, count, of }: ClaimView): string {
  if (reason !== null) return CLAIM_REASON_SENTENCES[reason];
  return count === null || of === null ? '' : `${count} of ${of}`;
}
