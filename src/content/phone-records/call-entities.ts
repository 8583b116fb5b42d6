import { modifiedUtf8 } from '../../bytes/modified-utf8.ts';
import type { ContentNotice, Parts } from '../reader.ts';
import { asBuffer } from '../text.ts';
import type { Value } from '../value.ts';
import { CALL_COLUMNS, CALL_KEY, type PhoneRecord, type PhoneRecords, phoneList } from './phone-list.ts';

/** Version, time and duration (seconds), the byte that says that there is no number, and the type. */
const SMALLEST = 4 + 8 + 8 + 1 + 4;
const NUMBER_AT = 20;
/** Types of calls that Android and its makers give (CallLog.Calls: 1 to 7). */
const MOST_TYPE = 1000;
/** Time of a call, ms since 1970: 1990 to 2100. */
const EARLIEST_MS = 631_152_000_000n;
const LATEST_MS = 4_102_444_800_000n;
const LONGEST_SECONDS = 31_536_000n;
const POLL_RECORDS = 4096;

/** One call an entity, as AOSP's call log agent writes them; null where not even one is a call. */
export function readCallEntities(parts: Parts, poll: () => void): PhoneRecords | null {
  const records: PhoneRecord[] = [];
  const notices: ContentNotice[] = [];
  for (const [role, content] of parts) {
    const id = Number(role.slice('./'.length));
    const record = callOf(content.whole());
    if (record === null) notices.push({ detail: 'phone-records.call', lost: true, args: { key: String(id) } });
    else records.push(new Map<string, Value>([...record, ['id', id]]));
    if (records.length % POLL_RECORDS === 0) poll();
  }
  return records.length === 0 ? null : { lists: [phoneList('calls', records, CALL_KEY, CALL_COLUMNS)], notices };
}

function callOf(bytes: Uint8Array): PhoneRecord | null {
  if (bytes.length < SMALLEST) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getInt32(0);
  const date = view.getBigInt64(4);
  const duration = view.getBigInt64(12);
  if (version < 1 || date < EARLIEST_MS || date > LATEST_MS || duration < 0n || duration > LONGEST_SECONDS) return null;
  // Early builds wrote the text bare; which it was shows by what follows.
  const number = [flaggedText(view, NUMBER_AT), bareText(view, NUMBER_AT)].find((each) => isType(view, each));
  if (number == null) return null;
  const record = new Map<string, Value>([
    ['number', number.text],
    ['date', Number(date)],
    ['duration', Number(duration)],
    ['type', view.getInt32(number.end)],
  ]);
  if (number.end + 8 <= bytes.length) record.set('presentation', view.getInt32(number.end + 4));
  return record;
}

function isType(view: DataView, number: Text | null): boolean {
  if (number === null || number.end + 4 > view.byteLength) return false;
  const type = view.getInt32(number.end);
  return type >= 0 && type <= MOST_TYPE;
}

interface Text {
  readonly text: string | null;
  readonly end: number;
}

function flaggedText(view: DataView, at: number): Text | null {
  const flag = view.getUint8(at);
  if (flag === 0) return { text: null, end: at + 1 };
  return flag === 1 ? bareText(view, at + 1) : null;
}

/** DataOutput.writeUTF: two bytes of length, then modified UTF-8. */
function bareText(view: DataView, at: number): Text | null {
  if (at + 2 > view.byteLength) return null;
  const length = view.getUint16(at);
  const end = at + 2 + length;
  if (end > view.byteLength) return null;
  return { text: modifiedUtf8(asBuffer(new Uint8Array(view.buffer, view.byteOffset + at + 2, length))), end };
}
