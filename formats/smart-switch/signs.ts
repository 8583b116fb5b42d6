import { leafOf } from '../../src/vfs/only-folder.ts';
import { HISTORY_NAME, roleOf, SUMMARY_NAMES } from './names.ts';
import { isSealedApk } from './sealed-apk.ts';

const NAMESPACE = 'Kies.Common.Data';
/** Fields that Samsung's own summary has. */
const SUMMARY_FIELDS: readonly string[] = ['"Dummy"', '"ModelName"', '"SavedTime"'];
const BACKUP_MAGIC = 'ANDROID BACKUP\n';
/** The length of what is sealed of an APK is in whole blocks, and has a bound. */
const SEALED_APK_BITS = 15;

/** What a file of a session would be by its name; null for what is no sign of one. */
export function signOf(path: string): { readonly file: string } | null {
  const leaf = leafOf(path).toLowerCase();
  if (leaf === HISTORY_NAME) return { file: 'backupHistoryInfo.xml of Samsung' };
  if (SUMMARY_NAMES.includes(leaf)) return { file: 'SmartSwitchBackup.json' };
  const { kind } = roleOf(path);
  return kind === 'app-data' || kind === 'sealed-apk' ? { file: 'app' } : null;
}

/** Bits by which the head of a file is what its name says. */
export function verifiedBits(path: string, head: Uint8Array): number {
  const leaf = leafOf(path).toLowerCase();
  const text = Buffer.from(head).toString('latin1');
  if (leaf === HISTORY_NAME) return text.includes(NAMESPACE) ? 8 * NAMESPACE.length : 0;
  if (SUMMARY_NAMES.includes(leaf)) return 8 * SUMMARY_FIELDS.filter((field) => text.includes(field)).join('').length;
  const { kind } = roleOf(path);
  if (kind === 'app-data') return text.startsWith(BACKUP_MAGIC) ? 8 * BACKUP_MAGIC.length : 0;
  return kind === 'sealed-apk' && isSealedApk(head) ? SEALED_APK_BITS : 0;
}

/** Whether a file that marks a session is what its name says. */
export const provesSession = (path: string, head: Uint8Array): boolean => verifiedBits(path, head) > 0;
