import type { Document, Section } from '../content/reader.ts';
import type { Row } from '../content/value.ts';
import { alignSections } from './align-sections.ts';
import type { Change } from './change.ts';
import { type FoldedKey, foldedKey } from './folded-keys.ts';
import { fetchPartners, indexTarget, meetSource, unmetTarget, waitingRows } from './keyed.ts';
import { heldRows, leftOverChanges } from './left-overs.ts';
import { changed, oneSided } from './one-change.ts';
import { joinOrdered } from './ordered.ts';
import { KEYED_TABLE_RECORDS, stretchesFor } from './partition.ts';
import { compareSections } from './records.ts';
import { type CommonKey, pairSections, sameRecord } from './section-pair.ts';
import { type Pass, POLL_ROWS } from './tally.ts';

const NO_POLL = (): void => undefined;

/**
 * The differences of two documents, section by section, at most `limit` of them. Records of one key whose values differ
 * are shown as one `changed`, also where none of those values tells (then the counts of `compareDocuments` have one
 * record on each side only, for nothing but the key was found); so are rows whose keys a store that folds case takes for
 * one, and which are two keys in the counts. Rows without a key are paired with the left-over row
 * that most columns agree with. Order: the source's, then what only the target has. Same input, same order.
 */
export function* changesOf(
  source: Document,
  target: Document,
  limit: number = Number.POSITIVE_INFINITY,
  poll: () => void = NO_POLL,
): Generator<Change> {
  let given = 0;
  if (limit <= 0) return;
  for (const change of allChanges(source, target, poll)) {
    yield change;
    given += 1;
    if (given >= limit) return;
  }
}

function* allChanges(source: Document, target: Document, poll: () => void): Generator<Change> {
  for (const twins of alignSections(source, target, poll)) {
    if (twins.source === null) yield* wholeSection(twins.target, 'target-only');
    else if (twins.target === null) yield* wholeSection(twins.source, 'source-only');
    else yield* sectionChanges(twins.source, twins.target, poll);
  }
}

/** The records of an artifact that one side alone holds. */
export function* recordsAlone(
  document: Document,
  kind: 'source-only' | 'target-only',
  poll: () => void,
): Generator<Change> {
  let seen = 0;
  for (const section of document.sections) {
    for (const change of wholeSection(section, kind)) {
      seen += 1;
      if (seen % POLL_ROWS === 0) poll();
      yield change;
    }
  }
}

function* wholeSection(section: Section, kind: 'source-only' | 'target-only'): Generator<Change> {
  for (const row of section.records()) yield oneSided(section, row, kind);
}

function* sectionChanges(source: Section, target: Section, poll: () => void): Generator<Change> {
  const pair = pairSections(source, target, poll);
  const pass: Pass = { pair, expected: target.counts().records, poll, found: null };
  // The comparison finds which way of matching holds up; for what is equal, that is all there is to do.
  const { tally, match } = compareSections(pass);
  if (tally.changed + tally.sourceOnly + tally.targetOnly === 0) return;
  if (match.by === 'order') yield* orderedChanges(pass, match.key);
  else if (match.by === 'key') yield* keyedChanges(pass, match.key);
  else yield* leftOverChanges(pass);
}

function* orderedChanges(pass: Pass, key: CommonKey): Generator<Change> {
  const { pair } = pass;
  for (const { source, target } of joinOrdered(pass, key, { kept: true })) {
    if (source === null) yield oneSided(pair.target, target as Row, 'target-only');
    else if (target === null) yield oneSided(pair.source, source, 'source-only');
    else if (!sameRecord(pair, source, target)) yield changed(pair, key.source, source, target);
  }
}

function* keyedChanges(pass: Pass, key: CommonKey): Generator<Change> {
  const { pair } = pass;
  const folded = foldedKey(pair, key);
  for (const stretch of stretchesFor(pass.expected, KEYED_TABLE_RECORDS)) {
    const index = indexTarget(pass, key, stretch);
    if (index === null) return;
    const waiting = waitingRows();
    const alone = heldRows(folded !== null);
    for (const met of meetSource(pass, key, stretch, index)) {
      if (met.meeting === 'alone') {
        if (!alone.hold(met.row)) yield oneSided(pair.source, met.row, 'source-only');
      }
      if (met.meeting === 'differs' && waiting.add(met)) {
        for (const [{ row }, twin] of fetchPartners(pass, key, index, waiting))
          yield changed(pair, key.source, row, twin);
        waiting.clear();
      }
    }
    for (const [{ row }, twin] of fetchPartners(pass, key, index, waiting)) yield changed(pair, key.source, row, twin);
    const unmet = (): Iterable<Row> => unmetTarget(pass, key, stretch, index);
    const paired = folded === null ? new Map<Row, Row>() : pairFolded(folded, alone.rows, unmet());
    for (const row of alone.rows) {
      const twin = paired.get(row);
      yield twin === undefined ? oneSided(pair.source, row, 'source-only') : changed(pair, key.source, row, twin);
    }
    const taken = new Set([...paired.keys()].map((row) => folded?.source(row)));
    for (const row of unmet()) {
      // The first of such a key is the one that was paired.
      if (taken.size === 0 || folded === null || !taken.delete(folded.target(row)))
        yield oneSided(pair.target, row, 'target-only');
    }
  }
}

/** Rows of the source with the first row of the target whose key differs from theirs in case alone. */
function pairFolded(key: FoldedKey, sources: readonly Row[], targets: Iterable<Row>): Map<Row, Row> {
  const left = new Map(sources.map((row) => [key.source(row), row]));
  const paired = new Map<Row, Row>();
  for (const target of left.size === 0 ? [] : targets) {
    const own = key.target(target);
    const source = left.get(own);
    if (source === undefined) continue;
    left.delete(own);
    paired.set(source, target);
  }
  return paired;
}
