/** What a column makes of values put into it (sqlite.org/datatype3.html, 3). */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

/** The rules in SQLite's order: the first that fits the declared type. */
export function affinityOf(type: string): Affinity {
  if (/INT/i.test(type)) return 'integer';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'text';
  if (type === '' || /BLOB/i.test(type)) return 'blob';
  return /REAL|FLOA|DOUB/i.test(type) ? 'real' : 'numeric';
}
