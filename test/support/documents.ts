import type { Content, Counts, Document, PartRole, Parts, Section } from '../../src/content/reader.ts';
import { rowTells } from '../../src/content/rows.ts';
import type { Row, Value } from '../../src/content/value.ts';

/** Documents made by hand, so that each rule of comparison can be tried without a file. */
export interface TableSpec {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly keys?: readonly (readonly number[])[];
  readonly defaults?: readonly Value[];
  readonly ordered?: boolean;
  readonly partial?: 'row' | 'whole';
  readonly foldsNames?: boolean;
}

export function section(name: string, spec: TableSpec): Section {
  const keys = spec.keys ?? [];
  return {
    name,
    columns: spec.columns,
    keys,
    defaults: spec.defaults ?? spec.columns.map(() => null),
    ordered: spec.ordered ?? false,
    partial: spec.partial ?? 'row',
    foldsNames: spec.foldsNames ?? false,
    counts: (): Counts => ({
      records: spec.rows.length,
      telling: spec.rows.filter((row) => rowTells(row, keys[0] ?? [])).length,
    }),
    records: () => spec.rows.values(),
  };
}

export function documentOf(
  tables: Readonly<Record<string, TableSpec>>,
  extra: Partial<Pick<Document, 'notices' | 'facts' | 'skipEqual' | 'reader'>> = {},
): Document {
  const sections = Object.entries(tables).map(([name, spec]) => section(name, spec));
  return {
    reader: 'sqlite',
    sections,
    notices: [],
    facts: {},
    counts: () => ({ records: 0, telling: 0 }),
    [Symbol.dispose]: () => undefined,
    ...extra,
  };
}

export function contentOf(bytes: Uint8Array | string): Content {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return { size: all.length, read: (offset, length) => all.subarray(offset, offset + length), whole: () => all };
}

export function partsOf(main: Uint8Array | string, more: Partial<Record<PartRole, Uint8Array | string>> = {}): Parts {
  const parts = new Map<PartRole, Content>([['main', contentOf(main)]]);
  for (const [role, bytes] of Object.entries(more)) parts.set(role as PartRole, contentOf(bytes as string));
  return parts;
}
