import { describe, expect, it } from 'vitest';
import type { Sighted } from '../../src/findings/finding.ts';
import { redactor } from '../../src/report/redact.ts';
import { chance, database, HEX, jwt, preferences, scanFile } from '../support/scan-content.ts';

const T = (seed: string, length = 48): string => chance(seed, length);
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PLACE = 'shared_prefs/app.xml';

function scanKeys(entries: Record<string, string | number | boolean>): Sighted[] {
  return scanFile(PLACE, preferences(entries));
}

function brief(sightings: readonly Sighted[]): string[] {
  return sightings.map(
    ({ where, shape, certainty, session }) => `${where} ${shape} ${certainty}${session ? ' session' : ''}`,
  );
}

const PEM = `-----BEGIN PRIVATE KEY-----\n${T('pem', 64)}\n${T('pem2', 64)}\n-----END PRIVATE KEY-----`;

/** Key, value, and what must be found. */
const POSITIVES: readonly (readonly [key: string, value: string, found: string])[] = [
  // By shape, whatever the key.
  ['x', jwt({ sub: 'a' }), 'jwt inferred session'],
  ['x', `Bearer ${jwt({ sub: 'b' })}`, 'jwt inferred session'],
  ['x', jwt({ sub: 'n' }, { alg: 'none' }), 'jwt inferred session'],
  [
    'x',
    `${Buffer.from('{"alg":"dir","enc":"A128GCM"}').toString('base64url')}..${T('j1', 16)}.${T('j2', 60)}.${T('j3', 22)}`,
    'jwe inferred session',
  ],
  ['x', `EAA${T('fb', 120)}`, 'facebook-access-token inferred session'],
  ['x', `ya29.${T('ya', 120)}`, 'google-access-token inferred session'],
  ['x', `1//0${T('gr', 90)}`, 'google-refresh-token inferred session'],
  ['x', `AMf-${T('amf', 200)}`, 'firebase-refresh-token inferred session'],
  ['x', `Bearer IGT:2:${T('igt', 120)}`, 'instagram-session inferred session'],
  ['x', `${T('inst', 22)}:APA91b${T('apa', 134)}`, 'fcm-token inferred'],
  ['x', `xoxp-${'12345678901-'.repeat(2)}${T('slack', 32)}`, 'slack-token inferred session'],
  ['x', `ghp_${T('gh', 36)}`, 'github-token inferred session'],
  ['x', PEM, 'private-key inferred session'],
  ['x', PEM.replaceAll('PRIVATE KEY', 'RSA PRIVATE KEY'), 'private-key inferred session'],
  [
    'x',
    `otpauth://totp/Example:alice?secret=${chance('otp', 32, BASE32)}&issuer=Example`,
    'totp-seed inferred session',
  ],
  // By an unambiguous name.
  ['access_token', T('a'), 'access-token inferred session'],
  ['accessToken', T('b'), 'access-token inferred session'],
  ['ACCESS-TOKEN', T('c'), 'access-token inferred session'],
  ['com.example.access_token', T('d'), 'access-token inferred session'],
  ['oauth2AccessToken', T('d2'), 'access-token inferred session'],
  ['access_token', '3f2c8b1e-9d4a-4c6f-8b7e-1a2b3c4d5e6f', 'access-token inferred session'],
  ['refreshToken', T('e'), 'refresh-token inferred session'],
  ['refresh_token', chance('f', 64, HEX), 'refresh-token inferred session'],
  ['auth_token', T('g', 20), 'session-token inferred session'],
  ['sessionToken', T('h'), 'session-token inferred session'],
  ['userToken', T('i'), 'session-token inferred session'],
  ['login_token', T('j'), 'session-token inferred session'],
  ['session_id', T('k', 32), 'session-id inferred session'],
  // What apps give SQLCipher and AES as a key, and is no key by its length.
  ['db_key', '3f2c8b1e-9d4a-4c6f-8b7e-1a2b3c4d5e6f', 'secret-key suspected'],
  ['aes_key', 'k9Fz2Lq8Vb3Nx7Tc', 'secret-key suspected'],
  ['DB_ENC_KEY', chance('enc', 64, HEX), 'secret-key inferred'],
  ['sessionKey', T('l', 32), 'session-id inferred session'],
  ['password', 'hunter2', 'password inferred session'],
  ['user_password', 'korrekt7Pferd', 'password inferred session'],
  ['wifiPassword', 'Sommer-2017!', 'password inferred session'],
  ['pwd', '12345678', 'password inferred session'],
  ['passphrase', 'a-b-c-d-e', 'password inferred session'],
  ['pin', '4711', 'pin inferred'],
  ['user_pin', '824193', 'pin inferred'],
  ['passcode', '2580', 'pin inferred'],
  ['token_secret', T('ts', 45), 'token-secret inferred session'],
  ['client_secret', T('cs', 40), 'client-secret inferred'],
  ['totp_secret', chance('totp', 32, BASE32), 'totp-seed inferred session'],
  [
    'mnemonic',
    'legal winner thank year wave sausage worth useful legal winner thank yellow',
    'mnemonic inferred session',
  ],
  ['private_key', chance('pk', 64, HEX), 'private-key inferred session'],
  ['Authorization', `Bearer ${T('auth', 40)}`, 'bearer inferred session'],
  ['Authorization', `Basic ${Buffer.from(`alice:${T('pw', 20)}`).toString('base64')}`, 'basic-auth inferred session'],
  ['push_token', T('push', 64), 'push-token inferred'],
  ['fcmToken', T('fcm', 64), 'push-token inferred'],
  ['deviceToken', chance('dev', 64, HEX), 'push-token inferred'],
  ['guest_access_token', T('guest'), 'guest-token inferred'],
  // By a doubtful name and chance.
  ['token', T('m', 40), 'token suspected session'],
  ['authKey', T('n', 40), 'token suspected session'],
  ['sid', T('o', 40), 'token suspected session'],
  ['session', T('p', 40), 'token suspected session'],
  ['secret', chance('q', 40, HEX), 'token suspected session'],
  ['someVendorToken', T('r', 40), 'token suspected session'],
  ['password', 'Sommer', 'password suspected session'],
];

const UUID = '3f2c8b1e-9d4a-4c6f-8b7e-1a2b3c4d5e6f';
const SHA256 = chance('sha256', 64, HEX);

/** Key and value of what is no credential. */
const NEGATIVES: readonly (readonly [key: string, value: string])[] = [
  // Identifiers.
  ['id', UUID],
  ['uuid', UUID],
  ['device_id', UUID],
  ['session_id', UUID],
  ['sessionId', UUID.toUpperCase()],
  ['android_id', '9774d56d682e549c'],
  ['advertising_id', UUID],
  ['user_id', '10023456789'],
  ['installation_id', UUID],
  ['install_uuid', UUID],
  ['client_id', `${T('cid', 32)}.apps.googleusercontent.com`],
  ['app_id', '1:123456789012:android:abcdef0123456789'],
  ['distinct_id', UUID],
  ['anonymousId', UUID],
  ['request_id', T('rid', 32)],
  ['trace_id', chance('tr', 32, HEX)],
  ['correlation_id', UUID],
  ['crash_session', UUID],
  ['event_id', T('ev', 22)],
  // Hashes.
  ['sha256', SHA256],
  ['md5', chance('md5', 32, HEX)],
  ['etag', `"${chance('etag', 32, HEX)}"`],
  ['file_hash', SHA256],
  ['checksum', chance('ck', 40, HEX)],
  ['signature_hash', SHA256],
  ['commit', chance('co', 40, HEX)],
  ['password_hash', SHA256],
  ['token_hash', SHA256],
  ['session_hash', SHA256],
  ['integrity', `sha256-${T('sri', 43)}=`],
  ['x', SHA256],
  ['cache_key', SHA256],
  ['digest', SHA256],
  // Versions, dates, numbers.
  ['version', '4.12.1'],
  ['versionName', '2024.11.3-release.4412'],
  ['token_version', '2'],
  ['session_version', 'v2.14.3'],
  ['sdk', '34'],
  ['build', '20171103.142233'],
  ['session_start', '2024-11-03T14:22:33Z'],
  ['token_created', '1700000000000'],
  ['access_token_expires', '1700000000000'],
  ['expires_at', '1700000000'],
  ['tokenExpiry', '2025-01-01T00:00:00Z'],
  ['session_count', '42'],
  ['sessionCount', '1284'],
  ['auth_time', '1700000000'],
  ['password_changed_at', '1700000000000'],
  ['last_login', '2024-11-03 14:22:33'],
  ['token_ttl', '3600'],
  ['session_timeout', '1800000'],
  ['session_number', '12345678901234567890'],
  ['refresh_interval', '900000'],
  ['token', '12345678901234567890'],
  ['access_token', '1700000000000000'],
  // URLs, paths, addresses.
  ['token_url', 'https://login.example.com/oauth2/v2.0/token'],
  ['auth_endpoint', 'https://login.example.com/authorize'],
  ['token', 'https://login.example.com/oauth2/v2.0/token'],
  ['access_token', 'https://api.example.com/v1/me?fields=id'],
  ['authorization_endpoint', 'https://accounts.example.com/o/oauth2/v2/auth'],
  ['session', '/data/user/0/com.example/files/session.bin'],
  ['secret', 'content://com.example.provider/secrets/12345678'],
  ['redirect_uri', 'com.example.app://oauth/callback'],
  ['token', 'res/drawable-xxhdpi/token_background_image.png'],
  ['password', 'https://example.com/reset'],
  ['auth', 'alice.wonderland@example-company.com'],
  ['cookie', 'https://example.com/cookie-policy-information'],
  // Words, labels, settings.
  ['token_type', 'Bearer'],
  ['token_type', 'urn:ietf:params:oauth:token-type:jwt'],
  ['grant_type', 'refresh_token'],
  ['scope', 'openid profile email offline_access'],
  ['response_type', 'code id_token token'],
  ['password', 'Password'],
  ['password', 'password'],
  ['password', 'Passwort'],
  ['password', 'Enter your password'],
  ['password', 'Mot de passe'],
  ['password', '••••••••'],
  ['password', '********'],
  ['password', 'true'],
  ['password', 'null'],
  ['password', 'none'],
  ['password_hint', 'name of my first pet'],
  ['forgot_password', 'Forgot your password'],
  ['reset_password_text', 'ResetYourPassword1'],
  ['password_strength', 'very_strong'],
  ['show_password', 'always'],
  ['input_type', 'textPassword'],
  ['login.password.label', 'Kennwort'],
  ['password', '@string/password_label'],
  ['password', 'login_password_hint'],
  ['password', 'com.example.app.login.password'],
  ['password', UUID],
  ['auth_provider', 'google.com'],
  ['auth_method', 'PKCE_S256'],
  ['auth_state', 'SIGNED_IN'],
  ['session_state', 'foreground'],
  ['session', 'com.example.app.session.SessionManager'],
  ['session', 'SESSION_STATE_AUTHENTICATED'],
  ['token', 'this_is_just_a_label_for_the_token'],
  ['token', 'TokenRefreshBackgroundService'],
  ['token', 'com.example.auth.TokenRefreshService'],
  ['access_token', 'com.example.auth.AccessTokenProvider'],
  ['access_token', 'not_available_right_now'],
  ['refresh_token', 'expired_or_revoked_by_user'],
  ['session_id', 'homescreen_recommendation_row'],
  ['secret', 'the quick brown fox jumps over'],
  ['secret_menu_enabled', 'true'],
  ['cookie_consent', 'accepted-all-categories-2024'],
  ['cookie_banner', T('cb', 30)],
  ['theme', 'dark'],
  ['keyboard', 'qwertz'],
  ['locale', 'de_DE'],
  ['country', 'DE'],
  ['token_symbol', 'ETH'],
  ['tokenizer', 'unicode61'],
  ['spinner_position', '1234'],
  ['pinned', '1234'],
  ['pin_enabled', '1234'],
  ['shipping', '4711'],
  ['opinion', '4711'],
  ['ping', '4711'],
  ['inside', '4711'],
  ['side', '4711'],
  ['pin', '0000'],
  ['pin', 'true'],
  ['pin', '12'],
  ['pin', 'abcd'],
  ['pin_attempts', '3000'],
  // App-wide constants and public parts.
  ['api_key', `AIza${T('aiza', 35)}`],
  ['google_api_key', `AIza${T('aiza2', 35)}`],
  ['public_key', T('pub', 88)],
  ['publicKeyToken', chance('pkt', 16, HEX)],
  ['x', '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----'],
  ['x', `-----BEGIN CERTIFICATE-----\n${T('cert', 64)}\n-----END CERTIFICATE-----`],
  ['keystore_alias', 'auth_token_master_key_alias_0001'],
  ['key_alias', T('ka', 32)],
  ['maps_key', T('mk', 39)],
  ['dsn', `https://${chance('dsn', 32, HEX)}@o1.ingest.example.io/12`],
  // Tokens that sign nobody in.
  ['next_page_token', T('np', 60)],
  ['nextPageToken', T('np2', 60)],
  ['page_token', T('pt', 60)],
  ['sync_token', T('sy', 60)],
  ['syncToken', T('sy2', 60)],
  ['csrf_token', T('cs', 40)],
  ['xsrfToken', T('xs', 40)],
  ['continuation_token', T('ct', 60)],
  ['cursor', T('cu', 60)],
  ['token_nonce', T('nn', 32)],
  ['salt', T('sa', 32)],
  ['iv', T('iv', 16)],
  ['password_salt', T('ps', 32)],
  ['session_iv', T('si', 24)],
  ['cache_token', T('cat', 40)],
  ['notification_token_sent', 'true'],
  // Things that look like shapes.
  ['x', `EAA${'A'.repeat(100)}`],
  ['x', 'eyJust a normal sentence that starts oddly'],
  ['x', `eyJ${T('noheader', 40)}.${T('b', 40)}.${T('c', 40)}`],
  ['x', 'see https://example.com//0abcdefghijklmnopqrstuvwxyz'],
  ['x', 'ya29.short'],
  ['x', 'xoxo-'],
  ['x', 'xoxo-hugs-and-kisses'],
  ['x', 'otpauth is a URI scheme'],
  ['x', 'The words PRIVATE KEY stand here'],
  ['x', `data:image/png;base64,iVBORw0KGgo${T('png', 200)}`],
  ['image', `iVBORw0KGgo${T('png2', 200)}`],
  ['x', '1//2 is not a date'],
  ['protobuf', `CAESEAAA${T('pb', 60)}=`],
  ['x', 'com.example.verylongpackagename.subpackage.ClassName'],
  ['blob', T('blob', 80)],
  ['x', T('x', 64)],
  ['data', chance('hex', 128, HEX)],
];

describe('what is a credential', () => {
  it.each(POSITIVES)('%s = %.24s', (key, value, found) => {
    expect(brief(scanKeys({ [key]: value }))).toEqual([`${key} ${found}`]);
  });

  it('finds nothing in what is none', () => {
    const wrong = NEGATIVES.filter(([key, value]) => scanKeys({ [key]: value }).length > 0);
    expect(
      wrong.map(([key, value]) => `${key}=${value.slice(0, 40)}: ${brief(scanKeys({ [key]: value })).join()}`),
    ).toEqual([]);
    expect(NEGATIVES.length).toBeGreaterThan(150);
  });

  it('reads the expiry that a web token claims, and the nobody it speaks for', () => {
    const [one] = scanKeys({ x: jwt({ sub: 'a', exp: 1_700_000_000 }) });
    expect(one?.expires).toBe(1_700_000_000);
    expect(scanKeys({ x: jwt({ role: 'anon', iss: 'supabase' }) })[0]?.session).toBe(false);
    expect(scanKeys({ x: jwt({ fid: 'f', projectNumber: 1 }) })[0]?.session).toBe(false);
  });

  it('takes the expiry beside a token, by its own prefix or without, and none for a refresh token', () => {
    const found = scanKeys({ my_access_token: T('a'), my_expires_at: 1_900_000_000_000, refresh_token: T('b') });
    expect(found.map(({ where, expires }) => [where, expires])).toEqual([
      ['my_access_token', 1_900_000_000],
      ['refresh_token', null],
    ]);
  });

  it('calls passwords, PINs and whatever is short guessable', () => {
    expect(scanKeys({ password: 'a very long password without end'.replaceAll(' ', '-') })[0]?.guessable).toBe(true);
    expect(scanKeys({ pin: '4711' })[0]?.guessable).toBe(true);
    expect(scanKeys({ access_token: T('long') })[0]?.guessable).toBe(false);
  });
});

describe('where a credential lies', () => {
  it('names JSON in a string by key and path, also JSON in JSON and in base64', () => {
    const inner = JSON.stringify({ user: { access_token: T('in') } });
    expect(scanKeys({ state: inner }).map(({ where }) => where)).toEqual(['state:$.user.access_token']);
    expect(scanKeys({ state: JSON.stringify({ nested: inner }) }).map(({ where }) => where)).toEqual([
      'state:$.nested:$.user.access_token',
    ]);
    expect(scanKeys({ state: Buffer.from(inner).toString('base64') }).map(({ where }) => where)).toEqual([
      'state:base64:$.user.access_token',
    ]);
  });

  it('names elements of a list by what names them, not by their number', () => {
    const list = JSON.stringify([{ id: 7, access_token: T('one') }, { access_token: T('two') }]);
    expect(scanKeys({ accounts: list }).map(({ where }) => where)).toEqual([
      'accounts:$[7].access_token',
      'accounts:$[].access_token',
    ]);
  });

  it('names a container by its own name where the value is called `value`', () => {
    expect(
      scanKeys({ session: JSON.stringify({ accessToken: { value: T('v') } }) }).map(({ where, shape }) => [
        where,
        shape,
      ]),
    ).toEqual([['session:$.accessToken.value', 'access-token']]);
  });

  it('names JSON files by path', () => {
    const bytes = Buffer.from(
      JSON.stringify({ auth: { 'refresh token': T('x'), refresh_token: T('y') }, list: [{ access_token: T('z') }] }),
    );
    expect(scanFile('files/state.json', bytes).map(({ where }) => where)).toEqual([
      '$.auth["refresh token"]',
      '$.auth.refresh_token',
      '$.list[]:$.access_token',
    ]);
  });

  it('names cells by table, column and the row’s own name, never by rowid', () => {
    const rows = [
      [1, 'alice', T('a')],
      [2, 'bob', T('b')],
    ];
    expect(
      scanFile(
        'databases/x.db',
        database('CREATE TABLE account(_id INTEGER PRIMARY KEY, username TEXT, access_token TEXT)', rows),
      ).map(({ where }) => where),
    ).toEqual(['account.access_token[alice]', 'account.access_token[bob]']);
    expect(
      scanFile(
        'databases/x.db',
        database('CREATE TABLE s(_id INTEGER PRIMARY KEY, access_token TEXT)', [[1, T('a')]]),
      ).map(({ where }) => where),
    ).toEqual(['s.access_token']);
  });

  it('takes the key of a table of keys and values as the name', () => {
    const bytes = database('CREATE TABLE kv(key TEXT PRIMARY KEY, value TEXT)', [
      ['access_token', T('a')],
      ['theme', 'dark'],
      ['user', JSON.stringify({ refreshToken: T('b') })],
    ]);
    expect(scanFile('databases/kv.db', bytes).map(({ where }) => where)).toEqual([
      'kv.value[access_token]',
      'kv.value[user]:$.refreshToken',
    ]);
  });

  it('leaves a secret out of the locator of a table that is keyed by it', () => {
    const token = T('keyed');
    const found = scanFile(
      'databases/x.db',
      database('CREATE TABLE t(id TEXT PRIMARY KEY, note TEXT)', [
        [jwt({ sub: 'a' }), 'note'],
        [token, `access ${jwt({ sub: 'b' })}`],
      ]),
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { where } of found) expect(where).not.toContain('eyJ');
  });

  it('reads logs and settings by line', () => {
    const text = `level=info access_token=${T('log')}\nAuthorization: Bearer ${T('hdr')}\n"refresh_token": "${T('q')}",\nplain text\nraw ${jwt({ sub: 'l' })}\n`;
    expect(brief(scanFile('files/app.log', Buffer.from(text)))).toEqual([
      'access_token access-token inferred session',
      'Authorization bearer inferred session',
      'refresh_token refresh-token inferred session',
      'null jwt inferred session',
    ]);
  });

  it('reads the parameters of addresses and forms, the first as the others', () => {
    const token = T('parameter');
    const texts = [
      `https://host.example/cb?refresh_token=${token}&state=1`,
      `https://host.example/cb?state=1&refresh_token=${token}`,
      `app://cb#refresh_token=${token}&token_type=bearer`,
      `grant_type=x&refresh_token=${token}`,
      `refresh_token=${token}&state=1`,
      `next=https://host.example/cb?refresh_token=${token}`,
      `next=https%3A%2F%2Fhost.example%2Fcb%3Frefresh_token%3D${token}`,
    ];
    for (const text of texts) {
      expect(brief(scanKeys({ last: text })), text).toEqual(['last:refresh_token refresh-token inferred session']);
      const lines = Buffer.from(`first line\n${text}\n10-01 12:00:00 I/Web: ${text}\n`);
      expect(brief(scanFile('files/web.log', lines)), text).toEqual(['refresh_token refresh-token inferred session']);
    }
  });

  it('reads texts in UTF-16 as those in UTF-8', () => {
    const text = `\ufefffirst line\nrefresh_token=${T('wide')}\n`;
    const little = Buffer.from(text, 'utf16le');
    for (const bytes of [Buffer.from(text), little, Buffer.from(little).swap16()])
      expect(brief(scanFile('files/wide.txt', bytes))).toEqual(['refresh_token refresh-token inferred session']);
  });

  it('addresses within addresses without end take no time', () => {
    const started = performance.now();
    scanFile('files/hostile.txt', Buffer.from(`token=${'?token='.repeat(30_000)}\n`.repeat(4)));
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('reads cookies written out, and those of a web view by name', () => {
    expect(brief(scanKeys({ cookies: `sessionid=${T('c', 32)}; csrftoken=${T('d', 32)}; theme=dark` }))).toEqual([
      'cookies:sessionid session-cookie inferred session',
    ]);
  });

  it('finds shapes in bytes that nothing reads', () => {
    const bytes = Buffer.concat([
      Buffer.from([0, 1, 2, 250, 0, 7]),
      Buffer.from(jwt({ sub: 'raw' })),
      Buffer.from([0, 0, 1, 255]),
    ]);
    expect(brief(scanFile('files/store.mmkv', bytes))).toEqual(['null jwt inferred session']);
  });

  it('reads UTF-16 databases', () => {
    const bytes = database(
      'CREATE TABLE t(name TEXT, access_token TEXT)',
      [['a', T('u16')]],
      ["encoding = 'UTF-16le'"],
    );
    expect(scanFile('databases/u.db', bytes)).toHaveLength(1);
  });
});

/** Length-delimited protobuf. */
function field(number: number, body: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from([
      (number << 3) | 2,
      ...(body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7]),
    ]),
    body,
  ]);
}

const TYPE_URL = Buffer.from('type.googleapis.com/google.crypto.tink.AesGcmKey');

function sealedKeyset(seed: string): Buffer {
  const info = Buffer.concat([field(1, TYPE_URL), Buffer.from([0x10, 1, 0x18, 0x2a, 0x20, 1])]);
  return Buffer.concat([
    field(2, Buffer.from(chance(seed, 160, HEX), 'hex')),
    field(3, Buffer.concat([Buffer.from([0x08, 0x2a]), field(2, info)])),
  ]);
}

function clearKeyset(seed: string): Buffer {
  const data = Buffer.concat([
    field(1, TYPE_URL),
    field(2, Buffer.from(chance(seed, 64, HEX), 'hex')),
    Buffer.from([0x18, 1]),
  ]);
  return Buffer.concat([
    Buffer.from([0x08, 0x2a]),
    field(2, Buffer.concat([field(1, data), Buffer.from([0x10, 1, 0x18, 0x2a, 0x20, 1])])),
  ]);
}

const ESP = '__androidx_security_crypto_encrypted_prefs_';

describe('sealed stores', () => {
  it('are one finding; their entries are not told', () => {
    const found = scanKeys({
      [`${ESP}key_keyset__`]: sealedKeyset('k').toString('hex'),
      [`${ESP}value_keyset__`]: sealedKeyset('v').toString('hex'),
      access_token: T('decoy'),
      AQ1xyz: T('cipher', 120),
    });
    expect(
      found.map(({ where, shape, portability, session, service }) => [where, shape, portability, session, service]),
    ).toEqual([[`${ESP}key_keyset__`, 'sealed-store', 'keystore-bound', false, 'EncryptedSharedPreferences']]);
  });

  it('hide their keysets and their entries, each by itself, also where they are long', () => {
    const entries = { A1: T('short', 40), A2: T('long', 20_000), A3: T('longer', 100_000) };
    const keysets = [sealedKeyset('k').toString('hex'), sealedKeyset('v').toString('hex')];
    const found = scanKeys({
      [`${ESP}key_keyset__`]: `${keysets[0]}`,
      [`${ESP}value_keyset__`]: `${keysets[1]}`,
      ...entries,
    });
    const hide = redactor(found);
    for (const text of [...keysets, ...Object.values(entries)])
      expect(hide.json({ value: text })).toEqual({ value: `[redacted sealed-store ${text.length}]` });
    expect(JSON.stringify(found).length).toBeLessThan(6_000);
  });

  it('are the same where their keysets are', () => {
    const file = (seed: string, more: string): string | undefined =>
      scanKeys({
        [`${ESP}key_keyset__`]: sealedKeyset(seed).toString('hex'),
        [`${ESP}value_keyset__`]: sealedKeyset('v').toString('hex'),
        x: more,
      })[0]?.digest;
    expect(file('a', 'one')).toBe(file('a', 'two'));
    expect(file('a', 'one')).not.toBe(file('b', 'one'));
  });

  it('are open where the keyset itself is in clear', () => {
    const found = scanKeys({
      [`${ESP}key_keyset__`]: clearKeyset('k').toString('hex'),
      [`${ESP}value_keyset__`]: clearKeyset('v').toString('hex'),
    });
    expect(found.map(({ shape, portability, session }) => [shape, portability, session])).toEqual([
      ['keyset', 'portable', false],
    ]);
  });

  it('may lie in another file than what they seal', () => {
    const found = scanFile(
      'shared_prefs/com.google.firebase.auth.api.crypto.x.xml',
      preferences({
        StorageCryptoKeyset: sealedKeyset('fb').toString('hex'),
        other: sealedKeyset('b64').toString('base64'),
      }),
    );
    expect(found.map(({ where, shape, service }) => [where, shape, service])).toEqual([
      ['StorageCryptoKeyset', 'sealed-store', 'Firebase Auth'],
      ['other', 'sealed-store', 'Tink'],
    ]);
  });

  it('of one value: ciphertext beside its IV, the key not found', () => {
    const found = scanKeys({ auth_token: JSON.stringify({ data: T('ct', 80), iv: T('iv', 16) }) });
    expect(found.map(({ where, portability }) => [where, portability])).toEqual([['auth_token:$.data', 'unknown']]);
  });
});

describe('bounds', () => {
  it('hostile nesting and size neither crash nor hang', () => {
    let deep = '"x"';
    for (let level = 0; level < 2000; level += 1) deep = `[${deep}]`;
    expect(scanKeys({ token: deep })).toEqual([]);
    let wrapped = JSON.stringify({ access_token: T('deep') });
    for (let level = 0; level < 12; level += 1) wrapped = JSON.stringify({ s: wrapped });
    expect(scanKeys({ x: wrapped })).toEqual([]);
    const start = performance.now();
    scanKeys({
      x: 'eyJ'.repeat(100_000),
      y: 'otpauth://totp/'.repeat(20_000),
      z: '-----BEGIN PRIVATE KEY-----'.repeat(5_000),
      cookies: 'a=b;'.repeat(50_000),
      access_token: 'a.'.repeat(100_000),
    });
    scanFile('files/x.log', Buffer.from(`access_token= ${'"a"='.repeat(50_000)}\n${'token '.repeat(40_000)}\n`));
    expect(performance.now() - start).toBeLessThan(120_000);
  });

  it('stops at a number of findings', () => {
    const rows = Array.from({ length: 12_000 }, (_, at) => [`user${at}`, T(`t${at}`, 24)]);
    expect(scanFile('databases/x.db', database('CREATE TABLE t(username TEXT, access_token TEXT)', rows))).toHaveLength(
      10_000,
    );
  });

  it('keys such as __proto__ and constructor are only keys', () => {
    expect(
      scanKeys({ x: `{"__proto__":{"access_token":"${T('proto')}"},"constructor":1}` }).map(({ where }) => where),
    ).toEqual(['x:$.__proto__.access_token']);
  });
});
