/** What became of a stored name on its way to a legal path. */
export interface LegalPath {
  readonly path: string;
  /** The name climbed, was absolute, or held NUL: `unsafe-name`. */
  readonly unsafe: boolean;
  /** The bytes were not UTF-8: `name-not-utf8`. */
  readonly notUtf8: boolean;
}

// A byte order mark is part of a name: left out, two names would be one.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const BACKSLASH = 0x5c;

/**
 * Makes the one spelling of a name that the whole of carryover uses: `/`-separated, relative, no empty, `.` or `..`
 * part, no NUL. A backslash is written `\\`, bytes that are not UTF-8 and control characters `\xHH`, so that two
 * different stored names stay two. A `..` part is written `\..` and an unsafe name is told as such.
 */
export function legalPath(stored: Uint8Array | string): LegalPath {
  const bytes = typeof stored === 'string' ? encoder.encode(stored) : stored;
  let plain = true;
  // By index: this runs for every member, and an iterator costs several times as much.
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte < 0x20 || byte === BACKSLASH || byte >= 0x7f) {
      plain = false;
      break;
    }
  }
  let notUtf8 = false;
  let text: string;
  if (plain)
    text =
      typeof stored === 'string'
        ? stored
        : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  else [text, notUtf8] = escapeName(bytes);
  const simple = !text.startsWith('/') && !text.endsWith('/') && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(text);
  const nul = !plain && bytes.includes(0);
  if (simple && text !== '') return { path: text, unsafe: nul, notUtf8 };
  const parts: string[] = [];
  let unsafe = text.startsWith('/') || nul;
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      unsafe = true;
      parts.push('\\..');
    } else parts.push(part);
  }
  return { path: parts.join('/'), unsafe, notUtf8 };
}

function escapeName(bytes: Uint8Array): [text: string, notUtf8: boolean] {
  let decoded: string | null;
  try {
    decoded = strict.decode(bytes);
  } catch {
    decoded = null;
  }
  if (decoded !== null) {
    return [
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being escaped
      decoded.replace(/[\\\u0000-\u001f\u007f-\u009f]/g, (c) => (c === '\\' ? '\\\\' : hexEscape(encoder.encode(c)))),
      false,
    ];
  }
  return [escapeBytes(bytes), true];
}

function hexEscape(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  return out;
}

/** Decodes what is UTF-8 in a name and escapes each byte that is not. */
function escapeBytes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] as number;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    const piece = bytes.subarray(at, at + Math.max(1, length));
    let decoded: string | null = null;
    if (length > 0 && piece.length === length) {
      try {
        decoded = strict.decode(piece);
      } catch {
        decoded = null;
      }
    }
    if (decoded === null) {
      out += hexEscape(bytes.subarray(at, at + 1));
      at += 1;
    } else {
      out += isControl(decoded) ? hexEscape(piece) : byte === BACKSLASH ? '\\\\' : decoded;
      at += length;
    }
  }
  return out;
}

/** Controls of ASCII and of Latin-1 (C1), which a terminal may obey. */
function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
