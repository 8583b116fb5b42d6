import { DOMAINS, type Domain, type Location, STORAGES, type Storage } from '../android/location.ts';

/** The group an entry belongs to: one package of all users, or what has no package, or what has no place. */
export const NO_PACKAGE = '\uffff';
export const NO_PLACE = '\uffff\uffff';

const USER_DIGITS = 6;
const SEPARATOR = '\u0000';

/**
 * Order of a catalogue: package, user, storage, domain, feature, volume, path, each by UTF-8 bytes. Aligning two sides
 * is then a merge.
 */
export function sortKey(place: Location | null, unplaced: string): string {
  if (place === null) return `${NO_PLACE}${SEPARATOR}${unplaced}`;
  return [
    place.package ?? NO_PACKAGE,
    String(place.user).padStart(USER_DIGITS, '0'),
    STORAGES.indexOf(place.storage),
    DOMAINS.indexOf(place.domain).toString(36),
    place.feature ?? '',
    place.volume ?? '',
    place.path,
  ].join(SEPARATOR);
}

/** The address that a sort key was made from; null for what has no place. */
export function placeOf(key: string): Location | null {
  const parts = key.split(SEPARATOR);
  if (parts[0] === NO_PLACE) return null;
  const [pkg, user, storage, domain, feature, volume, path] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    user: Number(user),
    package: pkg === NO_PACKAGE ? null : pkg,
    storage: STORAGES[Number(storage)] as Storage,
    domain: DOMAINS[Number.parseInt(domain, 36)] as Domain,
    path,
    feature: feature === '' ? null : feature,
    volume: volume === '' ? null : volume,
  };
}
