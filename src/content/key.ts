import type { Section } from './reader.ts';
import type { Row, Value } from './value.ts';

/** A value as it stands in a rendered key: text as it is, bytes in hex. */
function keyText(value: Value): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value !== 'object' || value === null) return String(value);
  return 'real' in value ? String(value.real) : Buffer.from(value.text).toString('latin1');
}

/** The values of the given columns as one text: `12`, or `a,b` for a key of several columns. */
export function renderKeyColumns(row: Row, columns: readonly number[]): string {
  return columns.map((column) => keyText(row[column] ?? null)).join(',');
}

/** A record's key as every output shows it; null where its section has none. */
export function renderKey(section: Section, row: Row): string | null {
  const key = section.keys[0];
  return key === undefined ? null : renderKeyColumns(row, key);
}
