import type { Value } from '../value.ts';
import { numberOrText, type PhoneRecord, type PhoneRecords, phoneList, SMS_COLUMNS, SMS_KEY } from './phone-list.ts';

/** Fields that are numbers written as text (AOSP TelephonyBackupAgent writes every value as text). */
const NUMBERS: ReadonlySet<string> = new Set([
  'date',
  'date_sent',
  'type',
  'status',
  'read',
  'archived',
  'm_type',
  'v',
  'msg_box',
  'sub_cs',
]);
const POLL_RECORDS = 4096;

/** An array of messages as AOSP's telephony agent writes it; null where it is none. */
export function readTelephony(text: string, poll: () => void): PhoneRecords | null {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(all)) return null;
  const sms: PhoneRecord[] = [];
  const mms: PhoneRecord[] = [];
  for (const [i, each] of all.entries()) {
    if (i % POLL_RECORDS === 0) poll();
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return null;
    (Object.hasOwn(each, 'msg_box') || Object.hasOwn(each, 'mms_addresses') ? mms : sms).push(recordOf(each));
  }
  const lists = [];
  if (sms.length > 0 || mms.length === 0) lists.push(phoneList('sms', sms, SMS_KEY, SMS_COLUMNS));
  if (mms.length > 0) lists.push(phoneList('mms', mms, ['tr_id', 'date'], ['date', 'msg_box', 'mms_body']));
  return { lists, notices: [] };
}

function recordOf(fields: object): PhoneRecord {
  const record = new Map<string, Value>();
  for (const [name, value] of Object.entries(fields)) record.set(name, fieldValue(name, value));
  return record;
}

function fieldValue(name: string, value: unknown): Value {
  if (typeof value === 'string') return NUMBERS.has(name) ? numberOrText(value) : value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : { real: value };
  return typeof value === 'boolean' || value === null ? value : JSON.stringify(value);
}
