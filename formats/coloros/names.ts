import { isPackageName } from '../../src/android/package-name.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

export const CONFIG_NAME = 'backup_config_new.db';

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
  if (leafOf(path).toLowerCase() === CONFIG_NAME) return folderOf(path);
  const { kind } = roleOf(path);
  const app = /^((?:.*\/)?)App\/[^/]+$/i.exec(path);
  return app === null || kind !== 'tar' ? null : (app[1] ?? '').replace(/\/$/, '');
}
