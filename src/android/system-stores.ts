import type { Location } from './location.ts';

/** What a named system store is about (contract, "Locations"). */
export type SystemStore = 'accounts' | 'ssaid' | 'packages' | 'keystore' | 'wifi';

const DATABASE_PARTS = '(?:-wal|-journal|-shm)?';

/** Paths of the named stores, Android 4 to 15 (AOSP AccountsDb, SettingsState, Settings, keystore2, WifiConfigStore). */
const STORES: readonly (readonly [SystemStore, RegExp])[] = [
  ['accounts', new RegExp(`^data/system_ce/\\d+/accounts_ce\\.db${DATABASE_PARTS}$`)],
  ['accounts', new RegExp(`^data/system_de/\\d+/accounts_de\\.db${DATABASE_PARTS}$`)],
  ['accounts', new RegExp(`^data/system/(?:users/\\d+/)?accounts\\.db${DATABASE_PARTS}$`)],
  ['ssaid', /^data\/system\/users\/\d+\/settings_ssaid\.xml(?:\.fallback)?$/],
  ['packages', /^data\/system\/packages(?:-backup)?\.(?:xml|list)$/],
  ['keystore', /^data\/misc\/keystore\/.+$/s],
  ['wifi', /^data\/misc(?:_ce\/\d+)?\/(?:apexdata\/com\.android\.wifi|wifi)\/WifiConfigStore\w*\.xml$/],
  ['wifi', /^data\/misc\/wifi\/(?:wpa_supplicant|softap)\.conf$/],
];

/** Which named store a path of system storage belongs to; null for every other file. */
export function systemStoreAt(path: string): SystemStore | null {
  if (!path.startsWith('data/')) return null;
  for (const [store, pattern] of STORES) if (pattern.test(path)) return store;
  return null;
}

/** Which named store a place belongs to; null for every other file. */
export function systemStore(place: Location): SystemStore | null {
  return place.storage === 'system' ? systemStoreAt(place.path) : null;
}

/** Only these of all system files are artifacts; the others are hashed and counted. */
export function isNamedSystemStore(place: Location): boolean {
  return systemStore(place) !== null;
}
