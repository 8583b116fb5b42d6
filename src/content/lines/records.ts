import type { Content } from '../reader.ts';
import { asBuffer, byteOrderMark, decodeText, type TextEncoding } from '../text.ts';
import type { Row } from '../value.ts';
import { pieces, type Stretch } from './pieces.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const POLL_LINES = 1 << 16;

/** A text that is read piece by piece, of any length. */
export interface LongText {
  readonly content: Content;
  readonly encoding: TextEncoding;
  /** All of it is valid in its encoding: else lines that are not keep their bytes. */
  readonly isValid: boolean;
  /** Bytes of a piece. */
  readonly most: number;
  /** All but the byte order mark. */
  readonly all: Stretch;
  /** The same, less what was left out as equal. */
  left: Stretch;
}

/** The lines that are left of a text, each time from the first. */
export function linesIn(text: LongText, poll: () => void): () => Generator<Row> {
  /** Of a text of one piece, which is asked several times. */
  let kept: { readonly of: Stretch; readonly text: string } | null = null;
  return function* () {
    const { content, isValid, encoding, most, left } = text;
    if (!isValid || content.size > most) {
      yield* linesOf(text, left, poll);
      return;
    }
    if (kept?.of !== left) {
      const [piece = new Uint8Array()] = pieces(content, left, encoding, most);
      kept = { of: left, text: decode(text, piece) };
    }
    yield* linesOfText(kept.text, poll);
  };
}

/** The lines of a stretch that begins and ends where lines do. */
export function* linesOf(text: LongText, stretch: Stretch, poll: () => void): Generator<Row> {
  const { content, encoding, isValid, most } = text;
  let isFirst = stretch.from === 0;
  for (const piece of pieces(content, stretch, encoding, most)) {
    if (isValid) yield* linesOfText(decode(text, piece), poll);
    else yield* linesOfBytes(piece, isFirst, poll);
    isFirst = false;
    poll();
  }
}

function decode({ encoding }: LongText, piece: Uint8Array): string {
  if (encoding === 'utf-8') return asBuffer(piece).toString('utf8');
  return (encoding === 'utf-16le' ? asBuffer(piece) : Buffer.from(piece).swap16()).toString('utf16le');
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

/** Lines of text that is not UTF-8 as a whole: those that are not keep their bytes. `isFirst`: it begins the content. */
function* linesOfBytes(bytes: Uint8Array, isFirst: boolean, poll: () => void): Generator<Row> {
  const buffer = asBuffer(bytes);
  let count = 0;
  for (let at = 0; at < buffer.length; ) {
    const newline = buffer.indexOf(NEWLINE, at);
    const end = newline < 0 ? buffer.length : newline;
    const line = buffer.subarray(at, newline > at && buffer[newline - 1] === RETURN ? newline - 1 : end);
    // A mark belongs to the file, not to its first line; `decodeText` would take it for one.
    const isPlain = byteOrderMark(line).bytes === 0 || (isFirst && at === 0);
    const decoded = isPlain ? decodeText(line) : null;
    yield [decoded === null ? { text: new Uint8Array(line) } : decoded.text];
    at = end + 1;
    count += 1;
    if (count % POLL_LINES === 0) poll();
  }
}
