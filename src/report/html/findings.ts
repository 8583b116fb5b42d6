import { RULE_IDS, type RuleId } from '../../findings/finding-view.ts';
import { grouped } from '../numbers.ts';
import type { CredentialFinding, DiffReport, FindingView } from '../result.ts';
import { isCredential } from '../text/credentials.ts';
import { NO_APP } from '../words/headings.ts';
import { HTML_WORDS } from '../words/html.ts';
import { findingRow, RULE_WORDS } from '../words/rules.ts';
import { html, type Markup, placeAnchor } from './markup.ts';
import { section, table, wordsBelow } from './section.ts';

const MOST_ROWS = 300;
const HEADS = [{ text: 'app' }, { text: 'what' }, { text: 'where' }, { text: 'place' }, { text: 'worth' }];

function rowOf(finding: Exclude<FindingView, CredentialFinding>): Markup {
  const { what, where, worth } = findingRow(finding);
  const user = finding.user === 0 ? '' : ` (user ${finding.user})`;
  return html`<tr id="f-${finding.id}"><th scope="row">${(finding.package ?? NO_APP) + user}</th><td class="word">${what}</td><td>${where}</td><td class="path"><a href="#${placeAnchor(finding.devicePath)}">${finding.devicePath}</a></td><td class="word">${worth}</td></tr>`;
}

/** Findings of every rule but that of credentials, a table each: policy, the traces of a restore, identifiers. */
export function findingsView(report: DiffReport): Markup {
  const rows = new Map<RuleId, Markup[]>();
  const counts = new Map<RuleId, number>();
  for (const finding of report.findings()) {
    if (isCredential(finding)) continue;
    counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
    const list = rows.get(finding.rule) ?? [];
    rows.set(finding.rule, list);
    if (list.length < MOST_ROWS) list.push(rowOf(finding));
  }
  const tables = RULE_IDS.flatMap((rule) => {
    const list = rows.get(rule);
    if (list === undefined) return [];
    const { heading, about } = RULE_WORDS[rule];
    const all = counts.get(rule) ?? 0;
    const cut = all > list.length ? html`<p>${grouped(all - list.length)} more. ${HTML_WORDS.rowsCut}</p>` : null;
    return [
      html`<h3>${heading} · ${grouped(all)} <span class="soft">${about}</span></h3>${table(heading, HEADS, list)}${cut}`,
    ];
  });
  if (tables.length === 0) return section('findings', HTML_WORDS.findings, html`<p>${HTML_WORDS.none}</p>`);
  return section('findings', HTML_WORDS.findings, tables, wordsBelow(report));
}
