import type { Random } from '../encode/seed.ts';
import {
  b64,
  base62,
  hex64,
  key32,
  opaque,
  opaqueOrUuid,
  password,
  pem,
  pin,
  privateDer,
  sealedWebToken,
  seed32,
  sessionId,
  webToken,
  words,
} from './drawn.ts';

/** What is planted in apps that no catalogue knows: names as programmers choose them, values as servers make them. */

/** Names are of two halves: what is found under those of the second is measured and never looked at. */
export type Half = 'open' | 'blind';

export interface Drawn {
  /** What the store holds. */
  readonly value: string;
  /** Any of these is the credential: with its wrapping, and without. */
  readonly accepted: readonly string[];
  /** Written as a number where the store has numbers. */
  readonly numeric?: true;
  /** Only stores that keep line breaks. */
  readonly lines?: true;
}

export interface PlantedKind {
  readonly kind: string;
  /** How many of these, for each half. */
  readonly count: number;
  readonly names: Readonly<Record<Half, readonly string[]>>;
  draw(random: Random): Drawn;
}

const plain = (value: string): Drawn => ({ value, accepted: [value] });
const wrapped = (value: string, inner: string): Drawn => ({ value, accepted: [value, inner] });

export const PLANTED: readonly PlantedKind[] = [
  {
    kind: 'access-token',
    count: 30,
    names: {
      open: [
        'accessToken',
        'access_token',
        'authToken',
        'auth_token',
        'token',
        'userToken',
        'api_token',
        'bearer_token',
        'KEY_ACCESS_TOKEN',
        'pref_auth_token',
        'com.acme.app.AUTH_TOKEN',
        'X-Auth-Token',
        'loginToken',
        'session.token',
        'oauthToken',
      ],
      blind: [
        'AccessToken',
        'sessionAccessToken',
        'currentToken',
        'securityToken',
        'user.auth.token',
        'TOKEN',
        'authorization_token',
        'memberToken',
        'sso_token',
        'tokenValue',
        'authTicket',
        'login_ticket',
        'apiAccessToken',
        'mToken',
        'x-access-token',
      ],
    },
    draw: (random) => plain(opaqueOrUuid(random)),
  },
  {
    kind: 'refresh-token',
    count: 18,
    names: {
      open: [
        'refreshToken',
        'refresh_token',
        'REFRESH_TOKEN',
        'auth.refresh_token',
        'userRefreshToken',
        'kRefreshToken',
      ],
      blind: [
        'RefreshToken',
        'refresh-token',
        'oauth_refresh',
        'tokenRefresh',
        'session_refresh_token',
        'pref_refresh_tok',
      ],
    },
    draw: (random) => plain(opaque(random)),
  },
  {
    kind: 'web-token',
    count: 22,
    names: {
      open: ['jwt', 'id_token', 'token', 'credentials', 'state', 'u', 'session', 'payload', 'login'],
      blind: ['JWT', 'idToken', 'a', 'identity', 'ticket', 'signedUser', 'blob', 'me', 'auth'],
    },
    draw(random) {
      const token = random.int(6) === 0 ? sealedWebToken(random) : webToken(random);
      return random.int(4) === 0 ? wrapped(`Bearer ${token}`, token) : plain(token);
    },
  },
  {
    kind: 'session-id',
    count: 20,
    names: {
      open: ['sessionId', 'session_id', 'JSESSIONID', 'sid', 'sessionToken', 'PHPSESSID', 'session_key', 'session-id'],
      blind: [
        'sessionid',
        'SessionKey',
        'connect.sid',
        'sessId',
        'user_session',
        'ASP.NET_SessionId',
        'sess_token',
        'web_session',
      ],
    },
    draw: (random) => plain(sessionId(random)),
  },
  {
    kind: 'password',
    count: 24,
    names: {
      open: [
        'password',
        'passwd',
        'user_password',
        'pwd',
        'wifiPassword',
        'smtp.password',
        'PASSWORD',
        'login_pass',
        'proxyPassword',
      ],
      blind: [
        'userPwd',
        'account_passwd',
        'passwort',
        'mqtt_password',
        'ftpPass',
        'contrasena',
        'Password',
        'savedPassword',
        'passphrase',
      ],
    },
    draw: (random) => plain(password(random)),
  },
  {
    kind: 'pin',
    count: 14,
    names: {
      open: ['pin', 'pincode', 'user_pin', 'passcode', 'app_lock_pin', 'PIN_CODE'],
      blind: ['pinCode', 'parental_pin', 'unlock_code', 'card_pin', 'vaultPasscode', 'lockPin'],
    },
    draw: (random) => ({ ...plain(pin(random)), ...(random.int(2) === 0 ? { numeric: true as const } : {}) }),
  },
  {
    kind: 'totp-seed',
    count: 10,
    names: {
      open: ['totp_secret', 'otpSecret', 'mfa_secret', 'totpSeed'],
      blind: ['twoFactorSecret', 'otp_key', 'hotpSecret', 'authenticatorSecret'],
    },
    draw(random) {
      const secret = seed32(random);
      return random.int(3) === 0
        ? wrapped(`otpauth://totp/Acme:sam?secret=${secret}&issuer=Acme`, secret)
        : plain(secret);
    },
  },
  {
    kind: 'private-key',
    count: 12,
    names: {
      open: ['private_key', 'privateKey', 'rsa_private', 'client.key', 'identityKey'],
      blind: ['privKey', 'signing_key', 'userKeyPair', 'ssh_key', 'deviceKey'],
    },
    draw(random) {
      const der = privateDer(random);
      const body = b64(der);
      const text = pem('PRIVATE KEY', der);
      return random.int(3) === 0 ? plain(body) : { value: text, accepted: [text, text.trimEnd(), body], lines: true };
    },
  },
  {
    kind: 'secret',
    count: 12,
    names: {
      open: ['oauth_token_secret', 'tokenSecret', 'client_secret', 'appSecret', 'secretKey'],
      blind: ['accessTokenSecret', 'consumer_secret', 'hmacSecret', 'api_secret', 'sharedSecret'],
    },
    draw: (random) => plain(random.int(2) === 0 ? base62(random, 45) : random.hex(40)),
  },
  {
    kind: 'header',
    count: 12,
    names: {
      open: ['Authorization', 'auth_header', 'authHeader', 'proxy-authorization'],
      blind: ['authorization', 'header', 'httpAuth', 'requestHeaders.Authorization'],
    },
    draw(random) {
      if (random.int(2) === 0) {
        const token = opaque(random);
        return wrapped(`Bearer ${token}`, token);
      }
      const secret = password(random);
      const coded = b64(`sam.doe:${secret}`);
      return { value: `Basic ${coded}`, accepted: [`Basic ${coded}`, coded, secret, `sam.doe:${secret}`] };
    },
  },
  {
    kind: 'cookie',
    count: 12,
    names: {
      open: ['cookie', 'Cookie', 'cookies', 'set_cookie'],
      blind: ['cookieString', 'Set-Cookie', 'savedCookies', 'web_cookies'],
    },
    draw(random) {
      const id = sessionId(random);
      const name = random.pick(['sessionid', 'JSESSIONID', 'auth_token', 'PHPSESSID', 'sid', 'remember_token']);
      const value =
        random.int(2) === 0
          ? `theme=dark; ${name}=${id}; lang=en`
          : `${name}=${id}; Path=/; Domain=shop.example.com; HttpOnly; Secure`;
      return { value, accepted: [id, value, `${name}=${id}`] };
    },
  },
  {
    kind: 'mnemonic',
    count: 6,
    names: {
      open: ['mnemonic', 'seedPhrase', 'wallet_mnemonic'],
      blind: ['seed_words', 'recoveryPhrase', 'backup_phrase'],
    },
    draw: (random) => plain(words(random, 12)),
  },
  {
    kind: 'local-key',
    count: 12,
    names: {
      open: ['db_key', 'encryption_key', 'masterKey', 'realmKey', 'database_passphrase'],
      blind: ['aesKey', 'storage_key', 'vaultKey', 'ENCRYPTION_KEY', 'dbPassphrase'],
    },
    draw: (random) => plain(random.int(3) === 0 ? hex64(random) : key32(random)),
  },
  {
    kind: 'vendor-token',
    count: 14,
    names: {
      open: ['value', 'cfg', 'integration', 'k1', 'gh', 'slackBot', 'note'],
      blind: ['data', 'x', 'conf_value', 'remote', 'bot', 'upstream', 'text'],
    },
    draw(random) {
      const made = [
        `ya29.a0${random.base64url(110)}`,
        `EAA${base62(random, 170)}`,
        `1//0${random.base64url(90)}`,
        `AMf-${random.base64url(180)}`,
        `xoxb-${random.text(12, '0123456789')}-${random.text(12, '0123456789')}-${base62(random, 24)}`,
        `ghp_${base62(random, 36)}`,
        `glpat-${random.base64url(20)}`,
        `sk_live_${base62(random, 24)}`,
        `${random.text(9, '123456789')}:AA${random.base64url(33)}`,
      ];
      return plain(random.pick(made));
    },
  },
  {
    kind: 'in-url',
    count: 8,
    names: { open: ['server_url', 'lastUrl', 'feed'], blind: ['endpoint', 'stream', 'webdav'] },
    draw(random) {
      if (random.int(2) === 0) {
        const secret = base62(random, 12);
        return wrapped(`https://sam:${secret}@dav.example.net/remote/`, secret);
      }
      const token = base62(random, 40);
      return wrapped(`https://api.example.net/v2/feed?lang=en&access_token=${token}`, token);
    },
  },
];
