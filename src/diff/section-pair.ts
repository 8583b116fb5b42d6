import type { Section } from '../content/reader.ts';
import { type Row, sameValue, type Value, valueTells } from '../content/value.ts';
import { foldedName, pairNames } from './pair-names.ts';
import { withRenamed } from './renamed-columns.ts';
import { digestColumns, type Lanes } from './row-digest.ts';

/** A key that both sides have, as column positions of each, in one order. */
export interface CommonKey {
  readonly source: readonly number[];
  readonly target: readonly number[];
  /** Rows of both sides come in ascending order of it. */
  readonly ordered: boolean;
}

/** Two sections of one name, which may differ in its case where the store folds names, with their columns aligned by name. */
export interface SectionPair {
  readonly name: string;
  readonly source: Section;
  readonly target: Section;
  /** Positions of the columns that both have, in the source's order. */
  readonly sharedSource: readonly number[];
  readonly sharedTarget: readonly number[];
  /** Columns of the source that the target has not, with what a record without them holds. */
  readonly lacking: readonly { readonly column: number; readonly value: Value }[];
  /** The target has columns that the source has not. */
  readonly extra: boolean;
  /** Best first; none: a multiset. */
  readonly keys: readonly CommonKey[];
  /** A record with the same key and another value may count as found (contract: rows). */
  readonly rows: boolean;
  /** Source columns beyond the record's own address: what may tell. */
  readonly beyondKey: readonly number[];
}

/** Columns that hold something, beyond those that say where a record stands. */
export function beyondAddress(section: Section): readonly number[] {
  const address = section.address ?? section.keys[0] ?? [];
  return section.columns.map((_, column) => column).filter((column) => !address.includes(column));
}

/** Columns of tables that were renamed are paired by what they hold: that takes a pass over both. */
export function pairSections(source: Section, target: Section, poll: () => void = () => undefined): SectionPair {
  const folds = source.foldsNames === true && target.foldsNames === true;
  const twins = withRenamed(source, target, pairNames(source.columns, target.columns, folds), poll);
  const sharedSource: number[] = [];
  const sharedTarget: number[] = [];
  const lacking: { column: number; value: Value }[] = [];
  twins.forEach((twin, column) => {
    if (twin < 0) lacking.push({ column, value: source.defaults[column] ?? null });
    else {
      sharedSource.push(column);
      sharedTarget.push(twin);
    }
  });
  return {
    name: source.name,
    source,
    target,
    sharedSource,
    sharedTarget,
    lacking,
    extra: target.columns.length > sharedTarget.length,
    keys: commonKeys(source, target, twins),
    rows: source.partial === 'row' && target.partial === 'row',
    beyondKey: beyondAddress(source),
  };
}

/**
 * Keys over columns of the same names, by their ranks on both sides together, so that swapping the sides gives the
 * same order.
 */
function commonKeys(source: Section, target: Section, twins: readonly number[]): CommonKey[] {
  const found: { key: CommonKey; rank: number; names: string }[] = [];
  source.keys.forEach((columns, sourceRank) => {
    const theirs = columns.map((column) => twins[column] as number);
    const targetRank = target.keys.findIndex(
      (other) => other.length === columns.length && other.every((column) => theirs.includes(column)),
    );
    if (targetRank < 0) return;
    const ordered = sourceRank === 0 && targetRank === 0 && columns.length === 1 && source.ordered && target.ordered;
    const names = columns.map((column, i) => {
      const both = [source.columns[column] as string, target.columns[theirs[i] as number] as string];
      return both.map(foldedName).sort()[0];
    });
    const key = { source: columns, target: theirs, ordered };
    found.push({ key, rank: sourceRank + targetRank, names: names.sort().join('\0') });
  });
  found.sort((a, b) => a.rank - b.rank || (a.names < b.names ? -1 : 1));
  return found.map(({ key }) => key);
}

/** Whether the columns that the target has not say nothing in a record of the source. */
export function lackingSaysNothing(pair: SectionPair, row: Row): boolean {
  for (const { column, value } of pair.lacking) {
    const own = row[column] ?? null;
    if (own !== null && !sameValue(own, value)) return false;
  }
  return true;
}

export function sameRecord(pair: SectionPair, source: Row, target: Row): boolean {
  const { sharedSource, sharedTarget } = pair;
  for (let i = 0; i < sharedSource.length; i += 1) {
    const a = source[sharedSource[i] as number] ?? null;
    if (!sameValue(a, target[sharedTarget[i] as number] ?? null)) return false;
  }
  return pair.lacking.length === 0 || lackingSaysNothing(pair, source);
}

/** Positions among the shared columns that belong neither to the key matched by nor to the record's own key. */
export function valueColumns(pair: SectionPair, key: CommonKey): number[] {
  return pair.sharedSource
    .map((_, i) => i)
    .filter((i) => {
      const column = pair.sharedSource[i] as number;
      return !key.source.includes(column) && pair.beyondKey.includes(column);
    });
}

/** Whether two records of one key share a telling value beyond it. */
export function sharesTelling(pair: SectionPair, beyond: readonly number[], source: Row, target: Row): boolean {
  return beyond.some((i) => {
    const value = source[pair.sharedSource[i] as number] ?? null;
    return valueTells(value) && sameValue(value, target[pair.sharedTarget[i] as number] ?? null);
  });
}

export function recordTells(section: Section, row: Row, beyondKey: readonly number[]): boolean {
  if (section.tells !== undefined) return section.tells(row);
  for (let i = 0; i < beyondKey.length; i += 1) if (valueTells(row[beyondKey[i] as number] ?? null)) return true;
  return false;
}

/** Digests of a record's shared columns: equal on both sides where the record is the same. */
export function digestSource(pair: SectionPair, row: Row, into: Lanes): void {
  digestColumns(row, pair.sharedSource, into);
}

export function digestTarget(pair: SectionPair, row: Row, into: Lanes): void {
  digestColumns(row, pair.sharedTarget, into);
}
