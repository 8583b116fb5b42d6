import type { ContentNotice } from '../reader.ts';
import type { Value } from '../value.ts';
import { brokenAt, CONTACT_COLUMNS, type PhoneRecord, type PhoneRecords, phoneList } from './phone-list.ts';
import { properties, unescapedText } from './properties.ts';

const COLUMN_OF: Readonly<Record<string, string>> = { FN: 'name', TEL: 'phone', EMAIL: 'email' };
const FRAME: ReadonlySet<string> = new Set(['BEGIN', 'END', 'VERSION']);
const POLL_RECORDS = 1024;

/** Cards one after another; null where not even one is whole. Properties that repeat are one text, a line each. */
export function readCards(text: string, poll: () => void): PhoneRecords | null {
  const records: PhoneRecord[] = [];
  const notices: ContentNotice[] = [];
  let open: Map<string, string[]> | null = null;
  let last = 0;
  for (const { name, value, at } of properties(text)) {
    last = at;
    if (name === 'BEGIN' && value.trim().toUpperCase() === 'VCARD') open = new Map();
    else if (name === 'END' && value.trim().toUpperCase() === 'VCARD' && open !== null) {
      records.push(cardOf(open));
      open = null;
      if (records.length % POLL_RECORDS === 0) poll();
    } else if (open !== null && !FRAME.has(name)) {
      const column = COLUMN_OF[name] ?? name;
      open.set(column, [...(open.get(column) ?? []), unescapedText(value)]);
    }
  }
  if (open !== null) notices.push(brokenAt(last, records.length));
  if (records.length === 0 && notices.length === 0) return null;
  return { lists: [phoneList('contacts', records, ['name', 'phone'], CONTACT_COLUMNS)], notices };
}

function cardOf(fields: ReadonlyMap<string, readonly string[]>): PhoneRecord {
  const record = new Map<string, Value>();
  for (const [column, values] of fields) record.set(column, values.join('\n'));
  if (!record.has('name')) {
    const [family = '', given = ''] = (fields.get('N')?.[0] ?? '').split(';');
    const name = [given, family].filter((part) => part !== '').join(' ');
    if (name !== '') record.set('name', name);
  }
  return record;
}
