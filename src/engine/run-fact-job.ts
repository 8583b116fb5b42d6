import { type FactList, factDocuments, factsOf, joinFacts } from '../content/facts/index.ts';
import type { Document } from '../content/reader.ts';
import { unwrap } from '../content/unwrap.ts';
import { commonRecords } from '../diff/common-records.ts';
import { compareDocuments } from '../diff/records.ts';
import type { StoreView } from '../vfs/content-store.ts';
import type { FactComparison, Job, JobResult, JobSide, PairReading, SideReading, Stores } from './job.ts';
import { listChanges } from './list-changes.ts';
import { type OpenSide, openSides, partsOf, readingOf } from './open-side.ts';

type Run = (job: Job, stores: Stores, poll: () => void, keys: readonly string[]) => JobResult;

/** Facts of one side, from all stores that hold them; null where one of those is of no known shape. */
interface FactSide {
  readonly facts: FactList | null;
  readonly reading: SideReading | null;
}

/**
 * Compares facts of one kind that the sides keep in different shapes, record by record. Stores are read one by one,
 * each by its own reader. `sourceTarget` and `common` are null where a shape is not known.
 */
export function runFactJob(
  job: Job,
  { kind, alike }: FactComparison,
  stores: Stores,
  poll: () => void,
  keys: readonly string[],
  run: Run,
): JobResult {
  const base = alike ? run({ ...job, bundle: null }, stores, poll, keys) : null;
  const read = (side: JobSide | null, view: StoreView | undefined): FactSide => {
    if (side === null || view === undefined) return { facts: null, reading: null };
    const all = [side, ...(side.more ?? [])].map((each) => readStore(job, kind, each, view, poll, keys));
    const lists = all.map(({ facts }) => facts).filter((facts) => facts !== null);
    return {
      facts: lists.length === all.length ? joinFacts(lists) : null,
      reading: all.map(({ reading }) => reading).reduce(joinReadings),
    };
  };
  // Of two that are equal byte for byte one may not have been kept.
  const source = read(...firstKept(job, stores, 'source', 'target'));
  const target = read(...firstKept(job, stores, 'target', 'source'));
  const bundle = read(job.bundle, stores.bundle);
  const [s = null, b = null, t = null] = factDocuments(kind, [source.facts, bundle.facts, target.facts]);
  const pair = (one: Document | null, other: Document | null, from: FactSide): PairReading | null => {
    if (one === null || other === null) return null;
    const { counts, likeness } = compareDocuments(one, other, { poll });
    // What the other shape has no word for may be missing: that every record is there cannot be said.
    const lost = { source: (from.facts?.beyond ?? 0) > 0 || loses(from), target: loses(target) };
    return { counts, likeness, schemaChanged: false, lost };
  };
  const listed = base ?? listChanges(s, t, job, poll);
  return {
    source: base?.source ?? source.reading,
    bundle: bundle.reading,
    target: base?.target ?? target.reading,
    sourceTarget: base === null ? pair(s, t, source) : base.sourceTarget,
    bundleTarget: job.source === null ? pair(b, t, bundle) : null,
    common: b === null || (s === null && t === null) ? null : commonRecords(s, b, t, poll),
    similarity: base?.similarity ?? null,
    changes: listed.changes,
    changesCut: listed.changesCut,
    ...(listed.changesTotal === undefined ? {} : { changesTotal: listed.changesTotal }),
    past: base?.past ?? null,
  };
}

/** Damage may have taken records. */
function loses({ reading }: FactSide): boolean {
  return reading?.notices.some(({ lost }) => lost) === true;
}

function firstKept(
  job: Job,
  stores: Stores,
  name: 'source' | 'target',
  twin: 'source' | 'target',
): [JobSide | null, StoreView | undefined] {
  if (job[name] === null && job.equal.sourceTarget) return [job[twin], stores[twin]];
  return [job[name], stores[name]];
}

function readStore(
  job: Job,
  kind: FactComparison['kind'],
  side: JobSide,
  view: StoreView,
  poll: () => void,
  keys: readonly string[],
): { readonly facts: FactList | null; readonly reading: SideReading } {
  const parts = partsOf(side, view);
  const place = side.place ?? job;
  const [open] = openSides([parts], place.name, poll, keys) as [OpenSide];
  try {
    const { document } = open;
    const plain = unwrap(parts)?.parts ?? parts;
    const facts = document === null ? null : factsOf(kind, { document, parts: plain });
    return { facts, reading: readingOf({ ...job, ...place }, open, poll) };
  } finally {
    open.document?.[Symbol.dispose]();
  }
}

function joinReadings(one: SideReading, other: SideReading): SideReading {
  const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
  return {
    ...one,
    records: sum(one.records, other.records),
    telling: sum(one.telling, other.telling),
    fault: one.fault ?? other.fault,
    notices: [...one.notices, ...other.notices],
    observed: { sightings: [...one.observed.sightings, ...other.observed.sightings] },
  };
}
