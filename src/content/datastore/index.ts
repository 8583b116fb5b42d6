import { isUtf8 } from 'node:buffer';
import { messageOf, readFields, type WireField } from '../protobuf/wire.ts';
import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { asBuffer } from '../text.ts';
import type { Row, Value } from '../value.ts';
import { signed } from '../varint.ts';

const READER = 'datastore';
const COLUMNS = ['key', 'type', 'value'];
const SIZE_LIMIT = 32 * 1024 * 1024;
const NAME = /\.preferences_pb(?:\.tmp)?$/;
const FIRST_ENTRY_BITS = 30;
const ENTRY = 1;
const KEY = 1;
const VALUE = 2;
const STRINGS = 1;

/**
 * Jetpack Preferences DataStore. One record a key, as in preferences; a set of texts is one value, in which order has no
 * meaning. A message of another kind is `datastore.malformed`, and read as protobuf of an unknown schema.
 */
export const datastoreReader: Reader = {
  id: READER,
  title: 'Preferences DataStore',

  bid({ name, head, size }: Sighting): number {
    // No bytes are a store without keys; of any other name they are nothing that could be told.
    if (size === 0) return NAME.test(name) ? 1 : 0;
    const { fields, whole } = readFields(head);
    const [first] = fields;
    if (first === undefined || (size <= head.length && !whole)) {
      // The first entry may be longer than what was looked at.
      return NAME.test(name) && head[0] === 0x0a ? 1 : 0;
    }
    return entryOf(first) === null ? 0 : FIRST_ENTRY_BITS + (NAME.test(name) ? 1 : 0);
  },

  read(parts: Parts, poll: () => void): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('datastore.no-content');
    if (main.size > SIZE_LIMIT) throw new ContentFault('datastore.too-large', { bytes: main.size, limit: SIZE_LIMIT });
    poll();
    const bytes = main.whole();
    const { fields, end, whole } = readFields(bytes);
    const rows = new Map<string, Row>();
    const notices: ContentNotice[] = [];
    let duplicates = 0;
    for (const field of fields) {
      const row = entryOf(field);
      if (row === null) throw new ContentFault('datastore.malformed');
      if (rows.delete(row[0] as string)) duplicates += 1;
      rows.set(row[0] as string, row);
    }
    if (rows.size === 0 && bytes.length > 0) throw new ContentFault('datastore.malformed');
    if (!whole) notices.push({ detail: 'datastore.broken', lost: true, args: { at: end } });
    if (duplicates > 0) notices.push({ detail: 'datastore.duplicate-key', lost: false, args: { count: duplicates } });
    const list = { name: READER, columns: COLUMNS, keys: [[0]], address: [0, 1], records: () => rows.values() };
    return rowsDocument(READER, [list], notices, { keys: rows.size });
  },
};

/** One entry of the map; null where the field is none. */
function entryOf(field: WireField): Row | null {
  if (field.number !== ENTRY || field.wire !== 'bytes') return null;
  const members = messageOf(field.value);
  if (members === null || members.length > 2) return null;
  let key = '';
  let value: readonly [string, Value] = ['unset', null];
  for (const member of members) {
    if (member.number === KEY && member.wire === 'bytes' && isUtf8(member.value)) {
      key = asBuffer(member.value).toString('utf8');
    } else if (member.number === VALUE && member.wire === 'bytes') {
      const read = preferenceOf(member.value);
      if (read === null) return null;
      value = read;
    } else return null;
  }
  return [key, ...value];
}

/** The one member of a Value (androidx datastore-preferences, preferences.proto); the last where there are several. */
function preferenceOf(bytes: Uint8Array): readonly [string, Value] | null {
  const field = messageOf(bytes)?.at(-1);
  if (field === undefined) return bytes.length === 0 ? ['unset', null] : null;
  if (field.wire === 'varint') {
    if (field.number === 1) return ['boolean', field.value !== 0n];
    if (field.number === 3) return ['int', Number(BigInt.asIntN(32, field.value))];
    return field.number === 4 ? ['long', signed(field.value)] : null;
  }
  if (field.wire === 'fixed32')
    return field.number === 2 ? ['float', { real: asBuffer(field.value).readFloatLE(0) }] : null;
  if (field.wire === 'fixed64')
    return field.number === 7 ? ['double', { real: asBuffer(field.value).readDoubleLE(0) }] : null;
  if (field.wire === 'group') return null;
  if (field.number === 5) return ['string', textValue(field.value)];
  if (field.number === 6) return setOf(field.value);
  return field.number === 8 ? ['byte-array', new Uint8Array(field.value)] : null;
}

function textValue(bytes: Uint8Array): Value {
  return isUtf8(bytes) ? asBuffer(bytes).toString('utf8') : { text: new Uint8Array(bytes) };
}

function setOf(bytes: Uint8Array): readonly [string, Value] | null {
  const members: string[] = [];
  for (const field of messageOf(bytes) ?? []) {
    if (field.number !== STRINGS || field.wire !== 'bytes' || !isUtf8(field.value)) return null;
    members.push(JSON.stringify(asBuffer(field.value).toString('utf8')));
  }
  return messageOf(bytes) === null ? null : ['set', `[${members.sort().join(',')}]`];
}
