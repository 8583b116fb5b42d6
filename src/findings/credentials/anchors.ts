import { FOREIGN_PASSWORDS } from './foreign-passwords.ts';

/**
 * The raw bytes that every credential this house can find leaves in a content. The prefilter looks for them; the scan
 * proper finds nothing by shape or key name that has none. So a new shape or key word starts here.
 */
export interface Anchor {
  /** Classes of bytes, side by side: `WINDOW` of them. */
  readonly window: readonly ByteClass[];
  /** Sticky: what must stand at the window, or one byte into it where that may be anything, read as latin1. */
  readonly verify: RegExp;
  /** Bytes of the window before what is verified. */
  readonly lead: number;
}

export type ByteClass = readonly number[];

/** Bytes of each anchor's window. */
export const WINDOW = 5;

const BASE64 = bytesOf(/[A-Za-z0-9+/_-]/);
const ALNUM = bytesOf(/[A-Za-z0-9]/);
const DIGIT = bytesOf(/[0-9]/);
const ANY = bytesOf(/[\s\S]/);
/** What may stand beside a short word: printable ASCII, or blank. */
const IN_TEXT = bytesOf(/[\t\n\r -~]/);
const BREAK = IN_TEXT.filter((byte) => !/[A-Za-z]/.test(String.fromCharCode(byte)));
/** The window says it all. */
const ANYTHING = /[\s\S]/y;
/** What stands between a name and what is assigned to it. */
const ASSIGNS = bytesOf(/[\\"=:]/);
const LETTER = bytesOf(/[A-Za-z]/);
const NOT_LOWER = IN_TEXT.filter((byte) => !/[a-z]/.test(String.fromCharCode(byte)));
const HEX = bytesOf(/[0-9A-Fa-f]/);
const NOT_HEX = IN_TEXT.filter((byte) => !/[0-9a-f]/.test(String.fromCharCode(byte)));

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
  return { window: anyCase(start), verify, lead: 0 };
}

/** What follows any byte: a short text is better found by what it is than by what comes after. */
function after(classes: readonly ByteClass[], verify: RegExp): Anchor {
  return { window: [ANY, ...classes], verify, lead: 1 };
}

/** The first bytes of a word in UTF-8. */
function bytesAnchor(text: string): Anchor {
  const bytes = [...Buffer.from(text, 'utf8')].slice(0, WINDOW);
  return { window: bytes.map((byte) => [byte]), verify: ANYTHING, lead: 0 };
}

function literal(start: string, verify: RegExp): Anchor {
  return { window: exact(start), verify, lead: 0 };
}

/** A word of three letters counts only where it is a word of its own, or a capital begins it. */
function shortWord(letters: string): readonly Anchor[] {
  const [first, rest] = [letters.charAt(0), letters.slice(1)];
  const verify = new RegExp(`[^](?:${letters}|${first.toUpperCase()}${rest}|${letters.toUpperCase()})`, 'y');
  return [
    { window: [BREAK, ...anyCase(letters), NOT_LOWER], verify, lead: 0 },
    // What assigns to it may begin a cell of a table, right behind another text.
    {
      window: [ANY, ...anyCase(letters), ASSIGNS],
      verify: new RegExp(`[^]${letters}\\\\?["']?\\s{0,3}[=:]`, 'iy'),
      lead: 0,
    },
    { window: [LETTER, ...exact(first.toUpperCase()), ...anyCase(rest), NOT_LOWER], verify, lead: 0 },
  ];
}

/** How a base64 text begins whose content is JSON: `{"`; `{ "`; `{` or `[` and a line end, a blank or a tab; `[{`. */
export const BASE64_STARTS = [
  'eyJ',
  'eyAi',
  'ewog',
  'ewoJ',
  'ewoi',
  'ew0K',
  'W3si',
  'W3sK',
  'Wwog',
  'WwoJ',
  // A web token, a private key, an XML document, a gzip stream, a Java object stream: coded once more.
  'ZXlK',
  'LS0t',
  'PD94',
  'H4sI',
  'rO0A',
] as const;

/** Words of three letters that name a credential where they stand alone. */
const SHORT_WORDS = ['pin', 'sid', 'pwd', 'jwt', 'otp', 'psk', 'tkn', 'psw', 'mfa', 'tok'] as const;

const ESCAPED = '(?:2[df]|3[0-9a]|[46][1-9a-f]|[57][0-9a]|5f)';

export const ANCHORS: readonly Anchor[] = [
  // Words of key names.
  word('token', /token/iy),
  word('secre', /secret/iy),
  after(anyCase('pass'), /[pP]ass(?![a-z])|PASS(?![A-Z])|pass[^a-z]?(?:w|code|phrase|key)/y),
  after(anyCase('pass'), /pass[^a-z]?(?:w|code|phrase|key)/iy),
  after(anyCase('sess'), /sess[^a-z]?(?:id|tok|key|tic|sec)|[sS]ess(?![a-z])|SESS(?![A-Z])/y),
  after(anyCase('sess'), /sess[^a-z]?(?:id|tok|key)/iy),
  after(anyCase('cred'), /[cC]reds?(?![a-z])|CREDS?(?![A-Z])/y),
  after(anyCase('lock'), /lock[^a-z]?(?:code|pin|screen)/iy),
  after(anyCase('priv'), /priv[^a-z]?key/iy),
  after(anyCase('seed'), /[sS]eed(?![a-z])|SEED(?![A-Z])/y),
  after(anyCase('oath'), /oath[^a-z]?(?:secret|key)/iy),
  word('secur', /security[^a-z]?(?:code|pin)/iy),
  word('paren', /parental[^a-z]?(?:code|pin|lock)/iy),
  word('acces', /access[^a-z]?code/iy),
  word('vault', /vault[^a-z]?code/iy),
  word('refre', /refresh(?![a-z])/iy),
  word('ticke', /ticket/iy),
  word('phras', /phrase/iy),
  word('kennw', /kennwort/iy),
  word('contr', /contrase/iy),
  word('senha', /senha/iy),
  word('wacht', /wachtwoord/iy),
  word('haslo', /haslo/iy),
  word('parol', /parola/iy),
  word('heslo', /heslo/iy),
  word('salas', /salasana/iy),
  word('losen', /losenord/iy),
  word('adgan', /adgangskode/iy),
  word('lozin', /lozinka/iy),
  word('sifre', /sifre/iy),
  word('clave', /clave(?![a-z])/iy),
  {
    window: [...anyCase('mot'), bytesOf(/[Dd_. -]/), bytesOf(/[dDeE_]/)],
    verify: /mot[^a-z]?de[^a-z]?passe/iy,
    lead: 0,
  },
  // `db_key`, `masterKey`: the last word of a name.
  {
    window: [ALNUM, ...[bytesOf(/[_.-]/)], ...anyCase('key')],
    verify: /[A-Za-z0-9][_.-][kK](?:ey|EY)(?![a-z])/y,
    lead: 0,
  },
  { window: [bytesOf(/[a-z0-9]/), ...exact('Key'), NOT_LOWER], verify: /[a-z0-9]Key(?![a-z])/y, lead: 0 },
  {
    window: [bytesOf(/[a-zA-Z0-9_]/), bytesOf(/[_. -]/), ...anyCase('pw'), NOT_LOWER],
    verify: /[A-Za-z0-9_][_. -](?:pw|Pw|PW)(?![a-z])/y,
    lead: 0,
  },
  ...FOREIGN_PASSWORDS.map((word) => bytesAnchor(word)),
  word('sessi', /session/iy),
  word('crede', /credential/iy),
  word('beare', /bearer/iy),
  word('oauth', /oauth/iy),
  word('cooki', /cookie/iy),
  word('mnemo', /mnemonic/iy),
  { window: [...anyCase('seed'), bytesOf(/[pw_-]/i)], verify: /seed[_-]?[pw]/iy, lead: 0 },
  word('priva', /private[^a-z]?key/iy),
  after(anyCase('hkey'), /hkey/iy),
  word('otpau', /otpauth/iy),
  word('keyse', /keyset/iy),
  after(anyCase('auth'), /[aA]uth(?![a-z])|AUTH(?![A-Z])|auth[^a-z]?(?:key|oriz|header)/iy),
  ...SHORT_WORDS.flatMap(shortWord),
  // Between other digits these are a part of a number in hexadecimal.
  { window: [NOT_HEX, ...anyCase('2fa'), NOT_HEX], verify: /2(?:fa|FA)/y, lead: 1 },
  // Shapes of values.
  after([...exact('eyJ'), BASE64], /eyJ[A-Za-z0-9+/_-]{12}/y),
  ...BASE64_STARTS.slice(1).map((start) => after(exact(start), new RegExp(`${start}[A-Za-z0-9+/_-]{10}`, 'y'))),
  after([...exact('EAA'), ALNUM], /EAA[A-Za-z0-9]{20}/y),
  literal('ya29.', /ya29\.[A-Za-z0-9_-]{8}/y),
  after([[0x2f, 0x5c], ...exact('/0'), BASE64], /[/\\]\/0[A-Za-z0-9_-]{12}/y),
  after(exact('AMf-'), /AMf-[A-Za-z0-9_-]{12}/y),
  literal('IGT:2', /IGT:2/y),
  literal('APA91', /APA91b/y),
  { window: [...exact('xox'), bytesOf(/[abeoprs]/), ...exact('-')], verify: /xox[abeoprs]-/y, lead: 0 },
  { window: [...exact('gh'), bytesOf(/[pousr]/), ...exact('_'), ALNUM], verify: /gh[pousr]_[A-Za-z0-9]{12}/y, lead: 0 },
  literal('glpat', /glpat-/y),
  {
    window: [bytesOf(/[sr]/), ...exact('k_'), bytesOf(/[lt]/), bytesOf(/[ie]/)],
    verify: /[sr]k_(?:live|test)_/y,
    lead: 0,
  },
  {
    window: [...exact('A'), bytesOf(/[KS]/), ...exact('IA'), bytesOf(/[A-Z2-7]/)],
    verify: /A[KS]IA[A-Z2-7]{16}/y,
    lead: 0,
  },
  { window: [DIGIT, ...exact(':AA'), BASE64], verify: /\d:AA[A-Za-z0-9_-]{20}/y, lead: 0 },
  after([...exact('npm_')], /npm_[A-Za-z0-9]{36}/y),
  { window: [...exact('sk-'), BASE64, BASE64], verify: /sk-[A-Za-z0-9_-]{32}/y, lead: 0 },
  { window: [...exact('hf_'), ALNUM, ALNUM], verify: /hf_[A-Za-z0-9]{30}/y, lead: 0 },
  { window: [...exact('SG.'), BASE64, BASE64], verify: /SG\.[A-Za-z0-9_-]{16}/y, lead: 0 },
  { window: [...exact('shp'), bytesOf(/[acps]/), bytesOf(/[tas]/)], verify: /shp(?:at|ca|pa|ss)_/y, lead: 0 },
  { window: [...exact('do'), bytesOf(/[opr]/), ...exact('_v')], verify: /do[opr]_v1_/y, lead: 0 },
  literal('githu', /github_pat_/y),
  {
    window: [...exact('v'), bytesOf(/[1-4]/), ...exact('.'), bytesOf(/[lp]/), bytesOf(/[ou]/)],
    verify: /v[1-4]\.(?:local|public)\./y,
    lead: 0,
  },
  literal('AGE-S', /AGE-SECRET-KEY/y),
  literal('nsec1', /nsec1[a-z0-9]{30}/y),
  { window: [bytesOf(/[xyzt]/), ...exact('prv'), ALNUM], verify: /[xyzt]prv[1-9A-Za-z]{60}/y, lead: 0 },
  {
    window: [...exact('://'), bytesOf(/[^\s:@/?#"<>]/), ANY],
    verify: /:\/\/[^\s:@/?#"'<>]{1,64}:[^\s@/?#"'<>]{3,24}/y,
    lead: 0,
  },
  literal('Basic', /Basic(?: |%20)[A-Za-z0-9+/]{8}/y),
  { window: [...exact('MII'), BASE64, BASE64], verify: /MII[A-Za-z0-9+/]{3}IBA[AD]/y, lead: 0 },
  { window: [...exact('MI'), bytesOf(/[GI]/), BASE64, BASE64], verify: /MI[GI][A-Za-z0-9+/]{1,2}[Ag]EA/y, lead: 0 },
  literal('MHcCA', /MHcCAQEE/y),
  literal('MC4CA', /MC4CAQAwBQ/y),
  // JSON in an address's coding, and a cookie as servers set it.
  {
    window: [...exact('%'), bytesOf(/[57]/), bytesOf(/[bB]/), ...exact('%'), bytesOf(/[0257]/)],
    verify: /%(?:7B|5B)%(?:22|7B|5B|0A|0D|09|20)/iy,
    lead: 0,
  },
  word('httpo', /httponly/iy),
  ...['; pat', ';path', '; sec', ';secu'].map((start) => word(start, /;\s?(?:path|secure)\b/iy)),
  // gzip (RFC 1952): what lies in it cannot be seen.
  { window: [[0x1f], [0x8b], [0x08], [0, 4, 8, 16], ANY], verify: ANYTHING, lead: 0 },
  // JSON in hex.
  { window: [...exact('7b22'), HEX], verify: /7b22[0-9a-f]{12}/iy, lead: 0 },
  // A Java object stream, and one written as hex.
  { window: [[0xac], [0xed], [0], [5], ANY], verify: ANYTHING, lead: 0 },
  word('aced0', /aced0005/iy),
  // `google.crypto.tink` in base64, at each of its three alignments.
  literal('Z29vZ', /Z29vZ2xlLmNyeXB0/y),
  literal('dvb2d', /dvb2dsZS5jcnlwdG/y),
  literal('nb29n', /nb29nbGUuY3J5cHRv/y),
  // Letters, digits and signs of the above written as escapes: anything may be behind them.
  {
    window: [...exact('\\'), ...anyCase('u'), ...exact('00'), HEX],
    verify: new RegExp(`\\\\u00${ESCAPED}`, 'iy'),
    lead: 0,
  },
  after([...exact('&#'), bytesOf(/[4-9]/), DIGIT], /&#(?:4[57-9]|5[0-8]|6[5-9]|[78]\d|9[05789]);/y),
  after([...exact('&#1'), bytesOf(/[0-2]/)], /&#1(?:[01]\d|2[0-2]);/y),
  after([...exact('&#'), ...anyCase('x'), HEX], new RegExp(`&#x(?:0|${ESCAPED};)`, 'iy')),
  after([...exact('&#0'), DIGIT], /&#0/y),
];
