import { type ArscType, arsc, resourceId } from './arsc.ts';
import { type AxmlOptions, axml, type XmlAttribute, type XmlElement } from './axml.ts';
import { utf8 } from './bytes.ts';
import { seeded } from './seed.ts';
import { type ZipItem, zip } from './zip.ts';

/** One `<include>` or `<exclude>`, as a developer writes it. */
export interface RuleText {
  readonly include?: string;
  readonly exclude?: string;
  readonly path?: string;
  readonly requireFlags?: string;
}

/** `res/xml/…` of fullBackupContent, or of dataExtractionRules by its sections. */
export type LegacyRules = readonly RuleText[];
export interface ExtractionRules {
  readonly cloud?: readonly RuleText[];
  readonly transfer?: readonly RuleText[];
  /** `disableIfNoEncryptionCapabilities` of cloud-backup. */
  readonly needsEncryption?: boolean;
}

/** What an app's manifest says, as far as backup and identity are concerned. Ids: AOSP core/res/res/values/public.xml. */
export interface ApkFacts {
  readonly package: string;
  readonly label: string;
  readonly versionCode: number;
  readonly versionName: string;
  readonly targetSdk: number;
  readonly allowBackup?: boolean;
  readonly fullBackupContent?: boolean | LegacyRules;
  readonly dataExtractionRules?: ExtractionRules;
  readonly backupAgent?: string;
  readonly fullBackupOnly?: boolean;
  readonly debuggable?: boolean;
  /** allowBackup names a `bool` resource instead of saying so itself. */
  readonly allowBackupByResource?: boolean;
  /** Names of rule files, where an obfuscator chose them. */
  readonly fileNames?: { readonly legacy?: string; readonly extraction?: string };
  /** Name of a split; the base names resources that the split holds. */
  readonly split?: string;
  readonly compiled?: AxmlOptions;
}

const ATTRIBUTE = {
  label: 0x01010001,
  debuggable: 0x0101000f,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  targetSdkVersion: 0x01010270,
  backupAgent: 0x0101027f,
  allowBackup: 0x01010280,
  fullBackupOnly: 0x01010473,
  fullBackupContent: 0x010104eb,
  dataExtractionRules: 0x0101063e,
} as const;
const MIN_SDK = 19;
/** 2017-06-01T00:00:00Z, in seconds: APKs carry a fixed build time. */
const BUILT = 1_496_275_200;
const CODE_BYTES = 600;
const PACKAGE_ID = 0x7f;

const own = (name: keyof typeof ATTRIBUTE, value: XmlAttribute['value'] | undefined): readonly XmlAttribute[] =>
  value === undefined ? [] : [{ name, id: ATTRIBUTE[name], value }];

const ruleElements = (rules: readonly RuleText[]): XmlElement[] =>
  rules.map(({ include, exclude, path, requireFlags }) => ({
    name: include === undefined ? 'exclude' : 'include',
    attributes: [
      { name: 'domain', value: include ?? exclude ?? '' },
      ...(path === undefined ? [] : [{ name: 'path', value: path }]),
      ...(requireFlags === undefined ? [] : [{ name: 'requireFlags', value: requireFlags }]),
    ],
  }));

/** A compiled `<full-backup-content>`. */
export const legacyRules = (rules: LegacyRules, options?: AxmlOptions): Uint8Array =>
  axml({ name: 'full-backup-content', children: ruleElements(rules) }, options);

/** A compiled `<data-extraction-rules>`. */
export function extractionRules(rules: ExtractionRules, options?: AxmlOptions): Uint8Array {
  const children: XmlElement[] = [];
  if (rules.cloud !== undefined) {
    const attributes =
      rules.needsEncryption === true ? [{ name: 'disableIfNoEncryptionCapabilities', value: 'true' }] : [];
    children.push({ name: 'cloud-backup', attributes, children: ruleElements(rules.cloud) });
  }
  if (rules.transfer !== undefined) children.push({ name: 'device-transfer', children: ruleElements(rules.transfer) });
  return axml({ name: 'data-extraction-rules', children }, options);
}

/** The members of an APK, so that a case can reorder or spoil them. */
export function apkMembers(facts: ApkFacts): ZipItem[] {
  const files: ZipItem[] = [];
  const xmlEntries: ArscType['entries'][number][] = [];
  const offer = (name: string, path: string, body: Uint8Array): { reference: number } => {
    xmlEntries.push({ index: xmlEntries.length, name, value: path });
    files.push({ path, body, method: 'deflate', mtime: BUILT });
    return { reference: resourceId(PACKAGE_ID, 1, xmlEntries.length - 1) };
  };
  const { fullBackupContent, dataExtractionRules, fileNames } = facts;
  const legacy =
    fullBackupContent === undefined || typeof fullBackupContent === 'boolean'
      ? fullBackupContent
      : offer(
          'backup_rules',
          fileNames?.legacy ?? 'res/xml/backup_rules.xml',
          legacyRules(fullBackupContent, facts.compiled),
        );
  const extraction =
    dataExtractionRules === undefined
      ? undefined
      : offer(
          'data_extraction_rules',
          fileNames?.extraction ?? 'res/xml/data_extraction_rules.xml',
          extractionRules(dataExtractionRules, facts.compiled),
        );
  const types: ArscType[] = [];
  if (xmlEntries.length > 0) types.push({ type: 'xml', entries: xmlEntries });
  const boolType = types.length + 1;
  const byResource = facts.allowBackupByResource === true && facts.allowBackup !== undefined;
  if (byResource)
    types.push({ type: 'bool', entries: [{ index: 0, name: 'allow_backup', value: facts.allowBackup === true }] });
  const allowBackup = byResource ? { reference: resourceId(PACKAGE_ID, boolType, 0) } : facts.allowBackup;
  const manifest = axml(
    {
      name: 'manifest',
      attributes: [
        ...own('versionCode', facts.versionCode),
        ...own('versionName', facts.versionName),
        { name: 'package', value: facts.package },
        ...(facts.split === undefined ? [] : [{ name: 'split', value: facts.split }]),
      ],
      children: [
        {
          name: 'uses-sdk',
          attributes: [...own('minSdkVersion', MIN_SDK), ...own('targetSdkVersion', facts.targetSdk)],
        },
        {
          name: 'application',
          attributes: [
            ...own('label', facts.label),
            ...own('debuggable', facts.debuggable),
            ...own('backupAgent', facts.backupAgent),
            ...own('allowBackup', allowBackup),
            ...own('fullBackupOnly', facts.fullBackupOnly),
            ...own('fullBackupContent', legacy),
            ...own('dataExtractionRules', extraction),
          ],
        },
      ],
    },
    facts.compiled,
  );
  const code = seeded(`${facts.package} ${facts.versionCode}`).bytes(CODE_BYTES);
  code.set(utf8('dex\n035\0'));
  return [
    { path: 'AndroidManifest.xml', body: manifest, method: 'deflate', mtime: BUILT },
    { path: 'classes.dex', body: code, mtime: BUILT },
    ...files,
    ...(types.length === 0 ? [] : [{ path: 'resources.arsc', body: arsc(facts.package, types), mtime: BUILT }]),
  ];
}

/** A small but well-formed APK: compiled manifest, rule files, and bytes that stand for its code. Not signed. */
export const apk = (facts: ApkFacts): Uint8Array => zip(apkMembers(facts));

/** Bytes in the place of a signing certificate (DER SEQUENCE of some length): the same for one developer always. */
export function certificate(developer: string): Uint8Array {
  const body = seeded(`certificate of ${developer}`).bytes(252);
  body.set([0x30, 0x81, 0xf9]);
  return body;
}
