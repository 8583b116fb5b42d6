import type { Artifact } from '../device/artifact.ts';
import { contentKey, findKey } from '../diff/elsewhere.ts';
import { addressOf } from './entry-view.ts';
import type { PlacePiece } from './find-elsewhere.ts';
import { digestOf, moveByBytes } from './find-moves.ts';
import { entriesOf, type Group, type Range } from './groups.ts';
import type { Job, JobResult } from './job.ts';
import type { LonePackage } from './lone-packages.ts';
import type { ResultStore } from './result-store.ts';
import { sideView } from './side-view.ts';
import type { OpenSide, TakenSides } from './sides.ts';
import { collectTraces, type Traces } from './traces.ts';
import { jobOf, type Prepared, plainUnit } from './unit.ts';

/** Packages that nobody asked for, looked through for what the others have: their apps are not judged. */
export interface Unasked {
  /** Whether a package may hold any of it; the others need not be aligned. */
  mayHold(group: Group, lone: LonePackage | null): boolean;
  traces(owner: string | null, prepared: readonly Prepared[], lone: LonePackage | null): Promise<Traces>;
}

/** `known`: the traces of all packages that were asked for. Null where nothing of them could lie elsewhere. */
export function lookElsewhere(known: readonly Traces[], sides: TakenSides, results: ResultStore): Unasked | null {
  const wanted = Float64Array.from(known.flatMap(({ sources }) => sources.keys)).sort();
  const signs = Float64Array.from(known.flatMap((each) => each.signs)).sort();
  const wantsRead = known.some(({ lone, read }) => lone === 'source' && read.length > 0);
  if (signs.length === 0 && !wantsRead) return null;
  const isWanted = (artifact: Artifact | null): boolean => {
    const digest = artifact === null ? null : digestOf(artifact);
    return digest !== null && findKey(wanted, contentKey(digest)) >= 0;
  };
  const hasSign = (side: OpenSide | null, range: Range | null | undefined): boolean => {
    for (const { sha256 } of entriesOf(side?.catalogue ?? null, range))
      if (sha256 !== null && findKey(signs, contentKey(sha256)) >= 0) return true;
    return false;
  };
  return {
    mayHold({ ranges }, lone) {
      if (wantsRead && lone?.side === 'target') return true;
      return hasSign(sides.by.target, ranges[2]) || hasSign(sides.by.source, ranges[0]);
    },
    async traces(owner, prepared, lone) {
      const units = moveByBytes(prepared.map(plainUnit));
      const chosen = wantsRead && lone?.side === 'target' ? lone.choose(units) : null;
      const jobs = units.map((unit, at) =>
        chosen?.[at] === 1 ? jobOf(unit, { changes: 0, digest: true, past: null }) : null,
      );
      const real = jobs.flatMap((job): Job[] => (job === null ? [] : [{ ...job, scan: false }]));
      const read = real.length === 0 ? [] : await sides.pool.run(real);
      const traces = collectTraces(owner, chosen === null ? null : 'target', () => false);
      const rows: { readonly index: number; readonly id: number }[] = [];
      let next = 0;
      for (const [index, unit] of units.entries()) {
        const result: JobResult | null = jobs[index] == null ? null : (read[next++] ?? null);
        if (result === null && !isWanted(unit.source) && !isWanted(unit.target)) continue;
        if (!traces.take(index, unit, false, result) || unit.target === null) continue;
        const view = { devicePath: addressOf(unit.target), target: sideView(unit.target, null, 0) };
        const piece: PlacePiece = { view, user: unit.target.location?.user ?? 0 };
        rows.push({ index, id: results.put(piece) });
      }
      return traces.finish(rows);
    },
  };
}
