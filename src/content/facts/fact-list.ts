import type { Document, Parts } from '../reader.ts';
import type { Row, Value } from '../value.ts';

/** Facts of one kind, taken out of one store: what every shape of them can say is said in the same words. */
export interface FactList {
  /** Columns that this shape has. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Records of the same store that no shape of this kind has a word for: pictures of contacts, MMS. */
  readonly beyond: number;
}

/** What a store is read from: its document, and its parts, already taken out of any wrapping. */
export interface FactSource {
  readonly document: Document;
  readonly parts: Parts;
}

/** More than a phone holds; a hostile store would take all memory. */
export const FACTS_LIMIT = 1_000_000;
const SEPARATORS = /[\s().\-/\u00a0]/g;
const DIALLED = /^\+?[\d*#()\s.\-/\u00a0]+$/;

/** A number as it is dialled, without the signs put in for the eye; other text (a sender's name) as it is. */
export function dialled(value: Value): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string' || value === '') return null;
  return DIALLED.test(value) ? value.replace(SEPARATORS, '') : value;
}

/** A whole number, however it is spelled. */
export function whole(value: Value): Value {
  if (typeof value === 'object' && value !== null && 'real' in value) return Math.trunc(value.real);
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** Rows of a section by names of columns; null where the section is not there, or lacks one of those wanted. */
export function rowsOf(
  document: Document,
  names: readonly string[],
  columns: Readonly<Record<string, (value: Value) => Value>>,
  wanted: readonly string[],
): { readonly columns: readonly string[]; readonly rows: Row[] } | null {
  const section = document.sections.find(
    (each) => names.includes(each.name) && wanted.every((name) => each.columns.includes(name)),
  );
  if (section === undefined) return null;
  const present = Object.keys(columns).filter((name) => section.columns.includes(name));
  const places = present.map((name) => section.columns.indexOf(name));
  const rows: Row[] = [];
  for (const row of section.records()) {
    if (rows.length >= FACTS_LIMIT) return null;
    rows.push(present.map((name, i) => (columns[name] as (value: Value) => Value)(row[places[i] as number] ?? null)));
  }
  return { columns: present, rows };
}

/** Records of a section; 0 where it is not there. */
export function recordsIn(document: Document, name: string): number {
  return document.sections.find((section) => section.name === name)?.counts().records ?? 0;
}
