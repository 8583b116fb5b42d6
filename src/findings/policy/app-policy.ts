import type { ApkFacts, ByPlatform, NamedRules, RulesAttribute } from '../../android/apk/facts.ts';

/** What the APKs of one app say together: the base, with rule files that a split holds. */
export interface AppPolicy extends ApkFacts {
  /** Names of the splits that were read. */
  readonly splits: readonly string[];
}

/** Null where there is no base: a split alone says nothing of backups. */
export function appPolicy(apks: readonly ApkFacts[]): AppPolicy | null {
  const base = apks.find(({ split }) => split === null);
  if (base === undefined) return null;
  const splits = apks.filter(({ split }) => split !== null);
  const offered = new Map(splits.flatMap((split) => split.offered.map(({ id, files }) => [id, files] as const)));
  return {
    ...base,
    fullBackupContent: completed(base.fullBackupContent, offered),
    dataExtractionRules: completed(base.dataExtractionRules, offered),
    splits: splits.map(({ split }) => split as string).sort(),
  };
}

function completed(attribute: RulesAttribute, offered: ReadonlyMap<number, ByPlatform<NamedRules>>): RulesAttribute {
  if (attribute.kind !== 'unresolved') return attribute;
  const files = offered.get(attribute.id);
  return files === undefined ? attribute : { kind: 'rules', files };
}

/** The value that a platform takes: the latest that is not for a later one. */
export function onPlatform<T>(values: ByPlatform<T>, sdk: number): T | null {
  let found: T | null = values[0]?.value ?? null;
  for (const each of values) if (each.sdk <= sdk) found = each.value;
  return found;
}
