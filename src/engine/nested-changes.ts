import { Fault } from '../base/fault.ts';
import { type Readings, readAlike } from '../content/index.ts';
import type { Parts } from '../content/reader.ts';
import { isWrapped, unwrap } from '../content/unwrap.ts';
import { sameValue } from '../content/value.ts';
import { contentOfValue } from '../content/value-content.ts';
import type { Change, ChangesWithin } from '../diff/change.ts';
import { changesOf } from '../diff/changes.ts';
import { isLong, type Listed } from '../diff/long-values.ts';

/** Contents within contents that are opened: JSON in a text of JSON in a row, and once more. */
const MOST_DEPTH = 4;
/** Differences listed within one value. */
const MOST_CHANGES = 100;
/** Lines of text are no content of their own: such values are shown as they are. */
const PLAIN_READERS: ReadonlySet<string> = new Set(['lines']);

/** Bytes of values that are opened for one artifact; those that come later are shown as they are. */
const MOST_BYTES = 64 << 20;

/** How much of the values of one artifact may still be opened. */
export interface NestedRoom {
  bytes: number;
}

export const nestedRoom = (): NestedRoom => ({ bytes: MOST_BYTES });

/** A change with what differs inside its values, where they hold contents of their own on both sides. */
export function withNested(change: Change, room: NestedRoom, poll: () => void, depth = 0): Change {
  const { kind, source, target } = change;
  if (kind !== 'changed' || source === null || target === null || depth >= MOST_DEPTH) return change;
  const within: ChangesWithin[] = [];
  for (const [column, value] of Object.entries(source)) {
    const found = changesWithin(column, value, target[column] ?? null, room, poll, depth);
    if (found !== null) within.push(found);
  }
  return within.length === 0 ? change : { ...change, within };
}

function changesWithin(
  column: string,
  value: Listed,
  other: Listed,
  room: NestedRoom,
  poll: () => void,
  depth: number,
): ChangesWithin | null {
  if (isLong(value) || isLong(other)) return null;
  const [one, two] = [contentOfValue(value), contentOfValue(other)];
  if (one === null || two === null || sameValue(value, other)) return null;
  room.bytes -= one.length + two.length;
  if (room.bytes < 0) return null;
  const packing = packedAnew(one, two);
  if (packing !== null) return { column, reader: packing, changes: [], cut: false };
  const { reader, sides } = openedAlike(one, two, column, poll);
  const [left, right] = sides.map(({ document }) => document);
  try {
    if (reader === null || PLAIN_READERS.has(reader.id) || left == null || right == null) return null;
    const changes: Change[] = [];
    for (const change of changesOf(left, right, MOST_CHANGES + 1, poll)) {
      if (changes.length === MOST_CHANGES) return { column, reader: reader.id, changes, cut: true };
      changes.push(withNested(change, room, poll, depth + 1));
    }
    return { column, reader: reader.id, changes, cut: false };
  } finally {
    left?.[Symbol.dispose]();
    right?.[Symbol.dispose]();
  }
}

/** What both are packed in, where they hold the same bytes: then no reader need know them. */
function packedAnew(one: Uint8Array, two: Uint8Array): string | null {
  if (!isWrapped(one) || !isWrapped(two)) return null;
  const [left, right] = [unwrap(partsOf(one)), unwrap(partsOf(two))];
  const [inner, other] = [left?.parts.get('main')?.whole(), right?.parts.get('main')?.whole()];
  return left != null && inner != null && other != null && Buffer.compare(inner, other) === 0 ? left.wrapping : null;
}

/** Without SQLite's engine a database within a value is shown as the value that it is. */
function openedAlike(one: Uint8Array, two: Uint8Array, column: string, poll: () => void): Readings {
  try {
    return readAlike([partsOf(one), partsOf(two)], column, poll);
  } catch (error) {
    if (error instanceof Fault && error.code === 'engine.missing') return { reader: null, sides: [] };
    throw error;
  }
}

function partsOf(bytes: Uint8Array): Parts {
  return new Map([
    [
      'main',
      { size: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length), whole: () => bytes },
    ],
  ]);
}
