import { hash } from 'node:crypto';
import type { Json } from '../base/json.ts';
import { type ChromiumStore, momentsIn } from '../content/chromium/store.ts';
import { sameValue } from '../content/value.ts';
import type { Change } from '../diff/change.ts';
import { isLong } from '../diff/long-values.ts';
import type { Redactor } from '../report/redact.ts';
import type { ArtifactView, ChangeView, InnerChangeView, PastView } from '../report/result.ts';
import { fieldsApart, fieldsToJson, type JsonFields, typedFields } from '../report/value-json.ts';
import type { JobResult } from './job.ts';
import type { Unit } from './unit.ts';

/** Differences as every rendering may show them: each found value hidden wherever it recurs. */
export function redactChanges(result: JobResult, view: ArtifactView, unit: Unit, hide: Redactor | null): ChangeView[] {
  const { changes } = result;
  const store = storeOf(result);
  const shown = (json: JsonFields | null): JsonFields | null =>
    json === null || hide === null ? json : (hide.json(json) as JsonFields);
  const alike = lookAlikes(changes);
  const fields = (change: Change): readonly (JsonFields | null)[] => {
    const { source, target } = change;
    if (source !== null && target !== null) return fieldsApart(source, target);
    return [source, target].map((side) =>
      side !== null && alike.has(change) ? typedFields(side) : fieldsToJson(side),
    );
  };
  const told = (change: Change): InnerChangeView => {
    const { section, kind, key, within } = change;
    const [source = null, target = null] = fields(change);
    const same = hide === null ? [] : shownAlike(change, source, target, hide);
    return {
      section,
      kind,
      key: key === null || hide === null ? key : hide.text(key),
      source: shown(source),
      target: shown(target),
      ...timesOf(store, change),
      ...(within === undefined
        ? {}
        : { within: within.map((inner) => ({ ...inner, changes: inner.changes.map(told) })) }),
      ...(same.length === 0 ? {} : { shownAlike: same }),
    };
  };
  return changes.map((change) => ({
    devicePath: view.devicePath,
    package: unit.location?.package ?? null,
    user: unit.location?.user ?? null,
    ...told(change),
  }));
}

/** The store that an artifact is by its tables; null where it is none that is known. */
function storeOf({ source, target }: JobResult): ChromiumStore | null {
  return source?.chromium?.store ?? target?.chromium?.store ?? null;
}

function timesOf(store: ChromiumStore | null, { section, source, target }: Change): Pick<InnerChangeView, 'times'> {
  const [one, other] = [source, target].map((side) => (side === null ? null : momentsIn(store, section, side)));
  if (one == null && other == null) return {};
  return { times: { ...(one == null ? {} : { source: one }), ...(other == null ? {} : { target: other }) } };
}

/** Columns, by the names that are shown, that differ and would look the same. `source` and `target` are as JSON has them. */
function shownAlike(
  change: Change,
  source: JsonFields | null,
  target: JsonFields | null,
  hide: Redactor,
): readonly string[] {
  if (source === null || target === null) return [];
  const shown = (value: Json): string => JSON.stringify(hide.json(value));
  return Object.entries(change.source ?? {}).flatMap(([name, value]) => {
    const other = change.target?.[name];
    const [one, two] = [source[name], target[name]];
    if (
      other === undefined ||
      one === undefined ||
      two === undefined ||
      isLong(value) ||
      isLong(other) ||
      sameValue(value, other)
    )
      return [];
    return shown(one) === shown(two) ? [hide.text(name)] : [];
  });
}

/** Records of one side each that JSON would write like one of the other side: 2 and 2.0 as a key. */
function lookAlikes(changes: readonly Change[]): ReadonlySet<Change> {
  const found = new Map<string, { readonly source: Change[]; readonly target: Change[] }>();
  const oneSided = changes.filter(({ source, target }) => (source === null) !== (target === null));
  if (!oneSided.some(({ source }) => source === null) || !oneSided.some(({ target }) => target === null))
    return new Set();
  for (const change of oneSided) {
    const { section, source, target } = change;
    const name = hash('sha256', JSON.stringify([section, fieldsToJson(source ?? target)]), 'base64');
    const same = found.get(name) ?? { source: [], target: [] };
    found.set(name, same);
    same[source === null ? 'target' : 'source'].push(change);
  }
  const both = [...found.values()].filter(({ source, target }) => source.length > 0 && target.length > 0);
  return new Set(both.flatMap(({ source, target }) => [...source, ...target]));
}

/** The same for what a content no longer shows. */
export function redactPast(result: JobResult, view: ArtifactView, hide: Redactor | null): PastView[] {
  const store = storeOf(result);
  return (result.past?.matches ?? []).map(({ section, key, fields, source, target }) => {
    const json = fieldsToJson(fields) ?? {};
    const times = momentsIn(store, section, fields);
    return {
      devicePath: view.devicePath,
      section,
      key: key === null || hide === null ? key : hide.text(key),
      kind: target === null ? 'source-only' : source === null ? 'target-only' : 'both',
      source,
      target,
      fields: hide === null ? json : (hide.json(json) as Readonly<Record<string, Json>>),
      ...(times === null ? {} : { times }),
    };
  });
}
