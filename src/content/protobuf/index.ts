import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { leavesOf, printable } from './leaves.ts';
import { messageOf, readFields, type WireField } from './wire.ts';

const READER = 'protobuf';
const SIZE_LIMIT = 32 * 1024 * 1024;
const NAMED = /\.(?:pb|binpb|proto|protobuf|protobin|textproto_bin)$/i;
/** Its structure is weak: below every reader that knows more. */
const NAMED_BITS = 11;
const UNNAMED_BITS = 8;
/** What random bytes would have to meet by chance, in bits, before a file without a telling name is taken for one. */
const WANTED_BITS = 48;
/** The same of one with such a name. */
const NAMED_WANTED_BITS = 24;
/** Of eight wire types six are used, two of them rarely, and field numbers are small. */
const BITS_A_FIELD = 4;
/** Of the values of a byte, some 95 in 256 print. */
const BITS_A_CHARACTER = 1.4;
const LENGTHS_AGREE_BITS = 6;

/**
 * Protobuf without its schema, as proto DataStore and many libraries keep it: the leaves by their path of field
 * numbers, as a multiset. What the numbers mean is not known, and neither is the type that the app gave them.
 */
export const protobufReader: Reader = {
  id: READER,
  title: 'protobuf, without its schema',

  bid({ name, head, size }: Sighting): number {
    if (head.length === 0 || printable(head) !== null) return 0;
    const whole = size <= head.length;
    if (NAMED.test(name)) {
      const { fields, whole: complete } = readFields(head);
      // One that is cut ends within a field: then those before it must tell.
      return (whole && complete) || bitsOf(fields) >= NAMED_WANTED_BITS ? NAMED_BITS : 0;
    }
    const fields = whole ? messageOf(head) : null;
    return fields !== null && bitsOf(fields) >= WANTED_BITS ? UNNAMED_BITS : 0;
  },

  read(parts: Parts, poll: () => void): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('protobuf.no-content');
    if (main.size > SIZE_LIMIT) throw new ContentFault('protobuf.too-large', { bytes: main.size, limit: SIZE_LIMIT });
    poll();
    const bytes = main.whole();
    const { fields, end, whole } = readFields(bytes);
    if (fields.length === 0 && bytes.length > 0) throw new ContentFault('protobuf.malformed');
    const notices: ContentNotice[] = [];
    if (!whole) notices.push({ detail: 'protobuf.broken', lost: true, args: { at: end } });
    return rowsDocument(
      READER,
      [
        {
          name: 'fields',
          columns: ['path', 'type', 'value'],
          keys: [],
          address: [0, 1],
          records: () => leavesOf(fields),
        },
      ],
      notices,
      { fields: fields.length },
    );
  },
};

/** How unlikely it is that bytes are these fields by chance. */
function bitsOf(fields: readonly WireField[]): number {
  let bits = LENGTHS_AGREE_BITS;
  for (const field of fields) {
    bits += BITS_A_FIELD;
    if (field.wire === 'group') bits += bitsOf(field.fields);
    if (field.wire === 'bytes' && printable(field.value) !== null) bits += field.value.length * BITS_A_CHARACTER;
  }
  return bits;
}
