import type { Content } from '../reader.ts';
import { BLOCK_BYTES, beginsAsLog } from './log.ts';
import { endsAsTable, FOOTER_BYTES } from './table.ts';

const LOG = '.log';

/** Whether a file is a log or a table of LevelDB by its bytes; its name tells only which of them it would be. */
export function isLevelData(name: string, content: Content): boolean {
  if (name.endsWith(LOG)) return beginsAsLog(content.read(0, BLOCK_BYTES));
  return endsAsTable(content.read(Math.max(0, content.size - FOOTER_BYTES), FOOTER_BYTES));
}
