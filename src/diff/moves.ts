/** An artifact that has no partner at its own address, or any of the target's when looking for copies. */
export interface Loose {
  readonly user: number;
  readonly package: string | null;
  readonly devicePath: string;
  /** Bytes of all parts but -shm. */
  readonly size: number;
  /** SHA-256 over its parts but -shm; null where it was not hashed. */
  readonly sha256: string | null;
  /** Order-free digest of its records (`logicalDigest`); null where it has none. */
  readonly content: string | null;
}

export interface Move<T extends Loose> {
  readonly source: T;
  readonly target: T;
  readonly basis: 'bytes' | 'content';
}

export interface Moves<T extends Loose> {
  /** In the order of the source's list. */
  readonly moves: readonly Move<T>[];
  /** For each artifact of the source that did not move: where the target holds the same bytes. */
  readonly copies: ReadonlyMap<T, readonly T[]>;
}

export interface MoveOptions<T extends Loose> {
  /** Whether an app (package, user) of the target belongs to one of the source: then no other user's moves into it. */
  readonly taken?: (packageName: string, user: number) => boolean;
  /** What else the target holds, paired already: counts for copies only. */
  readonly held?: Iterable<T>;
}

/** Shorter content is equal by chance. */
const LEAST_BYTES = 32;
const COPIES_LISTED = 16;
/** The user of MIUI's cloned apps (XSpace). */
const CLONE_USER = 999;
const OWNER = 0;

/**
 * Finds the artifacts that lie elsewhere on the target (contract, "moved"): content of 32 bytes or more, unique among
 * the unpaired of each side, in the same package of any user; equal bytes first, then equal records. What is equal but
 * not unique is a copy, and changes no verdict. Both lists hold only what has no partner at its own address.
 */
export function pairMoves<T extends Loose>(
  sources: readonly T[],
  targets: readonly T[],
  options: MoveOptions<T> = {},
): Moves<T> {
  const found = new Map<T, Move<T>>();
  const arrived = new Set<T>();
  for (const basis of ['bytes', 'content'] as const) {
    const from = uniqueBy(
      sources.filter((one) => !found.has(one)),
      basis,
    );
    const to = uniqueBy(
      targets.filter((one) => !arrived.has(one)),
      basis,
    );
    for (const [digest, source] of from) {
      const target = to.get(digest);
      if (source === null || target === undefined || target === null || !mayMove(source, target, options)) continue;
      found.set(source, { source, target, basis });
      arrived.add(target);
    }
  }
  const loose = sources.filter((one) => !found.has(one));
  return {
    moves: sources.flatMap((one) => found.get(one) ?? []),
    copies: copiesOf(loose, [...targets.filter((one) => !arrived.has(one)), ...(options.held ?? [])]),
  };
}

function digestOf(one: Loose, basis: 'bytes' | 'content'): string | null {
  return one.size < LEAST_BYTES ? null : basis === 'bytes' ? one.sha256 : one.content;
}

/** By digest: the one that has it, or null where several do. */
function uniqueBy<T extends Loose>(list: readonly T[], basis: 'bytes' | 'content'): Map<string, T | null> {
  const unique = new Map<string, T | null>();
  for (const one of list) {
    const digest = digestOf(one, basis);
    if (digest !== null) unique.set(digest, unique.has(digest) ? null : one);
  }
  return unique;
}

function mayMove<T extends Loose>(source: T, target: T, { taken }: MoveOptions<T>): boolean {
  if (source.package !== target.package) return false;
  const fromClone = source.user === CLONE_USER && target.user === OWNER;
  return !(fromClone && source.package !== null && taken?.(source.package, target.user) === true);
}

function copiesOf<T extends Loose>(sources: readonly T[], targets: readonly T[]): Map<T, readonly T[]> {
  const places = new Map<string, T[]>();
  for (const target of targets) {
    const digest = digestOf(target, 'bytes');
    if (digest === null) continue;
    const list = places.get(digest);
    if (list === undefined) places.set(digest, [target]);
    else if (list.length < COPIES_LISTED) list.push(target);
  }
  const copies = new Map<T, readonly T[]>();
  for (const source of sources) {
    const digest = digestOf(source, 'bytes');
    const list = digest === null ? undefined : places.get(digest);
    if (list !== undefined) copies.set(source, list);
  }
  return copies;
}
