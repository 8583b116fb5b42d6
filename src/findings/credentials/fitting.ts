import type { KeyPromise } from './lexicon.ts';
import { isOrdinary, isResource, UUID } from './ordinary.ts';
import { chanceBits, looksRandom } from './randomness.ts';

/** A value as it would be used. `doubtful`: it fits, and could be an ordinary word too. */
export interface Fitting {
  readonly value: string;
  readonly doubtful: boolean;
}

const BASE32 = /^(?:[A-Z2-7]{16,128}={0,6}|[a-z2-7]{16,128}={0,6}|(?:[A-Za-z2-7]{4}[ -]){3,}[A-Za-z2-7]{1,4})$/;
const HEX_SEED = /^(?:[0-9a-fA-F]{2}){10,64}$/;
const MIN_STRONG_CHARS = 12;
const MIN_WEAK_CHARS = 16;
const MAX_TOKEN_CHARS = 16_384;
/** Where the name leaves no doubt, little is asked of the value; it must not be a word. */
const STRONG_BITS = 2;
const MIN_CHANGES = 3;
const MIN_KEY_CHARS = 22;
const MIN_KEY_HEX = 32;
/** Keys that every copy of an app holds: they name the app to a service (Google, Mapbox, Stripe). */
const PUBLISHED_KEY = /^(?:AIza[\w-]{35}|pk[._][\w.-]+|[0-9]+:[0-9]+:android:[0-9a-f]+)$/;

/** A value that a key's name promised; null where it does not fit. */
export function fittingValue(promise: KeyPromise, text: string): Fitting | null {
  switch (promise.value) {
    case 'token':
    case 'token-or-uuid': {
      const value = text.trim().replace(/^(?:Bearer|Token|OAuth) /i, '');
      if (promise.value === 'token-or-uuid' && promise.strength === 'strong' && UUID.test(value)) return sure(value);
      return isToken(value, promise.strength) ? sure(value) : null;
    }
    case 'header': {
      const match = /^(?:Bearer|Token|OAuth|Basic|Digest|JWT) ([\x21-\x7e]{8,})$/i.exec(text.trim());
      const value = match?.[1] ?? text;
      if (/^Basic /i.test(text)) return basicPair(value) === null ? null : sure(value);
      return isToken(value, match === null ? 'weak' : 'strong') ? sure(value) : null;
    }
    case 'password':
      if (!isPassword(text) || (promise.strength === 'weak' && !mixes(text))) return null;
      return { value: text, doubtful: /^\p{Lu}?\p{L}+$/u.test(text) && /^\p{Lu}/u.test(text) };
    case 'pin':
      return /^\d{4,8}$/.test(text) && new Set(text).size > 1 ? sure(text) : null;
    case 'base32':
      return BASE32.test(text) || (HEX_SEED.test(text) && looksRandom(text)) ? sure(text) : null;
    case 'words':
      return /^[\p{Ll}\p{Lo}]{2,10}(?:[ ,][\p{Ll}\p{Lo}]{2,10}){11,23}$/u.test(text.trim()) ? sure(text) : null;
    case 'key':
      if (isKey(text)) return sure(text);
      // A passphrase under the name of a key: SQLCipher takes any text, and many apps give it a UUID; AES 16 letters.
      return promise.strength === 'strong' && (UUID.test(text) || isToken(text, 'strong'))
        ? { value: text, doubtful: true }
        : null;
    case 'app-key':
      return !PUBLISHED_KEY.test(text) && isToken(text, 'weak') ? sure(text) : null;
    case 'cookies':
      return null;
  }
}

const sure = (value: string): Fitting => ({ value, doubtful: false });

/** User and password out of the coded part of `Basic …` (RFC 7617); null where it is none. */
export function basicPair(coded: string): string | null {
  if (!/^[A-Za-z0-9+/]{6,}={0,2}$/.test(coded)) return null;
  const pair = Buffer.from(coded, 'base64').toString('utf8');
  return /^[^:\p{Cc}\ufffd]*:[^\p{Cc}\ufffd]+$/u.test(pair) ? pair : null;
}

function isToken(value: string, strength: KeyPromise['strength']): boolean {
  const strong = strength === 'strong';
  if (value.length < (strong ? MIN_STRONG_CHARS : MIN_WEAK_CHARS) || value.length > MAX_TOKEN_CHARS) return false;
  if (!/^[A-Za-z0-9+/=_.~%:|!*$@,;\\-]+$/.test(value) || isOrdinary(value)) return false;
  return (
    looksRandom(value) ||
    (strong && isMixed(value) && (chanceBits(value) >= STRONG_BITS || changes(value) >= MIN_CHANGES))
  );
}

/** Letters and digits, several of each: no word, no number. */
function isMixed(value: string): boolean {
  return (value.match(/\d/g)?.length ?? 0) >= 2 && (value.match(/[A-Za-z]/g)?.length ?? 0) >= 2;
}

/** How often letters and digits take turns: seldom in words, versions and dates. */
function changes(value: string): number {
  return value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
}

function isKey(text: string): boolean {
  const compact = text.replace(/\s+/g, '');
  if (/^(?:0x)?[0-9a-fA-F]+$/.test(compact))
    return compact.length >= MIN_KEY_HEX && looksRandom(compact.replace(/^0x/, ''));
  return (
    compact.length >= MIN_KEY_CHARS &&
    /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact) &&
    !isOrdinary(compact) &&
    looksRandom(compact)
  );
}

/** Not letters alone, nor digits alone. */
function mixes(text: string): boolean {
  return /\p{L}/u.test(text) && /[^\p{L}\s]/u.test(text) && !/^\p{L}+[-_.:/]\p{L}+$/u.test(text);
}

const MIN_PASSWORD_CHARS = 4;
const MAX_PASSWORD_CHARS = 256;
/** What stands under the name of a password, and is a state, a kind, a mask, or the word itself. */
const NO_PASSWORDS =
  /^(?:true|false|null|none|nil|yes|no|undefined|unknown|default|text|hidden|string|number|numeric|n\/a|[*\u2022.xX_-]+|pass(?:wor[dt]|wd|phrase|code)?s?|contrase[nñ]a|mot ?de ?passe|kennwort|senha|wachtwoord|parola|has[lł]o|\d{1,3}|enabled?|disabled?|on|off|always|never|ask|auto|optional|required|require|weak|fair|medium|good|strong|simple|complex|alpha|alphabetic|alphanumeric|biometrics?|fingerprint|pattern|pin|plain|hashed|encrypted|bcrypt|argon2(?:id|i|d)?|pbkdf2|scrypt|md5|sha-?\d+|basic|digest|bearer|oauth2?|login|logout|reset|change|changed|expired|forgot|forgotten|empty|missing|invalid|valid|wrong|incorrect|success|failed|failure|error|ok|pending|done|remember|save|saved|show|shown|visible|invisible|redacted|removed|deleted|secret|confidential|placeholder|example|sample|test|user|admin|root|guest|system|local|remote|server|client|firebase|google|facebook|apple|email|phone|sms|keychain|keystore)$/i;

function isPassword(text: string): boolean {
  if (text.length < MIN_PASSWORD_CHARS || text.length > MAX_PASSWORD_CHARS) return false;
  if (/[\s\p{Cc}]/u.test(text) || NO_PASSWORDS.test(text)) return false;
  return (
    !/^[[{<]/.test(text) && !/^%[\d$]*[sd]$/.test(text) && !/^\$\{.*\}$|^\{\{.*\}\}$/.test(text) && !isResource(text)
  );
}
