import { FOREIGN_PASSWORDS } from './foreign-passwords.ts';

/** What the name of a key promises. */
export interface KeyPromise {
  readonly shape: string;
  /** Unambiguous names make a finding `inferred`, others `suspected`. */
  readonly strength: 'strong' | 'weak';
  readonly session: boolean;
  readonly portability: 'portable' | 'identifier' | 'cleared-on-restore';
  /** Which test its value must pass. */
  readonly value:
    | 'token'
    | 'token-or-uuid'
    | 'password'
    | 'pin'
    | 'base32'
    | 'words'
    | 'cookies'
    | 'header'
    | 'key'
    | 'app-key';
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
    'color font reset forgot forgotten index position valid invalid validity check checked test sent attempts retry retries failed failures wrong ' +
    'sync delta resume search place idempotency correlation correlated trace usage total budget completion input output symbol symbols address ' +
    'contract decimals supply balance price amount chain logo question answer remember biometric biometrics lexer parser grammar eos bos pad ' +
    'provider_id registry factory validator handler kind revision mapping template placeholder tooltip headline caption toast snackbar ' +
    'screenname activity fragment view layout style digits digit length minlength maxlength complexity quality score rating location lat lng ' +
    'latitude longitude map tab row seats gate zone'
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

/** Nouns for what a person or a program signs in with, in front of `token`, `key`, `pass`. */
const WHO =
  'auth|oauth2?|bearer|session|sess|login|log_?in|sign_?in|user|usr|sso|jwt|account|acct|remember(?:_?me)?|security|secure|web|authentication|' +
  'authorization|credential|member|customer|api|id|identity|current|my|m|kauth|private|personal|server|service|rest|http|socket|ws|admin|bot|client_?auth|profile|saml';
const LOCKED =
  'db|database|realm|sql_?cipher|cipher|enc|encryption|encrypt|decryption|crypto|crypt|aes|master|storage|store|vault|wallet|secret|signing|sign|' +
  'hmac|mac|shared|backup|data_?encryption|content|wrapping|root|keychain|file|preferences?|prefs?|session|transport|noise';
const PASS_OWNERS =
  'user|usr|login|account|acct|wi_?fi|smtp|imap|pop3?|ftp|sftp|ssh|proxy|mqtt|db|admin|server|e?mail|http|vpn|my|basic|auth|saved|stored|client|' +
  'app|master|sip|rtsp|camera|router|owner|zip|archive|key_?store|cloud|dav|caldav|web_?dav|nas|smb|plain|old|new|current|last|remote|root';

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
  rule(/(?:^|_)access_?(?:tokens?|tkn|tok)(?:_?(?:v?\d+|value|string))?$/, 'access-token', 'token-or-uuid'),
  rule(
    /(?:^|_)(?:refresh_?(?:tokens?|tkn|tok)|(?:oauth2?|auth|token)_refresh|refresh)(?:_?(?:v?\d+|value|string))?$/,
    'refresh-token',
    'token-or-uuid',
  ),
  rule(/(?:^|_)id_?token(?:_value)?$/, 'id-token', 'token'),
  rule(/(?:^|_)(?:oauth2?_)?(?:access_)?token_?secret$/, 'token-secret', 'token'),
  rule(
    new RegExp(`(?:^|_)(?:${WHO})_?(?:token|tkn|tok|ticket)(?:_?(?:v?\\d+|value|string))?$`),
    'session-token',
    'token-or-uuid',
  ),
  rule(/(?:^|_)(?:(?:j|php_?|asp_?|net_)?sess(?:ion)?_?(?:id|key|cookie|secret)|connect_sid)$/, 'session-id', 'token'),
  rule(
    /(?:^|_)(?:(?:totp|hotp|otp|oath|2_?fa|mfa|two_?factor|authenticator|google_?auth(?:enticator)?)_?(?:shared_?)?(?:secret|secret_key|seed|key)|(?:seed|secret)_?(?:totp|otp|2fa|mfa))$/,
    'totp-seed',
    'base32',
  ),
  rule(
    /(?:^|_)(?:mnemonics?|(?:mnemonic|seed|recovery|backup|secret|wallet)_?(?:phrase|words?|mnemonic))$/,
    'mnemonic',
    'words',
  ),
  rule(
    /(?:^|_)priv(?:ate)?_?key(?:_?(?:pem|hex|base64|data|der|pkcs8|string|b64|material|bytes))?$/,
    'private-key',
    'key',
  ),
  rule(
    /(?:^|_)(?:password|passwd|passwort|passphrase|pass_?phrase|pwd|psw|passw|pswd)(?:_?\d)?$/,
    'password',
    'password',
  ),
  rule(new RegExp(`(?:^|_)(?:${PASS_OWNERS})_?(?:pass|pw)$`), 'password', 'password'),
  rule(/(?:^|[a-z])(?:password|passwd|passwort)$/, 'password', 'password'),
  rule(
    /(?:^|_)(?:kennwort|contrase(?:n|ny)a|mot_?de_?passe|senha|wachtwoord|haslo|parola|heslo|salasana|losenord|adgangskode|lozinka|sifre|clave)$/,
    'password',
    'password',
  ),
  rule(/(?:^|_)(?:pass|pw|passkey)$/, 'password', 'password', WEAK),
  rule(/(?:^|_)(?:wpa_?|wifi_?|pre_?shared_?)(?:psk|key)$|(?:^|_)psk$/, 'preshared-key', 'password', NO_SESSION),
  rule(
    /(?:^|_)(?:pin|pin_?code|pin_?number|pass_?code|(?:un)?lock_?(?:code|pin|screen_?pin)|security_?(?:code|pin)|parental_?(?:code|lock)|access_?code|vault_?code|secret_?code|app_?lock)(?:_?\d)?$/,
    'pin',
    'pin',
    NO_SESSION,
  ),
  rule(
    /(?:^|_)(?:authorization|auth(?:entication)?_?header|bearer|basic_?auth|http_?auth|auth_?value)$/,
    'bearer',
    'header',
  ),
  rule(/cookies?(?:_?(?:string|header|value|store|data))?$/, 'session-cookie', 'cookies', WEAK),
  rule(
    /(?:^|_)(?:aws_?)?secret_?(?:access_?)?key(?:_?id)?$|(?:^|_)(?:hmac|api|shared|signing|secret|aws|webhook|signature)_?secret$/,
    'secret-key',
    'token-or-uuid',
    NO_SESSION,
  ),
  rule(
    new RegExp(`(?:^|_)(?:${LOCKED})_?(?:key|passphrase)(?:_?(?:v?\\d+|hex|base64|b64|string|value|bytes|material))?$`),
    'secret-key',
    'key',
    NO_SESSION,
  ),
  rule(
    /(?:^|_)(?:access|user|account|device|identity|client|data|local|private|host|ssh|gpg|pgp|rsa|ec|ed25519|x25519|curve25519)_?(?:key(?:_?pair)?|private)$/,
    'secret-key',
    'key',
    { ...WEAK, ...NO_SESSION },
  ),
  rule(/(?:^|_)(?:x_)?api_?key$/, 'api-key', 'app-key', { ...WEAK, ...NO_SESSION }),
  rule(
    /(?:^|_)(?:token|auth_?key|hkey|secret|secret_?key|session|sess|sid|auth|jwt|credentials?|creds?|tkn|tok|ticket|token_?(?:value|string|v?\d+)|[a-z]+_?secret)$/,
    'token',
    'token',
    WEAK,
  ),
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
const HINT =
  /token|tkn|tok|secret|pass|pwd|psw|psk|pw|pin|sess|cred|bearer|cookie|mnemonic|seed|phrase|priv|key|jwt|sid|auth|otp|oath|2fa|mfa|code|ticket|lock|refresh|kennwort|contrase|motde|mot_de|senha|wachtw|haslo|parola|heslo|salasana|losenord|adgangskode|lozinka|sifre|clave/i;
/** Passwords in scripts that have no ASCII: a name that holds one of these is one. */
const FOREIGN = new RegExp(FOREIGN_PASSWORDS.join('|'));
const FOREIGN_PASSWORD: KeyPromise = {
  shape: 'password',
  value: 'password',
  strength: 'strong',
  session: true,
  portability: 'portable',
};

/** What a key's name promises; null for most. */
export function promiseOf(name: string): KeyPromise | null {
  const known = promises.get(name);
  if (known !== undefined) return known;
  const made = makePromise(name);
  if (promises.size >= MAX_PROMISES) promises.clear();
  promises.set(name, made);
  return made;
}

/** The same names come again and again: rows of a table, entries of a list. */
const promises = new Map<string, KeyPromise | null>();
const MAX_PROMISES = 4096;

function makePromise(name: string): KeyPromise | null {
  if (FOREIGN.test(name)) return FOREIGN_PASSWORD;
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
