import { type Location, location } from './location.ts';
import { isPackageName } from './package-name.ts';

/** A session that the installer has not finished (AOSP PackageInstallerService): two identifiers, yet no package. */
const STAGING = /^vmdl\d+\.tmp$/;
const APK_SUFFIX = '.apk';

/**
 * The place of `rest`, a path below `/data/app`: `P-1.apk` (Android 4), `P-1/base.apk`, `P-<random>==/…` (8 to 10),
 * `~~<random>==/P-<random>==/…` (since 11), and `P/…` as carryover writes it. A package name holds no `-`, so the
 * suffix begins at the first one. APKs are shared by all users: the user is 0. Null for what is no package's.
 */
export function locateApk(rest: string): Location | null {
  let below = rest;
  if (below.startsWith('~~')) {
    const slash = below.indexOf('/');
    if (slash === -1) return null;
    below = below.slice(slash + 1);
  }
  const slash = below.indexOf('/');
  let folder = slash === -1 ? below : below.slice(0, slash);
  if (STAGING.test(folder)) return null;
  let path = slash === -1 ? '' : below.slice(slash + 1);
  if (slash === -1 && folder.endsWith(APK_SUFFIX)) {
    folder = folder.slice(0, -APK_SUFFIX.length);
    path = 'base.apk';
  }
  const dash = folder.indexOf('-');
  const name = dash === -1 ? folder : folder.slice(0, dash);
  return isPackageName(name) ? location(0, name, 'apk', 'apk', path) : null;
}
