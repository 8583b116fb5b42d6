import type { Likeness, RecordCounts, Verdict } from './change.ts';

/** What reading and comparing the content of both sides came to. */
export type ContentOutcome =
  /** All parts but -shm are equal. */
  | { readonly kind: 'bytes' }
  /** One could not be read: encrypted, corrupt, over a limit, only recognised. */
  | { readonly kind: 'unreadable' }
  /** No reader understands it: the bytes are the only record, and an empty content has none. */
  | { readonly kind: 'opaque'; readonly sourceBytes: number; readonly targetBytes: number }
  | {
      readonly kind: 'records';
      readonly counts: RecordCounts;
      readonly likeness: Likeness;
      /** Records that a side may have and that were not read: damage took them, or their reader does not know them. */
      readonly lost: { readonly source: boolean; readonly target: boolean };
    };

export type JudgeInput =
  /** On one side only. `covered`: the other side could have shown it. */
  | { readonly presence: 'source' | 'target'; readonly covered: boolean }
  | { readonly presence: 'both'; readonly content: ContentOutcome };

export interface Judgement {
  readonly verdict: Verdict;
  readonly likeness: Likeness | null;
}

/** Every situation that there is. */
export type Situation =
  | 'source, covered'
  | 'source, not covered'
  | 'target, covered'
  | 'target, not covered'
  | 'both, equal bytes'
  | 'both, one unreadable'
  | 'both, source empty, target empty'
  | 'both, source empty, target not'
  | 'both, all found'
  | 'both, some found'
  | 'both, none found';

/** The verdict on each situation (contract, "Comparison"). */
export const VERDICT_OF: Readonly<Record<Situation, Verdict>> = {
  'source, covered': 'left-behind',
  'source, not covered': 'unseen',
  'target, covered': 'new-on-target',
  'target, not covered': 'unseen',
  'both, equal bytes': 'carried',
  'both, one unreadable': 'not-compared',
  'both, source empty, target empty': 'carried',
  'both, source empty, target not': 'new-on-target',
  'both, all found': 'carried',
  'both, some found': 'partly-carried',
  'both, none found': 'differs',
};

/** The verdict and the likeness of one artifact: the only place that decides over presence. */
export function judge(input: JudgeInput): Judgement {
  const situation = situationOf(input);
  return { verdict: VERDICT_OF[situation], likeness: likenessIn(situation, input) };
}

export function situationOf(input: JudgeInput): Situation {
  if (input.presence !== 'both') return `${input.presence}, ${input.covered ? 'covered' : 'not covered'}`;
  const { content } = input;
  if (content.kind === 'bytes') return 'both, equal bytes';
  if (content.kind === 'unreadable') return 'both, one unreadable';
  if (content.kind === 'opaque') {
    if (content.sourceBytes > 0) return 'both, none found';
    return content.targetBytes > 0 ? 'both, source empty, target not' : 'both, source empty, target empty';
  }
  const { counts, lost } = content;
  const found = counts.same + counts.changed;
  if (found > 0) {
    // What damage took from the source may be missing on the target: `every record` cannot be said.
    return counts.changed + counts.sourceOnly === 0 && !lost.source ? 'both, all found' : 'both, some found';
  }
  if (lost.source || (lost.target && counts.sourceOnly > 0)) return 'both, one unreadable';
  if (counts.sourceOnly > 0) return 'both, none found';
  if (counts.targetOnly > 0) return 'both, source empty, target not';
  return lost.target ? 'both, one unreadable' : 'both, source empty, target empty';
}

function likenessIn(situation: Situation, input: JudgeInput): Likeness | null {
  if (input.presence !== 'both' || situation === 'both, one unreadable') return null;
  if (situation === 'both, equal bytes') return 'bytes';
  if (input.content.kind !== 'records') return situation === 'both, none found' ? 'none' : 'superset';
  const { likeness, lost } = input.content;
  // Damage hides what would tell "the same" from "nearly".
  if (lost.source && (likeness === 'content' || likeness === 'superset')) return 'partial';
  return lost.target && likeness === 'content' ? 'superset' : likeness;
}
