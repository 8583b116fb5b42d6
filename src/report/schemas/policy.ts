import { DESTINATIONS } from '../../findings/policy/eligibility.ts';
import { MEMBER_ANSWERS } from '../../findings/policy/policy-view.ts';
import { SIDE_NAMES } from '../result.ts';
import { APK } from './findings.ts';
import {
  COUNT,
  COUNT_OR_NULL,
  countsOf,
  list,
  object,
  oneOf,
  type Schema,
  TEXT,
  TEXT_OR_NULL,
  withFields,
  YES_NO,
} from './schema.ts';

/** What an app's APK says of backups, and what that makes of each archive's private members. */
export const POLICY: Schema = object({
  apk: APK,
  targetSdk: COUNT,
  allowBackup: YES_NO,
  debuggable: YES_NO,
  backupAgent: TEXT_OR_NULL,
  fullBackupOnly: YES_NO,
  fullBackupContent: TEXT_OR_NULL,
  dataExtractionRules: TEXT_OR_NULL,
  routes: list(
    object({
      destination: oneOf(DESTINATIONS),
      sdk: COUNT,
      takes: oneOf(['everything', 'by-rules', 'nothing', 'unknown']),
      because: TEXT,
    }),
  ),
  members: list(withFields({ side: oneOf(SIDE_NAMES), sdk: COUNT_OR_NULL }, countsOf(MEMBER_ANSWERS))),
});
