import type { Document, Section } from '../content/reader.ts';
import { pairNames } from './pair-names.ts';
import { renamedTables } from './renamed-tables.ts';

/** A section and its twin; null where a side has none. */
export type SectionTwins =
  | { readonly source: Section; readonly target: Section | null }
  | { readonly source: null; readonly target: Section };

/**
 * The sections of both documents: the source's in their order, each with its twin, then what only the target has. By
 * name, and tables that are left over by what they hold.
 */
export function alignSections(
  { sections: mine }: Document,
  { sections: theirs }: Document,
  poll: () => void,
): SectionTwins[] {
  const folds = [mine, theirs].every((sections) => sections.every(({ foldsNames }) => foldsNames === true));
  const names = (sections: readonly Section[]): string[] => sections.map(({ name }) => name);
  const places = pairNames(names(mine), names(theirs), folds);
  const left = mine.filter((_, i) => places[i] === -1);
  const named = new Set(places);
  const others = theirs.filter((_, place) => !named.has(place));
  const renamed = renamedTables(left, others, poll);
  const taken = new Set(renamed.values());
  return [
    ...mine.map((source, i) => ({ source, target: theirs[places[i] as number] ?? renamed.get(source) ?? null })),
    ...others.filter((target) => !taken.has(target)).map((target) => ({ source: null, target })),
  ];
}
