import type { Domain } from '../android/location.ts';
import { sha256 } from '../bytes/digest.ts';
import { type Artifact, mainPart, sameBytes } from '../device/artifact.ts';
import { COPIES_LISTED, type Copy, type Loose, type Moves, pairMoves, type Twin } from '../diff/moves.ts';
import { addressOf } from './entry-view.ts';
import type { JobResult } from './job.ts';
import type { Unit } from './unit.ts';

/** A unit that was read. */
export interface Judged {
  readonly unit: Unit;
  readonly index: number;
  readonly result: JobResult | null;
}

interface Candidate extends Loose {
  readonly at: number;
}

/** All parts but -shm as one digest: a database moves with its -wal. */
export function digestOf(artifact: Artifact): string | null {
  const parts = artifact.parts.filter(([role]) => role !== 'shm');
  if (parts.length === 1) return mainPart(artifact).sha256;
  if (parts.some(([, part]) => part.sha256 === null)) return null;
  return sha256(parts.map(([role, part]) => `${role} ${part.sha256}`).join('\n'));
}

/** Bytes of all parts but -shm. */
export function sizeOf(artifact: Artifact): number {
  let size = 0;
  for (const [role, part] of artifact.parts) if (role !== 'shm') size += part.bytes ?? 0;
  return size;
}

function candidate(artifact: Artifact, at: number, digests: DigestBy): Candidate {
  return {
    at,
    user: artifact.location?.user ?? 0,
    package: artifact.location?.package ?? null,
    devicePath: addressOf(artifact),
    size: sizeOf(artifact),
    ...digests(at, artifact),
  };
}

/** Places that all users share: they do not show that a user has the app. */
const OF_ALL_USERS: ReadonlySet<Domain> = new Set(['apk', 'obb']);

/** Users whose app of this package is on the source: what lies in one of them on the target is taken. */
function takenUsers(units: readonly Unit[]): ReadonlySet<number> {
  const users = new Set<number>();
  for (const { source } of units) {
    const place = source?.location ?? null;
    if (place !== null && !OF_ALL_USERS.has(place.domain)) users.add(place.user);
  }
  return users;
}

/** What candidates are compared by: their bytes, or what was read. */
type DigestBy = (at: number, artifact: Artifact) => Pick<Candidate, 'sha256' | 'content'>;

function search(units: readonly Unit[], users: ReadonlySet<number>, digests: DigestBy): Moves<Candidate> {
  const sources: Candidate[] = [];
  const targets: Candidate[] = [];
  const held: Unit[] = [];
  const displaced: { readonly sources: Candidate[]; readonly targets: Candidate[] } = { sources: [], targets: [] };
  for (const [at, unit] of units.entries()) {
    const { source, target } = unit;
    if (source === null) {
      if (target !== null) targets.push(candidate(target, at, digests));
    } else if (target === null) sources.push(candidate(source, at, digests));
    else {
      held.push(unit);
      // What was joined with another place already is told by that.
      if (unit.moved !== null || sameBytes(source, target)) continue;
      displaced.sources.push(candidate(source, at, digests));
      displaced.targets.push(candidate(target, at, digests));
    }
  }
  if (sources.length === 0 && displaced.sources.length === 0) return { moves: [], copies: new Map() };
  const paired = function* (): Iterable<Candidate> {
    if (sources.length > 0) for (const unit of held) yield candidate(unit.target as Artifact, 0, digests);
  };
  return pairMoves(sources, targets, { taken: (_, user) => users.has(user), held: paired(), displaced });
}

/** Copies told of a unit, with those found now: a place is told once. */
function withCopies(unit: Unit, twins: readonly Twin<Candidate>[]): Unit {
  const known = new Set(unit.copies.map(({ devicePath }) => devicePath));
  const more = twins.flatMap(({ target: { devicePath, user }, basis }): Copy[] =>
    known.has(devicePath) ? [] : [{ devicePath, user, basis }],
  );
  return { ...unit, copies: [...unit.copies, ...more].slice(0, COPIES_LISTED) };
}

function movedUnit(source: Unit, target: Unit, basis: 'bytes' | 'content'): Unit {
  const artifact = target.target as Artifact;
  return {
    ...source,
    target: artifact,
    moved: { devicePath: addressOf(artifact), user: artifact.location?.user ?? 0, basis, share: 1 },
  };
}

/** Joins what lies elsewhere on the target, byte for byte: one unit, at the source's place. */
export function moveByBytes(units: readonly Unit[]): readonly Unit[] {
  const { moves, copies } = search(units, takenUsers(units), (_, artifact) => ({
    sha256: digestOf(artifact),
    content: null,
  }));
  if (moves.length === 0 && copies.size === 0) return units;
  const list: (Unit | null)[] = [...units];
  for (const { source, target, basis } of moves) {
    const from = units[source.at] as Unit;
    const to = units[target.at] as Unit;
    list[source.at] = movedUnit(from, to, basis);
    // What a bundle holds at the target's place stays there.
    list[target.at] = to.bundle === null ? null : { ...to, target: null };
  }
  for (const [source, twins] of copies) {
    const own = list[source.at];
    if (own != null) list[source.at] = withCopies(own, twins);
  }
  return list.filter((unit) => unit !== null);
}

/**
 * Joins what lies elsewhere on the target with the same records, or tells the copies of what is not unique: after
 * everything was read once. `waiting` is what of all `units` has no partner; what is equal byte for byte was joined before.
 */
export function moveByContent(waiting: readonly Judged[], units: readonly Unit[]): readonly Judged[] {
  const { moves, copies } = search(
    waiting.map(({ unit }) => unit),
    takenUsers(units),
    (at) => {
      const result = waiting[at]?.result;
      return { sha256: null, content: result?.source?.digest ?? result?.target?.digest ?? null };
    },
  );
  if (moves.length === 0 && copies.size === 0) return waiting;
  const list: (Judged | null)[] = [...waiting];
  for (const { source, target } of moves) {
    const from = waiting[source.at] as Judged;
    const to = waiting[target.at] as Judged;
    list[source.at] = {
      ...from,
      unit: movedUnit(from.unit, to.unit, 'content'),
      result: joined(from.result, to.result),
    };
    list[target.at] = to.unit.bundle === null ? null : { ...to, unit: { ...to.unit, target: null } };
  }
  for (const [source, twins] of copies) {
    const own = list[source.at];
    if (own != null) list[source.at] = { ...own, unit: withCopies(own.unit, twins) };
  }
  return list.filter((each) => each !== null);
}

/** Equal records, read apart: what comparing them would have said. */
function joined(from: JobResult | null, to: JobResult | null): JobResult | null {
  if (from === null || to === null) return from;
  const records = from.source?.records ?? 0;
  const counts = { same: records, changed: 0, sourceOnly: 0, targetOnly: 0, telling: from.source?.telling ?? 0 };
  return {
    ...from,
    target: to.target,
    // Read alone, its records were those of one side.
    changes: [],
    changesCut: false,
    sourceTarget: { counts, likeness: 'content', schemaChanged: false, lost: { source: false, target: false } },
  };
}
