import { agentPayloadCases } from './cases/agent-payloads.ts';
import { androidBackupCases } from './cases/android-backup.ts';
import { apkCases } from './cases/apks.ts';
import { chromiumCases } from './cases/chromium.ts';
import { colorosCases } from './cases/coloros.ts';
import { folderCases, gzipCases, streamCases, tarCases, zipCases } from './cases/containers.ts';
import { databackupCases } from './cases/databackup.ts';
import { fullFilesystemCases } from './cases/full-filesystem.ts';
import { huaweiCases } from './cases/huawei.ts';
import { lgBackupCases } from './cases/lg-backup.ts';
import { mimoverCases } from './cases/mimover.ts';
import { neoBackupCases } from './cases/neo-backup.ts';
import { phoneRecordCases } from './cases/phone-records.ts';
import { readerCases } from './cases/readers.ts';
import { recognisedCases } from './cases/recognised.ts';
import { appManagerCases, migrateCases, migratorCases, swiftCases } from './cases/root-copies.ts';
import { seedvaultCases } from './cases/seedvault.ts';
import { smartSwitchCases } from './cases/smart-switch.ts';
import { storeCases } from './cases/stores.ts';
import { titaniumCases } from './cases/titanium.ts';
import { twrpCases } from './cases/twrp.ts';
import { unframedCases } from './cases/unframed.ts';
import { wrappedCases } from './cases/wrapped.ts';
import { storeFiles } from './credentials/stores.ts';
import type { CorpusFile } from './file.ts';
import { abSimple } from './scenario/ab-simple.ts';
import { escan2017 } from './scenario/escan-2017.ts';
import { study } from './scenario/study.ts';

/** All generators of the corpus, by the name that MANIFEST.json gives. */
export const GENERATORS: Readonly<Record<string, () => Iterable<CorpusFile>>> = {
  'corpus/cases/android-backup.ts': androidBackupCases,
  'corpus/cases/apks.ts': apkCases,
  'corpus/cases/chromium.ts': chromiumCases,
  'corpus/cases/coloros.ts': colorosCases,
  'corpus/cases/containers.ts tar': tarCases,
  'corpus/cases/containers.ts gzip': gzipCases,
  'corpus/cases/containers.ts streams': streamCases,
  'corpus/cases/containers.ts zip': zipCases,
  'corpus/cases/containers.ts folder': folderCases,
  'corpus/cases/full-filesystem.ts': fullFilesystemCases,
  'corpus/credentials/stores.ts': storeFiles,
  'corpus/cases/databackup.ts': databackupCases,
  'corpus/cases/huawei.ts': huaweiCases,
  'corpus/cases/root-copies.ts app-manager': appManagerCases,
  'corpus/cases/root-copies.ts migrate': migrateCases,
  'corpus/cases/root-copies.ts migrator': migratorCases,
  'corpus/cases/root-copies.ts swift': swiftCases,
  'corpus/cases/lg-backup.ts': lgBackupCases,
  'corpus/cases/mimover.ts': mimoverCases,
  'corpus/cases/agent-payloads.ts': agentPayloadCases,
  'corpus/cases/phone-records.ts': phoneRecordCases,
  'corpus/cases/neo-backup.ts': neoBackupCases,
  'corpus/cases/readers.ts': readerCases,
  'corpus/cases/recognised.ts': recognisedCases,
  'corpus/cases/seedvault.ts': seedvaultCases,
  'corpus/cases/smart-switch.ts': smartSwitchCases,
  'corpus/cases/stores.ts': storeCases,
  'corpus/cases/titanium.ts': titaniumCases,
  'corpus/cases/twrp.ts': twrpCases,
  'corpus/cases/unframed.ts': unframedCases,
  'corpus/cases/wrapped.ts': wrappedCases,
  'corpus/scenario/ab-simple.ts': abSimple,
  'corpus/scenario/escan-2017.ts': escan2017,
  'corpus/scenario/study.ts': study,
};
