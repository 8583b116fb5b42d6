import type { BackupRule } from '../../android/apk/backup-rules.ts';
import type { Location } from '../../android/location.ts';
import { type AppPolicy, onPlatform } from './app-policy.ts';
import { ANDROID_12, type Circumstances, eligibility, getsKeyValueOnly } from './eligibility.ts';
import { governing, type SectionName } from './governing.ts';
import { backupAnswer, type RuleContext, restoreAnswer, TRANSPORT_FLAGS } from './rule-answer.ts';

export const POLICIES = ['allowBackup=false', 'full-backup-off', 'excluded-by-rules', 'never-in-backup'] as const;
export type Policy = (typeof POLICIES)[number];

/** Who made the archive: what the platform would have asked of it. */
export type Producer = 'adb' | 'vendor' | 'root' | 'device';

/** What of the app's own policy keeps a member out, in codes. */
export type PolicyReason =
  | { readonly code: 'flag' }
  | { readonly code: 'content-off' }
  | { readonly code: 'key-value-agent'; readonly agent: string }
  | { readonly code: 'rules-broken' }
  | { readonly code: 'excluded'; readonly rule: BackupRule; readonly section: SectionName; readonly path: string }
  | { readonly code: 'not-included'; readonly section: SectionName; readonly path: string }
  | { readonly code: 'needs-encryption'; readonly section: SectionName; readonly path: string }
  | { readonly code: 'never'; readonly folder: string };

/** Why the member may be there all the same. */
export const EXPLANATIONS = [
  'device-transfer',
  'device-transfer-if-android-12',
  'adb-reads-no-rules',
  'adb-debuggable',
  'root-tool',
] as const;
export type ExplanationCode = (typeof EXPLANATIONS)[number];

export interface MemberAnswer {
  readonly policy: Policy;
  readonly reason: PolicyReason;
  readonly explained: ExplanationCode | null;
  /** Where rules keep it out: whether a restore by the same rules would take it in. */
  readonly restored?: boolean;
}

/** Who made the archive, and what is known of the phone: `sdk` null where it is not. */
export interface Maker {
  readonly producer: Producer;
  readonly sdk: number | null;
  /** Rules ask whether a path is a folder; the same object for all members, for what it answers is kept. */
  readonly atBackup: RuleContext;
  readonly atRestore: RuleContext;
}

/** `isDirectory` of the phone that the archive was made of, of paths as rules know them. */
export function makerOf(producer: Producer, sdk: number | null, isDirectory: RuleContext['isDirectory']): Maker {
  const flags = producer === 'adb' ? 0 : TRANSPORT_FLAGS.deviceToDeviceTransfer;
  return { producer, sdk, atBackup: { flags, isDirectory }, atRestore: { flags, isDirectory } };
}

/** Without a version of the platform, the last before Android 12 and a later one are asked. */
const BEFORE_12 = 30;
const SINCE_12 = 35;

/** What lies in a folder that no backup takes (AOSP BackupAgent.onFullBackup, traversalExcludeSet). */
function neverFolder({ domain, path }: Location): string | null {
  if (domain === 'no_backup') return 'no_backup';
  if (domain === 'cache') return path.startsWith('code_cache') ? 'code_cache' : 'cache';
  return domain === 'root' && path.startsWith('lib/') ? 'lib' : null;
}

/**
 * What of the app's own policy would have kept a member out of an archive of this producer; null where it is allowed,
 * or where a rule file could not be read.
 */
export function memberAnswer(policy: AppPolicy, place: Location, maker: Maker): MemberAnswer | null {
  const { producer, sdk } = maker;
  const folder = neverFolder(place);
  const root = producer === 'root' ? ('root-tool' as const) : null;
  if (folder !== null) return { policy: 'never-in-backup', reason: { code: 'never', folder }, explained: root };
  const platform = sdk ?? SINCE_12;
  if (onPlatform(policy.allowBackup, platform) === false) {
    const explained = root ?? overridden(policy, producer, sdk);
    return { policy: 'allowBackup=false', reason: { code: 'flag' }, explained };
  }
  if (getsKeyValueOnly(policy, platform)) {
    const reason = { code: 'key-value-agent', agent: policy.backupAgent ?? '' } as const;
    return { policy: 'full-backup-off', reason, explained: root };
  }
  return byContent(policy, place, maker, root);
}

/** Why an archive may hold an app that says allowBackup=false: a rule of the platform, or nothing. */
function overridden(policy: AppPolicy, producer: Producer, sdk: number | null): ExplanationCode | null {
  const asked = (at: number, destination: Circumstances['destination']) =>
    eligibility(policy, { destination, sdk: at }).because;
  if (producer === 'adb') return asked(sdk ?? SINCE_12, 'adb') === 'debuggable' ? 'adb-debuggable' : null;
  if (producer === 'root' || asked(sdk ?? SINCE_12, 'transfer') !== 'transfer-ignores-flag') return null;
  return sdk === null ? 'device-transfer-if-android-12' : 'device-transfer';
}

function byContent(
  policy: AppPolicy,
  place: Location,
  maker: Maker,
  root: ExplanationCode | null,
): MemberAnswer | null {
  const { producer, sdk } = maker;
  const platform = sdk ?? SINCE_12;
  if (producer !== 'adb') {
    const answer = ruled(policy, { destination: 'transfer', sdk: platform }, place, maker);
    if (answer !== null || sdk !== null) return answer === null ? null : { ...answer, explained: root };
    // An older phone would have asked the older file.
    const older = ruled(policy, { destination: 'transfer', sdk: BEFORE_12 }, place, maker);
    return older === null ? null : { ...older, explained: root ?? 'device-transfer-if-android-12' };
  }
  if (sdk !== null && sdk < ANDROID_12) {
    const answer = ruled(policy, { destination: 'adb', sdk }, place, maker);
    return answer === null ? null : { ...answer, explained: null };
  }
  // adb of Android 12 on reads no rule file: what the app wrote for a transfer, or before, is told all the same.
  const now = ruled(policy, { destination: 'adb', sdk: platform }, place, maker);
  if (now !== null) return { ...now, explained: null };
  const wrote =
    ruled(policy, { destination: 'transfer', sdk: platform }, place, maker) ??
    ruled(policy, { destination: 'adb', sdk: BEFORE_12 }, place, maker);
  return wrote === null ? null : { ...wrote, explained: 'adb-reads-no-rules' };
}

function ruled(
  policy: AppPolicy,
  circumstances: Circumstances,
  place: Location,
  { atBackup, atRestore }: Maker,
): Omit<MemberAnswer, 'explained'> | null {
  const by = governing(policy, circumstances);
  if (by.kind === 'everything' || by.kind === 'unknown') return null;
  if (by.kind === 'nothing') {
    const code = by.because === 'full-backup-off' ? 'content-off' : 'rules-broken';
    return { policy: 'full-backup-off', reason: { code } };
  }
  const { passes, because, rule } = backupAnswer(by.section, place, atBackup);
  if (passes) return null;
  const at = { section: by.name, path: by.path };
  const restored = restoreAnswer(by.section, place, atRestore).passes;
  if (rule !== null) return { policy: 'excluded-by-rules', reason: { code: 'excluded', rule, ...at }, restored };
  const code = because === 'needs-encryption' ? 'needs-encryption' : 'not-included';
  return { policy: 'excluded-by-rules', reason: { code, ...at }, restored };
}
