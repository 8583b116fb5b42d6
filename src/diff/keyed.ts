import type { Row } from '../content/value.ts';
import { type DigestTable, digestTable } from './digest-table.ts';
import { inPass, KEYED_TABLE_RECORDS, type Stretch, stretchesFor } from './partition.ts';
import { digestColumns, LANES } from './row-digest.ts';
import {
  type CommonKey,
  digestSource,
  digestTarget,
  lackingSaysNothing,
  sharesTelling,
  valueColumns,
} from './section-pair.ts';
import { countChanged, countSame, emptyTally, type Pass, POLL_ROWS, type Tally } from './tally.ts';

/** Rows of the source whose partner differs, held until the target passes again: by number and by size. */
const WAITING_ROWS = 20_000;
const WAITING_BYTES = 32 * 1024 * 1024;
const VALUE_BYTES = 16;

/** Rows of the source, by the entry of their partner. */
export interface Waiting {
  readonly rows: ReadonlyMap<number, Met>;
  /** True once it is time to pass over the target. */
  add(met: Met): boolean;
  clear(): void;
}

export function waitingRows(): Waiting {
  const rows = new Map<number, Met>();
  let bytes = 0;
  return {
    rows,
    add(met) {
      rows.set(met.entry, met);
      bytes += rowBytes(met.row);
      return rows.size >= WAITING_ROWS || bytes >= WAITING_BYTES;
    },
    clear() {
      rows.clear();
      bytes = 0;
    },
  };
}

/** What a row takes in memory, about. */
export function rowBytes(row: Row): number {
  let bytes = 0;
  for (const value of row) {
    bytes += VALUE_BYTES;
    if (typeof value === 'string') bytes += value.length * 2;
    else if (value instanceof Uint8Array) bytes += value.length;
    else if (typeof value === 'object' && value !== null && 'text' in value) bytes += value.text.length;
  }
  return bytes;
}

/** The target's records by key: what is kept of each is half of its digest, and whether the source has the key. */
export interface KeyIndex {
  readonly table: DigestTable;
  /** By entry number: two words of the record's digest. */
  readonly low: () => Int32Array;
  readonly high: () => Int32Array;
  readonly met: () => Uint8Array;
  readonly records: number;
}

/** The records of the target whose key the source has not, once the source has passed. */
export function* unmetTarget(pass: Pass, key: CommonKey, stretch: Stretch, index: KeyIndex): Generator<Row> {
  const digest = new Int32Array(LANES);
  const met = index.met();
  for (const row of pass.pair.target.records()) {
    digestColumns(row, key.target, digest);
    if (!inPass(digest, stretch.index, stretch.of)) continue;
    const slot = index.table.find(digest);
    if (slot >= 0 && met[index.table.get(slot)] === 0) yield row;
  }
}

/** Indexes one stretch of the target; null where a key stands twice. */
export function indexTarget(pass: Pass, key: CommonKey, stretch: Stretch): KeyIndex | null {
  const table = digestTable(pass.expected / stretch.of);
  const digest = new Int32Array(LANES);
  let capacity = Math.max(64, Math.min(1 << 22, Math.ceil(pass.expected / stretch.of)));
  let low = new Int32Array(capacity);
  let high = new Int32Array(capacity);
  let met = new Uint8Array(capacity);
  let records = 0;
  let seen = 0;
  for (const row of pass.pair.target.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) pass.poll();
    digestColumns(row, key.target, digest);
    if (!inPass(digest, stretch.index, stretch.of)) continue;
    const slot = table.insert(digest);
    if (table.get(slot) !== 0) return null;
    records += 1;
    table.set(slot, records);
    if (records >= capacity) {
      capacity *= 2;
      low = larger(low, new Int32Array(capacity));
      high = larger(high, new Int32Array(capacity));
      met = larger(met, new Uint8Array(capacity));
    }
    digestTarget(pass.pair, row, digest);
    low[records] = digest[0] as number;
    high[records] = digest[1] as number;
  }
  return { table, low: () => low, high: () => high, met: () => met, records };
}

function larger<T extends Int32Array | Uint8Array>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}

/** What became of a record of the source: `differs` has a partner of the same key. */
export type Meeting = 'same' | 'differs' | 'alone' | 'twice';

export interface Met {
  readonly row: Row;
  readonly ordinal: number;
  readonly entry: number;
  readonly meeting: Meeting;
}

/** Meets each record of the source with the target's of the same key. */
export function* meetSource(pass: Pass, key: CommonKey, stretch: Stretch, index: KeyIndex): Generator<Met> {
  const digest = new Int32Array(LANES);
  const [low, high, met] = [index.low(), index.high(), index.met()];
  let ordinal = -1;
  for (const row of pass.pair.source.records()) {
    ordinal += 1;
    if (ordinal % POLL_ROWS === 0) pass.poll();
    digestColumns(row, key.source, digest);
    if (!inPass(digest, stretch.index, stretch.of)) continue;
    const slot = index.table.find(digest);
    if (slot < 0) {
      yield { row, ordinal, entry: 0, meeting: 'alone' };
      continue;
    }
    const entry = index.table.get(slot);
    if (met[entry] !== 0) {
      yield { row, ordinal, entry, meeting: 'twice' };
      continue;
    }
    met[entry] = 1;
    digestSource(pass.pair, row, digest);
    const same = digest[0] === low[entry] && digest[1] === high[entry] && lackingSaysNothing(pass.pair, row);
    yield { row, ordinal, entry, meeting: same ? 'same' : 'differs' };
  }
}

/** Passes over the target again and gives the partners of the waiting records, in the target's order. */
export function* fetchPartners(
  pass: Pass,
  key: CommonKey,
  index: KeyIndex,
  waiting: Waiting,
): Generator<readonly [Met, Row]> {
  const digest = new Int32Array(LANES);
  let left = waiting.rows.size;
  let seen = 0;
  for (const row of left === 0 ? [] : pass.pair.target.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) pass.poll();
    digestColumns(row, key.target, digest);
    const slot = index.table.find(digest);
    const held = slot < 0 ? undefined : waiting.rows.get(index.table.get(slot));
    if (held === undefined) continue;
    yield [held, row];
    left -= 1;
    if (left === 0) return;
  }
}

/** Counts by key, in any order; null where a key stands twice on a side, so that it is none. */
export function compareKeyed(pass: Pass, key: CommonKey, perTable = KEYED_TABLE_RECORDS): Tally | null {
  const { pair } = pass;
  const tally = emptyTally();
  const beyond = valueColumns(pair, key);
  const mayChange = pair.rows && beyond.length > 0;
  for (const stretch of stretchesFor(pass.expected, perTable)) {
    const index = indexTarget(pass, key, stretch);
    if (index === null) return null;
    let matched = 0;
    const waiting = waitingRows();
    const settle = (): void => {
      for (const [held, row] of fetchPartners(pass, key, index, waiting)) {
        if (!sharesTelling(pair, beyond, held.row, row)) continue;
        countChanged(tally, pass, held.ordinal);
        tally.sourceOnly -= 1;
        matched += 1;
      }
      waiting.clear();
    };
    for (const met of meetSource(pass, key, stretch, index)) {
      if (met.meeting === 'twice') return null;
      if (met.meeting === 'same') {
        countSame(tally, pass, met.row, met.ordinal);
        matched += 1;
        continue;
      }
      tally.sourceOnly += 1;
      if (met.meeting === 'differs' && mayChange && waiting.add(met)) settle();
    }
    settle();
    tally.targetOnly += index.records - matched;
  }
  return tally;
}
