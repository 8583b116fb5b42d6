import { adbBackup, miuiSet, smartSwitchPhone } from './agents.ts';
import { dumpZip, suTar } from './filesystem.ts';
import { colorosPhone, huaweiPhone } from './makers.ts';
import type { PhoneWriter } from './phone.ts';
import { appManagerPhone, databackupPhone, migratePhone, migratorPhone, swiftPhone, twrpPhone } from './root-tools.ts';
import { seedvaultPhone } from './seedvault.ts';

/** Every tool that a phone can be written with: a new one is one line here, and the property over all of them holds it. */
export const PHONE_WRITERS: readonly PhoneWriter[] = [
  suTar,
  dumpZip,
  adbBackup,
  miuiSet,
  smartSwitchPhone('data'),
  smartSwitchPhone('noedata'),
  huaweiPhone('v3-ctr-5000'),
  huaweiPhone('v4-gcm-10000'),
  colorosPhone,
  twrpPhone(false),
  twrpPhone(true),
  databackupPhone,
  appManagerPhone(false),
  appManagerPhone(true),
  migratePhone,
  migratorPhone,
  swiftPhone,
  seedvaultPhone(0),
  seedvaultPhone(1),
  seedvaultPhone(2),
];
