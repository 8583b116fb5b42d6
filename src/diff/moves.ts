/** A place of the target that holds the same content as an artifact of the source, without its being a move. */
export interface Copy {
  readonly devicePath: string;
  readonly user: number;
  /** Equal byte for byte, or the same records in other bytes. */
  readonly basis: 'bytes' | 'content';
  /** Whose place it is; absent where it belongs to the artifact's own package. */
  readonly package?: string | null;
}

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

/** Where the target holds the same content, and by what that is known. */
export interface Twin<T extends Loose> {
  readonly target: T;
  readonly basis: 'bytes' | 'content';
}

export interface Moves<T extends Loose> {
  /** In the order of the source's list. */
  readonly moves: readonly Move<T>[];
  /** For each artifact of the source that did not move: where the target holds the same, equal bytes first. */
  readonly copies: ReadonlyMap<T, readonly Twin<T>[]>;
}

export interface MoveOptions<T extends Loose> {
  /** Whether an app (package, user) of the target belongs to one of the source: then no other user's moves into it. */
  readonly taken?: (packageName: string, user: number) => boolean;
  /** What else the target holds, paired already: counts for copies only. */
  readonly held?: Iterable<T>;
  /** What has another content at its own address. It pairs with that and never moves, but its content may lie elsewhere. */
  readonly displaced?: { readonly sources: readonly T[]; readonly targets: readonly T[] };
}

const NONE_DISPLACED = { sources: [], targets: [] } as const;

/** Shorter content is equal by chance. */
export const LEAST_BYTES = 32;
/** Of one artifact so many copies are listed. */
export const COPIES_LISTED = 16;
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
  const left = targets.filter((one) => !arrived.has(one));
  const { held = [], displaced = NONE_DISPLACED } = options;
  return {
    moves: sources.flatMap((one) => found.get(one) ?? []),
    copies: new Map([
      ...copiesOf(loose, [...left, ...held]),
      // What lies at the same address on both sides says nothing of another address.
      ...copiesOf(displaced.sources, [...left, ...displaced.targets]),
    ]),
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

function copiesOf<T extends Loose>(sources: readonly T[], targets: readonly T[]): Map<T, readonly Twin<T>[]> {
  const copies = new Map<T, readonly Twin<T>[]>();
  if (sources.length === 0) return copies;
  const places = { bytes: holdersOf(targets, 'bytes'), content: holdersOf(targets, 'content') };
  for (const source of sources) {
    const twins = (basis: Twin<T>['basis']): Twin<T>[] =>
      (places[basis].get(digestOf(source, basis) ?? '') ?? []).map((target) => ({ target, basis }));
    const equal = twins('bytes');
    const known = new Set(equal.map(({ target }) => target));
    const all = [...equal, ...twins('content').filter(({ target }) => !known.has(target))];
    if (all.length > 0) copies.set(source, all.slice(0, COPIES_LISTED));
  }
  return copies;
}

function holdersOf<T extends Loose>(targets: readonly T[], basis: Twin<T>['basis']): Map<string, T[]> {
  const holders = new Map<string, T[]>();
  for (const target of targets) {
    const digest = digestOf(target, basis);
    if (digest === null) continue;
    const list = holders.get(digest);
    if (list === undefined) holders.set(digest, [target]);
    else if (list.length < COPIES_LISTED) list.push(target);
  }
  return holders;
}
