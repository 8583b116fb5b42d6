import { declaredShape } from './declaration.ts';
import { guessedShape } from './guessed-shape.ts';
import type { TableEntry } from './schema.ts';
import type { Shape } from './shape.ts';

/** What a declaration means, with the names that its columns go by; null where it says nothing. */
export function entryShape({
  sql,
  uniqueIndexes,
  rename,
}: Pick<TableEntry, 'sql' | 'uniqueIndexes' | 'rename'>): Shape | null {
  const shape = declaredShape(sql, uniqueIndexes) ?? guessedShape(sql);
  if (shape === null || rename === null) return shape;
  const names = shape.columns.map((column) => rename(column.name));
  // Two columns never share a name: then the numbered ones stay.
  if (new Set(names).size < names.length) return shape;
  return { ...shape, columns: shape.columns.map((column, at) => ({ ...column, name: names[at] ?? column.name })) };
}
