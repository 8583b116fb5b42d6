import { keyCandidates, type PlacedValue } from '../findings/credentials/carried-keys.ts';
import type { SideName } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import type { JobResult } from './job.ts';

const SEALED = 'sqlite.encrypted';
/** Values of one app that are kept for it, on each side. */
const MAX_VALUES = 4_096;

/** Whether a side of an artifact could not be read because it is sealed. */
export function isSealed(result: JobResult | null): boolean {
  return result !== null && SIDE_NAMES.some((side) => result[side]?.fault?.detail === SEALED);
}

/** Gathers the values of one app as its artifacts are read; what it keeps under seal may open with one of them. */
export class KeysBeside {
  readonly #values: Record<SideName, PlacedValue[]> = { source: [], bundle: [], target: [] };

  take(result: JobResult | null, devicePath: string): void {
    if (result === null) return;
    for (const side of SIDE_NAMES) {
      const values = this.#values[side];
      for (const sighted of result[side]?.observed.sightings ?? [])
        if (values.length < MAX_VALUES) values.push({ devicePath, sighted });
    }
  }

  /** Keys to try, those of all sides together. */
  keys(): string[] {
    return [...new Set(SIDE_NAMES.flatMap((side) => keyCandidates(this.#values[side]).map(({ key }) => key)))];
  }
}
