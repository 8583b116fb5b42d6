import { Fault } from '../base/fault.ts';
import { sqliteVersion } from '../content/sqlite/engine.ts';
import { SIDE_NAMES, type SideName } from '../report/result.ts';
import { readCatalogue, sharedCatalogue } from '../vfs/catalogue.ts';
import type { Stores } from './job.ts';
import { runJob } from './run-job.ts';
import type { Side } from './side-pass.ts';
import type { OpenSide, TakenSides } from './sides.ts';

/** A side with its catalogue in shared memory: it can be handed to any thread of this process, and compared often. */
export function shareable(side: Side): Side {
  return { ...side, catalogue: sharedCatalogue(side.catalogue) };
}

/**
 * Sides that were taken before, to be compared within the calling thread. Their content stores stay open until whoever
 * took them closes them. `keys`: passwords to try on encrypted stores; `stopped` says that the work was cancelled.
 */
export function heldSides(
  sides: Readonly<Record<SideName, Side | null>>,
  keys: readonly string[],
  stopped: () => boolean,
): TakenSides {
  const by: Record<SideName, OpenSide | null> = { source: null, bundle: null, target: null };
  const stores: Record<string, unknown> = {};
  for (const name of SIDE_NAMES) {
    const side = sides[name];
    if (side === null) continue;
    const packages = new Map(side.packages.map((fact) => [`${fact.user}/${fact.package}`, fact]));
    by[name] = { side, catalogue: readCatalogue(side.catalogue), coverage: side.coverage, packages };
    stores[name] = side.store;
  }
  const poll = (): void => {
    if (stopped()) throw new Fault('interrupted', 'signal');
  };
  return {
    by,
    pool: { run: async (jobs) => jobs.map((job) => runJob(job, stores as Stores, poll, keys)) },
    sqlite: sqliteVersion(),
    close: async () => undefined,
  };
}
