/** One property of a vCard or vMessage (RFC 2425, RFC 6350, vCard 2.1): its name in capitals, and its value decoded. */
export interface Property {
  readonly name: string;
  readonly value: string;
  /** Character in the text where it begins. */
  readonly at: number;
}

const QUOTED = /^(?:ENCODING=)?QUOTED-PRINTABLE$/i;
/** Some makers leave a space behind it. */
const SOFT_BREAK = /=[ \t]*$/;
const CHARSET = /^CHARSET=(.+)$/i;
/** Bounded: a line longer than this is cut there, and what follows is no property. */
const LONGEST_VALUE = 1 << 20;

/** Properties of a text, line by line: folded lines are joined, quoted-printable is decoded. A line of no colon is none. */
export function* properties(text: string): Iterable<Property> {
  for (let at = 0; at < text.length; ) {
    const start = at;
    let line: string;
    [line, at] = lineAt(text, at);
    const colon = colonOf(line);
    if (colon < 0) continue;
    const [name = '', ...parameters] = line.slice(0, colon).split(';');
    let value = line.slice(colon + 1);
    if (parameters.some((each) => QUOTED.test(each))) {
      while (SOFT_BREAK.test(value) && at < text.length && value.length < LONGEST_VALUE) {
        let more: string;
        [more, at] = lineAt(text, at);
        value = value.replace(SOFT_BREAK, '') + more;
      }
      value = quotedPrintable(
        value,
        parameters.map((each) => CHARSET.exec(each)?.[1]).find((each) => each),
      );
    } else {
      const parts = [value];
      let length = value.length;
      while ((text[at] === ' ' || text[at] === '\t') && length < LONGEST_VALUE) {
        let more: string;
        [more, at] = lineAt(text, at);
        parts.push(more.slice(1));
        length += more.length;
      }
      value = parts.join('');
    }
    // A group stands before the name: item1.TEL.
    yield { name: name.slice(name.lastIndexOf('.') + 1).toUpperCase(), value, at: start };
  }
}

function lineAt(text: string, at: number): [line: string, next: number] {
  const end = text.indexOf('\n', at);
  const stop = end < 0 ? text.length : end;
  const line = text.slice(at, text[stop - 1] === '\r' ? stop - 1 : stop);
  return [line, end < 0 ? text.length : end + 1];
}

/** The first colon outside quotes. */
function colonOf(line: string): number {
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const char = line[i];
    if (char === '"') quoted = !quoted;
    else if (char === ':' && !quoted) return i;
  }
  return -1;
}

function quotedPrintable(value: string, charset: string | undefined): string {
  const bytes: number[] = [];
  for (const piece of value.matchAll(/=([0-9A-Fa-f]{2})|([^=]+|=)/g)) {
    if (piece[1] !== undefined) bytes.push(Number.parseInt(piece[1], 16));
    else for (const byte of Buffer.from(piece[2] ?? '', 'utf8')) bytes.push(byte);
  }
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(Uint8Array.from(bytes));
  } catch {
    return Buffer.from(bytes).toString('utf8');
  }
}

/** A text with its escapes undone (RFC 6350, section 3.4). */
export function unescapedText(value: string): string {
  return value.replace(/\\([nN,;:\\])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}
