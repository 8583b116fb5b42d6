import type { Document } from '../content/reader.ts';
import { isWrapped } from '../content/unwrap.ts';
import { sameValue } from '../content/value.ts';
import { contentOfValue } from '../content/value-content.ts';
import type { Change, RecordCounts, SectionRecords } from '../diff/change.ts';
import { changesOf } from '../diff/changes.ts';
import { isLong, type Listed } from '../diff/long-values.ts';
import { type NestedRoom, withNested } from './nested-changes.ts';

/** Differences of one artifact that are looked at, and bytes of values that are opened for it: this is not asked for. */
const MOST_CHANGES = 10_000;
const MOST_BYTES = 16 << 20;

/**
 * How many records of each section differ only in how what their values hold is written: JSON in another order, the
 * same packed anew. Their values are not equal, so they count as different (contract, "Comparison"), and this is told.
 */
export function rewrittenRecords(
  source: Document,
  target: Document,
  counts: RecordCounts,
  poll: () => void,
): readonly SectionRecords[] {
  if (counts.changed === 0 && (counts.sourceOnly === 0 || counts.targetOnly === 0)) return [];
  // Lines and elements of lists are there or not, and never changed.
  if (!source.sections.some(({ keys, partial }) => keys.length > 0 || partial === 'row')) return [];
  const found = new Map<string, number>();
  const room: NestedRoom = { bytes: MOST_BYTES };
  for (const change of changesOf(source, target, MOST_CHANGES, poll)) {
    if (!mayBeRewritten(change) || !isRewritten(withNested(change, room, poll))) continue;
    found.set(change.section, (found.get(change.section) ?? 0) + 1);
    if (room.bytes < 0) break;
  }
  return [...found].map(([section, records]) => ({ section, records }));
}

/** The columns of a changed record that differ; null where a side has no value to compare. */
function differing({ kind, source, target }: Change): (readonly [column: string, Listed, Listed])[] | null {
  if (kind !== 'changed' || source === null || target === null) return null;
  const names = Object.keys({ ...source, ...target });
  const pairs = names.map((name) => [name, source[name] ?? null, target[name] ?? null] as const);
  return pairs.filter(([, one, other]) => isLong(one) || isLong(other) || !sameValue(one, other));
}

/** Before anything is opened: all that differs are texts with a structure, or bytes that are packed. */
function mayBeRewritten(change: Change): boolean {
  const pairs = differing(change) ?? [];
  return pairs.length > 0 && pairs.every(([, one, other]) => [one, other].every(isStructured));
}

function isStructured(value: Listed): boolean {
  if (isLong(value)) return false;
  return value instanceof Uint8Array ? isWrapped(value) : contentOfValue(value) !== null;
}

/** Of a change with what differs inside its values: nothing does, or what does was itself only rewritten. */
function isRewritten(change: Change): boolean {
  const pairs = differing(change) ?? [];
  return (
    pairs.length > 0 &&
    pairs.every(([name]) => {
      const inside = change.within?.find(({ column }) => column === name);
      return inside !== undefined && !inside.cut && inside.changes.every(isRewritten);
    })
  );
}
