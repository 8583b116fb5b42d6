import { isPackageName } from '../../src/android/package-name.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

const CONFIG_NAME = 'backup_config_new.db';

export type Role =
  | { readonly kind: 'apk'; readonly package: string }
  | { readonly kind: 'tar'; readonly package: string }
  /** Anything else: a list of contacts, a module's settings. */
  | { readonly kind: 'item' };

export function roleOf(path: string): Role {
  const [, name, extension] = /^(.+)\.(apk|tar)$/i.exec(leafOf(path)) ?? [];
  if (name === undefined || extension === undefined || !isPackageName(name)) return { kind: 'item' };
  if (extension.toLowerCase() === 'tar') return { kind: 'tar', package: name };
  return /(?:^|\/)App$/i.test(folderOf(path)) ? { kind: 'apk', package: name } : { kind: 'item' };
}

/** The folder of the backup that a file marks; null for a file that marks none. Old ones have no database of keys. */
export function backupFolder(path: string): string | null {
  if (isConfigName(path)) return folderOf(path);
  const { kind } = roleOf(path);
  const app = /^((?:.*\/)?)App\/[^/]+$/i.exec(path);
  return app === null || kind !== 'tar' ? null : (app[1] ?? '').replace(/\/$/, '');
}

const CONFIG_MAGIC = 'SQLite format 3\0';
/** The table of keys, as the schema of the database spells it. */
const CONFIG_TABLE = /CREATE TABLE (?:IF NOT EXISTS )?["'`[]?EncryptInfo/i;
const TAR_MAGIC = 'ustar';
const TAR_MAGIC_AT = 257;

export const isConfigName = (path: string): boolean => leafOf(path).toLowerCase() === CONFIG_NAME;

/** Whether a file that marks a backup is what its name says. */
export function provesBackup(path: string, head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  return isConfigName(path) ? isConfig(text) : tarStart(path, text) !== '';
}

/** Whether the head of a file, a character a byte, is that of the database of keys. */
export function isConfig(head: string): boolean {
  return head.startsWith(CONFIG_MAGIC) && CONFIG_TABLE.test(head);
}

/** What the head of an app's tar begins with, its first member lying in the app's folder; empty where it is none. */
export function tarStart(path: string, head: string): string {
  const role = roleOf(path);
  const start = role.kind === 'tar' ? `data/data/${role.package}/` : '';
  return start !== '' && head.startsWith(start) && head.startsWith(TAR_MAGIC, TAR_MAGIC_AT) ? start : '';
}
