import { counted, grouped } from '../numbers.ts';
import type { FindingView, PolicyFinding, PolicyView } from '../result.ts';
import { ARCHIVE_WORDS, POLICY_TABLE, policySentence, rulesWord } from '../words/policy.ts';
import { RULE_WORDS } from '../words/rules.ts';
import type { Page } from './page.ts';
import { type Cell, tableLines } from './table.ts';
import { wrapped } from './width.ts';

/** What a terminal is given; the rest is counted. */
const MOST_FINDINGS = 40;
const MOST_APPS = 60;
const NAMED_MEMBERS = 2;

interface PolicyOwner {
  readonly package: string;
  readonly user: number;
  readonly policy?: PolicyView;
}

const nameOf = ({ package: name, user }: { readonly package: string; readonly user: number }): string =>
  user === 0 ? name : `${name} (user ${user})`;

function* findingLines(on: Page, finding: PolicyFinding): Generator<string> {
  yield `  ${on.ink('strong', on.text(nameOf(finding)))}`;
  const ink = finding.explained === null ? 'warning' : 'quiet';
  for (const line of wrapped(policySentence(finding), on.width - 4)) yield `    ${on.ink(ink, on.text(line))}`;
  yield on.ink('quiet', `    ${on.text(finding.because)}`);
  const named = finding.listed.slice(0, NAMED_MEMBERS);
  for (const path of named) yield on.ink('quiet', `    ${on.text(path)}`);
  const more = finding.members - named.length;
  if (more > 0) yield on.ink('quiet', `    ${on.signs.more} and ${grouped(more)} more`);
}

/** Members that should not be there, rule by rule. Nothing where there is none. */
export function* policyLines(on: Page, findings: Iterable<FindingView>): Generator<string> {
  const shown: PolicyFinding[] = [];
  let count = 0;
  for (const finding of findings) {
    if (finding.rule !== 'policy') continue;
    count += 1;
    if (shown.length < MOST_FINDINGS) shown.push(finding);
  }
  if (count === 0) return;
  const { heading, about } = RULE_WORDS.policy;
  const [first = '', ...rest] = wrapped(`${heading}  ${counted(count, 'finding')}`, on.width);
  // The number is not of the heading.
  yield first.startsWith(heading) ? on.ink('strong', heading) + first.slice(heading.length) : on.ink('strong', first);
  for (const line of rest) yield line;
  for (const line of wrapped(about, on.width - 2)) yield `  ${on.ink('quiet', line)}`;
  for (const finding of shown) yield* findingLines(on, finding);
  const more = count - shown.length;
  if (more > 0) yield on.ink('quiet', `  ${on.signs.more} and ${more} more; --format ndjson lists all`);
}

function* rowsOf(owner: PolicyOwner, policy: PolicyView): Generator<readonly Cell[]> {
  const head: readonly Cell[] = [
    { text: nameOf(owner) },
    { text: String(policy.targetSdk) },
    policy.allowBackup ? { text: 'true' } : { text: 'false', ink: 'strong' },
    { text: rulesWord(policy) },
  ];
  if (policy.members.length === 0) yield [...head, { text: '' }, { text: '' }, { text: '' }];
  for (const { side, sdk: _sdk, allowed, unknown, ...kept } of policy.members) {
    const out = Object.values(kept).reduce((sum, each) => sum + each, 0);
    yield [
      ...head,
      { text: ARCHIVE_WORDS[side] },
      { text: unknown === 0 ? grouped(allowed) : `${grouped(allowed)} (+${grouped(unknown)} ?)` },
      out === 0 ? { text: '0', ink: 'quiet' } : { text: grouped(out), ink: 'warning' },
    ];
  }
}

/** What each app's APK says of backups. Nothing where no APK was read. */
export function* policyTable(on: Page, owners: Iterable<PolicyOwner>): Generator<string> {
  const rows: (readonly Cell[])[] = [];
  let apps = 0;
  for (const owner of owners) {
    if (owner.policy === undefined) continue;
    apps += 1;
    if (apps <= MOST_APPS) rows.push(...rowsOf(owner, owner.policy));
  }
  if (apps === 0) return;
  yield `${on.ink('strong', POLICY_TABLE.heading)}  ${counted(apps, 'app')}`;
  for (const line of wrapped(POLICY_TABLE.about, on.width)) yield on.ink('quiet', line);
  const [app, target, flag, rules, archive, allowed, kept] = POLICY_TABLE.columns;
  yield* tableLines(
    on,
    [
      { heading: app, gives: 'middle', least: 14 },
      { heading: target, align: 'right' },
      { heading: flag },
      { heading: rules, gives: 'end', least: 8 },
      { heading: archive },
      { heading: allowed, align: 'right' },
      { heading: kept, align: 'right' },
    ],
    rows,
    2,
  );
  if (apps > MOST_APPS) yield on.ink('quiet', `  ${on.signs.more} and ${apps - MOST_APPS} ${POLICY_TABLE.more}`);
}
