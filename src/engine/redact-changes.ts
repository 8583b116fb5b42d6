import type { Json } from '../base/json.ts';
import type { Change } from '../diff/change.ts';
import type { Redactor } from '../report/redact.ts';
import type { ArtifactView, ChangeView } from '../report/result.ts';
import { fieldsToJson } from '../report/value-json.ts';
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
  return changes.map((change) => ({
    devicePath: view.devicePath,
    package: unit.location?.package ?? null,
    user: unit.location?.user ?? null,
    section: change.section,
    kind: change.kind,
    key: change.key === null || hide === null ? change.key : hide.text(change.key),
    source: fields(change.source),
    target: fields(change.target),
  }));
}
