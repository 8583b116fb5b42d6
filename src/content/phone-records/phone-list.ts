import type { ContentNotice } from '../reader.ts';
import type { RowList } from '../rows.ts';
import type { Row, Value } from '../value.ts';

/** What one file of records held. */
export interface PhoneRecords {
  readonly lists: readonly RowList[];
  readonly notices: readonly ContentNotice[];
}

/** A record by the names it uses. */
export type PhoneRecord = ReadonlyMap<string, Value>;

/** Records as one section: columns in the order they were met; a name that no record has is none. */
export function phoneList(
  name: string,
  records: readonly PhoneRecord[],
  key: readonly string[],
  first: readonly string[],
): RowList {
  const met = new Set<string>();
  for (const record of records) for (const column of record.keys()) met.add(column);
  const columns = [...first.filter((column) => met.has(column)), ...[...met].filter((each) => !first.includes(each))];
  const keyed = key.length > 0 && key.every((column) => met.has(column));
  return {
    name,
    columns,
    keys: keyed ? [key.map((column) => columns.indexOf(column))] : [],
    // None of the columns is an address of one phone alone: a number and a time tell.
    address: [],
    *records(): Iterable<Row> {
      for (const record of records) yield columns.map((column) => record.get(column) ?? null);
    },
  };
}

const WHOLE = /^-?\d{1,15}$/;

/** A number where the text is one of up to 15 digits; else the text. */
export function numberOrText(text: string): Value {
  return WHOLE.test(text) ? Number(text) : text;
}

export const SMS_KEY = ['address', 'date', 'type'] as const;
export const SMS_COLUMNS = ['address', 'date', 'type', 'body'] as const;
export const CALL_KEY = ['number', 'date', 'type'] as const;
export const CALL_COLUMNS = ['number', 'date', 'duration', 'type'] as const;
export const CONTACT_COLUMNS = ['name', 'phone', 'email'] as const;

/** How a store ends early: what came before it is there, what follows is not. */
export function brokenAt(at: number, records: number): ContentNotice {
  return { detail: 'phone-records.broken', lost: true, args: { at, records } };
}
