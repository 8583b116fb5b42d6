import type { BackupRule } from '../../android/apk/backup-rules.ts';
import type { Location } from '../../android/location.ts';
import { findingId } from '../credential.ts';
import type { ExaminedApp } from '../examined.ts';
import type { PolicyFinding } from '../finding-view.ts';
import { type MemberAnswer, makerOf, memberAnswer, type PolicyReason } from './member-answer.ts';
import { MEMBER_ANSWERS, type MemberCounts, type PolicyView, policyView } from './policy-view.ts';
import { rulePlace } from './rule-answer.ts';
import type { SidePolicy } from './side-policy.ts';

/** What became of one app: findings about members that should not be there, and the policy as it is shown. */
export interface PolicyJudgement {
  readonly findings: readonly PolicyFinding[];
  readonly view: PolicyView | null;
}

/** Device paths that one finding lists; the rest is counted. */
export const MOST_LISTED = 200;
/** What the manifest says may differ by platform: without a version, the latest known is asked. */
const LATEST_SDK = 35;
const STANDARDS = ['MASVS-STORAGE-2', 'MASTG-TEST-0216', 'MASTG-TEST-0262', 'CWE-530', 'CWE-212'] as const;

const answers = new WeakMap<ExaminedApp, PolicyJudgement>();

/** Holds every private member of an app's archives against the app's own policy. Asked twice, answered once. */
export function judgePolicy(app: ExaminedApp): PolicyJudgement {
  let known = answers.get(app);
  if (known === undefined) {
    known = judge(app);
    answers.set(app, known);
  }
  return known;
}

function judge(app: ExaminedApp): PolicyJudgement {
  const first = app.policies[0];
  if (first === undefined || app.package === null) return { findings: [], view: null };
  const findings: PolicyFinding[] = [];
  const members: PolicyView['members'][number][] = [];
  for (const side of app.policies) {
    if (side.producer === null || side.producer === 'device') continue;
    const judged = judgeSide(app, app.package, side);
    if (judged === null) continue;
    findings.push(...judged.findings);
    members.push({ side: side.side, sdk: side.sdk, ...judged.counts });
  }
  // What the bundle itself carries says what its maker could have known.
  const shown = app.policies.find(({ side }) => side === 'bundle') ?? first;
  return { findings, view: policyView(shown.policy, shown.apk, shown.sdk ?? LATEST_SDK, members) };
}

interface PrivateMember {
  readonly place: Location;
  readonly devicePath: string;
  readonly bytes: number;
}

function* privateMembers(app: ExaminedApp, side: SidePolicy['side']): Generator<PrivateMember> {
  for (const artifact of app.artifacts()) {
    const own = artifact[side];
    if (own === null) continue;
    for (const [role, part] of own.artifact.parts) {
      const place = part.location;
      if (place === null || (place.storage !== 'ce' && place.storage !== 'de')) continue;
      const devicePath = role === 'main' ? own.devicePath : own.devicePath + tailOf(own.artifact.location, place);
      yield { place, devicePath, bytes: part.bytes ?? 0 };
    }
  }
}

/** What a part's path has beyond that of its artifact: `-wal`, `/000005.ldb`. */
function tailOf(artifact: Location | null, part: Location): string {
  const own = artifact?.path ?? '';
  return part.path.startsWith(own) ? part.path.slice(own.length) : `/${part.path}`;
}

interface Group {
  readonly answer: MemberAnswer;
  readonly listed: string[];
  members: number;
  bytes: number;
}

function judgeSide(
  app: ExaminedApp,
  owner: string,
  side: SidePolicy,
): { readonly findings: PolicyFinding[]; readonly counts: MemberCounts } | null {
  const folders = new Set<string>();
  let any = false;
  for (const { place } of privateMembers(app, side.side)) {
    any = true;
    const path = rulePlace(place)?.path ?? '';
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) folders.add(path.slice(0, end));
  }
  if (!any) return null;
  const maker = makerOf(side.producer ?? 'vendor', side.sdk, (path) => folders.has(path));
  const counts = Object.fromEntries(MEMBER_ANSWERS.map((answer) => [answer, 0])) as Record<
    (typeof MEMBER_ANSWERS)[number],
    number
  >;
  const groups = new Map<string, Group>();
  const unresolved =
    side.policy.fullBackupContent.kind === 'unresolved' || side.policy.dataExtractionRules.kind === 'unresolved';
  for (const { place, devicePath, bytes } of privateMembers(app, side.side)) {
    const answer = memberAnswer(side.policy, place, maker);
    if (answer === null) {
      counts[unresolved ? 'unknown' : 'allowed'] += 1;
      continue;
    }
    counts[answer.policy] += 1;
    const key = `${because(answer.reason)}\0${answer.explained ?? ''}\0${answer.restored ?? ''}`;
    const group = groups.get(key) ?? { answer, listed: [], members: 0, bytes: 0 };
    group.members += 1;
    group.bytes += bytes;
    if (group.listed.length < MOST_LISTED) group.listed.push(devicePath);
    groups.set(key, group);
  }
  const findings = [...groups].map(([key, { answer, listed, members, bytes }]): PolicyFinding => {
    const devicePath = listed[0] ?? '';
    return {
      id: findingId('policy', app, devicePath, `${side.side}\0${key}`),
      rule: 'policy',
      package: owner,
      user: app.user,
      devicePath,
      side: side.side,
      policy: answer.policy,
      because: because(answer.reason),
      explained: answer.explained,
      ...(answer.restored === undefined ? {} : { restored: answer.restored }),
      apk: side.apk,
      members,
      bytes,
      listed,
      standards: STANDARDS,
    };
  });
  return { findings, counts };
}

/** The place in the APK that says so, or the folder that no backup takes: as it is written there. */
function because(reason: PolicyReason): string {
  switch (reason.code) {
    case 'flag':
      return 'AndroidManifest.xml android:allowBackup="false"';
    case 'content-off':
      return 'AndroidManifest.xml android:fullBackupContent="false"';
    case 'key-value-agent':
      return `AndroidManifest.xml android:backupAgent="${reason.agent}"`;
    case 'rules-broken':
      return 'AndroidManifest.xml rule-file-broken';
    case 'excluded':
      return `${reason.path} <${reason.section}> ${ruleText(reason.rule)}`;
    case 'not-included':
      return `${reason.path} <${reason.section}> no <include>`;
    case 'needs-encryption':
      return `${reason.path} <${reason.section} disableIfNoEncryptionCapabilities="true">`;
    case 'never':
      return reason.folder;
  }
}

function ruleText({ kind, number, domain, path }: BackupRule): string {
  return `#${number} <${kind} domain="${domain}" path="${path === '' ? '.' : path}">`;
}
