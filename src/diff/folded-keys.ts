import type { Row } from '../content/value.ts';
import { foldedName } from './pair-names.ts';
import { digestColumns, LANES } from './row-digest.ts';
import type { CommonKey, SectionPair } from './section-pair.ts';

/**
 * What of a row's key is left where both stores fold the case of its columns: equal for rows that neither would hold
 * beside each other. Null where no column of the key is folded.
 */
export interface FoldedKey {
  source(row: Row): string;
  target(row: Row): string;
}

export function foldedKey({ source, target }: SectionPair, key: CommonKey): FoldedKey | null {
  const places = key.source.flatMap((column, i) =>
    source.foldedColumns?.includes(column) === true && target.foldedColumns?.includes(key.target[i] as number) === true
      ? [i]
      : [],
  );
  if (places.length === 0) return null;
  const digest = new Int32Array(LANES);
  const fold = (row: Row, columns: readonly number[]): string => {
    const own = [...row];
    for (const place of places) {
      const column = columns[place] as number;
      const value = own[column];
      if (typeof value === 'string') own[column] = foldedName(value);
    }
    digestColumns(own, columns, digest);
    return digest.join();
  };
  return { source: (row) => fold(row, key.source), target: (row) => fold(row, key.target) };
}
