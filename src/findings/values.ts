import { bindingsIn } from './binding.ts';
import { auditSightings, type Credential, type Placed } from './credential.ts';
import type { ExaminedApp } from './examined.ts';
import { pairSightings } from './pair.ts';

const answers = new WeakMap<ExaminedApp, readonly Credential[]>();

/**
 * Every value found in an app, credentials and identifiers together: with its status where sides are compared. Two
 * rules ask, and each takes its own.
 */
export function valueFindings(app: ExaminedApp): readonly Credential[] {
  let found = answers.get(app);
  if (found === undefined) {
    found = findValues(app);
    answers.set(app, found);
  }
  return found;
}

function findValues(app: ExaminedApp): readonly Credential[] {
  const source: Placed[] = [];
  const target: Placed[] = [];
  // Of what lies on both sides the content decides, whatever coverage says of absences.
  const held = new Map<string, { readonly source: boolean; readonly target: boolean }>();
  for (const { devicePath, ...sides } of app.artifacts()) {
    for (const [side, list] of [
      [sides.source, source],
      [sides.target, target],
    ] as const) {
      for (const sighted of side?.observed.sightings ?? []) list.push({ devicePath: side?.devicePath ?? '', sighted });
    }
    if (sides.source !== null && sides.target !== null)
      held.set(devicePath, { source: sides.source.looked, target: sides.target.looked });
  }
  if (source.length === 0 && target.length === 0) return [];
  const { package: owner, user, at, caseKey, reveal } = app;
  if (!app.compared) return auditSightings(source, { package: owner, user, at, caseKey, reveal });
  return pairSightings({
    package: owner,
    user,
    at,
    caseKey,
    reveal,
    source,
    target,
    coversOnSource: (path) => held.get(path)?.source ?? app.covers('source', path),
    coversOnTarget: (path) => held.get(path)?.target ?? app.covers('target', path),
    bindingOf: bindingsIn(app),
  });
}
