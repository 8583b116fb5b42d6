import type { RulesAttribute } from '../../android/apk/facts.ts';
import type { SideName } from '../../device/side-name.ts';
import { type AppPolicy, onPlatform } from './app-policy.ts';
import { DESTINATIONS, type Destination, eligibility } from './eligibility.ts';
import { governing } from './governing.ts';
import { POLICIES, type Policy } from './member-answer.ts';

/** The last platform before the rules of Android 12, and one after. */
export const PLATFORMS = [30, 35] as const;

/** How much of an app one way of backing up takes, by the app's own policy and the platform's rules. */
export interface RouteAnswer {
  readonly destination: Destination;
  /** Platform of the phone that takes the backup. */
  readonly sdk: number;
  readonly takes: 'everything' | 'by-rules' | 'nothing' | 'unknown';
  /** The rule that decides, in a code. */
  readonly because: string;
}

export const MEMBER_ANSWERS = ['allowed', ...POLICIES, 'unknown'] as const;
export type MemberCounts = Readonly<Record<'allowed' | Policy | 'unknown', number>>;

/** What the APK of an app says of backups, and what that makes of each archive's private members. */
export interface PolicyView {
  /** The APK that says so. */
  readonly apk: { readonly side: SideName; readonly entry: string };
  readonly targetSdk: number;
  readonly allowBackup: boolean;
  readonly debuggable: boolean;
  readonly backupAgent: string | null;
  readonly fullBackupOnly: boolean;
  /** `true`, `false`, the name of a rule file in the APK, `unresolved`; null where it says nothing. */
  readonly fullBackupContent: string | null;
  readonly dataExtractionRules: string | null;
  readonly routes: readonly RouteAnswer[];
  /** Private members of each archive by answer; none of a side that is no archive. */
  readonly members: readonly (MemberCounts & { readonly side: SideName; readonly sdk: number | null })[];
}

export function policyView(
  policy: AppPolicy,
  apk: PolicyView['apk'],
  sdk: number,
  members: PolicyView['members'],
): PolicyView {
  return {
    apk,
    targetSdk: policy.targetSdk,
    allowBackup: onPlatform(policy.allowBackup, sdk) ?? true,
    debuggable: onPlatform(policy.debuggable, sdk) ?? false,
    backupAgent: policy.backupAgent,
    fullBackupOnly: onPlatform(policy.fullBackupOnly, sdk) ?? false,
    fullBackupContent: said(policy.fullBackupContent, sdk),
    dataExtractionRules: said(policy.dataExtractionRules, sdk),
    routes: routeAnswers(policy),
    members,
  };
}

function said(attribute: RulesAttribute, sdk: number): string | null {
  switch (attribute.kind) {
    case 'unset':
      return null;
    case 'flag':
      return String(attribute.on);
    case 'rules':
      return onPlatform(attribute.files, sdk)?.path ?? 'unresolved';
    case 'unresolved':
      return 'unresolved';
  }
}

/** Each way of backing up, before Android 12 and since. */
export function routeAnswers(policy: AppPolicy): RouteAnswer[] {
  return PLATFORMS.flatMap((sdk) =>
    DESTINATIONS.map((destination): RouteAnswer => {
      const { eligible, because } = eligibility(policy, { destination, sdk });
      if (!eligible) return { destination, sdk, takes: 'nothing', because };
      const by = governing(policy, { destination, sdk });
      if (by.kind === 'unknown') return { destination, sdk, takes: 'unknown', because: 'rules-unresolved' };
      if (by.kind === 'rules') return { destination, sdk, takes: 'by-rules', because: `${by.path} <${by.name}>` };
      return { destination, sdk, takes: by.kind, because: by.because === 'no-rules' ? because : by.because };
    }),
  );
}
