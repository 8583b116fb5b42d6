import { makePause } from '../base/pause.ts';
import { withLoneParts } from '../device/lone-parts.ts';
import { type Aligned, align } from '../diff/align.ts';
import type { Profile } from '../report/profile/profile.ts';
import type { DiffReport } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { checkLent } from '../vfs/content-store.ts';
import { NO_PACKAGE, NO_PLACE } from '../vfs/sort-key.ts';
import { arrangeSide } from './arrange-side.ts';
import { type AppRecord, makeDiffReport } from './diff-report.ts';
import type { DiffFilter } from './filter.ts';
import { tellElsewhere } from './find-elsewhere.ts';
import { entriesOf, type Group, groups } from './groups.ts';
import { joinFacts } from './join-facts.ts';
import { lonePackages } from './lone-packages.ts';
import { markOtherShapes } from './mark-other-shapes.ts';
import { listedEntry } from './own-folder.ts';
import { type PackageOutcome, processPackage } from './package.ts';
import type { Thread } from './pool.ts';
import { makeResultStore, type ResultStore } from './result-store.ts';
import type { RunOptions } from './run-options.ts';
import { isSnapshot } from './side-request.ts';
import { type EvidenceNames, type TakenSides, takeSides } from './sides.ts';
import { makeTally } from './tally.ts';
import type { Traces } from './traces.ts';
import { lookElsewhere } from './unasked-packages.ts';

export interface CompareOptions extends RunOptions {
  readonly filter: DiffFilter;
  /** Differences listed per artifact; 0: none. */
  readonly changes: number;
  /** Records that neither side shows any more, listed per artifact: 0 to count them, null not to look for any. */
  readonly past: number | null;
  /** Tells the one artifact that was asked for: what is on one side alone is listed of it too, and all is counted. */
  readonly asked?: (unit: Aligned) => boolean;
  readonly case: string | null;
  /** Claims to be judged on the comparison. */
  readonly profile?: Profile | null;
  /** Threads started beforehand, one a side; closed with the comparison. */
  readonly threads?: readonly Thread[];
}

/** A finished comparison. Its report reads from a private store until `close`. */
export interface Comparison {
  readonly report: DiffReport;
  /** A private artifact of the source was found on the target, in part at least. */
  readonly privateOnBoth: boolean;
  close(): Promise<void>;
}

/** Packages whose jobs are under way while the next ones are being aligned. */
const PACKAGES_AHEAD = 8;
/** Entries of those packages: beyond, the next one waits, so that memory follows the largest package. */
const ENTRIES_AHEAD = 20_000;

/** The main job: two pieces of evidence, and perhaps the bundle between them, compared. Throws Fault. */
export async function compare(names: EvidenceNames, options: CompareOptions): Promise<Comparison> {
  // What was read before is not read again; snapshots stay open for whoever took them.
  if (SIDE_NAMES.some((side) => names[side] !== null && isSnapshot(names[side]))) {
    // Decoders and readers are loaded into this thread only where it has to compare by itself.
    const { snapshotSides } = await import('./snapshot-sides.ts');
    return compareSides(await snapshotSides(names, options), options);
  }
  return compareSides(await takeSides(names, options, options.threads), options);
}

/** The same for sides that were taken already; they are closed with the comparison. Throws Fault. */
export async function compareSides(sides: TakenSides, options: CompareOptions): Promise<Comparison> {
  const results = makeResultStore(options.workDir);
  try {
    const tally = makeTally();
    const apps: AppRecord[] = [];
    const shared: number[] = [];
    const traces: Traces[] = [];
    const pending: Promise<PackageOutcome>[] = [];
    let done = 0;
    let ahead = 0;
    const total = SIDE_NAMES.reduce((sum, name) => sum + (sides.by[name]?.catalogue.count ?? 0), 0);
    const settle = async (): Promise<void> => {
      const outcome = await (pending.shift() as Promise<PackageOutcome>);
      done += outcome.entries;
      ahead -= outcome.entries;
      options.onCompare?.(done, total);
      apps.push(...outcome.apps);
      for (const id of outcome.shared) shared.push(id);
      tally.add(outcome);
      traces.push(outcome.traces);
    };
    const all = [...groups(SIDE_NAMES.map((name) => sides.by[name]?.catalogue ?? null))];
    const loneOf = lonePackages(sides, all);
    const applyFacts = await joinFacts(sides, all, (group) => prepare(sides, group).units, options);
    const isAsked = (group: Group): boolean => options.filter.app?.(ownerOf(group)) !== false;
    for (const group of all) {
      const owner = ownerOf(group);
      if (!isAsked(group)) continue;
      const prepared = prepare(sides, group);
      const units = markOtherShapes(applyFacts(prepared.units));
      const { entries } = prepared;
      pending.push(processPackage(owner, units, entries, sides, results, options, loneOf(group)));
      // A failure is thrown where it is awaited; until then it must not count as unhandled.
      pending.at(-1)?.catch(() => undefined);
      ahead += prepared.entries;
      while (pending.length >= PACKAGES_AHEAD || (ahead > ENTRIES_AHEAD && pending.length > 1)) await settle();
    }
    while (pending.length > 0) await settle();
    const unasked = all.filter((group) => !isAsked(group));
    const elsewhere = unasked.length === 0 ? null : lookElsewhere(traces, sides, results);
    if (elsewhere !== null) {
      for (const group of unasked) {
        const lone = loneOf(group);
        if (!elsewhere.mayHold(group, lone)) continue;
        const units = applyFacts(prepare(sides, group).units);
        traces.push(await elsewhere.traces(ownerOf(group), units, lone));
      }
    }
    tally.note(await tellElsewhere(traces, results, makePause(options.signal)));
    for (const name of SIDE_NAMES) {
      const own = sides.by[name]?.side;
      if (own !== undefined) checkLent(own.store, own.label);
    }
    const report = makeDiffReport(sides, results, apps, shared, tally, options);
    return { report, privateOnBoth: tally.privateOnBoth, close: () => closeAll(sides, results) };
  } catch (error) {
    await closeAll(sides, results);
    throw error;
  }
}

/** Null for what belongs to no app. */
function ownerOf({ name }: Group): string | null {
  return name === NO_PACKAGE || name === NO_PLACE ? null : name;
}

async function closeAll(sides: TakenSides, results: ResultStore): Promise<void> {
  results.close();
  await sides.close();
}

interface Prepared {
  readonly units: readonly Aligned[];
  readonly entries: number;
}

/** Arranges and aligns one package of all sides. Two loose files are one artifact whatever their names. */
function prepare(sides: TakenSides, group: Group): Prepared {
  let entries = 0;
  const arranged = SIDE_NAMES.map((name, i) => {
    const range = group.ranges[i];
    entries += range == null ? 0 : range.to - range.from;
    const own = sides.by[name];
    return arrangeSide(entriesOf(own?.catalogue ?? null, range), own?.side.store ?? null);
  });
  const [source = [], bundle = [], target = []] = withLoneParts(arranged);
  const lists = [source, bundle, target] as const;
  const loose = sides.by.source?.side.original === 'loose-file' && sides.by.target?.side.original === 'loose-file';
  if (loose && lists[0][0] !== undefined && lists[2][0] !== undefined) {
    const [one, other] = [lists[0][0], lists[2][0]];
    return { units: [{ location: null, entry: one.entry, source: one, bundle: null, target: other }], entries };
  }
  const label = SIDE_NAMES.map((name) => sides.by[name]?.side.label).find((each) => each !== undefined) ?? '';
  const units = [...align(...lists)].map((unit) => {
    const entry = listedEntry(unit, label);
    return entry === unit.entry ? unit : { ...unit, entry };
  });
  return { units, entries };
}
