import type { Route } from './change.ts';
import type { CommonRecords } from './common-records.ts';

/** One artifact on three sides, as far as its way matters. */
export interface RouteInput {
  /** Whether a side holds the artifact; `empty`: it does, without a record. */
  readonly source: Holding;
  readonly bundle: Holding;
  readonly target: Holding;
  /** Null where a side that holds it could not be read. */
  readonly common: CommonRecords | null;
  /** The bundle, had it held the artifact, would have shown it: false where damage or a lock may hide it. */
  readonly bundleShown: boolean;
}

export type Holding = 'absent' | 'empty' | 'records';

type Shared = 'all' | 'source-target' | 'source-bundle' | 'bundle-target' | 'nothing';

/** Where the source has the artifact: by which records are in common, never by names (contract, "route"). */
const ROUTE_OF: Readonly<Record<Shared, Route>> = {
  all: 'via-bundle',
  'source-target': 'other-route',
  'source-bundle': 'packed-only',
  'bundle-target': 'bundle-and-target',
  nothing: 'not-packed',
};

/**
 * The route of one artifact, for `--via`. Null where a side could not be read, or where it hangs on what a damaged
 * bundle no longer shows. `bundle-and-target` asks for a comparison of those two.
 */
export function routeOf(input: RouteInput): Route | null {
  const { source, bundle, target, bundleShown } = input;
  if (source === 'absent') {
    if (bundle !== 'absent') return target === 'absent' ? 'bundle-only' : 'bundle-and-target';
    return target === 'absent' || !bundleShown ? null : 'target-only';
  }
  if (bundle === 'absent' && !bundleShown) return null;
  const shared = source === 'empty' ? sharedEmptiness(bundle, target) : sharedRecords(input);
  return shared === null ? null : ROUTE_OF[shared];
}

/** An artifact without records is found where the other's is empty too. */
function sharedEmptiness(bundle: Holding, target: Holding): Shared {
  if (bundle === 'empty') return target === 'empty' ? 'all' : 'source-bundle';
  if (target === 'empty') return 'source-target';
  return bundle === 'records' && target === 'records' ? 'bundle-target' : 'nothing';
}

function sharedRecords({ bundle, target, common }: RouteInput): Shared | null {
  if (bundle === 'absent' && target === 'absent') return 'nothing';
  if (common === null) return null;
  // Records that tell decide where there are any: `first_run = true` stands in every bundle.
  const count = common.sourceTarget.telling > 0 ? 'telling' : 'records';
  if (common.all[count] > 0) return 'all';
  if (common.sourceTarget[count] > 0) return 'source-target';
  if (common.sourceBundle.records > 0) return 'source-bundle';
  return common.bundleTarget.records > 0 ? 'bundle-target' : 'nothing';
}
