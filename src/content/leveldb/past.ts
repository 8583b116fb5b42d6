import type { PastRecord } from '../reader.ts';
import type { LevelEntry } from './entry.ts';
import type { Shape } from './shape.ts';
import type { LevelStore } from './store.ts';

/** The version of each key that counts: the newest in a file that does. A deletion is one too. */
export function* liveEntries({ entries, applied }: LevelStore): Generator<LevelEntry> {
  let settled: Uint8Array | null = null;
  for (const entry of entries) {
    if (settled !== null && Buffer.compare(settled, entry.key) === 0) continue;
    if (!applied(entry)) continue;
    settled = entry.key;
    if (entry.value !== null) yield entry;
  }
}

/**
 * Versions that count no more. The last value of a key that was deleted is `deleted`, all others `superseded`; a key of
 * which only the deletion is left is given without a value.
 */
export function* pastEntries(store: LevelStore, shape: Shape): Generator<PastRecord> {
  const { entries, applied } = store;
  for (let from = 0; from < entries.length; ) {
    const { key } = entries[from] as LevelEntry;
    let to = from + 1;
    while (to < entries.length && Buffer.compare((entries[to] as LevelEntry).key, key) === 0) to += 1;
    const versions = entries.slice(from, to);
    from = to;
    const current = versions.find(applied) ?? null;
    const live = current?.value ?? null;
    let first = true;
    for (const entry of versions) {
      if (entry.value === null || (live !== null && Buffer.compare(entry.value, live) === 0)) continue;
      const last = live === null && first;
      first = false;
      const record = recordOf(shape, entry, last ? 'deleted' : 'superseded');
      if (record !== null) yield record;
    }
    if (live === null && first && current !== null) {
      const record = recordOf(shape, current, 'deleted');
      if (record !== null) yield record;
    }
  }
}

function recordOf(shape: Shape, entry: LevelEntry, state: PastRecord['state']): PastRecord | null {
  const made = shape.recordOf(entry);
  if (made === null) return null;
  const { section, row } = made;
  const known = entry.value === null ? section.key : section.columns.map((_, at) => at);
  return {
    section: section.name,
    columns: [...known.map((at) => section.columns[at] as string), 'sequence'],
    row: [...known.map((at) => row[at] ?? null), Number(entry.sequence)],
    state,
    grade: 'intact',
    at: `${entry.file} @${entry.at}`,
  };
}
