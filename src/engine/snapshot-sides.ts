import { SIDE_NAMES, type SideName } from '../report/result.ts';
import { heldSides } from './held-sides.ts';
import type { RunOptions } from './run-options.ts';
import type { Side } from './side-pass.ts';
import type { EvidenceNames, TakenSides } from './sides.ts';
import { type TakenSnapshot, takeSnapshot } from './taken-snapshot.ts';

/** Sides of which some were taken before; the others are taken now, and closed with the comparison. Throws Fault. */
export async function snapshotSides(names: EvidenceNames, options: RunOptions): Promise<TakenSides> {
  const sides: Record<SideName, Side | null> = { source: null, bundle: null, target: null };
  const own: TakenSnapshot[] = [];
  const close = async (): Promise<void> => {
    for (const snapshot of own) snapshot.close();
  };
  const keys: string[] = [];
  try {
    for (const side of SIDE_NAMES) {
      const name = names[side];
      if (name === null) continue;
      const snapshot = await takeSnapshot(name, options);
      if (snapshot !== name) own.push(snapshot);
      sides[side] = snapshot.side;
      keys.push(...options.passwords(name.path));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...heldSides(sides, [...new Set(keys)], () => options.signal.aborted), close };
}
