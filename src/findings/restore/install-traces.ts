import type { Installation } from '../examined.ts';
import type { Trace } from './file-traces.ts';

/**
 * Packages that install apps when a phone is moved to another, or restored. Sources: the manifests' own package names;
 * AOSP SharedStorageBackup and Shell; MIUI's mover and backup (ROM of MIUI 12); vendors' store pages of their movers.
 */
const MOVERS: Readonly<Record<string, string>> = {
  'com.miui.huanji': 'Mi Mover',
  'com.miui.backup': 'MIUI Backup',
  'com.miui.cloudbackup': 'Xiaomi Cloud backup',
  'com.google.android.apps.restore': 'Android Setup (restore)',
  'com.google.android.apps.pixelmigrate': 'Data Transfer Tool',
  'com.google.android.backuptransport': 'Google backup transport',
  'com.sec.android.easyMover': 'Smart Switch',
  'com.huawei.hisuite': 'HiSuite',
  'com.huawei.KoBackup': 'Huawei Backup',
  'com.hicloud.android.clone': 'Phone Clone',
  'com.oneplus.backuprestore': 'OnePlus Switch',
  'com.coloros.backuprestore': 'Clone Phone',
  'com.vivo.easyshare': 'EasyShare',
  'com.motorola.migrate': 'Motorola Migrate',
  'com.android.shell': 'adb',
  'com.android.backupconfirm': 'adb restore',
};

/** The app was installed by something that moves or restores apps. */
export function installedByMover({ installer }: Installation): Trace | null {
  const mover = installer === null ? undefined : MOVERS[installer];
  if (installer === null || mover === undefined) return null;
  return { trace: 'installer', files: 1, of: 1, args: { installer, name: mover } };
}

const LEAST_TOGETHER = 5;

/**
 * The app came within minutes of many others here, and not so on the other side. `files` and `of` are apps. Of one phone
 * alone it says little: so does every phone that was set up in an evening.
 */
export function installedTogether(own: Installation, other: Installation | null): Trace | null {
  const { firstInstalled, together, of } = own;
  if (firstInstalled === null || together < LEAST_TOGETHER) return null;
  if (other === null || other.firstInstalled === null || other.together >= LEAST_TOGETHER) return null;
  return {
    trace: 'first-install',
    files: together,
    of,
    args: { firstInstalled: new Date(firstInstalled).toISOString() },
  };
}
