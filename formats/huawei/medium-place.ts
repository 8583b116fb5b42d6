import { isDevicePath } from '../../src/android/app-member-place.ts';
import { locateDevicePath } from '../../src/android/layouts.ts';
import type { Location } from '../../src/android/location.ts';
import { sharedPlace } from '../../src/android/shared-place.ts';

const VOLUME = /^storage\/([0-9A-Fa-f]{4}-[0-9A-Fa-f]{4})\/(.*)$/;

/** The place of a medium below its category's folder. */
export function placeOfMedium(path: string): Location | null {
  const clean = path.replace(/^\/+/, '');
  const card = VOLUME.exec(clean);
  if (card !== null) return sharedPlace(0, card[1] ?? null, card[2] ?? '');
  if (isDevicePath(clean)) return locateDevicePath(`/${clean}`)?.location ?? null;
  return clean.startsWith('storage/') ? sharedPlace(0, null, clean.slice('storage/'.length)) : null;
}
