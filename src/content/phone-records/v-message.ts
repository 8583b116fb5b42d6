import type { ContentNotice } from '../reader.ts';
import type { Value } from '../value.ts';
import { brokenAt, type PhoneRecord, type PhoneRecords, phoneList, SMS_COLUMNS } from './phone-list.ts';
import { properties } from './properties.ts';

/** Folders, as Android numbers them (Telephony.Sms.MESSAGE_TYPE_*). */
const TYPES: Readonly<Record<string, number>> = {
  INBOX: 1,
  SENDBOX: 2,
  SENTBOX: 2,
  SENT: 2,
  DRAFTBOX: 3,
  DRAFT: 3,
  OUTBOX: 4,
};
const BOXES: ReadonlySet<string> = new Set(['X-BOX', 'X-IRMC-BOX']);
const BODIES: ReadonlySet<string> = new Set(['SUBJECT', 'TEXT', 'BODY']);
const FRAME: ReadonlySet<string> = new Set(['BEGIN', 'END', 'VERSION']);
const POLL_RECORDS = 1024;

/**
 * Messages one after another (IrMC 1.1, section 9, as Android's makers write it): the other party is the TEL of the
 * card, the time a wall clock's of no stated zone. Null where not even one is whole.
 */
export function readMessages(text: string, poll: () => void): PhoneRecords | null {
  const records: PhoneRecord[] = [];
  const notices: ContentNotice[] = [];
  let open: Map<string, Value> | null = null;
  let last = 0;
  for (const { name, value, at } of properties(text)) {
    last = at;
    const frame = name === 'BEGIN' || name === 'END' ? value.trim().toUpperCase() : '';
    if (name === 'BEGIN' && frame === 'VMSG') open = new Map();
    else if (name === 'END' && frame === 'VMSG' && open !== null) {
      records.push(open);
      open = null;
      if (records.length % POLL_RECORDS === 0) poll();
    } else if (open !== null && !FRAME.has(name)) put(open, name, value);
  }
  if (open !== null) notices.push(brokenAt(last, records.length));
  if (records.length === 0 && notices.length === 0) return null;
  return { lists: [phoneList('sms', records, [], SMS_COLUMNS)], notices };
}

function put(record: Map<string, Value>, name: string, value: string): void {
  if (name === 'TEL') record.set('address', value.trim());
  else if (BODIES.has(name)) record.set('body', value);
  else if (name === 'DATE') record.set('time', value.trim());
  else record.set(name, value);
  if (BOXES.has(name)) {
    const type = TYPES[value.trim().toUpperCase()];
    if (type !== undefined) record.set('type', type);
  }
}
