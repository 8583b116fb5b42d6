import { keyCandidates, type PlacedValue } from '../findings/credentials/carried-keys.ts';
import type { SideName } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import type { JobResult } from './job.ts';

const SEALED = 'sqlite.encrypted';
/** Values of one app that are kept for it, on each side. */
const MAX_VALUES = 4_096;

/** Keys times artifacts of one app: each try may take half a second. */
const MAX_TRIES = 96;

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

  /** Keys to try on so many sealed artifacts, those of all sides together, likeliest first: the more there are, the fewer. */
  keys(sealed: number): string[] {
    const all = new Set(SIDE_NAMES.flatMap((side) => keyCandidates(this.#values[side]).map(({ key }) => key)));
    return [...all].slice(0, Math.max(1, Math.floor(MAX_TRIES / Math.max(1, sealed))));
  }
}
