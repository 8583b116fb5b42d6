import { walkXml } from '../../bytes/xml.ts';
import type { ContentNotice } from '../reader.ts';
import type { Value } from '../value.ts';
import {
  brokenAt,
  CALL_COLUMNS,
  CALL_KEY,
  numberOrText,
  type PhoneRecord,
  type PhoneRecords,
  phoneList,
} from './phone-list.ts';

const ELEMENT = 'CALL_RECORDS';
const NUMBERS: ReadonlySet<string> = new Set(['_id', 'date', 'duration', 'type', 'new']);
const POLL_RECORDS = 4096;

/** Elements CALL_RECORDS, one a call, each field an attribute (ColorOS and others); null where there is none. */
export function readCallXml(text: string, poll: () => void): PhoneRecords | null {
  const walk = walkXml(text);
  const records: PhoneRecord[] = [];
  const notices: ContentNotice[] = [];
  for (let token = walk.next(); token !== null; token = walk.next()) {
    if (token.kind === 'cut') notices.push(brokenAt(walk.position(), records.length));
    if (token.kind !== 'open' || token.name !== ELEMENT) continue;
    const record = new Map<string, Value>();
    for (const [name, value] of token.attributes) record.set(name, NUMBERS.has(name) ? numberOrText(value) : value);
    records.push(record);
    if (records.length % POLL_RECORDS === 0) poll();
  }
  return records.length === 0 ? null : { lists: [phoneList('calls', records, CALL_KEY, CALL_COLUMNS)], notices };
}
