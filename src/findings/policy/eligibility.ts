import { type AppPolicy, onPlatform } from './app-policy.ts';

/** Where a full backup goes (AOSP BackupAnnotations.BackupDestination): cloud 0, device transfer 1, adb 2. */
export const DESTINATIONS = ['cloud', 'transfer', 'adb'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** Android 12, where most of these rules changed. */
export const ANDROID_12 = 31;

/** `sdk`: of the device that takes the backup. */
export interface Circumstances {
  readonly destination: Destination;
  readonly sdk: number;
  /** A privileged app or one of the system's own ids; null where that is not known, which counts as no. */
  readonly system?: boolean | null;
}

/** Whether a full backup takes an app at all, and by which rule. */
export interface Eligibility {
  readonly eligible: boolean;
  readonly because:
    | 'allowBackup'
    | 'allowBackup=false'
    | 'transfer-ignores-flag'
    | 'debuggable'
    | 'adb-needs-debuggable'
    | 'adb-property'
    | 'key-value-only';
}

/**
 * AOSP BackupEligibilityRules.isAppBackupAllowed and appGetsFullBackup; changes 183147249 (device transfer ignores
 * allowBackup) and 171032338 (adb only of debuggable apps), both for apps that target SDK 31 or later.
 */
export function eligibility(policy: AppPolicy, { destination, sdk, system }: Circumstances): Eligibility {
  const allowed = onPlatform(policy.allowBackup, sdk) ?? true;
  const byFlag: Eligibility = { eligible: allowed, because: allowed ? 'allowBackup' : 'allowBackup=false' };
  const answer = flagAnswer(policy, byFlag, destination, sdk, system === true);
  return answer.eligible && getsKeyValueOnly(policy, sdk) ? { eligible: false, because: 'key-value-only' } : answer;
}

function flagAnswer(
  policy: AppPolicy,
  byFlag: Eligibility,
  destination: Destination,
  sdk: number,
  system: boolean,
): Eligibility {
  if (sdk < ANDROID_12 || policy.targetSdk < ANDROID_12 || destination === 'cloud') return byFlag;
  if (destination === 'transfer')
    return system || byFlag.eligible ? byFlag : { eligible: true, because: 'transfer-ignores-flag' };
  if (system) return policy.adbBackup === null ? byFlag : { eligible: policy.adbBackup, because: 'adb-property' };
  return onPlatform(policy.debuggable, sdk) === true
    ? { eligible: true, because: 'debuggable' }
    : { eligible: false, because: 'adb-needs-debuggable' };
}

/** An agent of its own without fullBackupOnly: the app gives keys and values, and no file of it is taken. */
export function getsKeyValueOnly(policy: AppPolicy, sdk: number): boolean {
  return policy.backupAgent !== null && onPlatform(policy.fullBackupOnly, sdk) !== true;
}
