import { isUtf8 } from 'node:buffer';
import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { byteOrderMark } from '../text.ts';
import { PIECE_BYTES, pieces } from './pieces.ts';
import { type LongText, linesIn } from './records.ts';
import { isMostlyText, isText, unprintable } from './shape.ts';
import { skipsEqual } from './skip-equal.ts';

const READER = 'lines';
/** A longer text would be read for minutes. */
export const TEXT_LIMIT = 1024 * 1024 * 1024;
/** Each is a record: as many as a text of 64 MiB can have. */
export const LINES_LIMIT = 64 * 1024 * 1024;
const NEWLINE = 0x0a;
const HEAD_BYTES = 4;
/** Printable bytes verify little: below every reader that knows a structure. */
const TEXT_BITS = 4;
const MARKED_TEXT_BITS = 12;

/**
 * Text: UTF-8 or ASCII without NUL and at least 95 % printable, or UTF-16 with its mark. One record a line, as a
 * multiset; a line end is LF or CR LF and belongs to no line; a last line end starts no further line. Read piece by
 * piece, once to see that it is text and then as often as its lines are asked for.
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

  read: (parts, poll) => readLines(parts, poll),
};

/** `most`: bytes of a piece. */
export function readLines(parts: Parts, poll: () => void, most = PIECE_BYTES): Document {
  const content = parts.get('main');
  if (content === undefined) throw new ContentFault('lines.no-content');
  if (content.size > TEXT_LIMIT) throw new ContentFault('lines.too-large', { bytes: content.size, limit: TEXT_LIMIT });
  const mark = byteOrderMark(content.read(0, HEAD_BYTES));
  const { encoding } = mark;
  if (encoding !== 'utf-8' && content.size % 2 !== 0) throw new ContentFault('lines.malformed');
  const isValid = survey({ content, encoding, mark: mark.bytes, most }, poll);
  // Of bytes that are no text as a whole, the first line keeps its own.
  const all = { from: isValid ? mark.bytes : 0, to: content.size };
  const text: LongText = { content, encoding, isValid, most, all, left: all };
  const notices: ContentNotice[] = isValid ? [] : [{ detail: 'lines.not-utf8', lost: false, args: {} }];
  const records = linesIn(text, poll);
  const list = { name: READER, columns: ['text'], keys: [], address: [], records };
  return skipsEqual(rowsDocument(READER, [list], notices, { encoding }), text, poll);
}

/**
 * Whether all of it is valid in its encoding. Throws ContentFault `lines.malformed`, `lines.line-too-large`,
 * `lines.count-too-large`.
 */
function survey(text: Pick<LongText, 'content' | 'encoding' | 'most'> & { mark: number }, poll: () => void): boolean {
  const { content, encoding, most } = text;
  let bad = 0;
  let lines = 0;
  let isValid = true;
  // In UTF-16 every pair of bytes is something: it is passed only to see that no line is too long.
  const from = encoding === 'utf-8' ? 0 : text.mark;
  for (const piece of pieces(content, { from, to: content.size }, encoding, most)) {
    poll();
    if (content.size > LINES_LIMIT) lines += newlines(piece);
    if (lines > LINES_LIMIT) throw new ContentFault('lines.count-too-large', { limit: LINES_LIMIT });
    if (encoding !== 'utf-8') continue;
    bad += unprintable(piece, false);
    if (!isMostlyText(bad, content.size)) throw new ContentFault('lines.malformed');
    isValid &&= isUtf8(piece);
  }
  return isValid;
}

function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === NEWLINE) count += 1;
  return count;
}
