import type { ExplanationCode, Policy } from '../../../findings/policy/member-answer.ts';
import { type ExplainedTable, explained } from './explained.ts';

export const POLICY_EXPLAINED: ExplainedTable<Policy> = {
  'allowBackup=false': explained(
    'allowBackup=false',
    'The manifest of the APK says that the app takes no part in backups, and the archive holds private members of it.',
    'Whoever made the archive did not go by the flag, unless the finding names a rule of the platform that lets it.',
    'Intent, or that the members came onto the other phone. From Android 12 a device transfer takes apps that target SDK 31 or later whatever the flag says (AOSP change 183147249).',
    'See explained and the list of members; MASVS-STORAGE-2, CWE-530.',
  ),
  'full-backup-off': explained(
    'Full backup off',
    'The app turns full backups off (fullBackupContent="false"), gives keys and values to an agent of its own, or has a rule file that Android gives up.',
    'A full backup of the platform would have taken none of these members.',
    'Why they are there.',
    'See because for the place in the APK.',
  ),
  'excluded-by-rules': explained(
    'Kept out by rules',
    'A rule file of the app excludes these members, or includes others only.',
    'The app had asked that these members be kept out, by the rule named.',
    'That the maker of the archive had to ask: adb backup of Android 12 or later reads no rule file.',
    'restored says whether a restore by the same rules would take them in.',
  ),
  'never-in-backup': explained(
    'Never in a backup',
    'The member lies in cache, code_cache, no_backup or lib.',
    "Android's full backup leaves these folders out, so the archive was made in another way.",
    'Which way.',
    'See info for who made it.',
  ),
};

export const EXPLANATION_EXPLAINED: ExplainedTable<ExplanationCode> = {
  'device-transfer': explained(
    'Device transfer',
    'Android 12 or later ignores allowBackup=false in a device transfer of an app that targets SDK 31 or later (AOSP change 183147249).',
    'The platform allows it.',
    'That the archive was made in a device transfer: it is what a vendor tool claims to be.',
    'Only <device-transfer> rules keep data out; see the rules of the app.',
  ),
  'device-transfer-if-android-12': explained(
    'Device transfer, if Android 12',
    'As device-transfer, but the archive does not state the platform of the phone that made it.',
    'The platform may allow it.',
    'Either.',
    'Look for the platform in the evidence of the source.',
  ),
  'adb-reads-no-rules': explained(
    'adb reads no rules',
    'adb backup of Android 12 or later finds no section for itself in rule files and takes everything of an eligible app.',
    'The platform allows it.',
    'That the app wanted it.',
    'See because for the rule that the app wrote.',
  ),
  'adb-debuggable': explained(
    'adb and a debuggable app',
    'adb backup of Android 12 or later takes debuggable apps that target SDK 31 or later (AOSP change 171032338).',
    'The platform allows it.',
    'That this is the build from a store: those are not debuggable.',
    'Compare the signer of the APK.',
  ),
  'root-tool': explained(
    'Root tool',
    'A tool with root rights copies folders and asks no manifest.',
    'Nothing of the policy held it back.',
    'Anything of the vendor or the platform.',
    'See info for the tool.',
  ),
};
