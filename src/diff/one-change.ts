import { renderKey, renderKeyColumns } from '../content/key.ts';
import type { Section } from '../content/reader.ts';
import { type Row, sameValue, type Value } from '../content/value.ts';
import type { Change } from './change.ts';
import type { SectionPair } from './section-pair.ts';

/** A record that only one side has, with all its columns. */
export function oneSided(section: Section, row: Row, kind: 'source-only' | 'target-only'): Change {
  const fields = fieldsOf(section.columns, row, () => true);
  const sides = kind === 'source-only' ? { source: fields, target: null } : { source: null, target: fields };
  return { section: section.name, kind, key: renderKey(section, row), ...sides };
}

/** The differing columns of both, and those of the key: what both have goes by the source's name. */
export function changed(pair: SectionPair, key: readonly number[], source: Row, target: Row): Change {
  const shown = new Set<number>();
  const twins = new Set<number>();
  const names = [...pair.target.columns];
  pair.sharedSource.forEach((column, i) => {
    const value = source[column] ?? null;
    const place = pair.sharedTarget[i] as number;
    names[place] = pair.source.columns[column] as string;
    if (!key.includes(column) && sameValue(value, target[place] ?? null)) return;
    shown.add(column);
    twins.add(place);
  });
  for (const { column, value } of pair.lacking) {
    const own = source[column] ?? null;
    if (own !== null && !sameValue(own, value)) shown.add(column);
  }
  return {
    section: pair.name,
    kind: 'changed',
    key: key.length === 0 ? renderKey(pair.source, source) : renderKeyColumns(source, key),
    source: fieldsOf(pair.source.columns, source, (column) => shown.has(column)),
    target: fieldsOf(names, target, (column) => twins.has(column)),
  };
}

function fieldsOf(
  columns: readonly string[],
  row: Row,
  wanted: (column: number) => boolean,
): Readonly<Record<string, Value>> {
  const fields: [string, Value][] = [];
  columns.forEach((name, column) => {
    if (wanted(column)) fields.push([name, row[column] ?? null]);
  });
  return Object.fromEntries(fields);
}
