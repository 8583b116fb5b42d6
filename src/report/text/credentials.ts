import { BINDING_READINGS, type BindingReading } from '../../findings/binding.ts';
import { STATUSES, type Status } from '../../findings/finding.ts';
import { counted } from '../numbers.ts';
import type { CredentialFinding, FindingView } from '../result.ts';
import {
  BINDING_SENTENCES,
  BINDING_WORDS,
  CERTAINTY_SENTENCES,
  EXPIRY_WORDS,
  expirySentence,
  PORTABILITY_WORDS,
  SESSION_ONLY,
  STATUS_SENTENCES,
  STATUS_WORDS,
} from '../words/findings.ts';
import { HEADINGS, NO_APP, SECRETS_HIDDEN, SECRETS_SHOWN } from '../words/headings.ts';
import { leading } from './leading.ts';
import type { Ink, Page, Signs } from './page.ts';
import { type Cell, type Column, tableLines } from './table.ts';

const STATUS_SIGNS: Readonly<Record<Status, keyof Signs>> = {
  carried: 'carried',
  changed: 'differs',
  'left-behind': 'left',
  'new-on-target': 'new',
  unseen: 'unseen',
};

const STATUS_INKS: Readonly<Record<Status, Ink>> = {
  carried: 'carried',
  changed: 'differs',
  'left-behind': 'left',
  'new-on-target': 'new',
  unseen: 'quiet',
};

/** Rows of one group that a terminal is given; the rest is counted. */
const MOST_ROWS = 60;

export const CREDENTIAL_COLUMNS: readonly Column[] = [
  { heading: 'app', gives: 'middle', least: 14 },
  { heading: 'service', gives: 'end', least: 10 },
  { heading: 'where', gives: 'middle', least: 24 },
  { heading: 'worth' },
];

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What differs of the place on the target: the file, else the place within it, else the folder. */
function targetPlace(finding: CredentialFinding): string {
  const { target } = finding;
  if (target === undefined) return '';
  const name = fileName(target.devicePath);
  if (name !== fileName(finding.devicePath)) return name;
  return target.where !== finding.where && target.where !== null ? target.where : target.devicePath;
}

/**
 * A row about one credential: where it is and what it is worth, never what it is. `portability`: say it in the row,
 * where the rows are not grouped by it.
 */
export function credentialCells(on: Page, finding: CredentialFinding, portability = true): readonly Cell[] {
  const elsewhere = targetPlace(finding);
  const place = finding.where === null ? '' : ` ${on.signs.dot} ${finding.where}`;
  const user = finding.user === 0 ? '' : ` (user ${finding.user})`;
  const expiry = expiryWords(finding);
  const worth = portability ? [PORTABILITY_WORDS[finding.portability], ...expiry] : expiry;
  const revealed = finding.secret.value;
  const value = revealed === undefined ? '' : ` = ${typeof revealed === 'string' ? revealed : revealed.base64}`;
  return [
    { text: (finding.package ?? NO_APP) + user },
    { text: finding.service ?? finding.secret.shape },
    {
      text: fileName(finding.devicePath) + place + (elsewhere === '' ? '' : ` ${on.signs.arrow} ${elsewhere}`) + value,
    },
    { text: worth.join(', '), ...(finding.portability === 'portable' ? { ink: 'warning' } : {}) },
  ];
}

/** What it says of its end: a cookie without one ends with the session, unless its value makes a claim of its own. */
function expiryWords({ expiry, cookie }: CredentialFinding): readonly string[] {
  if (expiry !== 'unknown') return [EXPIRY_WORDS[expiry]];
  return cookie?.session === true ? [SESSION_ONLY] : [];
}

interface Group {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly count: number;
}

/** One group, bounded: the findings are walked, never kept. */
function groupOf(on: Page, findings: Iterable<FindingView>, status: Status): Group {
  const rows: (readonly Cell[])[] = [];
  let count = 0;
  for (const finding of findings) {
    if (!isCredential(finding) || finding.certainty === 'suspected' || finding.status !== status) continue;
    count += 1;
    if (rows.length < MOST_ROWS) rows.push(credentialCells(on, finding));
  }
  return { heading: statusHeading(on, status, count), rows, count };
}

/** The groups under their headings, in one table so that all columns stand in line. */
function* groupLines(on: Page, groups: readonly Group[]): Generator<string> {
  const untitled = CREDENTIAL_COLUMNS.map((column) => ({ ...column, heading: '' }));
  const lines = tableLines(
    on,
    untitled,
    groups.flatMap((group) => group.rows),
    4,
  );
  let next = 0;
  for (const { heading, rows, count } of groups) {
    if (count === 0) continue;
    yield* heading;
    yield* lines.slice(next, next + rows.length);
    next += rows.length;
    const more = count - rows.length;
    if (more > 0) yield on.ink('quiet', `    ${on.signs.more} and ${more} more; --format ndjson lists all`);
  }
}

function statusHeading(on: Page, status: Status, count: number): readonly string[] {
  const head = `${on.signs[STATUS_SIGNS[status]]} ${STATUS_WORDS[status]}  ${counted(count, 'place')}`;
  return leading(on, `  ${on.ink(STATUS_INKS[status], head)}`, `  ${head}`, STATUS_SENTENCES[status]);
}

export const isCredential = (finding: FindingView): finding is CredentialFinding => finding.rule === 'credential';

/** What the use of some hangs on, and what became of that: a line for each reading. */
function* bindingLines(on: Page, bound: ReadonlyMap<BindingReading, number>): Generator<string> {
  for (const reading of BINDING_READINGS) {
    const count = bound.get(reading);
    if (count === undefined) continue;
    const head = `${BINDING_WORDS[reading]}  ${count}`;
    yield* leading(on, `  ${on.ink('strong', head)}`, `  ${head}`, BINDING_SENTENCES[reading]);
  }
}

/** Credentials by status, then the merely suspected in a count. */
export function* credentialLines(
  on: Page,
  findings: () => Iterable<FindingView>,
  run: { readonly at: string; readonly revealed?: true },
): Generator<string> {
  let valid = false;
  let credentials = 0;
  let suspected = 0;
  const bound = new Map<BindingReading, number>();
  for (const finding of findings()) {
    if (!isCredential(finding)) continue;
    if (finding.certainty === 'suspected') suspected += 1;
    else credentials += 1;
    valid ||= finding.expiry === 'valid';
    for (const { reading } of finding.bindings ?? []) bound.set(reading, (bound.get(reading) ?? 0) + 1);
  }
  if (credentials + suspected === 0) return;
  const about = run.revealed === true ? SECRETS_SHOWN : SECRETS_HIDDEN;
  const ink = run.revealed === true ? 'damage' : 'quiet';
  yield* leading(on, on.ink('strong', HEADINGS.credentials), HEADINGS.credentials, about, ink);
  yield* groupLines(
    on,
    STATUSES.map((status) => groupOf(on, findings(), status)),
  );
  yield* bindingLines(on, bound);
  if (valid) yield on.ink('quiet', `  ${EXPIRY_WORDS.valid} = ${expirySentence('valid', run.at)}`);
  if (suspected > 0) {
    yield on.ink('quiet', `  ${on.signs.unseen} ${suspected} more suspected: ${CERTAINTY_SENTENCES.suspected}`);
  }
}
