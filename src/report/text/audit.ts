import { PORTABILITIES } from '../../findings/finding.ts';
import { RULE_IDS, type RuleId } from '../../findings/finding-view.ts';
import { bytesInWords, counted } from '../numbers.ts';
import type { AuditReport, CredentialFinding, FindingView } from '../result.ts';
import {
  CERTAINTY_SENTENCES,
  EXPIRY_WORDS,
  expirySentence,
  PORTABILITY_SENTENCES,
  PORTABILITY_WORDS,
} from '../words/findings.ts';
import { HEADINGS, SECRETS_HIDDEN, SECRETS_SHOWN } from '../words/headings.ts';
import { findingRow } from '../words/rules.ts';
import { CREDENTIAL_COLUMNS, credentialCells, isCredential } from './credentials.ts';
import { leading } from './leading.ts';
import { noticeView } from './notices.ts';
import { ruleLines } from './other-findings.ts';
import type { Page } from './page.ts';
import { policyLines, policyTable } from './policy.ts';
import { tsvRow } from './rows.ts';
import { tableLines } from './table.ts';
import { columns } from './width.ts';

function* credentialGroups(on: Page, credentials: readonly CredentialFinding[], at: string | null): Generator<string> {
  const revealed = credentials.some((finding) => finding.secret.value !== undefined);
  const [about, ink] = revealed ? ([SECRETS_SHOWN, 'damage'] as const) : ([SECRETS_HIDDEN, 'quiet'] as const);
  yield* leading(on, on.ink('strong', HEADINGS.credentials), HEADINGS.credentials, about, ink);
  const sure = credentials.filter((finding) => finding.certainty !== 'suspected');
  const shape = CREDENTIAL_COLUMNS.map((column) => ({ ...column, heading: '' }));
  const groups = PORTABILITIES.map((portability) => ({
    portability,
    rows: sure
      .filter((finding) => finding.portability === portability)
      .map((finding) => credentialCells(on, finding, false)),
  }));
  const lines = tableLines(
    on,
    shape,
    groups.flatMap(({ rows }) => rows),
    4,
  );
  let next = 0;
  for (const { portability, rows } of groups) {
    if (rows.length === 0) continue;
    const head = `${PORTABILITY_WORDS[portability]}  ${rows.length}`;
    const painted = `  ${on.ink(portability === 'portable' ? 'warning' : 'strong', head)}`;
    yield* leading(on, painted, `  ${head}`, PORTABILITY_SENTENCES[portability]);
    yield* lines.slice(next, next + rows.length);
    next += rows.length;
  }
  if (at !== null && sure.some((finding) => finding.expiry === 'valid')) {
    yield on.ink('quiet', `  ${EXPIRY_WORDS.valid} = ${expirySentence('valid', at)}`);
  }
  const suspected = credentials.length - sure.length;
  if (suspected > 0)
    yield on.ink('quiet', `  ${on.signs.unseen} ${suspected} more suspected: ${CERTAINTY_SENTENCES.suspected}`);
}

function linesOf(on: Page, rule: Exclude<RuleId, 'credential'>, findings: readonly FindingView[]): Iterable<string> {
  return rule === 'policy' ? policyLines(on, findings) : ruleLines(on, rule, findings);
}

/** `audit`: the credentials that one piece of evidence holds, by what they are worth elsewhere, and what other rules found. */
export function* renderAudit(on: Page, report: AuditReport, at: string | null = null): Generator<string> {
  const { evidence } = report;
  const label = on.text(evidence.label);
  const facts = `${on.text(evidence.format)}, ${counted(evidence.entries, 'entry', 'entries')}, ${bytesInWords(evidence.bytes)}`;
  const beside = columns(label) + 2 + columns(facts) <= on.width;
  yield on.ink('strong', label) + (beside ? `  ${facts}` : `\n  ${facts}`);
  yield '';
  const credentials = report.findings.filter(isCredential);
  if (credentials.length === 0) yield 'No credential found in what was searched.';
  else yield* credentialGroups(on, credentials, at);
  for (const rule of RULE_IDS) {
    const lines = rule === 'credential' ? [] : [...linesOf(on, rule, report.findings)];
    if (lines.length > 0) yield* ['', ...lines];
  }
  const policies = [...policyTable(on, report.apps)];
  if (policies.length > 0) yield* ['', ...policies];
  if (report.notices.length > 0) yield '';
  yield* noticeView(on, report.notices, false);
}

/** The same into a pipe: rule, package, user, what, where in it, what it is worth (portability, policy, trace), device path. */
export function auditRow(finding: FindingView): string {
  const { rule, devicePath, user } = finding;
  if (isCredential(finding)) {
    const { service, secret, where, portability } = finding;
    return tsvRow([rule, finding.package, user, service ?? secret.shape, where, portability, devicePath]);
  }
  const { what, where, worth } = findingRow(finding);
  return tsvRow([rule, finding.package, user, what, where, worth, devicePath]);
}
