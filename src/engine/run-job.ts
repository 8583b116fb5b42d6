import { Fault } from '../base/fault.ts';
import { readAlike } from '../content/index.ts';
import type { Document, Parts } from '../content/reader.ts';
import { opaqueSimilarity } from '../content/similarity.ts';
import { sketchOf } from '../content/sketch.ts';
import type { Change } from '../diff/change.ts';
import { changesOf } from '../diff/changes.ts';
import { commonRecords } from '../diff/common-records.ts';
import { logicalDigest } from '../diff/logical-digest.ts';
import { compareDocuments } from '../diff/records.ts';
import { rowsAt } from '../findings/credentials/catalogue.ts';
import { mayHold, type Prospect } from '../findings/credentials/prefilter.ts';
import { NOTHING_OBSERVED, type Observed } from '../findings/examined.ts';
import { scanContent } from '../findings/scan.ts';
import type { StoreView } from '../vfs/content-store.ts';
import { contentOf } from './content-of.ts';
import type { Job, JobResult, JobSide, PairReading, SideReading, Stores } from './job.ts';
import { hasTellingText, OPAQUE_KEPT_BYTES } from './keep.ts';

/** Contents up to this size are scanned in one piece before a reader is asked. */
const PREFILTER_BYTES = 64 * 1024 * 1024;

/** What a side's content is, opened once and used for everything. */
interface OpenSide {
  readonly parts: Parts;
  readonly document: Document | null;
  readonly fault: SideReading['fault'];
}

function partsOf(side: JobSide, view: StoreView): Parts {
  return new Map(side.parts.map(({ role, offset, length }) => [role, contentOf(view, offset, length)]));
}

/** Opens the distinct sides by one reader, because only documents of one shape can be compared. */
function openSides(
  all: readonly (Parts | null)[],
  name: string,
  poll: () => void,
  keys: readonly string[],
): (OpenSide | null)[] {
  const distinct = [...new Set(all)].filter((parts) => parts !== null);
  const open = new Map<Parts | null, OpenSide | null>([[null, null]]);
  try {
    const { sides } = readAlike(distinct, name, poll, keys);
    for (const [i, parts] of distinct.entries()) {
      const side = sides[i];
      const fault = side?.fault == null ? null : { detail: side.fault.detail, args: side.fault.args };
      open.set(parts, { parts, document: side?.document ?? null, fault });
    }
  } catch (error) {
    // Without SQLite's engine everything but databases still works: they are told as not compared, with the remedy.
    if (!(error instanceof Fault) || error.code !== 'engine.missing') throw error;
    for (const parts of distinct)
      open.set(parts, { parts, document: null, fault: { detail: 'engine-missing', args: error.args } });
  }
  return all.map((parts) => open.get(parts) ?? null);
}

/** How much of a side is worth scanning: of places that the catalogue knows all; of the rest by its raw bytes. */
function prospectOf(job: Job, side: OpenSide): Prospect {
  if (side.document?.veiled === true || rowsAt(job).length > 0) return 'anything';
  let prospect: Prospect = 'nothing';
  for (const [role, content] of side.parts) {
    if (role === 'shm' || content.size === 0) continue;
    if (content.size > PREFILTER_BYTES) return 'anything';
    const bytes = content.whole();
    if (side.document === null && !hasTellingText(bytes)) continue;
    const part = mayHold(bytes);
    if (part === 'anything') return part;
    if (part === 'pairs') prospect = part;
  }
  return prospect;
}

function scanSide(job: Job, side: OpenSide): Observed {
  const prospect = job.scan ? prospectOf(job, side) : 'nothing';
  if (prospect === 'nothing') return NOTHING_OBSERVED;
  const main = side.parts.get('main') ?? side.parts.get('bak');
  const shown = side.document === null || side.document.reader === 'lines';
  const bytes = shown && main !== undefined && main.size <= OPAQUE_KEPT_BYTES ? main.whole() : null;
  const { package: owner, domain, path } = job;
  const pairsOnly = prospect === 'pairs';
  const sightings = scanContent({ package: owner, domain, path, document: side.document, bytes, pairsOnly });
  return sightings.length === 0 ? NOTHING_OBSERVED : { sightings };
}

function readingOf(job: Job, side: OpenSide, poll: () => void): SideReading {
  const { document } = side;
  const counts = document?.counts() ?? null;
  const main = side.parts.get('main');
  return {
    reader: document?.reader ?? null,
    records: counts?.records ?? null,
    telling: counts?.telling ?? null,
    fault: side.fault,
    notices: document?.notices ?? [],
    digest: job.digest && document !== null ? logicalDigest(document, poll) : null,
    sketch: job.digest && main !== undefined ? sketchOf(main) : null,
    observed: scanSide(job, side),
  };
}

/** Two documents that one reader made can be compared; else only their bytes can. */
function pairOf(one: OpenSide | null, other: OpenSide | null, poll: () => void): PairReading | null {
  if (one?.document == null || other?.document == null || one.document.reader !== other.document.reader) return null;
  const { counts, likeness, schemaChanged, lost } = compareDocuments(one.document, other.document, { poll });
  return { counts, likeness, schemaChanged, lost };
}

/** Reads, compares and scans one artifact. Throws only for programming errors: a reader's refusal is a result. */
export function runJob(job: Job, stores: Stores, poll: () => void, keys: readonly string[] = []): JobResult {
  poll();
  const parts = (side: JobSide | null, view: StoreView | undefined): Parts | null =>
    side === null || view === undefined ? null : partsOf(side, view);
  const { equal } = job;
  const own = {
    source: parts(job.source, stores.source),
    bundle: parts(job.bundle, stores.bundle),
    target: parts(job.target, stores.target),
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
  try {
    const readings = new Map<OpenSide | null, SideReading | null>([[null, null]]);
    for (const side of opened) if (side !== null) readings.set(side, readingOf(job, side, poll));
    const sameSide = source !== null && source === target;
    const changes: Change[] = [];
    let cut = false;
    const both = source?.document != null && target?.document != null && !sameSide;
    // Before anything is left out of the documents as equal: here every record counts.
    const common =
      bundle?.document != null && (source?.document != null || target?.document != null)
        ? commonRecords(source?.document ?? null, bundle.document, target?.document ?? null, poll)
        : null;
    const sourceTarget = sameSide ? null : pairOf(source, target, poll);
    const bundleTarget = source !== null || bundle === target ? null : pairOf(bundle, target, poll);
    if (job.changes > 0 && both && sourceTarget !== null) {
      for (const change of changesOf(source.document as Document, target.document as Document, job.changes + 1, poll)) {
        if (changes.length === job.changes) {
          cut = true;
          break;
        }
        changes.push(change);
      }
    }
    return {
      source: readings.get(source) ?? null,
      bundle: readings.get(bundle) ?? null,
      target: readings.get(target) ?? null,
      sourceTarget,
      bundleTarget,
      common,
      similarity: similarityOf(source, target),
      changes,
      changesCut: cut,
    };
  } finally {
    for (const side of opened) side?.document?.[Symbol.dispose]();
  }
}

function similarityOf(source: OpenSide | null, target: OpenSide | null): number | null {
  if (source === null || target === null || source === target) return null;
  if (source.document !== null || target.document !== null || source.fault !== null || target.fault !== null)
    return null;
  const one = source.parts.get('main');
  const other = target.parts.get('main');
  if (one === undefined || other === undefined || one.size > OPAQUE_KEPT_BYTES || other.size > OPAQUE_KEPT_BYTES)
    return null;
  return opaqueSimilarity(one, other);
}
