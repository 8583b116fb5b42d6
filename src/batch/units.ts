import { closeSync, statSync } from 'node:fs';
import type { Side } from '../engine/side-pass.ts';
import type { EvidenceName } from '../engine/side-request.ts';
import type { SideName } from '../report/result.ts';
import type { PlannedPair } from './plan.ts';

/** One piece of evidence, taken once for all pairs that use it. */
export interface Unit {
  readonly name: EvidenceName;
  readonly passwords: readonly string[];
  /** Bytes on disk; 0 for what is no single file. */
  readonly bytes: number;
  /** Pairs that still need it. */
  uses: number;
  /** Pairs that are being compared with it now. */
  busy: number;
  state: 'waiting' | 'being-taken' | 'held' | 'failed';
  side: Side | null;
  failure: unknown;
  /** Rises with each use: the least is let go first. */
  used: number;
}

/** A pair and the evidence it needs. */
export interface Work {
  readonly pair: PlannedPair;
  /** Place in the plan. */
  readonly index: number;
  readonly units: Readonly<Record<SideName, Unit | null>>;
  readonly bytes: number;
}

function bytesOf(path: string): number {
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.size : 0;
  } catch {
    return 0;
  }
}

/** The evidence of all pairs, each once: the same path read in the same way with the same passwords. */
export function worksOf(
  pairs: readonly PlannedPair[],
  passwords: (pair: PlannedPair, path: string) => readonly string[],
): readonly Work[] {
  const known = new Map<string, Unit>();
  return pairs.map((pair, index) => {
    const unit = (name: EvidenceName | null): Unit | null => {
      if (name === null) return null;
      const own = passwords(pair, name.path);
      const key = JSON.stringify([name.path, name.as, own]);
      let found = known.get(key);
      if (found === undefined) {
        const bytes = bytesOf(name.path);
        found = { name, passwords: own, bytes, uses: 0, busy: 0, state: 'waiting', side: null, failure: null, used: 0 };
        known.set(key, found);
      }
      return found;
    };
    const units = { source: unit(pair.source), bundle: unit(pair.bundle), target: unit(pair.target) };
    return { pair, index, units, bytes: unitsOf(units).reduce((sum, each) => sum + each.bytes, 0) };
  });
}

/** The distinct units of a pair: evidence may be compared with itself. */
export function unitsOf(units: Work['units']): readonly Unit[] {
  return [...new Set(Object.values(units))].filter((unit) => unit !== null);
}

/** Bytes that a held side takes: of its content on the disk or in memory, and of its catalogue. */
export function heldBytes({ side }: Unit): number {
  if (side === null) return 0;
  const catalogue = side.catalogue.segments.reduce((sum, segment) => sum + segment.byteLength, 0);
  return side.decodedBytes + catalogue;
}

/** Gives up a held side: its spool has no name, so that closing it frees it. */
export function letGo(unit: Unit): void {
  const handle = unit.side?.store.handle ?? null;
  if (handle !== null) closeSync(handle);
  unit.side = null;
  unit.state = 'waiting';
}
