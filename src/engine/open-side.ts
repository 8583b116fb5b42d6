import { Fault } from '../base/fault.ts';
import { chromiumFacts, mayHoldSealed } from '../content/chromium/store.ts';
import { readAlike } from '../content/index.ts';
import type { Content, Document, Parts } from '../content/reader.ts';
import { sketchOf } from '../content/sketch.ts';
import { logicalDigest } from '../diff/logical-digest.ts';
import { compareDocuments } from '../diff/records.ts';
import { schemaChangesOf } from '../diff/schema-changes.ts';
import { rowsAt } from '../findings/credentials/catalogue.ts';
import { mayHold, type Prospect } from '../findings/credentials/prefilter.ts';
import { NOTHING_OBSERVED, type Observed } from '../findings/examined.ts';
import { scanContent } from '../findings/scan.ts';
import { systemFacts } from '../findings/system/system-facts.ts';
import type { StoreView } from '../vfs/content-store.ts';
import { contentOf } from './content-of.ts';
import type { Job, JobSide, PairReading, SideReading } from './job.ts';
import { hasTellingText, OPAQUE_KEPT_BYTES } from './keep.ts';
import { rewrittenRecords } from './rewritten.ts';

/** Contents up to this size are scanned in one piece before a reader is asked. */
const PREFILTER_BYTES = 64 * 1024 * 1024;
/** Of text, which may be of any length, as much at a time. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** More than what the prefilter looks at around a place. */
const OVERLAP_BYTES = 1024;
const TEXT_READER = 'lines';

/** What a side's content is, opened once and used for everything. */
export interface OpenSide {
  readonly parts: Parts;
  readonly document: Document | null;
  readonly fault: SideReading['fault'];
}

export function partsOf(side: JobSide, view: StoreView): Parts {
  return new Map(side.parts.map(({ role, offset, length }) => [role, contentOf(view, offset, length)]));
}

/** Opens the distinct sides by one reader, because only documents of one shape can be compared. */
export function openSides(
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
  // Wherever it lies: its sealed values show nothing in their bytes.
  if (side.document !== null && mayHoldSealed(side.document)) return 'anything';
  let prospect: Prospect = 'nothing';
  for (const [role, content] of side.parts) {
    if (role === 'shm' || content.size === 0) continue;
    if (content.size > PREFILTER_BYTES && side.document?.reader !== TEXT_READER) return 'anything';
    for (const bytes of side.document?.reader === TEXT_READER ? windows(content) : [content.whole()]) {
      if (side.document === null && !hasTellingText(bytes)) continue;
      const part = mayHold(bytes);
      if (part === 'anything') return part;
      if (part === 'pairs') prospect = part;
    }
  }
  return prospect;
}

/** A text of any length in stretches that overlap, so that whatever is looked for lies in one of them as a whole. */
function* windows(content: Content): Generator<Uint8Array> {
  if (content.size <= WINDOW_BYTES) yield content.whole();
  else for (let at = 0; at < content.size; at += WINDOW_BYTES - OVERLAP_BYTES) yield content.read(at, WINDOW_BYTES);
}

function scanSide(job: Job, side: OpenSide): Observed {
  const prospect = job.scan ? prospectOf(job, side) : 'nothing';
  if (prospect === 'nothing') return NOTHING_OBSERVED;
  const main = side.parts.get('main') ?? side.parts.get('bak');
  const shown = side.document === null || side.document.reader === TEXT_READER;
  const bytes = shown && main !== undefined && main.size <= OPAQUE_KEPT_BYTES ? main.whole() : null;
  const { package: owner, domain, path } = job;
  const pairsOnly = prospect === 'pairs';
  const sightings = scanContent({ package: owner, domain, path, document: side.document, bytes, pairsOnly });
  return sightings.length === 0 ? NOTHING_OBSERVED : { sightings };
}

/** Values, and of a system store what it tells of apps. */
function observedOf(job: Job, side: OpenSide): Observed {
  const observed = scanSide(job, side);
  if (job.package !== null || job.domain !== 'system') return observed;
  const system = systemFacts(job.path, side.document);
  return system.accounts === undefined && system.keys === undefined ? observed : { ...observed, system };
}

export function readingOf(job: Job, side: OpenSide, poll: () => void): SideReading {
  const { document } = side;
  const counts = document?.counts() ?? null;
  const main = side.parts.get('main');
  const chromium = document === null ? null : chromiumFacts(document, poll);
  return {
    reader: document?.reader ?? null,
    records: counts?.records ?? null,
    telling: counts?.telling ?? null,
    fault: side.fault,
    notices: [...(document?.notices ?? []), ...((job.past === null ? null : document?.pastNotices) ?? [])],
    digest: job.digest && document !== null ? logicalDigest(document, poll) : null,
    sketch: job.digest && main !== undefined ? sketchOf(main) : null,
    observed: observedOf(job, side),
    ...(document?.openedWith === undefined
      ? {}
      : { opened: { cipher: String(document.facts['cipher'] ?? ''), key: document.openedWith } }),
    ...(chromium === null ? {} : { chromium }),
  };
}

/** Two documents that one reader made can be compared; else only their bytes can. */
export function pairOf(one: OpenSide | null, other: OpenSide | null, poll: () => void): PairReading | null {
  if (one?.document == null || other?.document == null || one.document.reader !== other.document.reader) return null;
  const { renamed, rekeyed, ...compared } = compareDocuments(one.document, other.document, { poll });
  const { counts, likeness, schemaChanged, lost } = compared;
  const rewritten = rewrittenRecords(one.document, other.document, counts, poll);
  const schemaChanges = schemaChangesOf(one.document.facts, other.document.facts, renamed);
  return {
    counts,
    likeness,
    schemaChanged,
    ...(schemaChanges === null ? {} : { schemaChanges }),
    ...(renamed.length === 0 ? {} : { renamed }),
    ...(rekeyed.length === 0 ? {} : { rekeyed }),
    ...(rewritten.length === 0 ? {} : { rewritten }),
    lost,
  };
}
