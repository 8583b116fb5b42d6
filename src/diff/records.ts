import type { Counts, Document } from '../content/reader.ts';
import { alignSections } from './align-sections.ts';
import type { Likeness, RecordCounts, Renamed, SectionRecords } from './change.ts';
import { compareKeyed } from './keyed.ts';
import { compareMultiset } from './multiset.ts';
import { compareOrdered } from './ordered.ts';
import { rekeyedRecords } from './rekeyed.ts';
import { schemaChanged } from './schema-changes.ts';
import { type CommonKey, pairSections, type SectionPair } from './section-pair.ts';
import { addTally, emptyTally, type Marks, type Pass, type Tally } from './tally.ts';

export interface CompareOptions {
  /** Leave out what the readers can tell to be equal without decoding it. Default true; the result is the same. */
  readonly skipEqual?: boolean;
  /** Called every few thousand records; throws to stop. */
  readonly poll?: () => void;
  /** Marks, by section, the records of the source that were found. Needs `skipEqual: false`. */
  readonly found?: (section: string) => Marks;
}

/** What comparing two documents gave (contract, "Comparison"). */
export interface Comparison {
  readonly counts: RecordCounts;
  readonly likeness: Likeness;
  readonly schemaChanged: boolean;
  /** Tables, and columns as `table.column`, that were compared with one of another name. */
  readonly renamed: readonly Renamed[];
  /** Sections whose records, or some of them, were given other ids. */
  readonly rekeyed: readonly SectionRecords[];
  /** No side lost records to damage, or holds some that are not read: only then does a missing record say something. */
  readonly complete: boolean;
  readonly lost: { readonly source: boolean; readonly target: boolean };
}

/** How the records of two sections were matched. */
export type Match =
  | { readonly by: 'order'; readonly key: CommonKey }
  | { readonly by: 'key'; readonly key: CommonKey }
  | { readonly by: 'equality' };

export interface SectionComparison {
  readonly tally: Tally;
  readonly match: Match;
}

const NONE: Counts = { records: 0, telling: 0 };

/** Compares two documents of one reader, record by record. Neither is changed but by their own `skipEqual`. */
export function compareDocuments(source: Document, target: Document, options: CompareOptions = {}): Comparison {
  const skipped = options.skipEqual === false ? null : (source.skipEqual?.(target) ?? null);
  const counts = emptyTally();
  let extra = false;
  const poll = options.poll ?? (() => undefined);
  const renamed: Renamed[] = [];
  const rekeyed: SectionRecords[] = [];
  for (const { source: section, target: twin } of alignSections(source, target, poll)) {
    if (section === null) {
      counts.targetOnly += twin.counts().records;
      continue;
    }
    if (twin === null) {
      counts.sourceOnly += section.counts().records;
      continue;
    }
    const pair = pairSections(section, twin, poll);
    renamed.push(...renamedIn(pair));
    if (pair.extra) extra = true;
    const left = skipped?.get(section.name) ?? NONE;
    counts.same += left.records;
    counts.telling += left.telling;
    const pass: Pass = {
      pair,
      expected: Math.max(0, twin.counts().records - left.records),
      poll,
      found: options.found?.(section.name) ?? null,
    };
    const { tally, match } = compareSections(pass);
    addTally(counts, tally);
    // Who asks which records were found does not ask what became of the others.
    const records = match.by === 'equality' || pass.found !== null ? 0 : rekeyedRecords(pass, match.key, tally);
    if (records > 0) rekeyed.push({ section: section.name, records });
  }
  const unreadAlike = source.unread !== undefined && source.unread() === target.unread?.();
  const lost = { source: losesRecords(source, unreadAlike), target: losesRecords(target, unreadAlike) };
  return {
    counts,
    likeness: likenessOf(counts, extra),
    schemaChanged: schemaChanged(source, target),
    renamed,
    rekeyed,
    complete: !lost.source && !lost.target,
    lost,
  };
}

/**
 * Compares two sections by their best common key, else by the next, else as multisets. `perTable` bounds the records
 * that a table in memory holds.
 */
export function compareSections(pass: Pass, perTable?: number): SectionComparison {
  for (const key of pass.pair.keys) {
    if (key.ordered) {
      const tally = compareOrdered(pass, key);
      if (tally !== null) return { tally, match: { by: 'order', key } };
      pass.found?.clear();
    }
    const tally = compareKeyed(pass, key, perTable);
    if (tally !== null) return { tally, match: { by: 'key', key } };
    pass.found?.clear();
  }
  return { tally: compareMultiset(pass, perTable), match: { by: 'equality' } };
}

/** The table, where its name is another one, and its columns, as `table.column`. */
function renamedIn({ source, target, sharedSource, sharedTarget }: SectionPair): Renamed[] {
  const renamed = source.name === target.name ? [] : [{ source: source.name, target: target.name }];
  for (const [i, column] of sharedSource.entries()) {
    const [name, other] = [source.columns[column], target.columns[sharedTarget[i] as number]];
    if (name !== other) renamed.push({ source: `${source.name}.${name}`, target: `${target.name}.${other}` });
  }
  return renamed;
}

/** `unreadAlike`: what the reader does not read is the same in both. */
function losesRecords(document: Document, unreadAlike: boolean): boolean {
  return document.notices.some(({ lost, code }) => lost && !(unreadAlike && code === 'unsupported'));
}

function likenessOf(counts: RecordCounts, extraColumns: boolean): Likeness {
  const { same, changed, sourceOnly, targetOnly } = counts;
  if (sourceOnly === 0 && changed === 0) return targetOnly === 0 && !extraColumns ? 'content' : 'superset';
  return same + changed > 0 ? 'partial' : 'none';
}
