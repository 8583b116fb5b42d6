import type { Sketch } from '../content/sketch.ts';

export interface Sketched {
  readonly user: number;
  readonly devicePath: string;
  readonly sketch: Sketch | null;
}

/** A place with nearly the same content. `share`: of the marks that either has, those that both have (Jaccard). */
export interface NearTwin {
  readonly devicePath: string;
  readonly user: number;
  readonly basis: Sketch['basis'];
  readonly share: number;
  /** Chunks or pages that both have. */
  readonly shared: number;
  /** Whose place it is; absent where it belongs to the artifact's own package. */
  readonly package?: string | null;
}

const LEAST_SHARE = 0.5;
/** One chunk alone may be what many files begin with. */
const LEAST_SHARED = 2;
export const TWINS_LISTED = 4;
/** What so many contents have shows no kinship; it counts in the share of those found by something rarer. */
const COMMON = 64;
/** Of each content, the likeliest so many are measured. */
const MEASURED = 32;
const PRECISION = 1000;

/**
 * Near twins of each source among the targets, best first: at least half of the chunks, or pages, in common. By content
 * alone, never by name; what has none is not in the map.
 */
export function nearTwins<T extends Sketched>(
  sources: readonly T[],
  targets: readonly T[],
): Map<T, readonly NearTwin[]> {
  const found = new Map<T, readonly NearTwin[]>();
  const holders = { chunks: holdersOf(targets, 'chunks'), pages: holdersOf(targets, 'pages') };
  for (const source of sources) {
    const { sketch } = source;
    if (sketch === null) continue;
    const twins = likeliest(sketch, holders[sketch.basis])
      .map((target) => measured(sketch, target))
      .filter((twin) => twin !== null)
      .sort((a, b) => b.share - a.share || (a.devicePath < b.devicePath ? -1 : 1));
    if (twins.length > 0) found.set(source, twins.slice(0, TWINS_LISTED));
  }
  return found;
}

function holdersOf<T extends Sketched>(targets: readonly T[], basis: Sketch['basis']): Map<number, T[]> {
  const holders = new Map<number, T[]>();
  for (const target of targets) {
    if (target.sketch?.basis !== basis) continue;
    for (const mark of target.sketch.marks) {
      const list = holders.get(mark);
      if (list === undefined) holders.set(mark, [target]);
      else if (list.length <= COMMON) list.push(target);
    }
  }
  return holders;
}

function likeliest<T extends Sketched>(sketch: Sketch, holders: ReadonlyMap<number, readonly T[]>): T[] {
  const counts = new Map<T, number>();
  for (const mark of sketch.marks) {
    const list = holders.get(mark) ?? [];
    if (list.length <= COMMON) for (const target of list) counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MEASURED)
    .map(([target]) => target);
}

function measured(sketch: Sketch, target: Sketched): NearTwin | null {
  const other = target.sketch?.marks ?? new Uint32Array();
  let shared = 0;
  for (let i = 0, j = 0; i < sketch.marks.length && j < other.length; ) {
    const [a, b] = [sketch.marks[i] as number, other[j] as number];
    if (a === b) shared += 1;
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  const share = shared / (sketch.marks.length + other.length - shared);
  if (shared < LEAST_SHARED || share < LEAST_SHARE) return null;
  // Never told as whole: what is equal is a copy, and told as one.
  const told = Math.min(Math.floor(share * PRECISION) / PRECISION, (PRECISION - 1) / PRECISION);
  return { devicePath: target.devicePath, user: target.user, basis: sketch.basis, share: told, shared };
}
