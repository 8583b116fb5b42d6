import type { Args } from '../base/args.ts';
import type { ContentNotice, Counts, Document, Section } from './reader.ts';
import { type Row, type Value, valueTells } from './value.ts';

/** What a reader of small formats knows of a section: the rest follows. */
export interface RowList {
  readonly name: string;
  readonly columns: readonly string[];
  readonly keys: readonly (readonly number[])[];
  /** Columns that never tell (Section.address). */
  readonly address: readonly number[];
  /** Whether a record tells, where its columns alone do not say it. */
  readonly tells?: (row: Row) => boolean;
  records(): Iterable<Row>;
  /** How many, where that is cheaper than making the records. */
  readonly count?: () => Counts;
}

/** Whether a record holds, beyond its address, a value that tells (contract, "Comparison"). */
export function rowTells(row: Row, address: readonly number[]): boolean {
  for (let column = 0; column < row.length; column += 1) {
    if (!address.includes(column) && valueTells(row[column] as Value)) return true;
  }
  return false;
}

/** A document over rows that are at hand: whole records, in no order. Counts are taken in one pass, once. */
export function rowsDocument(
  reader: string,
  lists: readonly RowList[],
  notices: readonly ContentNotice[],
  facts: Args,
): Document {
  const sections = lists.map(rowsSection);
  return {
    reader,
    sections,
    notices,
    facts,
    counts: () => sections.map((section) => section.counts()).reduce(addCounts, NOTHING),
    [Symbol.dispose]: () => undefined,
  };
}

const NOTHING: Counts = { records: 0, telling: 0 };

function addCounts(a: Counts, b: Counts): Counts {
  return { records: a.records + b.records, telling: a.telling + b.telling };
}

function rowsSection(list: RowList): Section {
  let counted: Counts | null = null;
  return {
    ...list,
    defaults: list.columns.map(() => null),
    ordered: false,
    partial: 'whole',
    counts: () => {
      counted ??= list.count?.() ?? countRows(list);
      return counted;
    },
  };
}

function countRows(list: RowList): Counts {
  let records = 0;
  let telling = 0;
  for (const row of list.records()) {
    records += 1;
    if (list.tells?.(row) ?? rowTells(row, list.address)) telling += 1;
  }
  return { records, telling };
}
