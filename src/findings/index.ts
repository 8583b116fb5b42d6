import { deletedRecords } from './deleted-records.ts';
import type { ExaminedApp } from './examined.ts';
import type { FindingView, RuleId } from './finding-view.ts';
import { keysBeside } from './key-beside.ts';
import { judgePolicy } from './policy/judge-policy.ts';
import { restoreTraces } from './restore/index.ts';
import type { Finding, Rule } from './rule.ts';
import { accountFindings } from './system/account-findings.ts';
import { keystoreFindings } from './system/keystore-findings.ts';
import { valueFindings } from './values.ts';

const CREDENTIAL: Rule = {
  id: 'credential',
  examine: (app) => valueFindings(app).filter(({ view }) => view.rule === 'credential'),
};

const IDENTIFIER: Rule = {
  id: 'identifier',
  examine: (app) => valueFindings(app).filter(({ view }) => view.rule === 'identifier'),
};

/** A rule whose findings are about no value. */
const viewing = (id: RuleId, look: (app: ExaminedApp) => Iterable<FindingView>): Rule => ({
  id,
  *examine(app) {
    for (const view of look(app)) yield { view };
  },
});

/** Every rule; in this order its findings are told, app by app. */
export const RULES: readonly Rule[] = [
  CREDENTIAL,
  IDENTIFIER,
  viewing('restore-trace', restoreTraces),
  viewing('deleted-records', deletedRecords),
  viewing('key-beside', keysBeside),
  viewing('account', accountFindings),
  viewing('keystore', keystoreFindings),
  viewing('policy', (app) => judgePolicy(app).findings),
];

/** What all rules find in one app. */
export function examine(app: ExaminedApp): Finding[] {
  return RULES.flatMap((rule) => [...rule.examine(app)]);
}
