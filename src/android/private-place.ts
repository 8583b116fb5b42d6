import { type Domain, type Location, location } from './location.ts';

/** Folders of an app's private area that are a domain of their own (AOSP ContextImpl, FullBackup.getBackupScheme). */
const DOMAIN_OF_FOLDER: ReadonlyMap<string, Domain> = new Map([
  ['databases', 'database'],
  ['shared_prefs', 'preferences'],
  ['files', 'files'],
  ['no_backup', 'no_backup'],
]);

/** The folder of each private domain; empty where the path already starts at the package's own folder. */
export const FOLDER_OF_DOMAIN: Readonly<Partial<Record<Domain, string>>> = {
  database: 'databases/',
  preferences: 'shared_prefs/',
  files: 'files/',
  no_backup: 'no_backup/',
  root: '',
  cache: '',
};

/**
 * The place of `rest`, a path below an app's private folder. The domain `cache` spans two folders, so its path keeps
 * the folder's name (`cache/x`, `code_cache/x`). The folder `databases` itself is `databases` of the domain `root`.
 */
export function privatePlace(user: number, packageName: string, storage: 'ce' | 'de', rest: string): Location {
  const slash = rest.indexOf('/');
  if (slash !== -1) {
    const folder = rest.slice(0, slash);
    const domain = DOMAIN_OF_FOLDER.get(folder);
    if (domain !== undefined) return location(user, packageName, storage, domain, rest.slice(slash + 1));
    if (folder === 'cache' || folder === 'code_cache') return location(user, packageName, storage, 'cache', rest);
  }
  return location(user, packageName, storage, 'root', rest);
}
