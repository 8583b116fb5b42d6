import { type Domain, type Location, location, type Storage } from './location.ts';
import { isPackageName } from './package-name.ts';

const PER_PACKAGE: ReadonlyMap<string, readonly [Storage, Domain]> = new Map([
  ['data', ['external', 'external']],
  ['obb', ['obb', 'obb']],
  ['media', ['media', 'media']],
]);

/**
 * The place of `rest`, a path on shared storage ("the sdcard"): `Android/data/P`, `Android/obb/P` and
 * `Android/media/P` belong to a package and their path starts below it (so `files/x` for the first); all else is media.
 */
export function sharedPlace(user: number, volume: string | null, rest: string): Location {
  if (rest.startsWith('Android/')) {
    const kindEnd = rest.indexOf('/', 8);
    const place = kindEnd === -1 ? undefined : PER_PACKAGE.get(rest.slice(8, kindEnd));
    if (place !== undefined) {
      const nameEnd = rest.indexOf('/', kindEnd + 1);
      const name = nameEnd === -1 ? rest.slice(kindEnd + 1) : rest.slice(kindEnd + 1, nameEnd);
      if (isPackageName(name)) {
        const below = nameEnd === -1 ? '' : rest.slice(nameEnd + 1);
        return location(user, name, place[0], place[1], below, { volume });
      }
    }
  }
  return location(user, null, 'media', 'media', rest, { volume });
}
