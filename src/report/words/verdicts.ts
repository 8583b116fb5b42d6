import type { Likeness, Renamed, Route, SectionRecords, Verdict } from '../../diff/change.ts';
import type { Copy } from '../../diff/moves.ts';
import type { NearTwin } from '../../diff/near-twins.ts';
import type { SchemaChange } from '../../diff/schema-changes.ts';
import { bytesInWords, counted } from '../numbers.ts';
import type { AppVerdict, ArtifactView, Moved, SideName } from '../result.ts';

/** How an artifact's verdict is written in a line of counts. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  carried: 'carried',
  'partly-carried': 'partly carried',
  differs: 'different',
  'not-compared': 'not compared',
  'left-behind': 'left behind',
  'new-on-target': 'new on target',
  unseen: 'unseen',
};

/** The same where room is short; the legend beside it says the rest. */
export const VERDICT_BRIEF: Readonly<Record<Verdict, string>> = {
  carried: 'carried',
  'partly-carried': 'partly',
  differs: 'different',
  'not-compared': 'not compared',
  'left-behind': 'left',
  'new-on-target': 'new',
  unseen: 'unseen',
};

/** The same, said in full. */
export const VERDICT_SENTENCES: Readonly<Record<Verdict, string>> = {
  carried: 'every record of the source is found on the target',
  'partly-carried': 'some records of the source are found on the target',
  differs: 'both sides hold it, both were read, and no record of the source is found',
  'not-compared': 'both sides hold it, the bytes differ, and one side could not be read',
  'left-behind': 'only the source holds it, and the target would have shown it',
  'new-on-target': 'only the target holds it, and the source would have shown it',
  unseen: 'one side could not have shown it, so its absence says nothing',
};

/** The heading of the apps of one verdict. */
export const APP_VERDICT_WORDS: Readonly<Record<AppVerdict, string>> = {
  'session-carried': 'session carried',
  'data-carried': 'data carried',
  'apk-only': 'apk only',
  'not-carried': 'not carried',
  'new-on-target': 'new on target',
  unseen: 'unseen',
};

/** What the verdict on an app says; the phrase for `session-carried` is fixed by the contract. */
export const APP_VERDICT_SENTENCES: Readonly<Record<AppVerdict, string>> = {
  'session-carried': 'usable-looking credential on both sides; acceptance by the server not tested',
  'data-carried': 'private records of the source are on the target',
  'apk-only': 'the app is on both sides, its private data is not',
  'not-carried': 'no telling record of the source is on the target',
  'new-on-target': 'only the target holds the app',
  unseen: 'one side could not have shown it',
};

export const LIKENESS_SENTENCES: Readonly<Record<Likeness, string>> = {
  bytes: 'the same bytes',
  content: 'the same records',
  superset: 'the target has all records of the source, and more',
  partial: 'some records are the same',
  none: 'no record is the same',
};

const PER_CENT = 100;
/** What a near twin is told by. A share below the whole is never rounded to it. */
export function twinEvidence({ basis, share, shared, ...place }: NearTwin): string {
  return `${Math.floor(share * PER_CENT)} % of ${basis} the same, ${shared} of them${ownerOf(place)}`;
}

/** What a copy is known by, how much that is, and in which app it lies. */
export function copyEvidence({ basis, ...place }: Copy, { source, records }: ArtifactView): string {
  const all = records === null ? 0 : records.same + records.changed + records.sourceOnly;
  const much = basis === 'bytes' ? bytesInWords(bytesOf(source)) : counted(all, 'record');
  return `${LIKENESS_SENTENCES[basis]}, ${much}${ownerOf(place)}`;
}

function bytesOf(source: ArtifactView['source']): number {
  if (source === null) return 0;
  // Of a folder the bytes are those of all its parts.
  const isFolder = source.parts[0]?.role.startsWith('./') === true;
  const told = source.parts.filter(({ role }) => role !== 'shm');
  return isFolder ? source.bytes : told.reduce((sum, { bytes }) => sum + bytes, source.bytes);
}

/** Where it lies, if in another app: the path alone does not say that it is another. */
function ownerOf(place: Pick<Copy, 'package'>): string {
  if (place.package === undefined) return '';
  return place.package === null ? ', of no app' : `, of ${place.package}`;
}

/** How it is known that the target holds it elsewhere. */
export function movedBy({ basis, share }: Moved): string {
  if (basis !== 'representation') return `by ${basis}`;
  return `in another form, compared record by record: ${Math.floor(share * PER_CENT)} % found`;
}

/** A table or column that goes by another name on the target. */
export const renamedAs = ({ source, target }: Renamed): string => `${source} → ${target}`;

const SCHEMA_WORDS: Readonly<Record<SchemaChange['change'], string>> = {
  added: 'on the target only',
  gone: 'on the source only',
  changed: 'declared differently',
};

/** What two databases declare differently. */
export function schemaDifference({ kind, name, change, source, target }: SchemaChange): string {
  return kind === 'header' ? `${name} ${source} → ${target}` : `${kind} ${name}: ${SCHEMA_WORDS[change]}`;
}

/** Records that count as not found, because their key is another one. */
export const underOtherIds = ({ section, records }: SectionRecords): string =>
  `${section}: ${counted(records, 'record')} the same under other ids, counted as not found`;

/** Records whose values are not equal and hold the same. */
export const otherwiseWritten = ({ section, records }: SectionRecords): string =>
  `${section === '' ? '' : `${section}: `}${counted(records, 'record')} with the same content, written in another way or another order, counted as different`;

export const ROUTE_WORDS: Readonly<Record<Route, string>> = {
  'via-bundle': 'consistent with the bundle',
  'packed-only': 'packed, not on the target',
  'not-packed': 'not packed',
  'other-route': 'on the target, not from the bundle',
  'bundle-only': 'in the bundle only',
  'target-only': 'on the target only',
  'bundle-and-target': 'in the bundle and on the target',
};

export const SIDE_WORDS: Readonly<Record<SideName, string>> = {
  source: 'the source',
  bundle: 'the bundle',
  target: 'the target',
};

/** Said under every comparison: what `carried` shows, and what it does not (contract, "Words in every output"). */
export const CARRIED_MEANS =
  'carried = found on both sides at the time of acquisition; it shows neither transport nor direction';
