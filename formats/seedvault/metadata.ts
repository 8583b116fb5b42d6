import type { PackageFact } from '../../src/vfs/entry.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';

/** What a set says of one app (metadata/MetadataWriter.kt). */
export interface SetApp {
  readonly package: string;
  /** Milliseconds since 1970 of its last backup of data; 0 where there was none. */
  readonly time: number;
  readonly type: 'KV' | 'FULL' | null;
  /** Why there is no data; null where nothing is said. */
  readonly state: string | null;
  /** SHA-256 of its base APK in lower-case hex; null where none was packed. */
  readonly apk: string | null;
  readonly splits: readonly SetSplit[];
  readonly fact: PackageFact;
}

export interface SetSplit {
  readonly name: string;
  /** Of the APK, as the metadata has it: in base64 for URLs. */
  readonly stored: string;
}

export interface SetMetadata {
  readonly version: number;
  readonly token: string;
  /** Hashed before the names of packages; empty in version 0. */
  readonly salt: string;
  readonly time: number | null;
  readonly device: string | null;
  readonly sdk: number | null;
  /** Whether the policies of apps were passed over; null where it is not said. */
  readonly d2d: boolean | null;
  /** By package. */
  readonly apps: ReadonlyMap<string, SetApp>;
}

/** The member of the object that is no package. */
const ABOUT = '@meta@';
/** Whose data it is, is not said. */
export const USER = 0;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (fields: Fields, key: string): string | null =>
  typeof fields[key] === 'string' && fields[key] !== '' ? (fields[key] as string) : null;
const numberIn = (fields: Fields, key: string): number | null => {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

export const hexOf = (base64: string): string => Buffer.from(base64, 'base64url').toString('hex');

/** Reads the JSON of a set; null where it is none. */
export function readMetadata(plain: Uint8Array): SetMetadata | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('utf8'));
  } catch {
    return null;
  }
  const about = isObject(json) ? json[ABOUT] : null;
  if (!isObject(json) || !isObject(about)) return null;
  const version = numberIn(about, 'version');
  const token = numberIn(about, 'token');
  if (version === null || token === null) return null;
  const d2d = about['d2d_backup'];
  const sdk = numberIn(about, 'sdk_int');
  return {
    version,
    token: String(token),
    salt: textIn(about, 'salt') ?? '',
    time: numberIn(about, 'time'),
    device: textIn(about, 'name'),
    sdk,
    d2d: typeof d2d === 'boolean' ? d2d : null,
    apps: new Map(
      Object.entries(json).flatMap(([name, fields]) =>
        name === ABOUT || !isObject(fields) ? [] : [[name, readApp(name, fields, sdk)] as const],
      ),
    ),
  };
}

function readApp(name: string, fields: Fields, sdk: number | null): SetApp {
  const type = textIn(fields, 'backupType');
  const sha256 = textIn(fields, 'sha256');
  const time = numberIn(fields, 'time') ?? 0;
  const state = textIn(fields, 'state');
  const signers = Array.isArray(fields['signatures']) ? fields['signatures'].map(String) : [];
  const splits = Array.isArray(fields['splits']) ? fields['splits'].filter(isObject) : [];
  return {
    package: name,
    time,
    type: type === 'KV' || type === 'FULL' ? type : null,
    state,
    apk: sha256 === null ? null : hexOf(sha256),
    splits: splits.flatMap((each) => {
      const split = textIn(each, 'name');
      const stored = textIn(each, 'sha256');
      return split === null || stored === null ? [] : [{ name: split, stored }];
    }),
    fact: packageFact(name, USER, {
      versionCode: numberIn(fields, 'version') === null ? null : String(numberIn(fields, 'version')),
      installer: textIn(fields, 'installer'),
      sdk,
      signers: signers.map(hexOf),
      apkIncluded: sha256 !== null,
      more: {
        ...(time > 0 ? { backup: new Date(Math.min(time, 8.64e15)).toISOString() } : {}),
        ...(type === null ? {} : { backupType: type }),
        ...(state === null ? {} : { state }),
        ...(fields['system'] === true ? { system: true } : {}),
      },
    }),
  };
}
