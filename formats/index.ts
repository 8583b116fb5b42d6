import type { Format } from '../src/vfs/format.ts';
import { androidBackup } from './android-backup/index.ts';
import { appManager } from './app-manager/index.ts';
import { bzip2 } from './bzip2/index.ts';
import { coloros } from './coloros/index.ts';
import { databackup } from './databackup/index.ts';
import { folder } from './folder/index.ts';
import { fullFilesystem } from './full-filesystem/index.ts';
import { gzip } from './gzip/index.ts';
import { huawei } from './huawei/index.ts';
import { lgBackup } from './lg-backup/index.ts';
import { looseFile } from './loose-file/index.ts';
import { lz4 } from './lz4/index.ts';
import { migrate } from './migrate/index.ts';
import { mimover } from './mimover/index.ts';
import { neoBackup } from './neo-backup/index.ts';
import { recognised } from './recognised/index.ts';
import { seedvault } from './seedvault/index.ts';
import { smartSwitch } from './smart-switch/index.ts';
import { snapshot } from './snapshot/index.ts';
import { swiftBackup } from './swift-backup/index.ts';
import { tar } from './tar/index.ts';
import { titanium } from './titanium/index.ts';
import { twrp } from './twrp/index.ts';
import { vr25Migrator } from './vr25-migrator/index.ts';
import { zip } from './zip/index.ts';
import { zstd } from './zstd/index.ts';

/** Every format carryover knows. A new one is one folder and one line here. */
export const FORMATS: readonly Format[] = [
  folder,
  zip,
  tar,
  gzip,
  zstd,
  bzip2,
  lz4,
  fullFilesystem,
  looseFile,
  snapshot,
  androidBackup,
  mimover,
  smartSwitch,
  titanium,
  huawei,
  coloros,
  neoBackup,
  databackup,
  twrp,
  appManager,
  migrate,
  vr25Migrator,
  swiftBackup,
  lgBackup,
  seedvault,
  recognised,
];
