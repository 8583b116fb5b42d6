import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from './reader.ts';
import { rowsDocument } from './rows.ts';
import { asBuffer, byteOrderMark, decodeText } from './text.ts';
import type { Row } from './value.ts';

const READER = 'lines';
const SIZE_LIMIT = 64 * 1024 * 1024;
/** Of bytes, what may be unprintable in a text: the odd control character, a stray byte of another encoding. */
const UNPRINTABLE_SHARE = 0.05;
/** Printable bytes verify little: below every reader that knows a structure. */
const TEXT_BITS = 4;
const MARKED_TEXT_BITS = 12;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const POLL_LINES = 1 << 16;

/**
 * Text: UTF-8 or ASCII without NUL and at least 95 % printable, or UTF-16 with its mark. One record a line, as a
 * multiset; a line end is LF or CR LF and belongs to no line; a last line end starts no further line.
 */
export const linesReader: Reader = {
  id: READER,
  title: 'text, line by line',

  bid({ head, size }: Sighting): number {
    if (head.length === 0) return 0;
    const { encoding } = byteOrderMark(head);
    if (encoding !== 'utf-8') return size % 2 === 0 ? MARKED_TEXT_BITS : 0;
    return isText(head, size > head.length) ? TEXT_BITS : 0;
  },

  read(parts: Parts, poll: () => void): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('lines.no-content');
    if (main.size > SIZE_LIMIT) throw new ContentFault('lines.too-large', { bytes: main.size, limit: SIZE_LIMIT });
    const bytes = main.whole();
    const { encoding } = byteOrderMark(bytes);
    if (encoding === 'utf-8' && !isText(bytes, false)) throw new ContentFault('lines.malformed');
    const decoded = decodeText(bytes);
    if (decoded === null && encoding !== 'utf-8') throw new ContentFault('lines.malformed');
    const notices: ContentNotice[] = [];
    if (decoded === null) notices.push({ detail: 'lines.not-utf8', lost: false, args: {} });
    const records = decoded === null ? () => linesOfBytes(bytes, poll) : () => linesOfText(decoded.text, poll);
    return rowsDocument(READER, [{ name: READER, columns: ['text'], keys: [], address: [], records }], notices, {
      encoding,
    });
  },
};

/** No NUL, and hardly anything unprintable. `cut`: the bytes may end inside a character. */
function isText(bytes: Uint8Array, cut: boolean): boolean {
  let bad = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x20 && byte < 0x7f) continue;
    if (byte === 0) return false;
    if (byte >= 0x80) {
      const length = sequenceLength(bytes, at);
      if (length === 0) {
        if (!cut || at < bytes.length - 3) bad += 1;
      } else at += length - 1;
    } else if ((byte < 0x07 || byte > 0x0d) && byte !== 0x1b) bad += 1;
  }
  return bad <= bytes.length * UNPRINTABLE_SHARE;
}

/** Bytes of the UTF-8 sequence at `at`; 0 where there is none (RFC 3629, section 4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const second = bytes[at + 1] ?? 0;
  const length =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  for (let i = 1; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function* linesOfText(text: string, poll: () => void): Generator<Row> {
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    yield [text.slice(at, newline > at && text.charCodeAt(newline - 1) === RETURN ? newline - 1 : end)];
    at = end + 1;
    count += 1;
    if (count % POLL_LINES === 0) poll();
  }
}

/** Lines of text that is not UTF-8 as a whole: those that are not keep their bytes. */
function* linesOfBytes(bytes: Uint8Array, poll: () => void): Generator<Row> {
  const buffer = asBuffer(bytes);
  let count = 0;
  for (let at = 0; at < buffer.length; ) {
    const newline = buffer.indexOf(NEWLINE, at);
    const end = newline < 0 ? buffer.length : newline;
    const line = buffer.subarray(at, newline > at && buffer[newline - 1] === RETURN ? newline - 1 : end);
    // A mark belongs to the file, not to its first line; `decodeText` would take it for one.
    const decoded = byteOrderMark(line).bytes === 0 || at === 0 ? decodeText(line) : null;
    yield [decoded === null ? { text: new Uint8Array(line) } : decoded.text];
    at = end + 1;
    count += 1;
    if (count % POLL_LINES === 0) poll();
  }
}
