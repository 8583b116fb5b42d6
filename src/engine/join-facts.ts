import type { Artifact } from '../device/artifact.ts';
import { FACT_PACKAGES, type FactKind, factKindAt } from '../device/representation.ts';
import type { Aligned } from '../diff/align.ts';
import { SIDE_NAMES, type SideName } from '../report/result.ts';
import { NO_PACKAGE, NO_PLACE, sortKey } from '../vfs/sort-key.ts';
import { addressOf } from './entry-view.ts';
import type { Group } from './groups.ts';
import type { Job, JobResult, JobSide } from './job.ts';
import type { TakenSides } from './sides.ts';
import { holdersOf, jobPlace, jobSide, type Prepared, pairsOf } from './unit.ts';

/** Of what belongs to no app so many entries are looked through: more is a card, and no list of contacts. */
const MOST_UNOWNED = 100_000;
const PRECISION = 1000;

/** Gives units of a package what was found for them in other packages, and takes out of it what was found for those. */
export type ApplyFacts = (units: readonly Aligned[]) => readonly Prepared[];

/** An artifact that holds facts of a kind, and the unit it was aligned in. */
interface Holder {
  readonly unit: Aligned;
  readonly key: string;
}

interface Plan {
  readonly kind: FactKind;
  readonly alike: boolean;
  /** The key of the unit that shows it. */
  readonly key: string;
  readonly unit: Aligned;
  readonly sides: Readonly<Record<SideName, readonly Artifact[]>>;
  readonly taken: readonly (readonly [SideName, string])[];
}

/** What is to be listed of the artifacts. */
type Listed = Pick<Job, 'changes' | 'past'> & { readonly asked?: (unit: Aligned) => boolean };

const keyOf = ({ location, entry }: Aligned): string => sortKey(location, entry);

/**
 * Aligns what the sides keep of the same facts in different shapes: messages in a database of the phone and in what an
 * agent packed. Across packages, before any of them is compared. A direct address always pairs first; then only the
 * bundle is told by facts.
 */
export async function joinFacts(
  sides: TakenSides,
  groups: readonly Group[],
  units: (group: Group) => readonly Aligned[],
  listed: Listed,
): Promise<ApplyFacts> {
  const holders = findHolders(groups, units);
  const plans = [...holders].flatMap(([of, list]) => plansOf(of.slice(0, of.indexOf(' ')) as FactKind, list));
  const jobs = plans.map((plan) => jobOf(plan, listed));
  const wanted = jobs.filter((job) => job !== null);
  if (wanted.length === 0) return (all) => all;
  const results = await sides.pool.run(wanted);
  const joins = new Map<string, Prepared>();
  const taken = new Set<string>();
  const others = new Set<string>();
  let at = 0;
  for (const [i, plan] of plans.entries()) {
    const result = jobs[i] === null ? null : (results[at++] ?? null);
    const join = result === null ? null : joined(plan, result);
    if (join === null) {
      others.add(plan.key);
      for (const [, key] of plan.taken) others.add(key);
    } else {
      joins.set(plan.key, join);
      for (const [side, key] of plan.taken) taken.add(`${side} ${key}`);
    }
  }
  return (all) => all.flatMap((unit) => applied(unit, joins, taken, others));
}

function findHolders(
  groups: readonly Group[],
  units: (group: Group) => readonly Aligned[],
): ReadonlyMap<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const group of groups) {
    const unowned = group.name === NO_PACKAGE || group.name === NO_PLACE;
    if (!unowned && !FACT_PACKAGES.has(group.name)) continue;
    const entries = group.ranges.reduce((sum, range) => sum + (range === null ? 0 : range.to - range.from), 0);
    if (unowned && entries > MOST_UNOWNED) continue;
    for (const unit of units(group)) {
      const kind = factKindAt(unit.location, unit.entry);
      if (kind === null) continue;
      const of = `${kind} ${unit.location?.user ?? 0}`;
      const list = holders.get(of) ?? [];
      list.push({ unit, key: keyOf(unit) });
      holders.set(of, list);
    }
  }
  return holders;
}

/** What is to be compared of one kind of one user. */
function plansOf(kind: FactKind, holders: readonly Holder[]): Plan[] {
  const ofSource = holders.filter(({ unit }) => unit.source !== null);
  const inBundle = holders.filter(({ unit }) => unit.bundle !== null);
  const loose = holders.filter(({ unit }) => unit.source === null && unit.target !== null);
  const bundle = inBundle.map(({ unit }) => unit.bundle as Artifact);
  const bundleTaken = inBundle.map(({ key }) => ['bundle', key] as const);
  const plans: Plan[] = [];
  for (const { unit, key } of ofSource) {
    const own = unit.source as Artifact;
    if (unit.target !== null) {
      if (bundle.length === 0 || unit.bundle !== null) continue;
      const all = { source: [own], bundle, target: [unit.target] };
      plans.push({ kind, alike: true, key, unit, sides: all, taken: bundleTaken });
    } else if (loose.length > 0 || (bundle.length > 0 && unit.bundle === null)) {
      const target = loose.map((each) => each.unit.target as Artifact);
      const targetTaken = loose.map((each) => ['target', each.key] as const);
      const all = { source: [own], bundle, target };
      plans.push({ kind, alike: false, key, unit, sides: all, taken: [...bundleTaken, ...targetTaken] });
    }
  }
  if (ofSource.length > 0 || bundle.length === 0) return plans;
  for (const { unit, key } of loose) {
    if (unit.bundle !== null) continue;
    const all = { source: [], bundle, target: [unit.target as Artifact] };
    plans.push({ kind, alike: false, key, unit, sides: all, taken: bundleTaken });
  }
  return plans;
}

/** Several stores of one side: the first stands for them, the others are its parts. */
function jobSides(artifacts: readonly Artifact[]): JobSide | null {
  const all = artifacts.map((artifact) => {
    const side = jobSide(artifact);
    return side === null ? null : { ...side, place: jobPlace(artifact) };
  });
  const [first, ...more] = all;
  if (first == null || more.some((side) => side === null)) return null;
  const sides = more.filter((side) => side !== null);
  return { ...first, bytes: sides.reduce((sum, { bytes }) => sum + bytes, first.bytes), more: sides };
}

function jobOf({ kind, alike, unit, sides }: Plan, { changes, past, asked }: Listed): Job | null {
  const [source, bundle, target] = SIDE_NAMES.map((name) => jobSides(sides[name]));
  const equal = alike ? pairsOf(unit) : { sourceTarget: false, sourceBundle: false, bundleTarget: false };
  const lacking = SIDE_NAMES.some((name, i) => sides[name].length > 0 && [source, bundle, target][i] === null);
  if (lacking && !equal.sourceTarget) return null;
  const whole = { ...unit, target: together(sides.target) };
  return {
    ...jobPlace(unit),
    source: source ?? null,
    bundle: bundle ?? null,
    target: target ?? null,
    equal,
    scan: true,
    changes,
    digest: false,
    past,
    facts: { kind, alike },
    ...(asked?.(whole) === true ? { asked: holdersOf(whole) } : {}),
  };
}

/** Null where a shape was not known: then nothing was aligned. */
function joined({ alike, unit, sides }: Plan, result: JobResult): Prepared | null {
  const bundle = together(sides.bundle);
  if (sides.bundle.length > 0 && result.common === null) return null;
  if (alike) return { ...unit, bundle, ready: result };
  const target = together(sides.target);
  if (sides.source.length === 0 || target === null) return { ...unit, bundle, ready: result };
  if (result.sourceTarget === null) return null;
  const { same, changed, sourceOnly } = result.sourceTarget.counts;
  const all = same + changed + sourceOnly;
  const share = all === 0 ? 1 : Math.floor(((same + changed) / all) * PRECISION) / PRECISION;
  const place = { devicePath: addressOf(target), user: target.location?.user ?? 0 };
  return { ...unit, bundle, target, moved: { ...place, basis: 'representation', share }, ready: result };
}

function together(artifacts: readonly Artifact[]): Artifact | null {
  const [first, ...more] = artifacts;
  if (first === undefined) return null;
  if (more.length === 0) return first;
  const rest = more.flatMap(({ parts }) =>
    parts.map(([, part]) => [`./${part.entry.slice(part.entry.lastIndexOf('/') + 1)}`, part] as const),
  );
  return { ...first, parts: [...first.parts, ...rest] };
}

function applied(
  unit: Aligned,
  joins: ReadonlyMap<string, Prepared>,
  taken: ReadonlySet<string>,
  others: ReadonlySet<string>,
): readonly Prepared[] {
  const key = keyOf(unit);
  const join = joins.get(key);
  if (join !== undefined) return [join];
  const bundle = taken.has(`bundle ${key}`) && unit.source === null ? null : unit.bundle;
  const target = taken.has(`target ${key}`) ? null : unit.target;
  if (unit.source === null && bundle === null && target === null) return [];
  const rest = { ...unit, bundle, target };
  return [others.has(key) ? { ...rest, otherShape: true } : rest];
}
