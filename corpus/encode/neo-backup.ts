import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import { concat, utf8 } from './bytes.ts';

/** What Neo Backup writes (NeoApplications/Neo-Backup, CryptoUtils.kt and Backup.kt). */

const ROUNDS = 2020;
const KEY_BYTES = 32;
export const NEO_SALT = 'oandbackupx';

/** AES-256-GCM with the tag at the end; the vector is that of the whole backup. */
export function neoSealed(bytes: Uint8Array, password: string, iv: Uint8Array, salt = NEO_SALT): Uint8Array {
  const key = pbkdf2Sync(password, salt, ROUNDS, KEY_BYTES, 'sha256');
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  return concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

export interface NeoManifest {
  readonly package: string;
  readonly label: string;
  readonly user?: number;
  readonly date?: string;
  readonly areas: readonly string[];
  readonly apk: boolean;
  readonly compression?: string;
  readonly cipher?: string;
  readonly iv?: Uint8Array;
  /** Of a pseudo package: the SDK of the device, which stands where an app's version is. */
  readonly sdk?: number;
}

function fieldsOf(manifest: NeoManifest): Readonly<Record<string, unknown>> {
  const has = (area: string) => manifest.areas.includes(area);
  return {
    backupVersionCode: 8003,
    packageName: manifest.package,
    packageLabel: manifest.label,
    versionName: '4.2',
    versionCode: manifest.sdk ?? 42,
    profileId: manifest.user ?? 0,
    sourceDir: manifest.sdk === undefined ? `/data/app/${manifest.package}/base.apk` : null,
    splitSourceDirs: [],
    isSystem: manifest.sdk !== undefined,
    backupDate: manifest.date ?? '2024-01-02T03:04:05.678',
    hasApk: manifest.apk,
    hasAppData: has('ce'),
    hasDevicesProtectedData: has('de'),
    hasExternalData: has('external'),
    hasObbData: has('obb'),
    hasMediaData: has('media'),
    compressionType: manifest.compression ?? null,
    cipherType: manifest.cipher ?? null,
    ...(manifest.iv === undefined ? {} : { iv: [...manifest.iv].map((byte) => (byte << 24) >> 24) }),
    cpuArch: 'arm64-v8a',
    permissions: ['android.permission.INTERNET'],
    size: 0,
    persistent: false,
  };
}

export const neoJson = (manifest: NeoManifest): Uint8Array => utf8(`${JSON.stringify(fieldsOf(manifest), null, 1)}\n`);

/** The plain YAML of its other setting. */
export function neoYaml(manifest: NeoManifest): Uint8Array {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(fieldsOf(manifest))) {
    if (Array.isArray(value)) {
      if (value.length === 0) lines.push(`${key}: []`);
      else lines.push(`${key}:`, ...value.map((each) => `- ${each}`));
    } else lines.push(`${key}: ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`);
  }
  return utf8(`${lines.join('\n')}\n`);
}
