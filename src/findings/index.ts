import { deletedRecords } from './deleted-records.ts';
import type { ExaminedApp } from './examined.ts';
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

const RESTORE_TRACE: Rule = {
  id: 'restore-trace',
  *examine(app) {
    for (const view of restoreTraces(app)) yield { view };
  },
};

const DELETED_RECORDS: Rule = {
  id: 'deleted-records',
  *examine(app) {
    for (const view of deletedRecords(app)) yield { view };
  },
};

const KEY_BESIDE: Rule = {
  id: 'key-beside',
  *examine(app) {
    for (const view of keysBeside(app)) yield { view };
  },
};

const ACCOUNT: Rule = {
  id: 'account',
  *examine(app) {
    for (const view of accountFindings(app)) yield { view };
  },
};

const KEYSTORE: Rule = {
  id: 'keystore',
  *examine(app) {
    for (const view of keystoreFindings(app)) yield { view };
  },
};

const POLICY: Rule = {
  id: 'policy',
  examine: (app) => judgePolicy(app).findings.map((view) => ({ view })),
};

/** Every rule; in this order its findings are told, app by app. */
export const RULES: readonly Rule[] = [
  CREDENTIAL,
  IDENTIFIER,
  RESTORE_TRACE,
  DELETED_RECORDS,
  KEY_BESIDE,
  ACCOUNT,
  KEYSTORE,
  POLICY,
];

/** What all rules find in one app. */
export function examine(app: ExaminedApp): Finding[] {
  return RULES.flatMap((rule) => [...rule.examine(app)]);
}
