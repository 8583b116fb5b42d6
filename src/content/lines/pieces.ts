import { type Content, ContentFault } from '../reader.ts';
import { asBuffer, type TextEncoding } from '../text.ts';

/** A text is read by as much at a time; what is no longer is one piece, and stays in memory. */
export const PIECE_BYTES = 4 * 1024 * 1024;
/** A line is one value in memory, whatever the length of the text. */
const LINE_LIMIT = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A stretch of a content, in bytes. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * A stretch of text in pieces that end where lines do, so that no character and no line end lies across two of them.
 * Views that hold until the next is asked for. Throws ContentFault `lines.line-too-large`.
 */
export function* pieces(
  content: Content,
  { from, to }: Stretch,
  encoding: TextEncoding,
  most = PIECE_BYTES,
): Generator<Uint8Array> {
  let wanted = most;
  for (let at = from; at < to; ) {
    const asked = Math.min(wanted, to - at);
    const bytes = content.size <= most ? content.whole().subarray(at, to) : content.read(at, asked);
    if (bytes.length === 0) return;
    const isLast = at + bytes.length >= to || bytes.length < asked;
    const end = isLast ? bytes.length : endOfLines(bytes, encoding);
    if (end > 0) {
      yield bytes.subarray(0, end);
      at += end;
      wanted = most;
    } else if (wanted >= LINE_LIMIT) throw new ContentFault('lines.line-too-large', { limit: LINE_LIMIT });
    else wanted *= 2;
  }
}

/** Bytes up to the end of the last whole line; 0 where none ends. */
function endOfLines(bytes: Uint8Array, encoding: TextEncoding): number {
  const buffer = asBuffer(bytes);
  if (encoding === 'utf-8') return buffer.lastIndexOf(NEWLINE) + 1;
  const [high, low] = encoding === 'utf-16le' ? [1, 0] : [0, 1];
  for (let at = (bytes.length & ~1) - 2; at >= 0; at -= 2)
    if (bytes[at + low] === NEWLINE && bytes[at + high] === 0) return at + 2;
  return 0;
}
