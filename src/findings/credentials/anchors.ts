/**
 * The raw bytes that every credential this house can find leaves in a content. The prefilter looks for them; the scan
 * proper finds nothing by shape or key name that has none. So a new shape or key word starts here.
 */
export interface Anchor {
  /** Classes of bytes, side by side: `WINDOW` of them. */
  readonly window: readonly ByteClass[];
  /** Sticky: what must stand at the window, in the bytes read as latin1. */
  readonly verify: RegExp;
}

export type ByteClass = readonly number[];

/** Bytes of each anchor's window. */
export const WINDOW = 5;

const BASE64 = bytesOf(/[A-Za-z0-9+/_-]/);
const ALNUM = bytesOf(/[A-Za-z0-9]/);
const ANY = bytesOf(/[\s\S]/);
/** What may stand beside a word in text: printable, blank, or part of UTF-8. */
const IN_TEXT = bytesOf(/[\t\n\r -~\x80-\xff]/);
const BREAK = IN_TEXT.filter((byte) => !/[A-Za-z]/.test(String.fromCharCode(byte)));
const LETTER = bytesOf(/[A-Za-z]/);
const NOT_LOWER = IN_TEXT.filter((byte) => !/[a-z]/.test(String.fromCharCode(byte)));
const HEX = bytesOf(/[0-9A-Fa-f]/);

function bytesOf(pattern: RegExp): ByteClass {
  const out: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) if (pattern.test(String.fromCharCode(byte))) out.push(byte);
  return out;
}

function exact(chars: string): ByteClass[] {
  return [...chars].map((char) => [char.charCodeAt(0)]);
}

function anyCase(chars: string): ByteClass[] {
  return [...chars].map((char) => [...new Set([char.toLowerCase().charCodeAt(0), char.toUpperCase().charCodeAt(0)])]);
}

/** A word that may stand anywhere, in any case: its first letters, and what must follow. */
function word(start: string, verify: RegExp): Anchor {
  return { window: anyCase(start), verify };
}

/** A literal whose case matters, filled up with bytes of a class. */
function literal(start: string, fill: ByteClass, verify: RegExp): Anchor {
  return { window: [...exact(start), ...Array<ByteClass>(WINDOW - start.length).fill(fill)], verify };
}

/** A word of three letters counts only where it is a word of its own, or a capital begins it. */
function shortWord(letters: string): readonly Anchor[] {
  const [first = '', rest = ''] = [letters.charAt(0), letters.slice(1)];
  const verify = new RegExp(`[^](?:${letters}|${first.toUpperCase()}${rest}|${letters.toUpperCase()})`, 'y');
  return [
    { window: [BREAK, ...anyCase(letters), NOT_LOWER], verify },
    { window: [LETTER, ...exact(first.toUpperCase()), ...anyCase(rest), NOT_LOWER], verify },
  ];
}

/** How a base64 text begins whose content is JSON: `{"`, `{ `, `{` and a line end or tab, `[{`, `[` and a line end. */
export const BASE64_JSON_STARTS = ['eyJ', 'eyA', 'ewo', 'ewk', 'ew0', 'W3s', 'Wwo'] as const;

/** Words of three letters that name a credential where they stand alone. */
export const SHORT_WORDS = ['pin', 'sid', 'pwd', 'jwt', 'otp'] as const;

const ESCAPED = '(?:2[df]|3[0-9a]|[46][1-9a-f]|[57][0-9a]|5f)';

export const ANCHORS: readonly Anchor[] = [
  // Words of key names.
  word('token', /token/iy),
  word('secre', /secret/iy),
  { window: [...anyCase('pass'), ANY], verify: /pass[^a-z]?(?:w|code|phrase)/iy },
  word('sessi', /session/iy),
  word('crede', /credential/iy),
  word('beare', /bearer/iy),
  word('oauth', /oauth/iy),
  word('cooki', /cookie/iy),
  word('mnemo', /mnemonic/iy),
  { window: [...anyCase('seed'), NOT_LOWER], verify: /seed/iy },
  word('priva', /private[^a-z]?key/iy),
  { window: [...anyCase('hkey'), NOT_LOWER], verify: /hkey/iy },
  word('otpau', /otpauth/iy),
  word('keyse', /keyset/iy),
  { window: [...anyCase('auth'), NOT_LOWER], verify: /auth/iy },
  word('authk', /authkey/iy),
  word('autho', /authoriz/iy),
  ...SHORT_WORDS.flatMap(shortWord),
  // Shapes of values.
  ...BASE64_JSON_STARTS.map((start) => literal(start, BASE64, new RegExp(`${start}[A-Za-z0-9+/_-]{12}`, 'y'))),
  literal('EAA', ALNUM, /EAA[A-Za-z0-9]{20}/y),
  literal('ya29.', ANY, /ya29\.[A-Za-z0-9_-]{8}/y),
  { window: [[0x2f, 0x5c], ...exact('/0'), BASE64, BASE64], verify: /[/\\]\/0[A-Za-z0-9_-]{12}/y },
  literal('AMf-', BASE64, /AMf-[A-Za-z0-9_-]{12}/y),
  literal('IGT:2', ANY, /IGT:2/y),
  literal('APA91', ANY, /APA91b/y),
  { window: [...exact('xox'), bytesOf(/[abeoprs]/), ...exact('-')], verify: /xox[abeoprs]-/y },
  { window: [...exact('gh'), bytesOf(/[pousr]/), ...exact('_'), ALNUM], verify: /gh[pousr]_[A-Za-z0-9]{12}/y },
  // A Java object stream written as hex.
  word('aced0', /aced0005/iy),
  // `google.crypto.tink` in base64, at each of its three alignments.
  literal('Z29vZ', ANY, /Z29vZ2xlLmNyeXB0/y),
  literal('dvb2d', ANY, /dvb2dsZS5jcnlwdG/y),
  literal('nb29n', ANY, /nb29nbGUuY3J5cHRv/y),
  // Letters, digits and signs of the above written as escapes: anything may be behind them.
  { window: [...exact('\\'), ...anyCase('u'), ...exact('00'), HEX], verify: new RegExp(`\\\\u00${ESCAPED}`, 'iy') },
  {
    window: [...exact('&#'), bytesOf(/[4-9]/), bytesOf(/[0-9]/), exact(';')[0] as ByteClass],
    verify: /&#(?:4[57-9]|5[0-8]|6[5-9]|[78]\d|9[05789]);/y,
  },
  { window: [...exact('&#1'), bytesOf(/[0-2]/), bytesOf(/[0-9]/)], verify: /&#1(?:[01]\d|2[0-2]);/y },
  { window: [...exact('&#'), ...anyCase('x'), HEX, HEX], verify: new RegExp(`&#x${ESCAPED};`, 'iy') },
  { window: [...exact('&#'), ...anyCase('x'), ...exact('0'), HEX], verify: /&#x0/iy },
  { window: [...exact('&#0'), bytesOf(/[0-9]/), bytesOf(/[0-9]/)], verify: /&#0/y },
];
