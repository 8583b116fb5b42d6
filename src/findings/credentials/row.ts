import type { Portability } from '../finding.ts';
import type { Field } from './field.ts';

/** Where in a store a credential lies, and what it is. */
export interface Item {
  /** The locator, whole or in part. */
  readonly where: RegExp;
  readonly shape: string;
  readonly session: boolean;
  readonly portability: Portability;
  /** What the value must look like; without it, anything of 4 characters or more. */
  readonly value?: RegExp;
  /** Names beside it that hold its expiry. */
  readonly expiry?: readonly string[];
  /** More that must hold, of the fields beside it. */
  readonly given?: (field: Field) => boolean;
  /** The credential within the value; null where it holds none. */
  readonly decode?: (value: string | Uint8Array) => string | Uint8Array | null;
  /** Could be guessed: no fingerprint without a case key. */
  readonly guessable?: true;
}

export const STORE_CLASSES = [
  'app',
  'messenger',
  'keeper',
  'browser',
  'system',
  'sealed',
  'sdk',
  'identifier',
] as const;
/** What kind of store: of one app, of what keeps passwords for others, of a library in any app, and so on. */
export type StoreClass = (typeof STORE_CLASSES)[number];

/** A file whose presence keeps a library from discarding what it stored: made where it is missing, never backed up. */
export interface Marker {
  readonly path: RegExp;
  readonly named: string;
}

/** What a value of the store works with only: an id of the device, and the rows that know where the app keeps it. */
export interface DeviceTie {
  readonly named: string;
  readonly kept: readonly string[];
}

/** One store that an app or library keeps, by its place: what to look for and where it is known from. */
export interface CatalogueRow {
  readonly id: string;
  readonly service: string;
  readonly class: StoreClass;
  /** What it holds, in words. */
  readonly holds: string;
  /** How well it is known: A by the app's or library's own source, or by a tool that reads it; B by what others report. */
  readonly grade: 'A' | 'B';
  /** The versions for which it is known; null where none are told. */
  readonly versions: string | null;
  /** Null: any app that embeds the library. */
  readonly package: RegExp | null;
  /** Folder and path below the app's own: `shared_prefs/x.xml`. Null: any place, recognised by its locators alone. */
  readonly path: RegExp | null;
  readonly items: readonly Item[];
  /** Locators whose values are sealed by a key that lies outside the app: together one finding. */
  readonly sealed?: RegExp;
  /** Sealed by what its own structure shows: EncryptedSharedPreferences, or a keyset of Tink. */
  readonly structure?: 'androidx' | 'keyset';
  /** For files that no reader understands: what can be read out of their bytes. */
  readonly bytes?: (bytes: Uint8Array) => Iterable<{
    readonly where: string | null;
    readonly value: Uint8Array;
    readonly shape: string;
    readonly session: boolean;
    readonly portability?: Portability;
  }>;
  /** A shape found anywhere in it belongs to this service, and is observed. */
  readonly shapes?: true;
  /** It is sealed by what everybody has: by this, in words. */
  readonly open?: string;
  readonly marker?: Marker;
  readonly device?: DeviceTie;
  readonly source: string;
}

/** A content's place, as far as the catalogue needs it. */
export interface Place {
  readonly package: string | null;
  readonly domain: string | null;
  /** Relative to the domain. */
  readonly path: string;
}

const FOLDERS: Readonly<Record<string, string>> = {
  database: 'databases/',
  preferences: 'shared_prefs/',
  files: 'files/',
  no_backup: 'no_backup/',
  system: 'system/',
};

/** `shared_prefs/x.xml`: the path below the app's folder, as the catalogue spells it. */
export function storePath(place: Place): string {
  return (place.domain === null ? '' : (FOLDERS[place.domain] ?? '')) + place.path;
}
