import { concat, u8, utf8 } from '../encode/bytes.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME } from './sample-app.ts';

/** SMS, calls and contacts as agents and makers' tools write them (src/content/phone-records/README.md). */

const MS = CASE_TIME * 1000;

const messages = JSON.stringify([
  { address: '+491700000001', body: 'Your parcel arrives tomorrow', date: String(MS), date_sent: '0', type: '1' },
  { address: '+491700000002', body: 'Danke! 🙂', date: String(MS + 60_000), status: '-1', type: '2', read: '1' },
]);
const pictures = JSON.stringify([
  { sub: 'A picture', date: String(CASE_TIME), msg_box: '1', tr_id: '1400', mms_addresses: [], mms_body: 'look' },
]);

const cards = [
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N:One;Person;;;',
  'FN:Person One',
  'TEL;CELL:+49 170 0000001',
  'TEL;HOME:+49 30 000001',
  'EMAIL;HOME:person.one@mail.example',
  'END:VCARD',
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=C3=9Cn=C3=AFcode=',
  '=20Two;;;',
  'NOTE:a note that is',
  '  folded',
  'END:VCARD',
  '',
].join('\r\n');

const mobile = (box: string, number: string, time: string, body: string): string =>
  `BEGIN:VMSG\r\nVERSION:1.1\r\nBEGIN:VCARD\r\nTEL:${number}\r\nEND:VCARD\r\nBEGIN:VBODY\r\nX-BOX:${box}\r\nX-READ:READ\r\nDate:${time}\r\nSubject${body}\r\nEND:VBODY\r\nEND:VMSG\r\n`;

const mobiles =
  mobile('INBOX', '+491700000001', '2024/01/02 03:04:05', ':Your parcel arrives tomorrow') +
  mobile(
    'SENDBOX',
    '+491700000002',
    '2024/01/02 03:05:05',
    ';ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Danke!=\r\n=20=F0=9F=99=82',
  );

const callXml = `<?xml version="1.0" encoding="UTF-8"?>\n<callrecord>\n<CALL_RECORDS _id="1" number="+491700000001" duration="62" type="1" date="${MS}" name="Person &amp; Co" />\n<CALL_RECORDS _id="2" number="-1" duration="0" type="3" date="${MS + 1000}" name="" />\n</callrecord>\n`;

const be = (bytes: number, value: bigint): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * (bytes - 1 - i))) & 0xffn));
const javaText = (text: string | null): Uint8Array =>
  text === null ? u8(0) : concat([u8(1), be(2, BigInt(utf8(text).length)), utf8(text)]);

/** AOSP CallLogBackupAgent.addCallToBackup, as far as its version 1 goes. */
export function callEntity(number: string | null, date: number, duration: number, type: number): Uint8Array {
  const head = [be(4, 1n), be(8, BigInt(date)), be(8, BigInt(duration)), javaText(number)];
  const rest = [be(4, BigInt(type)), be(4, 1n), javaText(null), javaText(null), javaText(null), be(8, 0n), be(4, 0n)];
  return concat([...head, ...rest]);
}

export function* phoneRecordCases(): Iterable<CorpusFile> {
  const at = (name: string, bytes: Uint8Array | string, description: string): CorpusFile => ({
    path: `readers/phone-records/${name}`,
    bytes: typeof bytes === 'string' ? utf8(bytes) : bytes,
    description,
  });
  yield at('000000_sms_backup', messages, "Two messages of telephony's agent, taken out of their zlib stream");
  yield at('000000_mms_backup', pictures, "A multimedia message of telephony's agent");
  yield at('contact.vcf', cards, 'Two cards, one folded and in quoted-printable');
  yield at('cut.vcf', cards.slice(0, cards.length - 40), 'Cut within the second card');
  yield at('sms.vmsg', mobiles, 'A message received and one sent');
  yield at('callrecord_backup.xml', callXml, 'Two calls, one of a hidden number');
  yield at('calls/7', callEntity('+491700000001', MS, 62, 1), 'A call as an entity');
  yield at('calls/8', callEntity(null, MS + 1000, 0, 3), 'A call without a number');
  yield at('calls/9', utf8('not a call, but something else'), 'An entity that is no call');
}
