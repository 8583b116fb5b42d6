import { FORMATS } from '../../formats/index.ts';
import { Fault } from '../base/fault.ts';
import { sqliteVersion } from '../content/sqlite/engine.ts';
import { SIDE_NAMES, type SideName } from '../report/result.ts';
import { readCatalogue, sharedCatalogue } from '../vfs/catalogue.ts';
import { apksByHash } from './apk-view.ts';
import { hashAgain } from './hash-again.ts';
import type { Stores } from './job.ts';
import type { ResultMemo } from './result-memo.ts';
import { runJob } from './run-job.ts';
import { type Side, type SideRequest, takeSide } from './side-pass.ts';
import { heldPolicies } from './side-policies.ts';
import type { OpenSide, TakenSides } from './sides.ts';

/**
 * Takes a side that is to be compared often: its catalogue lies in shared memory, so that it can be handed to any
 * thread of this process. Its spool stays open until its handle is closed. Throws Fault.
 */
export async function takeShared(request: SideRequest): Promise<Side> {
  const { side } = await takeSide(request, FORMATS);
  return { ...side, catalogue: sharedCatalogue(side.catalogue) };
}

/** The hash that a side taken now would have. Throws Fault. */
export const hashEvidence = (request: SideRequest): Promise<string> => hashAgain(request, FORMATS);

/**
 * Sides that were taken before, to be compared within the calling thread. Their content stores stay open until whoever
 * took them closes them. `keys`: passwords to try on encrypted stores; `stopped` says that the work was cancelled;
 * `memo`: of the calling thread, over all its comparisons, if it has several.
 */
export function heldSides(
  sides: Readonly<Record<SideName, Side | null>>,
  keys: readonly string[],
  stopped: () => boolean,
  memo: ResultMemo | null = null,
): TakenSides {
  const by: Record<SideName, OpenSide | null> = { source: null, bundle: null, target: null };
  const stores: Record<string, unknown> = {};
  for (const name of SIDE_NAMES) {
    const side = sides[name];
    if (side === null) continue;
    const packages = new Map(side.packages.map((fact) => [`${fact.user}/${fact.package}`, fact]));
    by[name] = {
      side,
      catalogue: readCatalogue(side.catalogue),
      coverage: side.coverage,
      packages,
      policies: heldPolicies(side.apks),
      apks: apksByHash(side.apks),
    };
    stores[name] = side.store;
  }
  const poll = (): void => {
    if (stopped()) throw new Fault('interrupted', 'signal');
  };
  return {
    by,
    pool: {
      run: async (jobs) =>
        jobs.map((job) => {
          const run = () => runJob(job, stores as Stores, poll, keys);
          return memo === null ? run() : memo.of(job, keys, run);
        }),
    },
    sqlite: sqliteVersion(),
    close: async () => undefined,
  };
}
