import { PRIVATE_DOMAINS } from '../android/location.ts';
import type { Artifact } from '../device/artifact.ts';
import type { Prepared } from './unit.ts';

type SidePair = 'source' | 'target';
const SIDES = ['source', 'target'] as const;

/** What an agent made of an app's data: entities of keys and values, or a file of its own kind. */
function isAgents(artifact: Artifact | null): boolean {
  const domain = artifact?.location?.domain;
  return domain === 'kv' || domain === 'agent';
}

function isPrivate(artifact: Artifact | null): boolean {
  const domain = artifact?.location?.domain;
  return domain !== undefined && PRIVATE_DOMAINS.has(domain);
}

/**
 * Marks, in one package, what one side holds as files and of which the other side has only what the app's own agent
 * made of its data, and the other way round: that a file is absent there says nothing.
 */
export function markOtherShapes(units: readonly Prepared[]): readonly Prepared[] {
  const users = { source: new Set<number>(), target: new Set<number>() };
  const files = { source: new Set<number>(), target: new Set<number>() };
  for (const unit of units) {
    for (const side of SIDES) {
      const user = unit[side]?.location?.user;
      if (user === undefined) continue;
      if (isAgents(unit[side])) users[side].add(user);
      if (isPrivate(unit[side])) files[side].add(user);
    }
  }
  if (users.source.size === 0 && users.target.size === 0) return units;
  const inOtherShape = (unit: Prepared, own: SidePair, other: SidePair): boolean => {
    const user = unit[own]?.location?.user;
    if (user === undefined || unit[other] !== null) return false;
    if (isPrivate(unit[own])) return users[other].has(user);
    return isAgents(unit[own]) && files[other].has(user);
  };
  return units.map((unit) =>
    inOtherShape(unit, 'source', 'target') || inOtherShape(unit, 'target', 'source')
      ? { ...unit, otherShape: true }
      : unit,
  );
}
