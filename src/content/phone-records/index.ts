import { ContentFault, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { decodeText } from '../text.ts';
import { readCallEntities } from './call-entities.ts';
import { readCallXml } from './call-xml.ts';
import type { PhoneRecords } from './phone-list.ts';
import { readTelephony } from './telephony.ts';
import { readCards } from './v-card.ts';
import { readMessages } from './v-message.ts';

const READER = 'phone-records';
const SIZE_LIMIT = 64 * 1024 * 1024;
const BITS_PER_BYTE = 8;
const TELEPHONY_NAME = /^\d{6}_(?:sms|mms)_backup$/;
const TELEPHONY_BITS = 24;
/** A folder of nothing but numbered entities is made by one agent alone (device/arrange.ts). */
const ENTITY = /^\.\/\d{1,19}$/;
const ENTITY_BITS = 64;
const BLANK = /^(?:\ufeff)?\s*/;

/** A form that text may have: how it begins, or what stands early in it, and what reads it. */
interface Form {
  readonly mark: RegExp;
  readonly bits: number;
  read(text: string, poll: () => void): PhoneRecords | null;
}

const FORMS: readonly Form[] = [
  { mark: /^BEGIN:VCARD\r?\n/i, bits: 'BEGIN:VCARD'.length * BITS_PER_BYTE, read: readCards },
  { mark: /^BEGIN:VMSG\s/i, bits: 'BEGIN:VMSG'.length * BITS_PER_BYTE, read: readMessages },
  { mark: /<CALL_RECORDS\s/, bits: '<CALL_RECORDS'.length * BITS_PER_BYTE, read: readCallXml },
  { mark: /^\[(?:\s*\{|\s*\]\s*$)/, bits: 0, read: readTelephony },
];

/** SMS, calls and contacts in the forms that backup tools and agents give them. */
export const phoneRecordsReader: Reader = {
  id: READER,
  title: 'SMS, calls and contacts as backups carry them: vCard, vMessage, XML, telephony JSON, call entities',

  bid({ name, head, roles }: Sighting): number {
    if (roles !== undefined && roles.length > 0 && roles.every((role) => ENTITY.test(role))) return ENTITY_BITS;
    const text = Buffer.from(head).toString('latin1').replace('\u00ef\u00bb\u00bf', '').replace(BLANK, '');
    if (TELEPHONY_NAME.test(name) && text.startsWith('[')) return TELEPHONY_BITS;
    return Math.max(...FORMS.map(({ mark, bits }) => (bits > 0 && mark.test(text) ? bits : 0)));
  },

  read(parts: Parts, poll: () => void): Document {
    const found = parts.has('main') ? fromText(parts, poll) : readCallEntities(parts, poll);
    if (found === null) throw new ContentFault('phone-records.malformed');
    const document = rowsDocument(READER, found.lists, found.notices, {
      kind: found.lists.map(({ name }) => name).join(','),
    });
    // The same message or contact with one more detail is found, as changed.
    return { ...document, sections: document.sections.map((section) => ({ ...section, partial: 'row' })) };
  },
};

function fromText(parts: Parts, poll: () => void): PhoneRecords | null {
  const main = parts.get('main');
  if (main === undefined) return null;
  if (main.size > SIZE_LIMIT) {
    throw new ContentFault('phone-records.too-large', { bytes: main.size, limit: SIZE_LIMIT });
  }
  const text = decodeText(main.whole())?.text.replace(BLANK, '');
  if (text === undefined) return null;
  return FORMS.find(({ mark }) => mark.test(text))?.read(text, poll) ?? null;
}
