import type { RuleFile, RuleSection } from '../../android/apk/backup-rules.ts';
import type { RulesAttribute } from '../../android/apk/facts.ts';
import { type AppPolicy, onPlatform } from './app-policy.ts';
import { ANDROID_12, type Circumstances } from './eligibility.ts';

/** Android 6, since which there are rule files. */
const ANDROID_6 = 23;

export type SectionName = 'full-backup-content' | 'cloud-backup' | 'device-transfer';

/** The rules as they are written, with where. */
export interface Ruling {
  readonly kind: 'rules';
  readonly section: RuleSection;
  readonly name: SectionName;
  readonly path: string;
}

/** What decides over the members of an app that is eligible. */
export type Governing =
  | Ruling
  | {
      readonly kind: 'everything';
      readonly because: 'no-rules' | 'section-missing' | 'legacy-ignored' | 'adb-reads-no-rules';
    }
  | { readonly kind: 'nothing'; readonly because: 'full-backup-off' | 'rules-broken' }
  /** A rule file is named that could not be read. */
  | { readonly kind: 'unknown' };

const SECTION = { cloud: 'cloud-backup', transfer: 'device-transfer' } as const;

/** AOSP FullBackup.BackupScheme.maybeParseBackupSchemeLocked and isFullBackupEnabled, of Android 6 to 11 and 12 on. */
export function governing(policy: AppPolicy, { destination, sdk }: Circumstances): Governing {
  if (sdk < ANDROID_6) return { kind: 'everything', because: 'no-rules' };
  const legacy = policy.fullBackupContent;
  if (sdk < ANDROID_12) return legacyRuling(legacy, sdk);
  if (destination === 'adb') {
    if (legacy.kind === 'flag' && !legacy.on) return { kind: 'nothing', because: 'full-backup-off' };
    const any = legacy.kind !== 'unset' || policy.dataExtractionRules.kind !== 'unset';
    return { kind: 'everything', because: any ? 'adb-reads-no-rules' : 'no-rules' };
  }
  const extraction = policy.dataExtractionRules;
  if (extraction.kind === 'unresolved') return { kind: 'unknown' };
  if (extraction.kind === 'rules') {
    const file = onPlatform(extraction.files, sdk);
    if (file?.rules.fault != null) return { kind: 'nothing', because: 'rules-broken' };
    const section = file === null ? null : sectionOf(file.rules, destination);
    if (file !== null && section !== null)
      return { kind: 'rules', section, name: SECTION[destination], path: file.path };
  }
  if (destination === 'transfer' && policy.targetSdk >= ANDROID_12) {
    if (extraction.kind === 'rules') return { kind: 'everything', because: 'section-missing' };
    return { kind: 'everything', because: legacy.kind === 'unset' ? 'no-rules' : 'legacy-ignored' };
  }
  return legacyRuling(legacy, sdk);
}

const sectionOf = (rules: RuleFile, destination: 'cloud' | 'transfer'): RuleSection | null => rules[destination];

function legacyRuling(legacy: RulesAttribute, sdk: number): Governing {
  if (legacy.kind === 'unresolved') return { kind: 'unknown' };
  if (legacy.kind === 'unset') return { kind: 'everything', because: 'no-rules' };
  if (legacy.kind === 'flag')
    return legacy.on ? { kind: 'everything', because: 'no-rules' } : { kind: 'nothing', because: 'full-backup-off' };
  const file = onPlatform(legacy.files, sdk);
  if (file === null) return { kind: 'unknown' };
  if (file.rules.fault !== null) return { kind: 'nothing', because: 'rules-broken' };
  const { legacy: section } = file.rules;
  // The wrong kind of file: Android finds no rule in it that it knows, and gives up.
  if (section === null) return { kind: 'nothing', because: 'rules-broken' };
  return { kind: 'rules', section, name: 'full-backup-content', path: file.path };
}
