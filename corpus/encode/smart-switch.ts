import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { androidBackup } from './android-backup.ts';
import { concat, u32be, utf8 } from './bytes.ts';
import type { Random } from './seed.ts';

/** Files of a Smart Switch session as its programs write them (reference: formats/smart-switch/README.md). */

const BLOCK = 16;
const MIB = 1 << 20;
const WRAP_KEY = utf8('0b1e96db05d64ea4');
const APK_VECTOR = Uint8Array.from(Buffer.from('26c7d1d26c142de0a3b82f7e8f90860a', 'hex'));

const digest = (text: string | Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());
const zeroPadded = (bytes: Uint8Array): Uint8Array =>
  concat([bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);

function raw(cipher: string, key: Uint8Array, vector: Uint8Array | null, blocks: Uint8Array): Uint8Array {
  const engine = createCipheriv(cipher, key, vector);
  engine.setAutoPadding(false);
  return concat([engine.update(blocks), engine.final()]);
}

/** The session's secret as the Windows program stores it. */
export const wrappedSecret = (secret: string): string =>
  Buffer.from(raw('aes-128-ecb', WRAP_KEY, null, zeroPadded(utf8(secret)))).toString('hex');

/** backupHistoryInfo.xml of the Windows program. */
export const historyXml = (model: string, saved: string, dummy: string): Uint8Array =>
  utf8(
    `<?xml version="1.0" encoding="utf-8"?><BatchInfomationItem xmlns="Kies.Common.Data"><BundleInfo><ModelName>${model}</ModelName>` +
      `<UserInputName /><SavedTime>${saved}</SavedTime><Dummy>${dummy}</Dummy></BundleInfo><ItemsInfo><BatchInformation>` +
      '<Type>APKFILE</Type><FileName>APKFILE</FileName><FileSize>0</FileSize></BatchInformation></ItemsInfo></BatchInfomationItem>',
  );

/** SmartSwitchBackup.json of a session that the phone made: the secret's text as hex. */
export const summaryJson = (model: string, saved: string, secret: string): Uint8Array =>
  utf8(
    JSON.stringify({
      DisplayName: 'Phone of one',
      ModelName: model,
      SavedTime: saved,
      OsVer: 34,
      Dummy: Buffer.from(secret, 'utf8').toString('hex'),
    }),
  );

export interface ListedApp {
  readonly package: string;
  readonly label: string;
  readonly versionCode: number;
  readonly allowBackup?: boolean;
}

export const appListJson = (apps: readonly ListedApp[]): Uint8Array =>
  utf8(
    JSON.stringify({
      Apks: apps.map((app) => ({
        ApkName: app.label,
        ApkPkgName: app.package,
        VersionName: '1.0',
        VersionCode: app.versionCode,
        TargetSdkVersion: 34,
        AllowBackup: app.allowBackup ?? true,
        InstPkgName: 'com.android.vending',
      })),
    }),
  );

/** `.noedata`: an adb backup of one app, neither packed nor sealed. */
export const noedata = (appTar: Uint8Array): Uint8Array => androidBackup([appTar], { version: 5, compressed: false });

/** `.data`: an adb backup under the secret's text as its password. */
export const sealedData = (appTar: Uint8Array, secret: string, random: Random): Uint8Array =>
  androidBackup([appTar], { version: 5, compressed: true, encryption: { password: secret, regime: 'utf8', random } });

/** `.penc`: the first MiB of an APK sealed, the rest as it is. */
export function sealedApk(apk: Uint8Array, secret: string): Uint8Array {
  const engine = createCipheriv('aes-128-cbc', digest(secret).subarray(0, BLOCK), APK_VECTOR);
  const sealed = concat([engine.update(apk.subarray(0, MIB)), engine.final()]);
  return concat([u32be(sealed.length), sealed, apk.subarray(MIB)]);
}

/** An item: vector, then the zero-padded text; `trailer` follows where some writers leave one. */
export function sealedItem(
  plain: Uint8Array,
  secret: string,
  random: Random,
  trailer: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const vector = random.bytes(BLOCK);
  return concat([vector, raw('aes-128-cbc', digest(secret).subarray(0, BLOCK), vector, zeroPadded(plain)), trailer]);
}

const master = (secret: string, pin: string, salt: 'bytes' | 'text'): Uint8Array =>
  pbkdf2Sync(pin, Buffer.from(secret, salt === 'bytes' ? 'hex' : 'utf8'), 1000, 32, 'sha1');

/** An item of a session with a PIN, the first of two ways that were published. */
export function pinItemA(plain: Uint8Array, secret: string, pin: string, random: Random): Uint8Array {
  const vector = random.bytes(BLOCK);
  const key = digest(master(secret, pin, 'bytes')).subarray(0, BLOCK);
  return concat([vector, raw('aes-128-cbc', key, vector, zeroPadded(plain))]);
}

/** The second way: a salt of its own in each file. */
export function pinItemB(plain: Uint8Array, secret: string, pin: string, random: Random): Uint8Array {
  const vector = random.bytes(BLOCK);
  const salt = random.bytes(BLOCK);
  const key = pbkdf2Sync(master(secret, pin, 'text'), salt, 1000, 32, 'sha1');
  return concat([vector, salt, raw('aes-256-cbc', key, vector, zeroPadded(plain))]);
}
