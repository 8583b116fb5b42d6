import { renderKey, renderKeyColumns } from '../content/key.ts';
import type { Section } from '../content/reader.ts';
import { type Row, sameValue, type Value } from '../content/value.ts';
import type { Change } from './change.ts';
import type { SectionPair } from './section-pair.ts';

/** A record that only one side has, with all its columns. */
export function oneSided(section: Section, row: Row, kind: 'source-only' | 'target-only'): Change {
  const fields = fieldsOf(section, row, () => true);
  const sides = kind === 'source-only' ? { source: fields, target: null } : { source: null, target: fields };
  return { section: section.name, kind, key: renderKey(section, row), ...sides };
}

/** The differing columns of both, and those of the key. */
export function changed(pair: SectionPair, key: readonly number[], source: Row, target: Row): Change {
  const shown = new Set<string>();
  pair.sharedSource.forEach((column, i) => {
    const value = source[column] ?? null;
    const twin = target[pair.sharedTarget[i] as number] ?? null;
    if (key.includes(column) || !sameValue(value, twin)) shown.add(pair.source.columns[column] as string);
  });
  for (const { column, value } of pair.lacking) {
    const own = source[column] ?? null;
    if (own !== null && !sameValue(own, value)) shown.add(pair.source.columns[column] as string);
  }
  return {
    section: pair.name,
    kind: 'changed',
    key: key.length === 0 ? renderKey(pair.source, source) : renderKeyColumns(source, key),
    source: fieldsOf(pair.source, source, (name) => shown.has(name)),
    target: fieldsOf(pair.target, target, (name) => shown.has(name)),
  };
}

function fieldsOf(section: Section, row: Row, wanted: (name: string) => boolean): Readonly<Record<string, Value>> {
  const fields: [string, Value][] = [];
  section.columns.forEach((name, column) => {
    if (wanted(name)) fields.push([name, row[column] ?? null]);
  });
  return Object.fromEntries(fields);
}
