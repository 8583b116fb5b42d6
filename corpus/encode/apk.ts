import { axml, type XmlAttribute } from './axml.ts';
import { utf8 } from './bytes.ts';
import { seeded } from './seed.ts';
import { zip } from './zip.ts';

/** What an app's manifest says, as far as backup and identity are concerned. Ids: AOSP core/res/res/values/public.xml. */
export interface ApkFacts {
  readonly package: string;
  readonly label: string;
  readonly versionCode: number;
  readonly versionName: string;
  readonly targetSdk: number;
  readonly allowBackup?: boolean;
  readonly fullBackupContent?: boolean;
}

const ATTRIBUTE = {
  label: 0x01010001,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  targetSdkVersion: 0x01010270,
  allowBackup: 0x01010280,
  fullBackupContent: 0x010104eb,
} as const;
const MIN_SDK = 19;
/** 2017-06-01T00:00:00Z, in seconds: APKs carry a fixed build time. */
const BUILT = 1_496_275_200;
const CODE_BYTES = 600;

const own = (name: keyof typeof ATTRIBUTE, value: XmlAttribute['value']): XmlAttribute => ({
  name,
  id: ATTRIBUTE[name],
  value,
});

/** A small but well-formed APK: compiled manifest, and bytes that stand for its code. Not signed, not installable. */
export function apk(facts: ApkFacts): Uint8Array {
  const manifest = axml({
    name: 'manifest',
    attributes: [
      own('versionCode', facts.versionCode),
      own('versionName', facts.versionName),
      { name: 'package', value: facts.package },
    ],
    children: [
      { name: 'uses-sdk', attributes: [own('minSdkVersion', MIN_SDK), own('targetSdkVersion', facts.targetSdk)] },
      {
        name: 'application',
        attributes: [
          own('label', facts.label),
          ...(facts.allowBackup === undefined ? [] : [own('allowBackup', facts.allowBackup)]),
          ...(facts.fullBackupContent === undefined ? [] : [own('fullBackupContent', facts.fullBackupContent)]),
        ],
      },
    ],
  });
  const code = seeded(`${facts.package} ${facts.versionCode}`).bytes(CODE_BYTES);
  code.set(utf8('dex\n035\0'));
  return zip([
    { path: 'AndroidManifest.xml', body: manifest, method: 'deflate', mtime: BUILT },
    { path: 'classes.dex', body: code, mtime: BUILT },
  ]);
}

/** Bytes in the place of a signing certificate (DER SEQUENCE of some length): the same for one developer always. */
export function certificate(developer: string): Uint8Array {
  const body = seeded(`certificate of ${developer}`).bytes(252);
  body.set([0x30, 0x81, 0xf9]);
  return body;
}
