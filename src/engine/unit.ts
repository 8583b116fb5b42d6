import { type Artifact, artifactBytes, mainPart, sameBytes } from '../device/artifact.ts';
import type { Aligned } from '../diff/align.ts';
import type { Copy } from '../diff/moves.ts';
import type { NearTwin } from '../diff/near-twins.ts';
import type { Moved } from '../report/result.ts';
import type { Job, JobPlace, JobResult, JobSide } from './job.ts';

/** One artifact on up to three sides, with what moving told. */
export interface Unit extends Aligned {
  readonly moved: Moved | null;
  readonly copies: readonly Copy[];
  /** Where the target holds nearly the same. */
  readonly similar?: readonly NearTwin[];
  /** What reading and comparing it came to, where that was done beforehand (join-facts.ts). */
  readonly ready?: JobResult;
  /** The side that lacks it keeps the like in another shape, which was not compared. */
  readonly otherShape?: boolean;
}

/** What is known of a unit before its package is processed. */
export type Prepared = Aligned & Partial<Pick<Unit, 'moved' | 'ready' | 'otherShape'>>;

/** A place as readers and rules know it. */
export function jobPlace({ location, entry }: Pick<Aligned, 'location' | 'entry'>): JobPlace {
  const path = location?.path ?? entry;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    package: location?.package ?? null,
    domain: location?.domain ?? null,
    path,
  };
}

/** The kept content of an artifact; null where some of it was not kept, so that it cannot be read. */
export function jobSide(artifact: Artifact | null): JobSide | null {
  if (artifact === null) return null;
  const parts = [];
  for (const [role, part] of artifact.parts) {
    if (role === 'shm') continue;
    if (part.kept === null && part.bytes !== 0) return null;
    parts.push({ role, offset: part.kept?.offset ?? 0, length: part.kept?.length ?? 0 });
  }
  return { parts, bytes: artifactBytes(artifact), sha256: mainPart(artifact).sha256 };
}

/** Whether all of an artifact was looked into as it passed, and nothing found (vfs/snapshot `Passing`). */
export function isIdleArtifact(artifact: Artifact): boolean {
  return artifact.parts.every(([, part]) => part.idle);
}

/** Private and other content is scanned; code and what has no owner is not. */
function isScanned(unit: Aligned): boolean {
  const domain = unit.location?.domain;
  return domain !== 'apk' && domain !== 'obb';
}

const pairEqual = (a: Artifact | null, b: Artifact | null): boolean => a !== null && b !== null && sameBytes(a, b);

/** Sides of a unit that are equal byte for byte. */
export function pairsOf({ source, bundle, target }: Aligned): Job['equal'] {
  return {
    sourceTarget: pairEqual(source, target),
    sourceBundle: pairEqual(source, bundle),
    bundleTarget: pairEqual(bundle, target),
  };
}

/** The work that a unit needs of a thread; null where nothing of it was kept. */
export function jobOf(
  unit: Aligned,
  options: Pick<Job, 'changes' | 'digest' | 'past'> & { readonly asked?: (unit: Aligned) => boolean },
): Job | null {
  const source = jobSide(unit.source);
  const bundle = jobSide(unit.bundle);
  const target = jobSide(unit.target);
  if (source === null && bundle === null && target === null) return null;
  const asked = options.asked?.(unit) === true;
  // What was not asked for is compared, since secrets and moves hang on it, and its differences are nobody's question.
  const listed = options.asked === undefined || asked;
  return {
    ...jobPlace(unit),
    source,
    bundle,
    target,
    equal: pairsOf(unit),
    scan: isScanned(unit),
    changes: listed ? options.changes : 0,
    digest: options.digest,
    past: listed ? options.past : null,
    ...(asked ? { asked: holdersOf(unit) } : {}),
  };
}

/** Which sides hold an artifact, whether or not what they hold was kept. */
export function holdersOf({ source, target }: Aligned): Exclude<Job['asked'], undefined> {
  return source === null ? 'target' : target === null ? 'source' : 'both';
}

export function plainUnit(prepared: Prepared): Unit {
  return { moved: null, ...prepared, copies: [] };
}
