import { type Location, location } from './location.ts';
import { isPackageName } from './package-name.ts';
import { privatePlace } from './private-place.ts';
import { sharedPlace } from './shared-place.ts';

/** Folders below the private root that a token stands for (AOSP android.app.backup.FullBackup). */
const PRIVATE_FOLDERS: ReadonlyMap<string, string> = new Map([
  ['f', 'files/'],
  ['db', 'databases/'],
  ['sp', 'shared_prefs/'],
  ['c', 'cache/'],
  ['nb', 'no_backup/'],
  ['r', ''],
]);

/** Folders that agents of MIUI apps write (reference: miui.app.backup.BackupManager). */
const AGENT_TOKENS: ReadonlySet<string> = new Set(['miui_meta', 'miui_bak', 'miui_att']);

/** Samsung's token for another folder below `Android/data/P`: `ef_s<dir>`. */
const SAMSUNG_EXTERNAL = 'ef_s';

/**
 * The place of `apps/<package>/<token>/<rest>` in a full backup of one user. The token `k` is key/value data
 * (its own `_manifest` is a manifest); MIUI's agent folders keep their name in the path.
 * `feature` is MIUI's, null elsewhere. Null where the token is not known.
 */
export function locateBackupToken(
  user: number,
  packageName: string,
  token: string,
  rest: string,
  feature: string | null = null,
): Location | null {
  const device = token.startsWith('d_');
  const folder = PRIVATE_FOLDERS.get(device ? token.slice(2) : token);
  if (folder !== undefined) {
    const place = privatePlace(user, packageName, device ? 'de' : 'ce', folder + rest);
    return feature === null ? place : { ...place, feature };
  }
  if (token === 'a') return location(user, packageName, 'apk', 'apk', apkName(packageName, rest), { feature });
  if (token === 'ef') return location(user, packageName, 'external', 'external', under('files', rest), { feature });
  if (token === 'obb') return location(user, packageName, 'obb', 'obb', rest, { feature });
  if (token === 'k') {
    if (rest === '_manifest') return locateManifest(user, packageName, 'k/_manifest', feature);
    return location(user, packageName, 'kv', 'kv', rest, { feature });
  }
  if (AGENT_TOKENS.has(token)) return location(user, packageName, 'archive', 'agent', under(token, rest), { feature });
  if (token.startsWith(SAMSUNG_EXTERNAL) && token.length > SAMSUNG_EXTERNAL.length) {
    const path = under(token.slice(SAMSUNG_EXTERNAL.length), rest);
    return location(user, packageName, 'external', 'external', path, { feature });
  }
  return null;
}

/** The place of what a backup says of a package: `_manifest`, `_meta`, `k/_manifest`. */
export function locateManifest(
  user: number,
  packageName: string,
  path: string,
  feature: string | null = null,
): Location {
  return location(user, packageName, 'archive', 'manifest', path, { feature });
}

/**
 * The place of `shared/<volume>/<rest>`: number 0 is the primary storage. The archive does not name the others, so
 * their number stands for the volume's name. Null where the number is none.
 */
export function locateSharedToken(user: number, volume: string, rest: string): Location | null {
  if (!/^\d{1,4}$/.test(volume)) return null;
  return sharedPlace(user, Number(volume) === 0 ? null : volume, rest);
}

/** The place of any member path of a full backup, `apps/…` or `shared/…`. Null for what is neither. */
export function locateBackupMember(user: number, path: string, feature: string | null = null): Location | null {
  const [root, first, ...more] = path.split('/');
  if (root === 'shared') return first === undefined ? null : locateSharedToken(user, first, more.join('/'));
  if (root !== 'apps' || first === undefined || !isPackageName(first)) return null;
  const [token, ...rest] = more;
  if (token === undefined) return null;
  if (rest.length === 0 && (token === '_manifest' || token === '_meta')) {
    return locateManifest(user, first, token, feature);
  }
  return locateBackupToken(user, first, token, rest.join('/'), feature);
}

function under(folder: string, rest: string): string {
  return rest === '' ? folder : `${folder}/${rest}`;
}

/** Android 4 stored `P-1.apk`; later ones `base.apk` and, by vendors, splits. */
function apkName(packageName: string, rest: string): string {
  return rest.startsWith(`${packageName}-`) && rest.endsWith('.apk') && !rest.includes('/') ? 'base.apk' : rest;
}
