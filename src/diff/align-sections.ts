import type { Document, Section } from '../content/reader.ts';
import { pairNames } from './pair-names.ts';

/** A section and its twin; null where a side has none of that name. */
export type SectionTwins =
  | { readonly source: Section; readonly target: Section | null }
  | { readonly source: null; readonly target: Section };

/** The sections of both documents: the source's in their order, each with its twin, then what only the target has. */
export function alignSections({ sections: mine }: Document, { sections: theirs }: Document): SectionTwins[] {
  const folds = [mine, theirs].every((sections) => sections.every(({ foldsNames }) => foldsNames === true));
  const [names, others] = [mine, theirs].map((sections) => sections.map(({ name }) => name)) as [string[], string[]];
  const places = pairNames(names, others, folds);
  const taken = new Set(places);
  return [
    ...mine.map((source, i) => ({ source, target: theirs[places[i] as number] ?? null })),
    ...theirs.filter((_, place) => !taken.has(place)).map((target) => ({ source: null, target })),
  ];
}
