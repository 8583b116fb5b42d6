import type { Row } from '../content/value.ts';
import { type DigestTable, digestTable } from './digest-table.ts';
import { inPass, type Stretch, stretchesFor } from './partition.ts';
import { LANES } from './row-digest.ts';
import { digestSource, digestTarget, lackingSaysNothing } from './section-pair.ts';
import { countSame, emptyTally, type Pass, POLL_ROWS, type Tally } from './tally.ts';

/** How often each record stands on the target. */
export function countTarget(pass: Pass, stretch: Stretch): { readonly table: DigestTable; readonly records: number } {
  const digest = new Int32Array(LANES);
  const table = digestTable(pass.expected / stretch.of);
  let records = 0;
  let seen = 0;
  for (const row of pass.pair.target.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) pass.poll();
    digestTarget(pass.pair, row, digest);
    if (!inPass(digest, stretch.index, stretch.of)) continue;
    const slot = table.insert(digest);
    table.set(slot, table.get(slot) + 1);
    records += 1;
  }
  return { table, records };
}

// A slot whose number is 0 would be free to the table: a count that was used up is kept as this.
const USED_UP = -1;

/** Takes one of a digest out of the counts. False where none is left. */
export function takeOne(table: DigestTable, digest: Int32Array): boolean {
  const slot = table.find(digest);
  if (slot < 0) return false;
  const left = table.get(slot);
  if (left === USED_UP) return false;
  table.set(slot, left === 1 ? USED_UP : left - 1);
  return true;
}

/** A record of the source, and whether the target has one more like it. One object for all, overwritten by the next. */
export interface Matched {
  row: Row;
  ordinal: number;
  found: boolean;
}

export function* matchSource(pass: Pass, stretch: Stretch, table: DigestTable): Generator<Matched> {
  const digest = new Int32Array(LANES);
  const matched: Matched = { row: [], ordinal: -1, found: false };
  for (const row of pass.pair.source.records()) {
    matched.ordinal += 1;
    if (matched.ordinal % POLL_ROWS === 0) pass.poll();
    digestSource(pass.pair, row, digest);
    if (!inPass(digest, stretch.index, stretch.of)) continue;
    matched.row = row;
    matched.found = lackingSaysNothing(pass.pair, row) && takeOne(table, digest);
    yield matched;
  }
}

/** The records of the target that are still in the counts, once the source has passed. */
export function* leftOfTarget(pass: Pass, stretch: Stretch, table: DigestTable): Generator<Row> {
  const digest = new Int32Array(LANES);
  let seen = 0;
  for (const row of pass.pair.target.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) pass.poll();
    digestTarget(pass.pair, row, digest);
    if (inPass(digest, stretch.index, stretch.of) && takeOne(table, digest)) yield row;
  }
}

/** Counts records that are equal, whatever their order, each as often as both sides have it. */
export function compareMultiset(pass: Pass, perTable?: number): Tally {
  const tally = emptyTally();
  for (const stretch of stretchesFor(pass.expected, perTable)) {
    const { table, records } = countTarget(pass, stretch);
    const before = tally.same;
    for (const { row, ordinal, found } of matchSource(pass, stretch, table)) {
      if (found) countSame(tally, pass, row, ordinal);
      else tally.sourceOnly += 1;
    }
    tally.targetOnly += records - (tally.same - before);
  }
  return tally;
}
