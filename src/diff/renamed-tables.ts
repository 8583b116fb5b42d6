import type { Section } from '../content/reader.ts';
import { foldedName } from './pair-names.ts';
import { type Look, mostInCommon } from './rows-in-common.ts';
import { beyondAddress, recordTells } from './section-pair.ts';

/**
 * Tables of databases that lost their twin, by the one that holds the same under another name: the same columns, and at
 * least half of the telling rows. The tables must be those that no table of the other side has the name of.
 */
export function renamedTables(
  mine: readonly Section[],
  theirs: readonly Section[],
  poll: () => void,
): ReadonlyMap<Section, Section> {
  const renamed = new Map<Section, Section>();
  const others = byColumns(theirs);
  for (const [columns, tables] of byColumns(mine)) {
    const candidates = others.get(columns);
    if (candidates === undefined) continue;
    for (const [one, other] of mostInCommon(tables.map(lookAt), candidates.map(lookAt), poll))
      renamed.set(tables[one] as Section, candidates[other] as Section);
  }
  return renamed;
}

function byColumns(sections: readonly Section[]): Map<string, Section[]> {
  const groups = new Map<string, Section[]>();
  for (const section of sections) {
    if (section.foldsNames !== true || section.counts().telling === 0) continue;
    const columns = JSON.stringify(section.columns.map(foldedName).sort());
    groups.set(columns, [...(groups.get(columns) ?? []), section]);
  }
  return groups;
}

/** All columns, in the order of their names. */
function lookAt(section: Section): Look {
  const beyond = beyondAddress(section);
  const names = section.columns.map(foldedName);
  return {
    section,
    columns: [...names.keys()].sort((a, b) => ((names[a] as string) < (names[b] as string) ? -1 : 1)),
    tells: (row) => recordTells(section, row, beyond),
  };
}
