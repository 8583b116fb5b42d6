import { FAULT_EXITS, type FaultCode } from '../base/fault.ts';
import { renderExplanations } from './text/explanation.ts';
import { PLAIN_TEXT, page } from './text/page.ts';
import type { ExplainedTable, Explanation } from './words/explain/explained.ts';
import { faultExplained } from './words/explain/faults.ts';
import {
  BINDING_EXPLAINED,
  CERTAINTY_EXPLAINED,
  EXPIRY_EXPLAINED,
  PORTABILITY_EXPLAINED,
  STATUS_EXPLAINED,
} from './words/explain/findings.ts';
import { NOTICE_EXPLAINED } from './words/explain/notices.ts';
import { EXPLANATION_EXPLAINED, POLICY_EXPLAINED } from './words/explain/policies.ts';
import { GRAVITY_EXPLAINED, REASON_EXPLAINED } from './words/explain/reasons.ts';
import { ACCOUNT_BUNDLE_EXPLAINED, ACCOUNT_EXPLAINED, RULE_EXPLAINED, TRACE_EXPLAINED } from './words/explain/rules.ts';
import { TERM_EXPLAINED } from './words/explain/terms.ts';
import {
  APP_VERDICT_EXPLAINED,
  LIKENESS_EXPLAINED,
  ROUTE_EXPLAINED,
  VERDICT_EXPLAINED,
} from './words/explain/verdicts.ts';

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
  binding: BINDING_EXPLAINED,
  expiry: EXPIRY_EXPLAINED,
  certainty: CERTAINTY_EXPLAINED,
  rule: RULE_EXPLAINED,
  trace: TRACE_EXPLAINED,
  account: ACCOUNT_EXPLAINED,
  'account-bundle': ACCOUNT_BUNDLE_EXPLAINED,
  policy: POLICY_EXPLAINED,
  explanation: EXPLANATION_EXPLAINED,
  notice: NOTICE_EXPLAINED,
  gravity: GRAVITY_EXPLAINED,
  reason: REASON_EXPLAINED,
  fault: FAULTS,
  term: TERM_EXPLAINED,
};

/** `carryover.explain/1`: a code explained, once for each kind that has it. */
export interface ExplainReport {
  readonly schema: 'carryover.explain/1';
  readonly explanations: readonly Explanation[];
}

function explanationsOf(code: string): readonly Explanation[] {
  const colon = code.indexOf(':');
  const [kind, name] = colon < 0 ? [null, code] : [code.slice(0, colon), code.slice(colon + 1)];
  return Object.entries(KINDS).flatMap(([of, table]) => {
    const found = (kind === null || kind === of) && Object.hasOwn(table, name) ? table[name] : undefined;
    return found === undefined ? [] : [{ code: name, kind: of, ...found }];
  });
}

/**
 * What codes mean, what they prove and what not. `kind:code` (`status:carried`) asks for one kind alone. Null where
 * no code is known. Ready for JSON.stringify.
 */
export function explain(...codes: readonly string[]): ExplainReport | null {
  const explanations = codes.flatMap(explanationsOf);
  return explanations.length === 0 ? null : { schema: 'carryover.explain/1', explanations };
}

/** Every code that `explain` knows, each once, sorted. */
export function explainable(): readonly string[] {
  return [...new Set(Object.values(KINDS).flatMap((table) => Object.keys(table)))].sort();
}

/** The report as lines for people, at most `width` columns wide, without colour. */
export function explanationText(report: ExplainReport, width: number): string {
  return [...renderExplanations(page({ ...PLAIN_TEXT, width }), report.explanations)].join('\n');
}
