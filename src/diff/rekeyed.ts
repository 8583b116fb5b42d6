import type { Row } from '../content/value.ts';
import { digestTable } from './digest-table.ts';
import { takeOne } from './multiset.ts';
import { inPass, type Stretch, stretchesFor } from './partition.ts';
import { digestColumns, LANES } from './row-digest.ts';
import { beyondAddress, type CommonKey, lackingSaysNothing, recordTells, type SectionPair } from './section-pair.ts';
import { type Pass, POLL_ROWS, type Tally } from './tally.ts';

/** Of the telling records that were not found, of the side that has fewer, those that both must have: else it is chance. */
const COMMON_SHARE = 0.5;

interface Overlap {
  /** Records that tell. */
  source: number;
  target: number;
  /** Those of the source that the target has too, whatever their ids. */
  common: number;
}

/**
 * How many records of the source stand on the target under another id, in all else equal: a migration gave the ids
 * anew. Told, never counted as found, for a changed key is not (contract, "Comparison"). 0 where the key is no integer
 * alone, or where what is equal is the smaller part of what is left over.
 *
 * Records that are the same under their own id are in both sides' digests: as many are taken off again.
 */
export function rekeyedRecords(pass: Pass, key: CommonKey, tally: Tally): number {
  const { pair } = pass;
  const isLeft = tally.sourceOnly + tally.changed > 0 && tally.targetOnly + tally.changed > 0;
  if (!isLeft || !pair.rows || key.source.length !== 1 || pair.beyondKey.length === 0) return 0;
  const overlap: Overlap = { source: 0, target: 0, common: 0 };
  for (const stretch of stretchesFor(pass.expected)) if (!addOverlap(pass, key, stretch, overlap)) return 0;
  const same = tally.telling - tally.changed;
  const rekeyed = overlap.common - same;
  const left = Math.min(overlap.source, overlap.target) - same;
  return rekeyed > 0 && rekeyed >= left * COMMON_SHARE ? rekeyed : 0;
}

/** False where a key is no integer. */
function addOverlap(pass: Pass, key: CommonKey, { index, of }: Stretch, overlap: Overlap): boolean {
  const { pair, poll } = pass;
  const columns = columnsBeside(pair, key);
  const [idOfSource, idOfTarget] = [key.source[0] as number, key.target[0] as number];
  const beyondTarget = beyondAddress(pair.target);
  const table = digestTable(pass.expected / of);
  const digest = new Int32Array(LANES);
  let seen = 0;
  for (const row of pair.target.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) poll();
    if (!isInteger(row, idOfTarget)) return false;
    digestColumns(row, columns.target, digest);
    if (!inPass(digest, index, of)) continue;
    if (recordTells(pair.target, row, beyondTarget)) overlap.target += 1;
    const slot = table.insert(digest);
    table.set(slot, table.get(slot) + 1);
  }
  for (const row of pair.source.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) poll();
    if (!isInteger(row, idOfSource)) return false;
    digestColumns(row, columns.source, digest);
    if (!inPass(digest, index, of) || !recordTells(pair.source, row, pair.beyondKey)) continue;
    overlap.source += 1;
    if (lackingSaysNothing(pair, row) && takeOne(table, digest)) overlap.common += 1;
  }
  return true;
}

/** The columns that both have, less the key. */
function columnsBeside({ sharedSource, sharedTarget }: SectionPair, key: CommonKey) {
  const kept = sharedSource.flatMap((column, i) => (key.source.includes(column) ? [] : [i]));
  return {
    source: kept.map((i) => sharedSource[i] as number),
    target: kept.map((i) => sharedTarget[i] as number),
  };
}

function isInteger(row: Row, column: number): boolean {
  const value = row[column];
  return typeof value === 'number' || typeof value === 'bigint';
}
