import { basicPair } from './fitting.ts';
import { isOrdinary } from './ordinary.ts';
import { looksRandom } from './randomness.ts';

/** What a value says about itself, whatever its key: no service is asked, no signature checked. */
export interface Shaped {
  readonly shape: string;
  /** The credential itself, without `Bearer ` and the like. */
  readonly value: string;
  readonly service: string | null;
  readonly session: boolean;
  readonly portability: 'portable' | 'cleared-on-restore' | 'unknown';
  /** Seconds since 1970, by its own claim. */
  readonly expires: number | null;
  /** When it was made, likewise. */
  readonly issued?: number | null;
  /** Could be guessed: a password. */
  readonly guessable?: true;
}

const MAX_HEADER_CHARS = 8192;
/** Values longer than this are looked at only up to here. */
const MAX_TEXT_CHARS = 4 * 1024 * 1024;
const MAX_PER_TEXT = 64;

/**
 * One alternative for each shape; the group that matched names it. A run of base64 is entered once, not at each of its
 * letters, so that no text is slow; up to three letters before it may be a length.
 */
const SHAPES = new RegExp(
  [
    '(?<jwt>(?<![A-Za-z0-9_-]{4})eyJ[A-Za-z0-9_-]{12,}(?:\\.[A-Za-z0-9_-]*){2,4})',
    '(?<facebook>(?<![A-Za-z0-9]{4})EAA[A-Za-z0-9]{60,})',
    '(?<googleAccess>\\bya29\\.[A-Za-z0-9_-]{20,})',
    '(?<googleRefresh>(?<![A-Za-z0-9+/_:-])1//0[A-Za-z0-9_-]{20,})',
    '(?<firebaseRefresh>\\bAMf-[A-Za-z0-9_-]{40,})',
    '(?<bearer>\\b[Bb]earer (?!eyJ|IGT:)[A-Za-z0-9_.~+/=|:-]{16,})',
    '(?<basic>\\bBasic [A-Za-z0-9+/]{8,}={0,2})',
    '(?<der>(?<![A-Za-z0-9+/]{4})(?:MII[A-Za-z0-9+/]{3}IBA[AD]|MI[GI][A-Za-z0-9+/]AgEA|MIG[A-Za-z0-9+/]{2}gEA|MHcCAQEE|MC4CAQAwBQYDK2V)[A-Za-z0-9+/]{40,}={0,2})',
    '(?<gitlab>\\bglpat-[A-Za-z0-9_-]{20,})',
    '(?<stripe>\\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,})',
    '(?<aws>\\bA(?:KIA|SIA)[A-Z2-7]{16}\\b)',
    '(?<telegramBot>(?<![A-Za-z0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-]))',
    '(?<npm>\\bnpm_[A-Za-z0-9]{36})',
    '(?<openai>\\bsk-(?:ant-|proj-|or-)?[A-Za-z0-9_-]{32,})',
    '(?<huggingface>\\bhf_[A-Za-z0-9]{30,})',
    '(?<sendgrid>\\bSG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{32,})',
    '(?<shopify>\\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32})',
    '(?<digitalocean>\\bdo[opr]_v1_[a-f0-9]{64})',
    '(?<githubFine>\\bgithub_pat_[A-Za-z0-9_]{50,})',
    '(?<paseto>\\bv[1-4]\\.(?:local|public)\\.[A-Za-z0-9_-]{40,}(?:\\.[A-Za-z0-9_-]+)?)',
    '(?<age>\\bAGE-SECRET-KEY-1[A-Z0-9]{50,})',
    '(?<nostr>\\bnsec1[a-z0-9]{58})',
    '(?<extended>\\b[xyzt]prv[1-9A-HJ-NP-Za-km-z]{100,})',
    '(?<userinfo>\\b[a-z][a-z0-9+.-]{1,15}://[^\\s:@/?#"\\x27<>]{1,64}:[^\\s@/?#"\\x27<>]{3,128}(?=@[A-Za-z0-9\\[]))',
    '(?<instagram>\\bIGT:2:[A-Za-z0-9+/=_-]{20,})',
    '(?<fcm>\\b[A-Za-z0-9_-]{11,40}:APA91b[A-Za-z0-9_-]{60,})',
    '(?<slack>\\bxox[abeoprs]-[A-Za-z0-9-]{20,})',
    '(?<github>\\bgh[pousr]_[A-Za-z0-9]{30,})',
    '(?<pem>-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----(?:\\s{1,4}[A-Z][A-Za-z-]{1,20}: [^\\r\\n]{1,100}){0,4}[A-Za-z0-9+/=\\s]{40,16384}-----END (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----)',
    '(?<otpauth>\\botpauth://(?:totp|hotp)/[^\\s"\'<>]{0,400}?[?&]secret=[A-Za-z2-7]{8,}[^\\s"\'<>]{0,400})',
  ].join('|'),
  'g',
);

/** Cheap: no text without one of these has a shape. */
export const SHAPE_HINT =
  /eyJ|EAA|ya29\.|1\/\/0|AMf-|IGT:2|APA91b|xox[abeoprs]-|gh[pousr]_|PRIVATE KEY|otpauth:|[Bb]earer |Basic |MI[IG]|MHcC|MC4C|glpat-|[sr]k_(?:live|test)_|A[KS]IA|:AA|npm_|sk-|hf_|SG\.|shp[acs]|do[opr]_v1|github_pat|\.(?:local|public)\.|AGE-S|nsec1|prv|:\/\//;

const NAMES: Readonly<Record<string, readonly [shape: string, service: string | null]>> = {
  facebook: ['facebook-access-token', 'Facebook'],
  googleAccess: ['google-access-token', 'Google'],
  googleRefresh: ['google-refresh-token', 'Google'],
  firebaseRefresh: ['firebase-refresh-token', 'Firebase Auth'],
  instagram: ['instagram-session', 'Instagram'],
  fcm: ['fcm-token', 'Firebase Cloud Messaging'],
  slack: ['slack-token', 'Slack'],
  github: ['github-token', 'GitHub'],
  bearer: ['bearer', null],
  basic: ['basic-auth', null],
  der: ['private-key', null],
  gitlab: ['gitlab-token', 'GitLab'],
  stripe: ['stripe-key', 'Stripe'],
  aws: ['aws-key-id', 'Amazon Web Services'],
  telegramBot: ['telegram-bot-token', 'Telegram'],
  npm: ['npm-token', 'npm'],
  openai: ['api-key', null],
  huggingface: ['api-key', 'Hugging Face'],
  sendgrid: ['api-key', 'SendGrid'],
  shopify: ['shopify-token', 'Shopify'],
  digitalocean: ['api-key', 'DigitalOcean'],
  githubFine: ['github-token', 'GitHub'],
  paseto: ['paseto', null],
  age: ['private-key', 'age'],
  nostr: ['private-key', 'Nostr'],
  extended: ['private-key', 'BIP 32'],
  userinfo: ['url-password', null],
  pem: ['private-key', null],
  otpauth: ['totp-seed', null],
};

/** Every shape in a text, in order. */
export function shapesIn(text: string): Shaped[] {
  if (!SHAPE_HINT.test(text)) return [];
  const out: Shaped[] = [];
  const looked = text.length > MAX_TEXT_CHARS ? text.slice(0, MAX_TEXT_CHARS) : text;
  for (const match of looked.matchAll(SHAPES)) {
    const shaped = shapeOf(match);
    if (shaped !== null) out.push(shaped);
    if (out.length === MAX_PER_TEXT) break;
  }
  return out;
}

function shapeOf(match: RegExpExecArray): Shaped | null {
  const [name, value] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['', ''];
  if (name === 'jwt') return webToken(value);
  const known = NAMES[name];
  if (known === undefined) return null;
  const inner = innerValue(name, value);
  if (inner === null) return null;
  // Base64 of zero bytes starts like a Facebook token and goes on in one letter.
  if (name === 'facebook' && new Set(value).size < 20) return null;
  const push = name === 'fcm';
  return {
    shape: known[0],
    value: inner,
    ...(name === 'userinfo' || name === 'basic' ? { guessable: true as const } : {}),
    service: known[1],
    session: !push && name !== 'aws',
    portability: push
      ? 'cleared-on-restore'
      : /BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(value)
        ? 'unknown'
        : 'portable',
    expires: null,
  };
}

/** What is used of a match: without the word before it, or the address around it. Null where it is none after all. */
function innerValue(name: string, value: string): string | null {
  switch (name) {
    case 'bearer': {
      const token = value.slice('Bearer '.length);
      return looksRandom(token) && !isOrdinary(token) ? token : null;
    }
    case 'basic': {
      const coded = value.slice('Basic '.length);
      return basicPair(coded) === null ? null : coded;
    }
    case 'userinfo': {
      const password = value.slice(value.indexOf(':', value.indexOf('://') + 3) + 1);
      return /^[*x\u2022]+$|^\$|^\{|^<|^%[sd]$|^pass(?:word|wd)?$/i.test(password) ? null : password;
    }
    case 'openai':
      return looksRandom(value.slice(3)) ? value : null;
    default:
      return value;
  }
}

/** A signed (three parts) or sealed (five parts) web token: RFC 7519, RFC 7516. Claims are read, never verified. */
export function webToken(text: string): Shaped | null {
  const parts = text.split('.');
  const header = claims(parts[0] ?? '');
  if (header === null) return null;
  const make = (shape: string, value: string, session: boolean, expires: number | null): Shaped => ({
    shape,
    value,
    service: null,
    session,
    portability: 'portable',
    expires,
  });
  if (parts.length === 5 && typeof header['enc'] === 'string') return make('jwe', text, true, null);
  if (typeof header['alg'] !== 'string') return null;
  const body = claims(parts[1] ?? '');
  if (body === null || parts.length < 3) return null;
  const token = make('jwt', parts.slice(0, 3).join('.'), !isNobody(body), seconds(body['exp']));
  return { ...token, issued: seconds(body['iat']) };
}

/** Tokens of an installation (Firebase Installations: `fid`) or of a guest speak for no person. */
function isNobody(body: Readonly<Record<string, unknown>>): boolean {
  const firebase = body['firebase'];
  const provider =
    typeof firebase === 'object' && firebase !== null
      ? (firebase as Record<string, unknown>)['sign_in_provider']
      : null;
  if ('fid' in body && !('sub' in body)) return true;
  return provider === 'anonymous' || body['anonymous'] === true || body['guest'] === true || body['role'] === 'anon';
}

function claims(part: string): Record<string, unknown> | null {
  if (part.length === 0 || part.length > MAX_HEADER_CHARS * 4) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const YEAR_2001 = 978_307_200;
const YEAR_2200 = 7_258_118_400;

/** A time as seconds since 1970, from seconds, milliseconds or ISO 8601; null for anything that is no time of ours. */
export function seconds(value: unknown): number | null {
  if (typeof value === 'string') {
    if (/^\d{10,13}$/.test(value)) return seconds(Number(value));
    if (!/^\d{4}-\d\d-\d\dT/.test(value)) return null;
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? null : Math.floor(parsed / 1000);
  }
  if (typeof value === 'bigint') return seconds(Number(value));
  if (typeof value !== 'number') return null;
  if (value >= YEAR_2001 && value <= YEAR_2200) return Math.floor(value);
  if (value >= YEAR_2001 * 1000 && value <= YEAR_2200 * 1000) return Math.floor(value / 1000);
  return null;
}
