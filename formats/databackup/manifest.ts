import { isPackageName } from '../../src/android/layouts.ts';
import type { Member } from '../../src/vfs/member.ts';
import { smallJson, textOf } from '../../src/vfs/small-text.ts';

export const MANIFEST = 'package_restore_config.json';

type Fields = Readonly<Record<string, unknown>>;

/** What DataBackup writes about one app. */
export interface Manifest {
  readonly package: string;
  readonly user: number;
  readonly label: string | null;
  readonly versionCode: string | null;
  readonly versionName: string | null;
  /** Milliseconds since 1970, as written. */
  readonly backupAt: string | null;
  /** The app had keys in the keystore, which no backup holds. */
  readonly hasKeystore: boolean | null;
  readonly ssaid: string | null;
}

const part = (fields: Fields, key: string): Fields => {
  const value = fields[key];
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
};

/** Null where the file is no manifest. */
export async function readManifest(member: Member): Promise<Manifest | null> {
  const fields = await smallJson(member);
  if (fields === null) return null;
  const [index, about, extra] = ['indexInfo', 'packageInfo', 'extraInfo'].map((key) => part(fields, key)) as [
    Fields,
    Fields,
    Fields,
  ];
  const name = textOf(index, 'packageName');
  if (name === null || !isPackageName(name)) return null;
  const user = Number(textOf(index, 'userId') ?? 0);
  return {
    package: name,
    user: Number.isInteger(user) && user >= 0 ? user : 0,
    label: textOf(about, 'label'),
    versionCode: textOf(about, 'versionCode'),
    versionName: textOf(about, 'versionName'),
    backupAt: textOf(extra, 'lastBackupTime'),
    hasKeystore: typeof extra['hasKeystore'] === 'boolean' ? extra['hasKeystore'] : null,
    ssaid: textOf(extra, 'ssaid'),
  };
}
