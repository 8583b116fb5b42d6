import type { Format } from '../../src/vfs/format.ts';
import { bundle } from './bundle.ts';
import { container } from './container.ts';

/** The archive that `adb backup` writes (AOSP PerformAdbBackupTask), and the tar inside it. */
export const androidBackup: Format = {
  id: 'android-backup',
  title: 'Android backup (adb backup, .ab)',
  validated: 'real',
  container,
  bundle,
};
