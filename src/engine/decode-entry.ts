import { Fault } from '../base/fault.ts';
import type { Json } from '../base/json.ts';
import { chromiumFacts, chromiumStore, momentsIn } from '../content/chromium/store.ts';
import { readAlike, readToShow } from '../content/index.ts';
import { renderKey } from '../content/key.ts';
import { MAX_PAST_RECORDS, pastDocuments, pastKey, takePast } from '../content/past-documents.ts';
import type { Document, Parts, PastRecord } from '../content/reader.ts';
import { rowBag } from '../content/row-hash.ts';
import { commitEnds, type DatabaseView, partsAt } from '../content/sqlite/views.ts';
import type { Artifact } from '../device/artifact.ts';
import { keyCandidates } from '../findings/credentials/carried-keys.ts';
import type { Sighted } from '../findings/finding.ts';
import { scanContent } from '../findings/scan.ts';
import { type Redactor, redactor } from '../report/redact.ts';
import type { NoticeView, RecordView } from '../report/result.ts';
import { fieldsToJson, type JsonFields, mistakable } from '../report/value-json.ts';
import { storeSentence } from '../report/words/stores.ts';
import type { StoreView } from '../vfs/content-store.ts';
import { contentNotices } from './content-notices.ts';
import { contentOf } from './content-of.ts';
import { utc } from './evidence-view.ts';
import type { SideReading } from './job.ts';
import { OPAQUE_KEPT_BYTES } from './keep.ts';
import type { ReadEntry } from './read-entry.ts';
import { runJob } from './run-job.ts';
import type { RunOptions } from './run-options.ts';
import { storeView } from './store-view.ts';
import { jobOf } from './unit.ts';

const SEALED = 'sqlite.encrypted';

/** What a reader makes of one file, credentials redacted unless revealing was asked for. */
export interface DecodedEntry {
  records(): Iterable<RecordView>;
  readonly notices: readonly NoticeView[];
  /** What it holds, in words, where its tables are those of a store that is known. */
  readonly store: string | null;
  close(): void;
}

/** `view`: of a database with a write-ahead log, as it stands, without the log, or as after one of its commits. */
export interface Wanted {
  readonly deleted?: boolean;
  readonly view?: DatabaseView;
}

/** `deleted`: with the records that the content no longer shows. Throws Fault `evidence.unsupported` where no reader understands the content, or its reader cannot read it. */
export function decodeEntry(read: ReadEntry, options: RunOptions, wanted: Wanted = {}): DecodedEntry {
  const place = read.artifact.location;
  const path = place?.path ?? read.artifact.entry;
  const all: Parts = new Map(
    read.artifact.parts.flatMap(([role, part]) =>
      role === 'shm' ? [] : [[role, contentOf(read.store, part.kept?.offset ?? 0, part.kept?.length ?? 0)] as const],
    ),
  );
  const poll = (): void => {
    if (options.signal.aborted) throw new Fault('interrupted', 'signal');
  };
  const parts = partsAt(all, wanted.view ?? 'current', poll);
  if (parts === null) throw new Fault('usage.invalid', 'no-commit', path, { of: commitsOf(all, poll) });
  const name = path.slice(path.lastIndexOf('/') + 1);
  const shown = readToShow(parts, name, poll);
  let side = shown ?? readAlike([parts], name, poll, read.keys).sides[0];
  if (side?.fault?.detail === SEALED) {
    const values = read.around.flatMap((each) =>
      sightingsOf(each, read.store, poll, read.keys).map((sighted) => ({ devicePath: each.entry, sighted })),
    );
    const keys = keyCandidates(values).map(({ key }) => key);
    if (keys.length > 0) side = readAlike([parts], name, poll, keys).sides[0];
  }
  if (side?.fault != null) {
    throw new Fault('evidence.unsupported', side.fault.detail, read.side.label, { ...side.fault.args, path });
  }
  const document = side?.document ?? null;
  if (document === null) throw new Fault('evidence.unsupported', 'no-reader', read.side.label, { path });
  const facts = chromiumFacts(document, poll);
  const past = wanted.deleted === true ? takePast(document) : { records: [], cut: false };
  const main = parts.get('main');
  const bytes =
    main !== undefined && main.size <= OPAQUE_KEPT_BYTES && document.reader === 'lines' ? main.whole() : null;
  const spot = { package: place?.package ?? null, domain: place?.domain ?? null, path, bytes };
  const scanned = shown === null ? [document, ...pastDocuments(document, past.records)] : [];
  const own = scanned.flatMap((each) => scanContent({ ...spot, document: each }));
  const sightings = options.reveal
    ? []
    : [...own, ...read.around.flatMap((each) => sightingsOf(each, read.store, poll, read.keys))];
  const hide = redactor(sightings);
  const reading: SideReading = {
    reader: document.reader,
    records: null,
    telling: null,
    fault: null,
    notices: [
      ...document.notices,
      ...((wanted.deleted === true ? document.pastNotices : null) ?? []),
      ...(past.cut
        ? [{ detail: 'past.cut', code: 'limit' as const, lost: false, args: { records: MAX_PAST_RECORDS } }]
        : []),
    ],
    digest: null,
    sketch: null,
    observed: { sightings },
  };
  const unit = {
    location: place,
    entry: path,
    source: read.artifact,
    bundle: null,
    target: null,
    moved: null,
    copies: [],
  };
  return {
    records: function* () {
      yield* recordsOf(document, hide);
      yield* pastOf(document, past.records, hide);
    },
    notices: contentNotices(unit, {
      source: reading,
      bundle: null,
      target: null,
      sourceTarget: null,
      bundleTarget: null,
      common: null,
      similarity: null,
      changes: [],
      changesCut: false,
      past: null,
    }),
    store:
      facts === null ? null : storeSentence(storeView(facts, options.at.getTime()), utc(options.at.getTime()) ?? ''),
    close: () => document[Symbol.dispose](),
  };
}

function commitsOf(parts: Parts, poll: () => void): number {
  const log = parts.get('wal');
  return log === undefined ? 0 : commitEnds(log, poll).length;
}

/** What is found elsewhere in the package: a value recurs in other files. */
function sightingsOf(
  artifact: Artifact,
  store: StoreView,
  poll: () => void,
  keys: readonly string[],
): readonly Sighted[] {
  const unit = { location: artifact.location, entry: artifact.entry, source: artifact, bundle: null, target: null };
  const job = jobOf(unit, { changes: 0, digest: false, past: null });
  return job === null ? [] : (runJob(job, { source: store }, poll, keys).source?.observed.sightings ?? []);
}

function* recordsOf(document: Document, hide: Redactor): Iterable<RecordView> {
  const logged = document.onlyInLog?.();
  const store = chromiumStore(document);
  for (const section of document.sections) {
    const inLog = rowBag(logged?.get(section.name) ?? []);
    for (const row of section.records()) {
      const values = Object.fromEntries(section.columns.map((name, i) => [name, row[i] ?? null]));
      const fields = fieldsToJson(values);
      const typed = mistakable(values);
      const times = momentsIn(store, section.name, values);
      const key = renderKey(section, row);
      yield {
        type: 'record',
        section: section.name,
        key: key === null ? null : hide.text(key),
        state: 'live',
        ...(inLog.take(row) ? { through: 'wal' as const } : {}),
        fields: hide.json(fields ?? {}) as Readonly<Record<string, Json>>,
        ...(times === null ? {} : { times }),
        ...(typed === null ? {} : { typed: hide.json(typed) as JsonFields }),
      };
    }
  }
}

function* pastOf(document: Document, records: readonly PastRecord[], hide: Redactor): Iterable<RecordView> {
  const store = chromiumStore(document);
  for (const record of records) {
    const { section, columns, row, state, grade, at } = record;
    const values = Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]));
    const fields = fieldsToJson(values);
    const typed = mistakable(values);
    const times = momentsIn(store, section, values);
    const key = pastKey(document, record);
    yield {
      type: 'record',
      section,
      key: key === null ? null : hide.text(key),
      state,
      grade,
      at,
      fields: hide.json(fields ?? {}) as Readonly<Record<string, Json>>,
      ...(times === null ? {} : { times }),
      ...(typed === null ? {} : { typed: hide.json(typed) as JsonFields }),
    };
  }
}
