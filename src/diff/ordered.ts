import type { Row } from '../content/value.ts';
import { type CommonKey, sameRecord, sharesTelling, valueColumns } from './section-pair.ts';
import { countChanged, countSame, emptyTally, type Pass, POLL_ROWS, type Tally } from './tally.ts';

/** Records of one key; null where a side has none of it. One object for all, overwritten by the next. */
export interface Joined {
  source: Row | null;
  target: Row | null;
  /** Place of the source's record in its section. */
  ordinal: number;
}

/** Whether the promise of order was kept: a damaged database may break it. */
export interface Order {
  kept: boolean;
}

type Cursor = { row: Row | null; key: number | bigint; next(): void; close(): void };

function cursor(records: Iterable<Row>, column: number, order: Order): Cursor {
  const rows = records[Symbol.iterator]();
  const self: Cursor = {
    row: null,
    key: Number.NEGATIVE_INFINITY,
    next() {
      const step = rows.next();
      if (step.done === true) {
        self.row = null;
        return;
      }
      const key = step.value[column];
      if ((typeof key !== 'number' && typeof key !== 'bigint') || key <= self.key) order.kept = false;
      else self.key = key;
      self.row = step.value;
    },
    close: () => void rows.return?.(),
  };
  return self;
}

/** Walks two sections in key order side by side, in constant memory. Stops where a side breaks the order. */
export function* joinOrdered(pass: Pass, key: CommonKey, order: Order): Generator<Joined> {
  const { source, target } = pass.pair;
  const a = cursor(source.records(), key.source[0] as number, order);
  const b = cursor(target.records(), key.target[0] as number, order);
  const joined: Joined = { source: null, target: null, ordinal: -1 };
  try {
    a.next();
    b.next();
    for (let count = 1; a.row !== null || b.row !== null; count += 1) {
      if (!order.kept) return;
      if (count % POLL_ROWS === 0) pass.poll();
      const takeA = a.row !== null && (b.row === null || a.key <= b.key);
      const takeB = b.row !== null && (a.row === null || b.key <= a.key);
      joined.source = takeA ? a.row : null;
      joined.target = takeB ? b.row : null;
      if (takeA) joined.ordinal += 1;
      yield joined;
      if (takeA) a.next();
      if (takeB) b.next();
    }
  } finally {
    a.close();
    b.close();
  }
}

/** Counts by a merge; null where a side breaks the order, or holds a key twice. */
export function compareOrdered(pass: Pass, key: CommonKey): Tally | null {
  const { pair } = pass;
  const tally = emptyTally();
  const order: Order = { kept: true };
  const beyond = valueColumns(pair, key);
  for (const { source, target, ordinal } of joinOrdered(pass, key, order)) {
    if (source === null) tally.targetOnly += 1;
    else if (target === null) tally.sourceOnly += 1;
    else if (sameRecord(pair, source, target)) countSame(tally, pass, source, ordinal);
    else if (pair.rows && sharesTelling(pair, beyond, source, target)) countChanged(tally, pass, ordinal);
    else {
      tally.sourceOnly += 1;
      tally.targetOnly += 1;
    }
  }
  return order.kept ? tally : null;
}
