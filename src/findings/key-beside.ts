import { findingId } from './credential.ts';
import { keyCandidates, type PlacedValue } from './credentials/carried-keys.ts';
import type { ExaminedApp, ExaminedArtifact } from './examined.ts';
import type { KeyBesideFinding } from './finding-view.ts';

/** Sealed stores that opened with a key that lies beside them, among the values of the same app on the same side. */
export function* keysBeside(app: ExaminedApp): Generator<KeyBesideFinding> {
  const artifacts = [...app.artifacts()];
  const { package: owner, user } = app;
  if (!artifacts.some(({ source, target }) => (source?.opened ?? target?.opened) != null)) return;
  const beside = { source: keysOn(artifacts, 'source'), target: keysOn(artifacts, 'target') };
  for (const { devicePath, source, target } of artifacts) {
    const found = {
      source: source?.opened == null ? undefined : beside.source.get(source.opened.key),
      target: target?.opened == null ? undefined : beside.target.get(target.opened.key),
    };
    const first = found.source ?? found.target;
    const opened = found.source === undefined ? target?.opened : source?.opened;
    if (first === undefined || opened == null) continue;
    yield {
      id: findingId('key-beside', app, devicePath, first.where),
      rule: 'key-beside',
      package: owner,
      user,
      devicePath,
      cipher: opened.cipher,
      key: { devicePath: first.devicePath, where: first.where },
      derived: first.derived,
      onSource: found.source !== undefined,
      onTarget: found.target !== undefined,
    };
  }
}

function keysOn(
  artifacts: readonly ExaminedArtifact[],
  side: 'source' | 'target',
): ReadonlyMap<string, ReturnType<typeof keyCandidates>[number]> {
  const values: PlacedValue[] = artifacts.flatMap((artifact) => {
    const own = artifact[side];
    return own === null ? [] : own.observed.sightings.map((sighted) => ({ devicePath: own.devicePath, sighted }));
  });
  return new Map(keyCandidates(values).map((candidate) => [candidate.key, candidate]));
}
