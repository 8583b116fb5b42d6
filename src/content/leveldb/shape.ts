import type { Row } from '../value.ts';
import type { LevelEntry } from './entry.ts';

/** A list of records that entries of a store become. */
export interface ShapeSection {
  readonly name: string;
  readonly columns: readonly string[];
  /** Column positions of the key. */
  readonly key: readonly number[];
  /** Columns that never tell, whatever they hold. */
  readonly address: readonly number[];
}

/** What a store is used for: which record an entry is. */
export interface Shape {
  readonly id: string;
  readonly sections: readonly ShapeSection[];
  /** The record of a version of a key; a deleted one has only the columns of its key. */
  recordOf(entry: LevelEntry): { readonly section: ShapeSection; readonly row: Row } | null;
}
