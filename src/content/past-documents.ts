import { renderKeyColumns } from './key.ts';
import type { Document, PastRecord } from './reader.ts';
import { rowsDocument } from './rows.ts';
import type { Row } from './value.ts';

/** Records taken at the most: some 200 MB of rows. A store that holds more is cut there, and says so. */
export const MAX_PAST_RECORDS = 500_000;

/** The records that a content no longer shows. `cut`: there are more. */
export interface PastRecords {
  readonly records: readonly PastRecord[];
  readonly cut: boolean;
}

export function takePast(document: Document): PastRecords {
  const records: PastRecord[] = [];
  for (const record of document.past?.() ?? []) {
    if (records.length === MAX_PAST_RECORDS) return { records, cut: true };
    records.push(record);
  }
  return { records, cut: false };
}

/** The key of a past record as every output shows it; null where its section has none, or part of it is not known. */
export function pastKey(document: Document, { section, columns, row }: PastRecord): string | null {
  const own = document.sections.find(({ name }) => name === section);
  const key = own?.keys[0];
  if (own === undefined || key === undefined) return null;
  const places = key.map((column) => columns.indexOf(own.columns[column] as string));
  return places.includes(-1) ? null : renderKeyColumns(row, places);
}

interface Group {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: Row[];
}

/**
 * Past records as documents, so that whatever looks into live ones looks into these too. A key stands once in each:
 * older versions of one record are in further documents.
 */
export function pastDocuments(document: Document, records: readonly PastRecord[]): Document[] {
  const generations: Map<string, Group>[] = [];
  const times = new Map<string, number>();
  for (const record of records) {
    const key = pastKey(document, record);
    const name = `${record.section}\0${key}`;
    const generation = key === null ? 0 : (times.get(name) ?? 0);
    if (key !== null) times.set(name, generation + 1);
    const groups = generations[generation] ?? new Map<string, Group>();
    generations[generation] = groups;
    const shape = [record.section, ...record.columns].join('\0');
    const group = groups.get(shape) ?? { name: record.section, columns: record.columns, rows: [] };
    groups.set(shape, group);
    group.rows.push(record.row);
  }
  return generations.map((groups) => {
    const lists = [...groups.values()].map(({ name, columns, rows }) => {
      const own = document.sections.find((section) => section.name === name);
      const key = own?.keys[0]?.map((column) => columns.indexOf(own.columns[column] as string)) ?? [];
      const keys = key.length === 0 || key.includes(-1) ? [] : [key];
      return { name, columns, keys, address: keys[0] ?? [], records: () => rows };
    });
    return rowsDocument(document.reader, lists, [], {});
  });
}
