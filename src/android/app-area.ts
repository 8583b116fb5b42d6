import { type Location, location, type Storage } from './location.ts';
import { privatePlace } from './private-place.ts';

/** The folders of one app that tools pack one by one. */
export const APP_AREAS = ['ce', 'de', 'external', 'obb', 'media'] as const;
export type AppArea = (typeof APP_AREAS)[number];

/** The place of `rest`, a path below an app's folder of one area. */
export function appPlace(area: AppArea, user: number, name: string, rest: string): Location {
  if (area === 'ce' || area === 'de') return privatePlace(user, name, area, rest);
  const storage: Storage = area;
  return location(user, name, storage, area, rest);
}
