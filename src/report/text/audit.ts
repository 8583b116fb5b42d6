import { PORTABILITIES } from '../../findings/finding.ts';
import { bytesInWords, counted } from '../numbers.ts';
import type { AuditReport, FindingView, PolicyView } from '../result.ts';
import {
  CERTAINTY_SENTENCES,
  EXPIRY_WORDS,
  expirySentence,
  PORTABILITY_SENTENCES,
  PORTABILITY_WORDS,
} from '../words/findings.ts';
import { HEADINGS, SECRETS_HIDDEN, SECRETS_SHOWN } from '../words/headings.ts';
import { CREDENTIAL_COLUMNS, credentialCells } from './credentials.ts';
import { noticeView } from './notices.ts';
import type { Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { tableLines } from './table.ts';
import { wrapped } from './width.ts';

type AnyFinding = FindingView | PolicyView;

const isPolicy = (finding: AnyFinding): finding is PolicyView => finding.rule === 'policy';

/** Apps whose members the policy keeps out; how many of their members are named. */
const MOST_POLICY_ROWS = 200;

function* credentialGroups(on: Page, credentials: readonly FindingView[], at: string | null): Generator<string> {
  const revealed = credentials.some((finding) => finding.secret.value !== undefined);
  yield `${on.ink('strong', HEADINGS.credentials)}  ${on.ink(revealed ? 'damage' : 'quiet', revealed ? SECRETS_SHOWN : SECRETS_HIDDEN)}`;
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
    const [first = '', ...rest] = wrapped(PORTABILITY_SENTENCES[portability], on.width - head.length - 4);
    yield `  ${on.ink(portability === 'portable' ? 'warning' : 'strong', head)}  ${on.ink('quiet', first)}`;
    for (const line of rest) yield ' '.repeat(head.length + 4) + on.ink('quiet', line);
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

function* policyLines(on: Page, policies: readonly PolicyView[]): Generator<string> {
  yield `${on.ink('strong', HEADINGS.policy)}  ${counted(policies.length, 'member')}`;
  const shape = [
    { heading: '', gives: 'middle' as const, least: 24 },
    { heading: '' },
    { heading: '', gives: 'end' as const, least: 16 },
  ];
  const rows = policies
    .slice(0, MOST_POLICY_ROWS)
    .map((finding) => [
      { text: finding.devicePath },
      { text: finding.policy },
      { text: finding.because, ink: 'quiet' as const },
    ]);
  yield* tableLines(on, shape, rows);
  const more = policies.length - rows.length;
  if (more > 0) yield on.ink('quiet', `  ${on.signs.more} and ${more} more; --format json lists all`);
}

/** `audit`: the credentials that one piece of evidence holds, by what they are worth elsewhere, and its policy findings. */
export function* renderAudit(on: Page, report: AuditReport, at: string | null = null): Generator<string> {
  const { evidence } = report;
  yield `${on.ink('strong', on.text(evidence.label))}  ${on.text(evidence.format)}, ${counted(evidence.entries, 'entry', 'entries')}, ${bytesInWords(evidence.bytes)}`;
  yield '';
  const policies = report.findings.filter(isPolicy);
  const credentials = report.findings.filter((finding): finding is FindingView => finding.rule === 'credential');
  if (credentials.length === 0) yield 'No credential found in what was searched.';
  else yield* credentialGroups(on, credentials, at);
  if (policies.length > 0) {
    yield '';
    yield* policyLines(on, policies);
  }
  if (report.notices.length > 0) yield '';
  yield* noticeView(on, report.notices, false);
}

/** The same into a pipe: rule, package, user, what, where in it, portability or policy, device path. */
export function auditRow(finding: AnyFinding): string {
  const { rule, devicePath, user } = finding;
  if (isPolicy(finding)) return tsvRow([rule, finding.package, user, '', '', finding.policy, devicePath]);
  const { service, secret, where, portability } = finding;
  return tsvRow([rule, finding.package, user, service ?? secret.shape, where, portability, devicePath]);
}
