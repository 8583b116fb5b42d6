import { type Location, location } from './location.ts';
import { isPackageName } from './package-name.ts';

const BACKUP_PATH = /^(manifest|kv|agent)\/(0|[1-9]\d{0,5})\/([^/]+)(?:\/(.*))?$/s;
/** Folders that a MIUI agent writes (reference: miui.app.backup.BackupManager). */
const AGENT_FOLDER = /^miui_(?:meta|bak|att)(?:\/|$)/;

/** The inverse of `/backup/…`, our own spelling for what an archive holds and a device does not. Null if it is not. */
export function locateBackupPath(rest: string): Location | null {
  const match = BACKUP_PATH.exec(rest);
  if (match === null) return null;
  const [, kind, userText, name, path = ''] = match as unknown as [string, string, string, string, string?];
  const user = Number(userText);
  if (!isPackageName(name)) return null;
  if (kind === 'kv') return location(user, name, 'kv', 'kv', path);
  const slash = path.indexOf('/');
  const plain = kind === 'agent' ? AGENT_FOLDER.test(path) : slash === -1 || path.startsWith('k/');
  const domain = kind === 'agent' ? 'agent' : 'manifest';
  if (plain || slash === -1) return location(user, name, 'archive', domain, path);
  return location(user, name, 'archive', domain, path.slice(slash + 1), { feature: path.slice(0, slash) });
}
