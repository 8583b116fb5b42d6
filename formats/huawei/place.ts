import { locateDevicePath } from '../../src/android/layouts.ts';
import type { Location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { privatePlace } from '../../src/android/private-place.ts';
import { sharedPlace } from '../../src/android/shared-place.ts';

const DEVICE_PATH = /^(?:data\/(?:data|user|user_de|media|app)\/|storage\/(?:emulated|self)\/|sdcard\/|mnt\/)/;
const VOLUME = /^storage\/([0-9A-Fa-f]{4}-[0-9A-Fa-f]{4})\/(.*)$/;

/**
 * The place of a member of an app's tar. Versions wrote paths from the root of the device, from `data/data`, or from the
 * app's own folder (README). Null where the app's name is no package.
 */
export function placeInApp(name: string, path: string): Location | null {
  const clean = path.replace(/^(?:\.?\/)+/, '');
  if (DEVICE_PATH.test(clean)) return locateDevicePath(`/${clean}`)?.location ?? null;
  if (!isPackageName(name)) return null;
  const below = clean === name ? '' : clean.startsWith(`${name}/`) ? clean.slice(name.length + 1) : clean;
  return privatePlace(0, name, 'ce', below);
}

/** The place of a medium below its category's folder. */
export function placeOfMedium(path: string): Location | null {
  const clean = path.replace(/^\/+/, '');
  const card = VOLUME.exec(clean);
  if (card !== null) return sharedPlace(0, card[1] ?? null, card[2] ?? '');
  if (DEVICE_PATH.test(clean)) return locateDevicePath(`/${clean}`)?.location ?? null;
  return clean.startsWith('storage/') ? sharedPlace(0, null, clean.slice('storage/'.length)) : null;
}
