import { locateDevicePath } from './locate-device-path.ts';
import type { Location } from './location.ts';
import { isPackageName } from './package-name.ts';
import { privatePlace } from './private-place.ts';

const DEVICE_PATH = /^(?:data\/(?:data|user|user_de|media|app)\/|storage\/(?:emulated|self)\/|sdcard\/|mnt\/)/;

/** Whether a path is one from the root of the device, its leading slash aside. */
export function isDevicePath(path: string): boolean {
  return DEVICE_PATH.test(path);
}

/**
 * The place of a member of an app's archive as makers of phones write it: from the root of the device, from the folder
 * that holds all apps, or from the app's own folder. Null where the app's name is no package.
 */
export function appMemberPlace(name: string, path: string): Location | null {
  const clean = path.replace(/^(?:\.?\/)+/, '');
  if (isDevicePath(clean)) return locateDevicePath(`/${clean}`)?.location ?? null;
  if (!isPackageName(name)) return null;
  const below = clean === name ? '' : clean.startsWith(`${name}/`) ? clean.slice(name.length + 1) : clean;
  return privatePlace(0, name, 'ce', below);
}
