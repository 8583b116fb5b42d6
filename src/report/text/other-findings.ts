import type { RuleId } from '../../findings/finding-view.ts';
import { counted } from '../numbers.ts';
import type { CredentialFinding, FindingView, PolicyFinding } from '../result.ts';
import { NO_APP } from '../words/headings.ts';
import { findingRow, RULE_WORDS } from '../words/rules.ts';
import { leading } from './leading.ts';
import type { Page } from './page.ts';
import { type Cell, type Column, tableLines } from './table.ts';

type Other = Exclude<FindingView, CredentialFinding | PolicyFinding>;

/** Rows of one rule that a terminal is given; the rest is counted. */
const MOST_ROWS = 40;

const COLUMNS: readonly Column[] = [
  { heading: '', gives: 'middle', least: 14 },
  { heading: '', gives: 'end', least: 12 },
  { heading: '', gives: 'middle', least: 24 },
];

/** What they found is a sentence, and gets the width that is left. */
const IN_A_SENTENCE: ReadonlySet<RuleId> = new Set(['restore-trace', 'account']);

function cells(finding: Other): readonly Cell[] {
  const { what, where, worth } = findingRow(finding);
  const user = finding.user === 0 ? '' : ` (user ${finding.user})`;
  const place = finding.devicePath.slice(finding.devicePath.lastIndexOf('/') + 1);
  const whole = IN_A_SENTENCE.has(finding.rule);
  return [
    { text: (finding.package ?? NO_APP) + user },
    { text: what },
    { text: whole || where === '' ? where || place : `${place} \u00b7 ${where}` },
    ...(whole ? [] : [{ text: worth, ink: 'quiet' as const }]),
  ];
}

/** The findings of one rule under its heading: walked once, never kept. Nothing where there is none. */
export function* ruleLines(
  on: Page,
  rule: Exclude<RuleId, 'credential' | 'policy'>,
  findings: Iterable<FindingView>,
): Generator<string> {
  const rows: (readonly Cell[])[] = [];
  let count = 0;
  for (const finding of findings) {
    if (finding.rule !== rule) continue;
    count += 1;
    if (rows.length < MOST_ROWS) rows.push(cells(finding));
  }
  if (count === 0) return;
  const { heading, about } = RULE_WORDS[rule];
  const head = `${heading}  ${counted(count, 'finding')}`;
  yield* leading(on, `${on.ink('strong', heading)}  ${counted(count, 'finding')}`, head, about);
  const shape = IN_A_SENTENCE.has(rule) ? COLUMNS : [...COLUMNS, { heading: '' }];
  yield* tableLines(on, shape, rows, 2);
  const more = count - rows.length;
  if (more > 0) yield on.ink('quiet', `  ${on.signs.more} and ${more} more; --format ndjson lists all`);
}
