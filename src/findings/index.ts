import type { ExaminedApp } from './examined.ts';
import type { Finding, Rule } from './rule.ts';
import { valueFindings } from './values.ts';

const CREDENTIAL: Rule = {
  id: 'credential',
  examine: (app) => valueFindings(app).filter(({ view }) => view.rule === 'credential'),
};

const IDENTIFIER: Rule = {
  id: 'identifier',
  examine: (app) => valueFindings(app).filter(({ view }) => view.rule === 'identifier'),
};

/** Every rule; in this order its findings are told, app by app. */
export const RULES: readonly Rule[] = [CREDENTIAL, IDENTIFIER];

/** What all rules find in one app. */
export function examine(app: ExaminedApp): Finding[] {
  return RULES.flatMap((rule) => [...rule.examine(app)]);
}
