import { type RuleFile, readRuleFile } from './backup-rules.ts';
import { collectPrints, type MemberPrints } from './directory.ts';
import { type ManifestAttribute, type RawManifest, readManifest } from './manifest.ts';
import {
  collectMembers,
  type KeptMember,
  MANIFEST_NAME,
  MOST_UNPACKED_TABLE_BYTES,
  MOST_UNPACKED_XML_BYTES,
  TABLE_NAME,
  unpackMember,
} from './members.ts';
import { type ResourceTable, readResources } from './resources.ts';
import { type ApkSigning, signingOf } from './signing.ts';
import type { TypedValue } from './typed-value.ts';

/** A value that may differ by platform version (`-v31`): each holds from its version on, in rising order. */
export type ByPlatform<T> = readonly { readonly sdk: number; readonly value: T }[];

/** A rule file with the name that the APK stores it under. */
export interface NamedRules {
  readonly path: string;
  readonly rules: RuleFile;
}

/**
 * What an attribute says that may be a flag or name a rule file. `unresolved`: it names a resource that this APK does
 * not hold, or that is no rule file.
 */
export type RulesAttribute =
  | { readonly kind: 'unset' }
  | { readonly kind: 'flag'; readonly on: boolean }
  | { readonly kind: 'rules'; readonly files: ByPlatform<NamedRules> }
  | { readonly kind: 'unresolved'; readonly id: number };

/** What one APK says of itself, as far as backups, transfers and identity are concerned. Plain data: it crosses threads. */
export interface ApkFacts {
  readonly package: string;
  /** Name of the split; null for the base. */
  readonly split: string | null;
  readonly versionCode: string | null;
  readonly versionName: string | null;
  readonly targetSdk: number;
  readonly sharedUserId: string | null;
  readonly backupAgent: string | null;
  readonly allowBackup: ByPlatform<boolean>;
  readonly fullBackupOnly: ByPlatform<boolean>;
  readonly debuggable: ByPlatform<boolean>;
  readonly restoreAnyVersion: ByPlatform<boolean>;
  readonly killAfterRestore: ByPlatform<boolean>;
  readonly backupInForeground: ByPlatform<boolean>;
  readonly hasFragileUserData: ByPlatform<boolean>;
  readonly testOnly: ByPlatform<boolean>;
  /** The property ALLOW_ADB_BACKUP; null where it is not there. */
  readonly adbBackup: boolean | null;
  readonly fullBackupContent: RulesAttribute;
  readonly dataExtractionRules: RulesAttribute;
  /** Rule files of a split, by resource id: the base may name them. */
  readonly offered: readonly { readonly id: number; readonly files: ByPlatform<NamedRules> }[];
  /** Attributes whose reference leads nowhere: their default is assumed. */
  readonly unresolved: readonly string[];
  readonly signing: ApkSigning;
  /** Null where no end record names a directory. */
  readonly members: MemberPrints | null;
}

/** References to references that are followed. */
const MOST_STEPS = 8;
/** Resources of type xml in a split that are looked at. */
const MOST_OFFERED = 512;
/** Attributes that may name a resource. */
const REFERRING: readonly ManifestAttribute[] = [
  'allowBackup',
  'fullBackupOnly',
  'debuggable',
  'restoreAnyVersion',
  'killAfterRestore',
  'backupInForeground',
  'hasFragileUserData',
  'testOnly',
  'fullBackupContent',
  'dataExtractionRules',
  'backupAgent',
];

/** Takes the bytes of one APK as they pass; no more than its manifest, its table and its small XML is held. */
export interface ApkReader {
  add(bytes: Uint8Array): void;
  /** What it says; null where no manifest was found. */
  finish(): ApkFacts | null;
}

export function makeApkReader(): ApkReader {
  const prints = collectPrints();
  const members = collectMembers((member) => {
    const manifest = manifestOf(member);
    if (manifest !== null && !needsResources(manifest)) members.dropResources();
  }, prints);
  return {
    add: (bytes) => members.add(bytes),
    finish() {
      const whole = members.finish();
      for (const member of members.named(MANIFEST_NAME)) {
        const manifest = manifestOf(member);
        if (manifest?.package == null) continue;
        return {
          ...factsOf(manifest, manifest.package, members.named.bind(members)),
          signing: signingOf(members.certificates()),
          members: whole ? prints.finish() : null,
        };
      }
      return null;
    },
  };
}

/** Unpacked as stated; else as anything that gives a manifest: some writers state a method that there is not. */
function manifestOf(member: KeptMember): RawManifest | null {
  for (const method of [member.method, 0, 8]) {
    const bytes = unpackMember({ ...member, method }, MOST_UNPACKED_XML_BYTES);
    const manifest = bytes === null ? null : readManifest(bytes);
    if (manifest !== null) return manifest;
  }
  return null;
}

function needsResources({ split, application, adbProperty }: RawManifest): boolean {
  if (split !== null || adbProperty?.kind === 'reference') return true;
  return REFERRING.some((name) => application.get(name)?.kind === 'reference');
}

function factsOf(
  raw: RawManifest,
  packageName: string,
  named: (name: string) => readonly KeptMember[],
): Omit<ApkFacts, 'signing' | 'members'> {
  const packed = named(TABLE_NAME)[0];
  const bytes = packed === undefined ? null : unpackMember(packed, MOST_UNPACKED_TABLE_BYTES);
  const table = bytes === null ? null : readResources(bytes);
  const unresolved: string[] = [];
  const rulesAt = (path: string): RuleFile | null => {
    for (const member of named(path)) {
      const text = unpackMember(member, MOST_UNPACKED_XML_BYTES);
      const rules = text === null ? null : readRuleFile(text);
      if (rules !== null) return rules;
    }
    return null;
  };
  const flag = (name: ManifestAttribute, otherwise: boolean): ByPlatform<boolean> => {
    const value = raw.application.get(name);
    const found = value === undefined ? [] : booleans(value, table);
    if (value !== undefined && found.length === 0) unresolved.push(name);
    return found.length === 0 ? [{ sdk: 0, value: otherwise }] : found;
  };
  const rules = (name: ManifestAttribute): RulesAttribute => rulesAttribute(raw.application.get(name), table, rulesAt);
  const agent = raw.application.get('backupAgent');
  return {
    package: packageName,
    split: raw.split,
    versionCode: versionCode(raw),
    versionName: textOf(raw.manifest.get('versionName')),
    targetSdk: numberOf(raw.usesSdk.get('targetSdkVersion')) ?? numberOf(raw.usesSdk.get('minSdkVersion')) ?? 1,
    sharedUserId: textOf(raw.manifest.get('sharedUserId')),
    backupAgent: agent === undefined ? null : (textOf(agent) ?? ''),
    allowBackup: flag('allowBackup', true),
    fullBackupOnly: flag('fullBackupOnly', false),
    debuggable: flag('debuggable', false),
    restoreAnyVersion: flag('restoreAnyVersion', false),
    killAfterRestore: flag('killAfterRestore', true),
    backupInForeground: flag('backupInForeground', false),
    hasFragileUserData: flag('hasFragileUserData', false),
    testOnly: flag('testOnly', false),
    adbBackup: raw.adbProperty === null ? null : (booleans(raw.adbProperty, table)[0]?.value ?? null),
    fullBackupContent: rules('fullBackupContent'),
    dataExtractionRules: rules('dataExtractionRules'),
    offered: raw.split === null || table === null ? [] : offeredBy(table, rulesAt),
    unresolved,
  };
}

const textOf = (value: TypedValue | undefined): string | null => (value?.kind === 'text' ? value.text : null);
/** A preview release is named by a letter: it counts as later than all numbers. */
const PREVIEW_SDK = 10_000;
const numberOf = (value: TypedValue | undefined): number | null =>
  value?.kind === 'number'
    ? value.value
    : value?.kind === 'text'
      ? /^\d+$/.test(value.text)
        ? Number(value.text)
        : PREVIEW_SDK
      : null;

function versionCode({ manifest }: RawManifest): string | null {
  const low = numberOf(manifest.get('versionCode'));
  if (low === null) return null;
  const high = numberOf(manifest.get('versionCodeMajor')) ?? 0;
  return ((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString();
}

/** The values that a value leads to, references followed; plain ones alone where there are any. */
function resolve(value: TypedValue, table: ResourceTable | null, steps = 0): ByPlatform<TypedValue> {
  if (value.kind !== 'reference') return [{ sdk: 0, value }];
  if (table === null || steps >= MOST_STEPS) return [];
  const all = table.values(value.id);
  const plain = all.some(({ qualified }) => !qualified) ? all.filter(({ qualified }) => !qualified) : all;
  const found = plain.flatMap(({ sdk, value: next }) =>
    resolve(next, table, steps + 1).map((each) => ({ sdk: Math.max(sdk, each.sdk), value: each.value })),
  );
  return found.sort((a, b) => a.sdk - b.sdk).slice(0, MOST_OFFERED);
}

function booleans(value: TypedValue, table: ResourceTable | null): ByPlatform<boolean> {
  return resolve(value, table).flatMap(({ sdk, value: found }) => {
    if (found.kind === 'boolean') return [{ sdk, value: found.value }];
    if (found.kind === 'number') return [{ sdk, value: found.value !== 0 }];
    return found.kind === 'text' && /^(?:true|false)$/.test(found.text) ? [{ sdk, value: found.text === 'true' }] : [];
  });
}

function rulesAttribute(
  value: TypedValue | undefined,
  table: ResourceTable | null,
  rulesAt: (path: string) => RuleFile | null,
): RulesAttribute {
  if (value === undefined) return { kind: 'unset' };
  const flags = booleans(value, table);
  if (flags[0] !== undefined) return { kind: 'flag', on: flags[0].value };
  const files = filesOf(value, table, rulesAt);
  if (files.length > 0) return { kind: 'rules', files };
  return { kind: 'unresolved', id: value.kind === 'reference' ? value.id : 0 };
}

function filesOf(
  value: TypedValue,
  table: ResourceTable | null,
  rulesAt: (path: string) => RuleFile | null,
): ByPlatform<NamedRules> {
  return resolve(value, table).flatMap(({ sdk, value: found }) => {
    const rules = found.kind === 'text' ? rulesAt(found.text) : null;
    return found.kind === 'text' && rules !== null ? [{ sdk, value: { path: found.text, rules } }] : [];
  });
}

function offeredBy(table: ResourceTable, rulesAt: (path: string) => RuleFile | null): ApkFacts['offered'] {
  return table.idsOfType('xml', MOST_OFFERED).flatMap((id) => {
    const files = filesOf({ kind: 'reference', id }, table, rulesAt);
    return files.length === 0 ? [] : [{ id, files }];
  });
}
