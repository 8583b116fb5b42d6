import type { Value } from '../value.ts';
import type { Affinity } from './affinity.ts';

/** What a table's CREATE text says about its rows, stored columns only (virtual generated ones are nowhere on disk). */
export interface Shape {
  readonly columns: readonly ShapeColumn[];
  /** For each place in a record, the column it fills: the declared order, but key first in WITHOUT ROWID tables. */
  readonly slots: readonly number[];
  readonly withoutRowid: boolean;
  /** The column that stands for the rowid (INTEGER PRIMARY KEY), NULL in the record itself. */
  readonly alias: number | null;
  /** Declared key first, then unique indexes over NOT NULL columns. */
  readonly keys: readonly ShapeKey[];
  /** Columns that every key they belong to compares by NOCASE. */
  readonly folded?: readonly number[];
  /** SQLite refused the text: names come from our own reading of it. */
  readonly guessed: boolean;
}

export interface ShapeColumn {
  readonly name: string;
  /** REAL affinity: whole numbers are stored as integers and read as reals (sqlite.org/datatype3.html, 3). */
  readonly real: boolean;
  /** What the declared type makes of values put in. */
  readonly affinity: Affinity;
  readonly notNull: boolean;
  /** What a record that ends before this column holds here. */
  readonly missing: Value;
}

export interface ShapeKey {
  readonly columns: readonly number[];
  /** Declared without NOT NULL: a key only if no row holds NULL in it. */
  readonly mayBeNull: boolean;
}
