import { type AxmlAttribute, readAxml } from './axml.ts';
import type { TypedValue } from './typed-value.ts';

/** Attributes by resource id (AOSP core/res/res/values/public.xml): names may be stripped or false. */
const ATTRIBUTE = {
  name: 0x01010003,
  sharedUserId: 0x0101000b,
  debuggable: 0x0101000f,
  value: 0x01010024,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  targetSdkVersion: 0x01010270,
  testOnly: 0x01010272,
  backupAgent: 0x0101027f,
  allowBackup: 0x01010280,
  killAfterRestore: 0x0101029c,
  restoreAnyVersion: 0x010102ba,
  fullBackupOnly: 0x01010473,
  fullBackupContent: 0x010104eb,
  backupInForeground: 0x0101051a,
  versionCodeMajor: 0x01010576,
  hasFragileUserData: 0x0101059a,
  dataExtractionRules: 0x0101063e,
} as const;
export type ManifestAttribute = keyof typeof ATTRIBUTE;

/** `<property>` by which a privileged app opens itself to adb backup (AOSP PackageManager.PROPERTY_ALLOW_ADB_BACKUP). */
const ADB_PROPERTY = 'android.backup.ALLOW_ADB_BACKUP';

/** A compiled manifest, before references are followed. */
export interface RawManifest {
  readonly package: string | null;
  readonly split: string | null;
  readonly manifest: ReadonlyMap<ManifestAttribute, TypedValue>;
  readonly usesSdk: ReadonlyMap<ManifestAttribute, TypedValue>;
  readonly application: ReadonlyMap<ManifestAttribute, TypedValue>;
  /** Value of the property ALLOW_ADB_BACKUP; null where it is not there. */
  readonly adbProperty: TypedValue | null;
}

const NAME_OF_ID = new Map<number, ManifestAttribute>(
  (Object.entries(ATTRIBUTE) as [ManifestAttribute, number][]).map(([name, id]) => [id, name]),
);

/** The name of an attribute by its id, where it is one that is known here. */
export const attributeName = (id: number | null): ManifestAttribute | null =>
  id === null ? null : (NAME_OF_ID.get(id) ?? null);

/** The few elements that say something of backups; null where the root is no manifest. Never throws. */
export function readManifest(bytes: Uint8Array): RawManifest | null {
  let packageName: string | null = null;
  let split: string | null = null;
  let manifest: ReadonlyMap<ManifestAttribute, TypedValue> | null = null;
  let usesSdk: ReadonlyMap<ManifestAttribute, TypedValue> = new Map();
  let application: ReadonlyMap<ManifestAttribute, TypedValue> | null = null;
  let inApplication = false;
  let adbProperty: TypedValue | null = null;
  for (const { name, depth, attributes } of readAxml(bytes)) {
    if (depth === 0) {
      if (name !== 'manifest') return null;
      manifest = known(attributes);
      packageName = plainText(attributes, 'package');
      split = plainText(attributes, 'split');
    } else if (depth === 1) {
      inApplication = name === 'application' && application === null;
      if (name === 'uses-sdk') usesSdk = known(attributes);
      if (inApplication) application = known(attributes);
    } else if (depth === 2 && inApplication && name === 'property') {
      const own = known(attributes);
      const called = own.get('name');
      if (called?.kind === 'text' && called.text === ADB_PROPERTY) adbProperty = own.get('value') ?? null;
    }
  }
  if (manifest === null) return null;
  return { package: packageName, split, manifest, usesSdk, application: application ?? new Map(), adbProperty };
}

/** The first of each id counts, as for the platform's TypedArray. */
function known(attributes: readonly AxmlAttribute[]): ReadonlyMap<ManifestAttribute, TypedValue> {
  const out = new Map<ManifestAttribute, TypedValue>();
  for (const { id, value } of attributes) {
    const name = id === null ? undefined : NAME_OF_ID.get(id);
    if (name !== undefined && !out.has(name)) out.set(name, value);
  }
  return out;
}

function plainText(attributes: readonly AxmlAttribute[], name: string): string | null {
  const value = attributes.find((each) => each.name === name && each.namespace === null)?.value;
  return value?.kind === 'text' ? value.text : null;
}
