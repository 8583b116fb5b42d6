import { COPIES_LISTED } from './moves.ts';

/** In place of a number: counted as one that has the content, and told of by nobody. */
export const NOT_TOLD = -1;

/** Contents by the head of their digest (`contentKey`), each with a number that tells whose it is. */
export interface Contents {
  readonly keys: readonly number[];
  readonly ids: readonly number[];
}

/** What one package holds, as numbers: a few bytes an artifact, whatever its size. */
export interface Holdings {
  /** Null for what belongs to no app. */
  readonly owner: string | null;
  /** Contents of the source that are not at the same address of the target. */
  readonly sources: Contents;
  /** Contents of the target that are not at the same address of the source. */
  readonly targets: Contents;
  /** The other contents of the target, by their keys: they tell how common a content is. */
  readonly held: readonly number[];
}

/** A content of the source, and where among the packages the target holds one of the same key. */
export interface Elsewhere {
  readonly owner: number;
  readonly source: number;
  readonly targets: readonly { readonly owner: number; readonly target: number }[];
}

/** A content that more packages of one side have comes with what they are built of, and says nothing of any of them. */
export const MOST_OWNERS = 8;

/** 52 bits: as many as a number holds exactly. */
const KEY_DIGITS = 13;
const NONE = -1;

/** The head of a digest as a number. What has equal keys is equal but for an accident or a forgery: to be checked. */
export function contentKey(sha256: string): number {
  return Number.parseInt(sha256.slice(0, KEY_DIGITS), 16);
}

/**
 * Contents of the source that the target holds in another package, or elsewhere among what belongs to no app. In the
 * order of the packages and of their lists; memory is a few numbers for each content.
 */
export function* sameElsewhere(all: readonly Holdings[]): Iterable<Elsewhere> {
  const shared = sharedKeys(all);
  if (shared.length === 0) return;
  const slotOf = (key: number): number => findKey(shared, key);
  const common = commonOnes(all, shared.length, slotOf);
  const { starts, owners, targets } = placesOf(all, common, slotOf);
  for (const [owner, { owner: name, sources }] of all.entries()) {
    for (let i = 0; i < sources.keys.length; i += 1) {
      const slot = slotOf(sources.keys[i] as number);
      if (slot === NONE || common[slot] === 1 || sources.ids[i] === NOT_TOLD) continue;
      const found: { owner: number; target: number }[] = [];
      for (let at = starts[slot] as number; at < (starts[slot + 1] as number); at += 1) {
        // Within a package it was told already (diff/moves).
        if (owners[at] === owner && name !== null) continue;
        found.push({ owner: owners[at] as number, target: targets[at] as number });
        if (found.length === COPIES_LISTED) break;
      }
      if (found.length > 0) yield { owner, source: sources.ids[i] as number, targets: found };
    }
  }
}

/** In ascending order, each once: what is among the contents to be found and among those that may be it. */
function sharedKeys(all: readonly Holdings[]): Float64Array {
  const wanted = new Float64Array(all.reduce((sum, { sources }) => sum + sources.keys.length, 0));
  let filled = 0;
  for (const { sources } of all) {
    wanted.set(sources.keys, filled);
    filled += sources.keys.length;
  }
  wanted.sort();
  const isHeld = new Uint8Array(wanted.length);
  for (const { targets } of all) {
    for (const key of targets.keys) {
      const slot = findKey(wanted, key);
      if (slot !== NONE) isHeld[slot] = 1;
    }
  }
  // Of equal keys the search gives always the same one.
  return wanted.filter((_, at) => isHeld[at] === 1);
}

/** 1 for each key that too many packages of a side have. */
function commonOnes(all: readonly Holdings[], count: number, slotOf: (key: number) => number): Uint8Array {
  const common = new Uint8Array(count);
  const sides = [
    ({ sources }: Holdings) => [sources.keys],
    ({ targets, held }: Holdings) => [targets.keys, held],
  ] as const;
  for (const keysOf of sides) {
    const owners = new Uint8Array(count);
    const last = new Int32Array(count).fill(NONE);
    for (const [owner, holdings] of all.entries()) {
      for (const keys of keysOf(holdings)) {
        for (const key of keys) {
          const slot = slotOf(key);
          if (slot === NONE || last[slot] === owner || common[slot] === 1) continue;
          last[slot] = owner;
          owners[slot] = (owners[slot] as number) + 1;
          if ((owners[slot] as number) > MOST_OWNERS) common[slot] = 1;
        }
      }
    }
  }
  return common;
}

/** Places of each key, one list after the other; of one package no more than are listed. */
function placesOf(all: readonly Holdings[], common: Uint8Array, slotOf: (key: number) => number) {
  const starts = new Uint32Array(common.length + 1);
  const walk = (take: (slot: number, owner: number, target: number) => void): void => {
    const last = new Int32Array(common.length).fill(NONE);
    const taken = new Uint8Array(common.length);
    for (const [owner, { targets }] of all.entries()) {
      for (let i = 0; i < targets.keys.length; i += 1) {
        const slot = slotOf(targets.keys[i] as number);
        if (slot === NONE || common[slot] === 1) continue;
        if (last[slot] !== owner) taken[slot] = 0;
        last[slot] = owner;
        if ((taken[slot] as number) === COPIES_LISTED) continue;
        taken[slot] = (taken[slot] as number) + 1;
        take(slot, owner, targets.ids[i] as number);
      }
    }
  };
  walk((slot) => {
    starts[slot + 1] = (starts[slot + 1] as number) + 1;
  });
  for (let slot = 0; slot < common.length; slot += 1)
    starts[slot + 1] = (starts[slot + 1] as number) + (starts[slot] as number);
  const total = starts[common.length] as number;
  const [owners, targets] = [new Uint32Array(total), new Uint32Array(total)];
  const next = starts.slice();
  walk((slot, owner, target) => {
    const at = next[slot] as number;
    next[slot] = at + 1;
    owners[at] = owner;
    targets[at] = target;
  });
  return { starts, owners, targets };
}

/** Where a key lies in an ascending list, the first of equal ones; -1 where it does not. */
export function findKey(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return keys[low] === key ? low : NONE;
}
