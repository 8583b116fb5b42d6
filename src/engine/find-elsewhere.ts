import { MOST_OWNERS, sameElsewhere } from '../diff/elsewhere.ts';
import { COPIES_LISTED, type Copy } from '../diff/moves.ts';
import { type NearTwin, nearTwins, TWINS_LISTED } from '../diff/near-twins.ts';
import type { ArtifactSideView, ArtifactView, NoticeView } from '../report/result.ts';
import type { StoredArtifact } from './diff-report.ts';
import { type Kinships, makeKinships } from './kinships.ts';
import type { ResultStore } from './result-store.ts';
import { MOST_MARKS, type ReadTrace, type Traces } from './traces.ts';

/** Pieces read before any of them is written anew: each change from the one to the other empties a buffer. */
const BATCH = 512;

/**
 * Tells, of what is not at its place on the target, where other packages hold the same content or nearly the same, and
 * which packages hold much of another. After all packages were judged: verdicts stay. `all`: in the order of packages;
 * `pause`: between steps (base/pause). Throws Fault `interrupted`.
 */
export async function tellElsewhere(
  all: readonly Traces[],
  results: ResultStore,
  pause: Pause,
): Promise<readonly NoticeView[]> {
  const kinships = makeKinships();
  await tellBytes(all, results, kinships, pause);
  const [sources, targets] = readOf(all);
  if (sources.length > 0 && targets.length > 0) {
    await tellContent(sources, targets, results, kinships, pause);
    await tellSimilar(sources, targets, results, kinships, pause);
  }
  return kinships.notices(all);
}

/** What a piece of the result store tells of a place on the target. */
export interface PlacePiece {
  readonly view: Pick<ArtifactView, 'devicePath' | 'target'>;
  readonly user: number;
}

type Pause = () => Promise<void> | null;

interface Revised {
  readonly id: number;
  readonly stored: StoredArtifact;
}

function put(batch: Revised[], results: ResultStore): void {
  for (const { id, stored } of batch) results.replace(id, stored);
  batch.length = 0;
}

const placeAt = (results: ResultStore, id: number): PlacePiece => JSON.parse(results.text(id)) as PlacePiece;
const storedAt = (results: ResultStore, id: number): StoredArtifact => JSON.parse(results.text(id)) as StoredArtifact;

async function tellBytes(
  all: readonly Traces[],
  results: ResultStore,
  kinships: Kinships,
  pause: Pause,
): Promise<void> {
  const batch: Revised[] = [];
  for (const { owner, source, targets } of sameElsewhere(all)) {
    await pause();
    const stored = storedAt(results, source);
    const copies: Copy[] = [];
    for (const place of targets) {
      const other = placeAt(results, place.target);
      if (!isSame(stored.view.source, other.view.target)) continue;
      const holder = all[place.owner]?.owner ?? null;
      const own = all[owner]?.owner ?? null;
      copies.push(copyAt(other.view.devicePath, other.user, 'bytes', own, holder));
    }
    if (copies.length === 0) continue;
    batch.push({ id: source, stored: withCopies(stored, copies) });
    kinships.add(all[owner]?.owner ?? null, stored, 'bytes', copies);
    if (batch.length === BATCH) put(batch, results);
  }
  put(batch, results);
}

function copyAt(
  devicePath: string,
  user: number,
  basis: Copy['basis'],
  own: string | null,
  holder: string | null,
): Copy {
  return { devicePath, user, basis, ...(own === holder ? {} : { package: holder }) };
}

/** Files by role and digest, the -shm left out. */
function isSame(a: ArtifactSideView | null, b: ArtifactSideView | null): boolean {
  if (a === null || b === null || a.sha256 === null || a.sha256 !== b.sha256) return false;
  const files = ({ parts }: ArtifactSideView): string =>
    parts
      .filter(({ role }) => role !== 'shm')
      .map(({ role, sha256 }) => `${role} ${sha256}`)
      .join('\n');
  return files(a) === files(b);
}

function withCopies(stored: StoredArtifact, more: readonly Copy[]): StoredArtifact {
  const { view } = stored;
  const copies = [...(view.copies ?? []), ...more].slice(0, COPIES_LISTED);
  return { ...stored, view: { ...view, copies } };
}

/** What was read of packages that one side alone has. */
function readOf(all: readonly Traces[]): readonly [ReadTrace[], ReadTrace[]] {
  const sources = all.flatMap(({ lone, read }) => (lone === 'source' ? read : []));
  const targets = all.flatMap(({ lone, read }) => (lone === 'target' ? read : []));
  return [sources, targets];
}

async function tellContent(
  sources: readonly ReadTrace[],
  targets: readonly ReadTrace[],
  results: ResultStore,
  kinships: Kinships,
  pause: Pause,
): Promise<void> {
  const places = byDigest(targets);
  const holders = byDigest(sources);
  for (const source of sources) {
    await pause();
    if (source.digest === null) continue;
    const found = places.get(source.digest) ?? [];
    if (found.length === 0 || isCommon(found) || isCommon(holders.get(source.digest) ?? [])) continue;
    const stored = storedAt(results, source.id);
    const known = new Set((stored.view.copies ?? []).map(({ devicePath }) => devicePath));
    const copies = found
      .filter(({ devicePath }) => !known.has(devicePath))
      .map(({ devicePath, user, owner }) => copyAt(devicePath, user, 'content', source.owner, owner))
      .slice(0, COPIES_LISTED);
    if (copies.length === 0) continue;
    results.replace(source.id, withCopies(stored, copies));
    kinships.add(source.owner, stored, 'content', copies);
  }
}

function byDigest(list: readonly ReadTrace[]): Map<string, ReadTrace[]> {
  const places = new Map<string, ReadTrace[]>();
  for (const one of list) {
    if (one.digest === null) continue;
    const own = places.get(one.digest);
    if (own === undefined) places.set(one.digest, [one]);
    else own.push(one);
  }
  return places;
}

function isCommon(list: readonly ReadTrace[]): boolean {
  const owners = new Set<string | null>();
  for (const { owner } of list) {
    owners.add(owner);
    if (owners.size > MOST_OWNERS) return true;
  }
  return false;
}

async function tellSimilar(
  sources: readonly ReadTrace[],
  targets: readonly ReadTrace[],
  results: ResultStore,
  kinships: Kinships,
  pause: Pause,
): Promise<void> {
  const places = new Map(targets.map((target) => [target.devicePath, target]));
  for (const [source, found] of nearTwins(bounded(sources), bounded(targets))) {
    await pause();
    const stored = storedAt(results, source.id);
    const { view } = stored;
    if (view.copies !== undefined) continue;
    const twins = found.flatMap((twin): NearTwin[] => {
      const target = places.get(twin.devicePath);
      if (target === undefined) return [];
      // What is the same was told as a copy, or has too many holders to be.
      const isEqual = source.digest !== null && source.digest === target.digest;
      if (isEqual || isSame(view.source, placeAt(results, target.id).view.target)) return [];
      return [{ ...twin, package: target.owner }];
    });
    if (twins.length === 0) continue;
    const similar = [...(view.similar ?? []), ...twins].sort((a, b) => b.share - a.share).slice(0, TWINS_LISTED);
    results.replace(source.id, { ...stored, view: { ...view, similar } satisfies ArtifactView });
    kinships.add(source.owner, stored, 'similar', twins);
  }
}

/** Those that have a sketch, half of the marks that may be held. */
function bounded(list: readonly ReadTrace[]): readonly ReadTrace[] {
  let marks = 0;
  return list.filter(({ sketch }) => {
    const count = sketch?.marks.length ?? 0;
    if (count === 0 || marks + count > MOST_MARKS / 2) return false;
    marks += count;
    return true;
  });
}
