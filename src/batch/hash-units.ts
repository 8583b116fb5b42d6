import type { SideRequest } from '../engine/side-pass.ts';
import type { BatchThread } from './threads.ts';
import type { Unit } from './units.ts';

/** Whoever hashes: one thing at a time each. */
export type Hasher = Pick<BatchThread, 'hash'>;

/** The SHA-256 of each piece of evidence as it is now, taken by all hashers; null where it cannot be read. */
export async function hashUnits(
  units: readonly Unit[],
  hashers: readonly Hasher[],
  requestOf: (unit: Unit) => SideRequest,
  signal: AbortSignal,
): Promise<ReadonlyMap<Unit, string | null>> {
  const left = [...units];
  const hashes = new Map<Unit, string | null>();
  const hashAll = async (hasher: Hasher): Promise<void> => {
    for (let unit = left.pop(); unit !== undefined; unit = left.pop()) {
      if (signal.aborted) return;
      hashes.set(unit, await hasher.hash(requestOf(unit)).catch(() => null));
    }
  };
  await Promise.all(hashers.map(hashAll));
  return hashes;
}
