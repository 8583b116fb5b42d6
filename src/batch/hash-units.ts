import type { SideRequest } from '../engine/side-pass.ts';
import type { BatchThread } from './threads.ts';
import type { Unit } from './units.ts';

/** The SHA-256 of each piece of evidence as it is now, taken by all threads; null where it cannot be read. */
export async function hashUnits(
  units: readonly Unit[],
  threads: readonly BatchThread[],
  requestOf: (unit: Unit) => SideRequest,
  signal: AbortSignal,
): Promise<ReadonlyMap<Unit, string | null>> {
  const left = [...units];
  const hashes = new Map<Unit, string | null>();
  const hashAll = async (thread: BatchThread): Promise<void> => {
    for (let unit = left.pop(); unit !== undefined; unit = left.pop()) {
      if (signal.aborted) return;
      hashes.set(unit, await thread.hash(requestOf(unit)).catch(() => null));
    }
  };
  await Promise.all(threads.map(hashAll));
  return hashes;
}
