import type { Credential } from './credential.ts';
import type { ExaminedApp } from './examined.ts';
import type { FindingView, RuleId } from './finding-view.ts';

/** A finding; those of credentials carry what the app verdict and the counts need, and outputs do not. */
export type Finding = { readonly view: FindingView } | Credential;

/** Looks at one app on one to three sides, so that it serves `audit` as well as `diff`. */
export interface Rule {
  readonly id: RuleId;
  /** In a stable order. */
  examine(app: ExaminedApp): Iterable<Finding>;
}

/** Whether a finding is about a value: a credential's, or an identifier's. */
export function isValue(finding: Finding): finding is Credential {
  return 'digest' in finding;
}
