import { looksRandom } from './randomness.ts';

/** What the name of a key promises. */
export interface KeyPromise {
  readonly shape: string;
  /** Unambiguous names make a finding `inferred`, others `suspected`. */
  readonly strength: 'strong' | 'weak';
  readonly session: boolean;
  readonly portability: 'portable' | 'identifier' | 'cleared-on-restore';
  /** Which test its value must pass. */
  readonly value: 'token' | 'token-or-uuid' | 'password' | 'pin' | 'base32' | 'words' | 'cookies' | 'header' | 'key';
}

/** Words that make a key something else: a setting, a time, a count, a page of a list, a public part. */
const NOT_A_CREDENTIAL = new Set(
  (
    'public pub keyset keystore alias expires expire expiry expired expiration expiring exp type types scope scopes count counter counts ' +
    'timestamp time times date version theme keyboard url uri urls endpoint host enabled enable disabled is has should can last length len ' +
    'size hint prompt show shown screen saved save status state lifetime ttl duration interval max min limit number num hash salt iv algorithm ' +
    'algo mode format provider issuer issued changed change required require policy created updated at start started end foreground background ' +
    'analytics crash crashlytics event events experiment feature flag flags config cache tracking ad ads advertising referrer next page cursor ' +
    'continuation sync pagination nonce csrf xsrf label title description message error text dialog button visible strength rules name names ' +
    'prefix suffix separator tokenizer tokens_count ms millis consent banner accept accepted policy_version manager listener class package icon ' +
    'color font recovery reset forgot index position valid invalid validity check checked test sent attempts retry retries failed failures wrong'
  ).split(' '),
);

interface KeyRule extends KeyPromise {
  readonly name: RegExp;
}

function rule(name: RegExp, shape: string, value: KeyPromise['value'], more: Partial<KeyPromise> = {}): KeyRule {
  return { name, shape, value, strength: 'strong', session: true, portability: 'portable', ...more };
}

const NO_SESSION = { session: false } as const;
const WEAK = { strength: 'weak' } as const;

/** In order: the first that fits. Names are words joined by `_`, in small letters. */
const RULES: readonly KeyRule[] = [
  rule(
    /(?:^|_)(?:push|fcm|gcm|hms|apns|device|notification|registration|messaging|instance|install|installation)_(?:.*_)?token$/,
    'push-token',
    'token-or-uuid',
    {
      session: false,
      portability: 'identifier',
    },
  ),
  rule(/(?:^|_)(?:guest|anonymous|anon|visitor)_(?:.*_)?token$/, 'guest-token', 'token-or-uuid', NO_SESSION),
  rule(/(?:^|_)(?:client|app|consumer|application)_?secret$/, 'client-secret', 'token-or-uuid', NO_SESSION),
  rule(/(?:^|_)access_?tokens?(?:_v?\d+)?$/, 'access-token', 'token-or-uuid'),
  rule(/(?:^|_)refresh_?tokens?(?:_v?\d+)?$/, 'refresh-token', 'token-or-uuid'),
  rule(/(?:^|_)id_?token$/, 'id-token', 'token'),
  rule(/(?:^|_)(?:oauth2?_)?token_?secret$/, 'token-secret', 'token'),
  rule(
    /(?:^|_)(?:auth|oauth2?|bearer|session|login|user|sso|jwt|account|remember(?:_?me)?|security|web|authentication|authorization|credential|member|customer|api)_?token$/,
    'session-token',
    'token-or-uuid',
  ),
  rule(/(?:^|_)session_?(?:id|key|cookie|secret)$/, 'session-id', 'token'),
  rule(/(?:^|_)(?:(?:totp|hotp|otp|oath|2fa|mfa)_?(?:secret|secret_key)|otp_(?:seed|key))$/, 'totp-seed', 'base32'),
  rule(/(?:^|_)(?:mnemonic(?:_?(?:phrase|words?))?|seed_?(?:phrase|words?))$/, 'mnemonic', 'words'),
  rule(/(?:^|_)private_?key(?:_?(?:pem|hex|base64|data))?$/, 'private-key', 'key'),
  rule(/(?:^|_)(?:password|passwd|passphrase|pwd)(?:_?\d)?$/, 'password', 'password'),
  rule(/(?:^|[a-z])(?:password|passwd)$/, 'password', 'password'),
  rule(/(?:^|_)(?:pin|pin_?code|pass_?code)$/, 'pin', 'pin', NO_SESSION),
  rule(/(?:^|_)(?:authorization|auth_header|bearer)$/, 'bearer', 'header'),
  rule(/(?:^|_)cookies?$/, 'session-cookie', 'cookies', WEAK),
  rule(/(?:^|_)(?:token|auth_?key|hkey|secret|secret_?key|session|sid|auth|jwt|credentials?)$/, 'token', 'token', WEAK),
  rule(/token$/, 'token', 'token', WEAK),
];

const MAX_KEY_CHARS = 200;

/** `accessToken`, `ACCESS-TOKEN` and `com.x.access_token` as `access_token` words, joined by `_`. */
export function keyWords(name: string): string {
  return name
    .slice(-MAX_KEY_CHARS)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** No name without one of these promises anything: the words of the rules, in short. */
const HINT = /token|secret|pass|pwd|pin|session|credential|bearer|cookie|mnemonic|seed|private|hkey|jwt|sid|auth|otp/i;

/** What a key's name promises; null for most. */
export function promiseOf(name: string): KeyPromise | null {
  if (!HINT.test(name)) return null;
  // Names in code are ASCII; and the prefilter knows only those.
  if (/[^\x20-\x7e]/.test(name)) return null;
  const words = keyWords(name);
  // A setting of the last part does not touch the parts before it: `config.access_token` is a token.
  const parts = words.split('_').slice(-4);
  if (parts.some((part) => NOT_A_CREDENTIAL.has(part)) && !keepsItsPromise(parts)) return null;
  return RULES.find((candidate) => candidate.name.test(words)) ?? null;
}

/** `user_name_password`, `last_access_token`: the two last words alone are a plain name. */
function keepsItsPromise(parts: readonly string[]): boolean {
  const end = parts.slice(-2);
  return (
    !end.some((part) => NOT_A_CREDENTIAL.has(part)) &&
    /^(?:access|refresh|auth|session|bearer)_token$|_password$/.test(end.join('_'))
  );
}

/** A value that a key's name promised, as it would be used; null where it does not fit. `doubtful` lowers the certainty. */
export function fittingValue(
  promise: KeyPromise,
  text: string,
): { readonly value: string; readonly doubtful: boolean } | null {
  switch (promise.value) {
    case 'token':
    case 'token-or-uuid': {
      const value = text.replace(/^(?:Bearer|Token|OAuth) /i, '');
      if (promise.value === 'token-or-uuid' && promise.strength === 'strong' && UUID.test(value))
        return { value, doubtful: false };
      return isToken(value, promise.strength) ? { value, doubtful: false } : null;
    }
    case 'header': {
      const match = /^(?:Bearer|Token|OAuth|Basic) ([\x21-\x7e]{8,})$/i.exec(text);
      const value = match?.[1] ?? text;
      return isToken(value, match === null ? 'weak' : 'strong') ? { value, doubtful: false } : null;
    }
    case 'password':
      return isPassword(text)
        ? { value: text, doubtful: /^[A-Z\u00c0-\u00de]?\p{L}+$/u.test(text) && /^\p{Lu}/u.test(text) }
        : null;
    case 'pin':
      return /^\d{4,8}$/.test(text) && new Set(text).size > 1 ? { value: text, doubtful: false } : null;
    case 'base32':
      return BASE32.test(text) ? { value: text, doubtful: false } : null;
    case 'words':
      return /^[a-z]{3,8}(?: [a-z]{3,8}){11,23}$/.test(text) ? { value: text, doubtful: false } : null;
    case 'key':
      return /^(?:[0-9a-fA-F]{64,}|[A-Za-z0-9+/_-]{40,}={0,2})$/.test(text) && looksRandom(text)
        ? { value: text, doubtful: false }
        : null;
    case 'cookies':
      return null;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BASE32 = /^[A-Z2-7]{16,64}={0,6}$/i;
const MIN_STRONG_CHARS = 16;
const MIN_WEAK_CHARS = 20;
const MAX_TOKEN_CHARS = 16_384;

function isToken(value: string, strength: KeyPromise['strength']): boolean {
  if (value.length < (strength === 'strong' ? MIN_STRONG_CHARS : MIN_WEAK_CHARS) || value.length > MAX_TOKEN_CHARS)
    return false;
  return /^[A-Za-z0-9+/=_.~%:|!*$@,;-]+$/.test(value) && !isOrdinary(value) && looksRandom(value);
}

/** Things that are long and look like nothing, and are no secrets. */
export function isOrdinary(value: string): boolean {
  return (
    UUID.test(value) ||
    /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(value) ||
    /^(?:\/|\.\/|~\/|content:|file:|data:|android\.resource:|res\/|@)/.test(value) ||
    /^\d{4}-\d\d-\d\d(?:[T ]|$)/.test(value) ||
    /^[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)+$/.test(value) ||
    /^[^@]+@[^@]+\.[a-z]{2,}$/i.test(value) ||
    /^v?\d+(?:\.\d+){1,4}(?:[-+.][A-Za-z0-9.-]+)?$/.test(value) ||
    /^(?:#|0x)[0-9a-f]{6,8}$/i.test(value) ||
    /^(?:sha(?:1|256|512)|md5)[-:]/i.test(value) ||
    /\.(?:jpe?g|png|webp|gif|mp[34]|json|xml|db|html?|js|css|apk|zip|txt|pdf|so|dex|ttf)$/i.test(value)
  );
}

const MIN_PASSWORD_CHARS = 4;
const MAX_PASSWORD_CHARS = 128;
const NO_PASSWORDS =
  /^(?:true|false|null|none|nil|yes|no|undefined|unknown|default|text|hidden|string|n\/a|[*•.xX_-]+|pass(?:wor[dt]|wd|phrase|code)?s?|contrase[nñ]a|mot ?de ?passe|kennwort|senha|wachtwoord|parola|has[lł]o|\d{1,3})$/i;

function isPassword(text: string): boolean {
  if (text.length < MIN_PASSWORD_CHARS || text.length > MAX_PASSWORD_CHARS) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a password has none
  if (/[\s\u0000-\u001f]/.test(text) || NO_PASSWORDS.test(text)) return false;
  return !/^[[{<]/.test(text) && !isResource(text);
}

function isResource(text: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(text) ||
    /^(?:@|content:|file:|res\/)[a-z]/.test(text) ||
    /^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ||
    /^[a-z][a-z0-9_]*(?:\.[a-z][A-Za-z0-9_]*){2,}$/.test(text) ||
    /^[a-z]+(?:_[a-z]+)+$/.test(text) ||
    UUID.test(text)
  );
}
