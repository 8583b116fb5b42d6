import type { Section } from '../content/reader.ts';
import { valueTells } from '../content/value.ts';
import { type Look, mostInCommon } from './rows-in-common.ts';

/** Columns of one table that are tried: each is a pass over both sides. */
const MOST_TRIED = 16;

/**
 * Twins of columns as `pairNames` gives them, and of those that are left over too: the one at the same place, where at
 * least half of the rows hold the same in it and in all columns that both have. The values must tell, for flags are
 * equal by chance; of a key, what stands beside it must.
 */
export function withRenamed(source: Section, target: Section, twins: readonly number[], poll: () => void): number[] {
  const found = [...twins];
  if (source.foldsNames !== true || target.foldsNames !== true) return found;
  const taken = new Set(twins);
  const left = twins.flatMap((twin, at) => (twin < 0 && at < target.columns.length && !taken.has(at) ? [at] : []));
  const shared = twins.flatMap((twin, at) => (twin < 0 ? [] : [at]));
  const theirs = shared.map((at) => twins[at] as number);
  const isKey = (section: Section, at: number): boolean => section.keys.some((key) => key.includes(at));
  for (const at of left.slice(0, MOST_TRIED)) {
    const beside = isKey(source, at) && isKey(target, at);
    const look = (section: Section, others: readonly number[]): Look => ({
      section,
      columns: [...others, at],
      tells: (row) => (beside ? others : [at]).some((column) => valueTells(row[column] ?? null)),
    });
    if (mostInCommon([look(source, shared)], [look(target, theirs)], poll).length > 0) found[at] = at;
  }
  return found;
}
