import type { ExplanationCode, Policy } from '../../findings/policy/member-answer.ts';
import { bytesInWords, counted } from '../numbers.ts';
import type { PolicyFinding, PolicyView, SideName } from '../result.ts';

const ARCHIVE: Readonly<Record<SideName, string>> = {
  source: 'the source archive',
  bundle: 'the bundle',
  target: 'the target archive',
};

/** What the policy is, before what was found against it. */
const SAYS: Readonly<Record<Policy, string>> = {
  'allowBackup=false': 'allowBackup=false',
  'full-backup-off': 'no full backup of this app',
  'excluded-by-rules': "kept out by the app's own rules",
  'never-in-backup': 'in a folder that no full backup takes',
};

const EXPLAINED: Readonly<Record<ExplanationCode, string>> = {
  'device-transfer':
    'a device transfer of Android 12 or later takes an app that targets SDK 31 or later, whatever its flag says',
  'device-transfer-if-android-12':
    'a device transfer of Android 12 or later would take them; which platform made the archive is not stated',
  'adb-reads-no-rules': 'adb backup of Android 12 or later reads no rule file',
  'adb-debuggable': 'adb backup of Android 12 or later takes a debuggable app, whatever its flag says',
  'root-tool': 'a tool with root rights asks no manifest',
};

/** `allowBackup=false, and 14 private members: these members are in the bundle although …`. */
export function policySentence(finding: PolicyFinding): string {
  const { policy, explained, members, bytes, side, apk, restored } = finding;
  const head = `${SAYS[policy]}, and ${counted(members, 'private member')} (${bytesInWords(bytes)})`;
  const restore =
    restored === undefined ? '' : `; a restore by the same rules would ${restored ? 'take them in' : 'refuse them'}`;
  if (explained !== null) return `${head}: ${EXPLAINED[explained]}${restore}`;
  const place = members === 1 ? `this member is in ${ARCHIVE[side]}` : `these members are in ${ARCHIVE[side]}`;
  if (policy === 'never-in-backup') return `${head}: ${place}, so its maker did not go by Android's backup alone`;
  const says = policy === 'allowBackup=false' ? 'says no' : 'would have kept them out';
  const of = apk.side === side ? 'the APK it carries' : `the APK of the same version on ${ARCHIVE[apk.side]}`;
  return `${head}: ${place} although the manifest of ${of} ${says}${restore}`;
}

/** In a pipe: why it may be there all the same. */
export const explainedWord = ({ explained }: PolicyFinding): string => explained ?? 'unexplained';

export const POLICY_TABLE = {
  heading: 'Backup policy of the apps',
  about: 'what their APKs say, and private members of the archives by it',
  columns: ['app', 'target SDK', 'allowBackup', 'rules', 'archive', 'allowed', 'kept out'],
  more: 'more; --format json lists all',
} as const;

/** What the APK says beside its flag. */
export function rulesWord(view: PolicyView): string {
  const { fullBackupContent, dataExtractionRules, backupAgent, fullBackupOnly } = view;
  const parts = [
    ...(backupAgent !== null && !fullBackupOnly ? ['keys and values only'] : []),
    ...(fullBackupContent === null || fullBackupContent === 'true' ? [] : [`content ${leaf(fullBackupContent)}`]),
    ...(dataExtractionRules === null ? [] : [`extraction ${leaf(dataExtractionRules)}`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}

const leaf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const ARCHIVE_WORDS: Readonly<Record<SideName, string>> = {
  source: 'source',
  bundle: 'bundle',
  target: 'target',
};
