import { FAULT_EXITS, type FaultCode } from '../base/fault.ts';
import type { Explained, ExplainedTable } from './words/explain/explained.ts';
import { faultExplained } from './words/explain/faults.ts';
import {
  CERTAINTY_EXPLAINED,
  EXPIRY_EXPLAINED,
  PORTABILITY_EXPLAINED,
  STATUS_EXPLAINED,
} from './words/explain/findings.ts';
import { NOTICE_EXPLAINED } from './words/explain/notices.ts';
import { GRAVITY_EXPLAINED, REASON_EXPLAINED } from './words/explain/reasons.ts';
import { TERM_EXPLAINED } from './words/explain/terms.ts';
import {
  APP_VERDICT_EXPLAINED,
  LIKENESS_EXPLAINED,
  ROUTE_EXPLAINED,
  VERDICT_EXPLAINED,
} from './words/explain/verdicts.ts';

/** One code of one kind, explained. A code may be of several kinds: `carried` is a verdict and a status. */
export interface Explanation extends Explained {
  readonly code: string;
  readonly kind: string;
}

const FAULTS = Object.fromEntries(
  (Object.keys(FAULT_EXITS) as FaultCode[]).map((code) => [code, faultExplained(code)]),
) as ExplainedTable;

/** Kinds in the order in which the explanations of one code are given. */
const KINDS: Readonly<Record<string, ExplainedTable>> = {
  'app-verdict': APP_VERDICT_EXPLAINED,
  verdict: VERDICT_EXPLAINED,
  likeness: LIKENESS_EXPLAINED,
  route: ROUTE_EXPLAINED,
  status: STATUS_EXPLAINED,
  portability: PORTABILITY_EXPLAINED,
  expiry: EXPIRY_EXPLAINED,
  certainty: CERTAINTY_EXPLAINED,
  notice: NOTICE_EXPLAINED,
  gravity: GRAVITY_EXPLAINED,
  reason: REASON_EXPLAINED,
  fault: FAULTS,
  term: TERM_EXPLAINED,
};

/**
 * What a code means, what it proves and what not: one explanation for each kind that has the code. `kind:code`
 * (`status:carried`) asks for one kind alone. Empty where there is none.
 */
export function explain(code: string): readonly Explanation[] {
  const colon = code.indexOf(':');
  const [kind, name] = colon < 0 ? [null, code] : [code.slice(0, colon), code.slice(colon + 1)];
  return Object.entries(KINDS).flatMap(([of, table]) => {
    const found = (kind === null || kind === of) && Object.hasOwn(table, name) ? table[name] : undefined;
    return found === undefined ? [] : [{ code: name, kind: of, ...found }];
  });
}

/** Every code that `explain` knows, each once, sorted. */
export function explainable(): readonly string[] {
  return [...new Set(Object.values(KINDS).flatMap((table) => Object.keys(table)))].sort();
}

/** Every code with its kinds, for a listing. */
export function explainedKinds(): ReadonlyMap<string, readonly string[]> {
  return new Map(explainable().map((code) => [code, explain(code).map(({ kind }) => kind)]));
}

/** `carryover.explain/1`. */
export function explainDocument(explanations: readonly Explanation[]): object {
  return {
    schema: 'carryover.explain/1',
    explanations: explanations.map(({ code, kind, title, meaning, whatItProves, whatItDoesNot, next }) => ({
      code,
      kind,
      title,
      meaning,
      whatItProves,
      whatItDoesNot,
      next,
    })),
  };
}
