import type { Format } from '../../src/vfs/format.ts';
import { bundle } from './bundle.ts';

/** What HiSuite, KoBackup and Phone Clone of Huawei and Honor leave: one archive an app under the user's password. */
export const huawei: Format = {
  id: 'huawei',
  title: 'Huawei / Honor backup (HiSuite, KoBackup)',
  validated: 'synthetic',
  bundle,
};
