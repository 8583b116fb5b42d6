import type { Parts } from '../content/reader.ts';
import { opaqueSimilarity } from '../content/similarity.ts';
import type { SideName } from '../device/side-name.ts';
import { commonRecords } from '../diff/common-records.ts';
import type { Job, JobResult, SideReading, Stores } from './job.ts';
import { OPAQUE_KEPT_BYTES } from './keep.ts';
import { listChanges } from './list-changes.ts';
import { type OpenSide, openSides, pairOf, partsOf, readingOf } from './open-side.ts';
import { pastOf, withHidden } from './past-of.ts';
import { runFactJob } from './run-fact-job.ts';
import { withSifted } from './sift.ts';

/** Reads, compares and scans one artifact. Throws only for programming errors: a reader's refusal is a result. */
export function runJob(job: Job, stores: Stores, poll: () => void, given: readonly string[] = []): JobResult {
  poll();
  const keys = job.keys === undefined ? given : [...given, ...job.keys];
  return job.facts === undefined
    ? compareSides(job, stores, poll, keys)
    : runFactJob(job, job.facts, stores, poll, keys, compareSides);
}

function compareSides(job: Job, stores: Stores, poll: () => void, keys: readonly string[]): JobResult {
  const parts = (name: SideName): Parts | null => {
    const [side, view] = [job[name], stores[name]];
    return side === null || view === undefined ? null : withSifted(partsOf(side, view), job, name);
  };
  const { equal } = job;
  const own = {
    source: parts('source'),
    bundle: parts('bundle'),
    target: parts('target'),
  };
  // A side that equals another byte for byte is not read again; one of the equals may not have been kept.
  const ofSource = own.source ?? (equal.sourceTarget ? own.target : null) ?? (equal.sourceBundle ? own.bundle : null);
  const ofBundle = equal.sourceBundle ? ofSource : (own.bundle ?? (equal.bundleTarget ? own.target : null));
  const ofTarget = equal.sourceTarget ? ofSource : equal.bundleTarget ? ofBundle : own.target;
  const [source, bundle, target] = openSides([ofSource, ofBundle, ofTarget], job.name, poll, keys) as [
    OpenSide | null,
    OpenSide | null,
    OpenSide | null,
  ];
  const opened = new Set([source, bundle, target]);
  for (const side of opened) {
    const other = side === source ? null : source?.document;
    if (other != null) side?.document?.besides?.(other);
  }
  try {
    const readings = new Map<OpenSide | null, SideReading | null>([[null, null]]);
    for (const side of opened) if (side !== null) readings.set(side, readingOf(job, side, poll));
    const sameSide = source !== null && source === target;
    const both = source?.document != null && target?.document != null && !sameSide;
    // Before anything is left out of the documents as equal: here every record counts.
    const common =
      bundle?.document != null && (source?.document != null || target?.document != null)
        ? commonRecords(source?.document ?? null, bundle.document, target?.document ?? null, poll)
        : null;
    const past = job.past === null ? null : pastOf(job, source, target, job.past, poll);
    const sourceTarget = sameSide ? null : pairOf(source, target, poll);
    const bundleTarget = source !== null || bundle === target ? null : pairOf(bundle, target, poll);
    const alone = job.asked === 'source' || job.asked === 'target';
    const listed =
      alone || (both && sourceTarget !== null)
        ? listChanges(source?.document ?? null, target?.document ?? null, job, poll)
        : { changes: [], changesCut: false };
    return {
      source: withHidden(readings.get(source), past?.source),
      bundle: readings.get(bundle) ?? null,
      target: withHidden(readings.get(target), past?.target),
      sourceTarget,
      bundleTarget,
      common,
      similarity: similarityOf(source, target),
      ...listed,
      past: past?.pair ?? null,
    };
  } finally {
    for (const side of opened) side?.document?.[Symbol.dispose]();
  }
}

function similarityOf(source: OpenSide | null, target: OpenSide | null): number | null {
  if (source === null || target === null || source === target) return null;
  if (source.fault !== null || target.fault !== null) return null;
  // Of two documents the records are compared; a document against an opaque content has only its bytes.
  if (source.document !== null && target.document !== null) return null;
  const one = source.parts.get('main');
  const other = target.parts.get('main');
  if (one === undefined || other === undefined || one.size > OPAQUE_KEPT_BYTES || other.size > OPAQUE_KEPT_BYTES)
    return null;
  return opaqueSimilarity(one, other);
}
