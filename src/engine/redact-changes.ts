import type { Json } from '../base/json.ts';
import { sameValue, type Value } from '../content/value.ts';
import type { Change } from '../diff/change.ts';
import type { PastMatch } from '../diff/past-pair.ts';
import type { Redactor } from '../report/redact.ts';
import type { ArtifactView, ChangeView, InnerChangeView, PastView } from '../report/result.ts';
import { fieldsToJson, valueToJson } from '../report/value-json.ts';
import type { Unit } from './unit.ts';

/** Differences as every rendering may show them: each found value hidden wherever it recurs. */
export function redactChanges(
  changes: readonly Change[],
  view: ArtifactView,
  unit: Unit,
  hide: Redactor | null,
): ChangeView[] {
  const fields = (side: Change['source']): Readonly<Record<string, Json>> | null => {
    const json = fieldsToJson(side);
    return json === null || hide === null ? json : (hide.json(json) as Readonly<Record<string, Json>>);
  };
  const told = ({ section, kind, key, source, target, within }: Change): InnerChangeView => {
    const alike = hide === null ? [] : shownAlike(source, target, hide);
    return {
      section,
      kind,
      key: key === null || hide === null ? key : hide.text(key),
      source: fields(source),
      target: fields(target),
      ...(within === undefined
        ? {}
        : { within: within.map((inner) => ({ ...inner, changes: inner.changes.map(told) })) }),
      ...(alike.length === 0 ? {} : { shownAlike: alike }),
    };
  };
  return changes.map((change) => ({
    devicePath: view.devicePath,
    package: unit.location?.package ?? null,
    user: unit.location?.user ?? null,
    ...told(change),
  }));
}

/** Columns, by the names that are shown, that differ and would look the same. */
function shownAlike(source: Change['source'], target: Change['target'], hide: Redactor): readonly string[] {
  if (source === null || target === null) return [];
  const shown = (value: Value): string => JSON.stringify(hide.json(valueToJson(value)));
  return Object.entries(source).flatMap(([name, value]) => {
    const other = target[name];
    const alike = other !== undefined && !sameValue(value, other) && shown(value) === shown(other);
    return alike ? [hide.text(name)] : [];
  });
}

/** The same for what a content no longer shows. */
export function redactPast(matches: readonly PastMatch[], view: ArtifactView, hide: Redactor | null): PastView[] {
  return matches.map(({ section, key, fields, source, target }) => {
    const json = fieldsToJson(fields) ?? {};
    return {
      devicePath: view.devicePath,
      section,
      key: key === null || hide === null ? key : hide.text(key),
      kind: target === null ? 'source-only' : source === null ? 'target-only' : 'both',
      source,
      target,
      fields: hide === null ? json : (hide.json(json) as Readonly<Record<string, Json>>),
    };
  });
}
