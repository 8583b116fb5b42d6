import type { Format } from '../src/vfs/format.ts';
import { androidBackup } from './android-backup/index.ts';
import { looseFile } from './loose-file/index.ts';
import { mimover } from './mimover/index.ts';
import { snapshot } from './snapshot/index.ts';
import { tar } from './tar/index.ts';

/** Every format carryover knows. A new one is one folder and one line here. */
export const FORMATS: readonly Format[] = [tar, looseFile, snapshot, androidBackup, mimover];
