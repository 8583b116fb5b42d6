/** Kinds of place on a device, by who may read them and when they are decrypted (contract, "Locations"). */
export const STORAGES = ['ce', 'de', 'external', 'apk', 'obb', 'kv', 'system', 'media', 'archive'] as const;
export type Storage = (typeof STORAGES)[number];

/** What a place is for. `root` is the rest of an app's private folder. */
export const DOMAINS = [
  'database',
  'preferences',
  'files',
  'no_backup',
  'cache',
  'root',
  'external',
  'apk',
  'obb',
  'kv',
  'media',
  'system',
  'manifest',
  'agent',
] as const;
export type Domain = (typeof DOMAINS)[number];

/** The domains that only the app itself can read. */
export const PRIVATE_DOMAINS: ReadonlySet<Domain> = new Set(['database', 'preferences', 'files', 'no_backup', 'root']);

/**
 * Android's own address of a file, the same whatever container it came from.
 * `path` is relative to the domain's folder, `/`-separated, never empty for a file.
 */
export interface Location {
  readonly user: number;
  readonly package: string | null;
  readonly storage: Storage;
  readonly domain: Domain;
  readonly path: string;
  /** MIUI keeps several features of one package apart; null elsewhere. */
  readonly feature: string | null;
  /** Name of an SD volume; null for the primary one. */
  readonly volume: string | null;
}

export function location(
  user: number,
  packageName: string | null,
  storage: Storage,
  domain: Domain,
  path: string,
  extra: { readonly feature?: string | null; readonly volume?: string | null } = {},
): Location {
  return {
    user,
    package: packageName,
    storage,
    domain,
    path,
    feature: extra.feature ?? null,
    volume: extra.volume ?? null,
  };
}
