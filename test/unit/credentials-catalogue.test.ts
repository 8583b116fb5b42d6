import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/findings/credentials/catalogue.ts';
import type { Sighted } from '../../src/findings/finding.ts';
import { type Cell, chance, database, HEX, jwt, preferences, scanFile } from '../support/scan-content.ts';

const T = (seed: string, length = 48): string => chance(seed, length);
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** What a row has to find: its locator in part, shape, session, portability. */
type Expected = readonly [where: string | null, shape: string, session: boolean, portability: string];

interface Case {
  readonly row: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly package?: string;
  readonly finds: readonly Expected[];
}

function prefsCase(
  row: string,
  name: string,
  entries: Record<string, string | number | boolean>,
  finds: readonly Expected[],
  app?: string,
): Case {
  return {
    row,
    path: `shared_prefs/${name}.xml`,
    bytes: preferences(entries),
    finds,
    ...(app === undefined ? {} : { package: app }),
  };
}

function tableCase(
  row: string,
  path: string,
  create: string,
  rows: readonly (readonly Cell[])[],
  finds: readonly Expected[],
  app?: string,
): Case {
  return { row, path, bytes: database(create, rows), finds, ...(app === undefined ? {} : { package: app }) };
}

function chromiumSealed(password: string): Uint8Array {
  const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
  return Buffer.concat([Buffer.from('v10'), cipher.update(password), cipher.final()]);
}

function telegramFile(): Uint8Array {
  const key = Buffer.from(chance('telegram', 512, HEX), 'hex');
  const id = createHash('sha1').update(key).digest().subarray(-8);
  const wrong = Buffer.from(chance('other', 512, HEX), 'hex');
  return Buffer.concat([
    Buffer.from([1, 2, 3, 0]),
    Buffer.from([0, 1, 0, 0]),
    wrong,
    Buffer.alloc(8, 7),
    Buffer.from([0, 1, 0, 0]),
    key,
    id,
    Buffer.alloc(9),
  ]);
}

function javaBytes(): Uint8Array {
  const body = Buffer.from(chance('backup', 64, HEX), 'hex');
  const header = Buffer.from('aced0005757200025b42acf317f8060854e00200007870', 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([header, length, body]);
}

/** `SerializableCookie` as PersistentCookieJar writes it. */
function javaCookie(name: string, value: string, expires: bigint): string {
  const text = (s: string): Buffer => Buffer.concat([Buffer.from([0x74, 0, s.length]), Buffer.from(s)]);
  const className = 'com.franmontiel.persistentcookiejar.persistence.SerializableCookie';
  const long = Buffer.alloc(8);
  long.writeBigInt64BE(expires);
  return Buffer.concat([
    Buffer.from('aced00057372', 'hex'),
    Buffer.from([0, className.length]),
    Buffer.from(className),
    Buffer.from('76886ef1e0d5c99e0300007870', 'hex'),
    text(name),
    text(value),
    Buffer.from([0x77, 8]),
    long,
    text('api.example.com'),
    text('/'),
    Buffer.from([0x77, 3, 1, 1, 1, 0x78]),
  ]).toString('hex');
}

const COOKIES =
  'CREATE TABLE cookies(creation_utc INTEGER NOT NULL, host_key TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, path TEXT NOT NULL, expires_utc INTEGER NOT NULL, UNIQUE (host_key, name, path))';
const user = (more: Record<string, unknown> = {}): string => jwt({ sub: 'u1', exp: 1_900_000_000, ...more });

const CASES: readonly Case[] = [
  prefsCase(
    'facebook-sdk',
    'com.facebook.AccessTokenManager.SharedPreferences',
    {
      'com.facebook.AccessTokenManager.CachedAccessToken': JSON.stringify({
        version: 1,
        token: `EAA${T('fb', 120)}`,
        expires_at: 1_900_000_000_000,
        user_id: '1',
      }),
    },
    [['CachedAccessToken:$.token', 'facebook-access-token', true, 'portable']],
  ),
  prefsCase(
    'facebook-sdk-limited',
    'com.facebook.AuthenticationTokenManager.SharedPreferences',
    {
      'com.facebook.AuthenticationManager.CachedAuthenticationToken': JSON.stringify({
        token_string: user(),
        expected_nonce: 'n',
      }),
    },
    [['$.token_string', 'jwt', true, 'portable']],
  ),
  prefsCase(
    'facebook-sdk-legacy',
    'com.facebook.SharedPreferencesTokenCachingStrategy.DEFAULT_KEY',
    {
      'com.facebook.TokenCachingStrategy.Token': JSON.stringify({ valueType: 'string', value: T('fb3', 100) }),
    },
    [['TokenCachingStrategy.Token:$.value', 'facebook-access-token', true, 'portable']],
  ),
  prefsCase(
    'facebook-anon-id',
    'com.facebook.sdk.appEventPreferences',
    { anonymousAppDeviceGUID: 'XZ3f0a1b2c-0000-4000-8000-000000000001' },
    [['anonymousAppDeviceGUID', 'identifier', false, 'identifier']],
  ),
  prefsCase(
    'appauth',
    'anything',
    {
      state: JSON.stringify({
        refreshToken: T('r'),
        config: {},
        lastRegistrationResponse: { client_secret: T('cs') },
        mLastTokenResponse: {
          access_token: T('a'),
          refresh_token: T('r'),
          id_token: user(),
          expires_at: 1_900_000_000_000,
        },
      }),
    },
    [
      ['state:$.refreshToken', 'refresh-token', true, 'portable'],
      ['mLastTokenResponse.access_token', 'access-token', true, 'portable'],
      ['mLastTokenResponse.refresh_token', 'refresh-token', true, 'portable'],
      ['mLastTokenResponse.id_token', 'jwt', true, 'portable'],
      ['lastRegistrationResponse.client_secret', 'client-secret', false, 'portable'],
    ],
  ),
  prefsCase(
    'auth0',
    'com.auth0.authentication.storage',
    {
      'com.auth0.access_token': T('a'),
      'com.auth0.refresh_token': T('r'),
      'com.auth0.id_token': user(),
      'com.auth0.expires_at': 1_900_000_000_000,
    },
    [
      ['com.auth0.access_token', 'access-token', true, 'portable'],
      ['com.auth0.refresh_token', 'refresh-token', true, 'portable'],
      ['com.auth0.id_token', 'jwt', true, 'portable'],
    ],
  ),
  prefsCase(
    'auth0',
    'com.auth0.authentication.storage',
    { 'com.auth0.credentials': T('sealed', 400), 'com.auth0.credentials_expires_at': 1 },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  prefsCase(
    'cognito-user-pool',
    'CognitoIdentityProviderCache',
    {
      'CognitoIdentityProvider.c1.alice.accessToken': user(),
      'CognitoIdentityProvider.c1.alice.refreshToken': T('r', 900),
      'CognitoIdentityProvider.c1.alice.idToken': user({ aud: 'x' }),
      'CognitoIdentityProvider.c1.LastAuthUser': 'alice',
    },
    [
      ['alice.accessToken', 'jwt', true, 'portable'],
      ['alice.refreshToken', 'refresh-token', true, 'portable'],
      ['alice.idToken', 'jwt', true, 'portable'],
    ],
  ),
  prefsCase(
    'cognito-user-pool',
    'CognitoIdentityProviderCache',
    {
      'CognitoIdentityProvider.c1.alice.accessToken.encrypted': T('e1', 300),
      'CognitoIdentityProvider.c1.alice.accessToken.encrypted.iv': 'AAAA',
      'CognitoIdentityProvider.c1.alice.refreshToken.encrypted': T('e2', 300),
    },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  prefsCase(
    'cognito-credentials',
    'com.amazonaws.android.auth',
    { 'pool.sessionToken': T('st', 200), 'pool.secretKey': T('sk', 40) },
    [
      ['pool.sessionToken', 'access-token', true, 'portable'],
      ['pool.secretKey', 'secret-key', true, 'portable'],
    ],
  ),
  prefsCase(
    'msal',
    'com.microsoft.identity.client.account_credential_cache',
    {
      'u.t-login.windows.net-accesstoken-c-r-s': JSON.stringify({
        credential_type: 'AccessToken',
        secret: user(),
        expires_on: '1900000000',
      }),
      'u.t-login.windows.net-refreshtoken-c--': JSON.stringify({
        credential_type: 'RefreshToken',
        secret: T('msrt', 300),
      }),
    },
    [
      ['accesstoken', 'jwt', true, 'portable'],
      ['refreshtoken', 'refresh-token', true, 'portable'],
    ],
  ),
  prefsCase(
    'msal',
    'com.microsoft.identity.client.account_credential_cache',
    { 'u.t-login.windows.net-refreshtoken-c--': `cE1QTAwMQ${T('msx', 300)}` },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  {
    row: 'parse',
    path: 'files/com.parse/currentUser',
    bytes: json({ className: '_User', data: { session_token: `r:${chance('p', 32, HEX)}` } }),
    finds: [['$.data.session_token', 'session-token', true, 'portable']],
  },
  {
    row: 'firebase-installations',
    path: 'no_backup/PersistedInstallation.W0RFRkFVTFRd.json',
    bytes: json({
      Fid: 'cAbCdEfGhIjKlMnOpQrStU',
      Status: 3,
      AuthToken: jwt({ appId: '1:2', exp: 1_900_000_000, fid: 'cAbC', projectNumber: 2 }),
      RefreshToken: `3_${T('fis', 200)}`,
      TokenCreationEpochInSecs: 1,
      ExpiresInSecs: 604800,
    }),
    finds: [
      ['$.Fid', 'identifier', false, 'identifier'],
      ['$.AuthToken', 'jwt', false, 'portable'],
      ['$.RefreshToken', 'installation-token', false, 'portable'],
    ],
  },
  prefsCase(
    'fcm',
    'com.google.android.gms.appid',
    { '|T|123|*': JSON.stringify({ token: `${T('i', 22)}:APA91b${T('fcm', 134)}`, appVersion: '1', timestamp: 1 }) },
    [['|T|123|*:$.token', 'fcm-token', false, 'cleared-on-restore']],
  ),
  prefsCase(
    'line-sdk',
    'com.linecorp.linesdk.accesstoken.1234',
    { accessToken: T('la', 120), refreshToken: T('lr', 120), expiresIn: T('le', 44) },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  prefsCase(
    'vk-sdk',
    'com.vkontakte.android_pref_name',
    { access_token: chance('vk', 85, HEX), secret: chance('vks', 18, HEX), user_id: '1' },
    [
      ['access_token', 'access-token', true, 'portable'],
      ['secret', 'token-secret', true, 'portable'],
    ],
  ),
  prefsCase(
    'twitter-kit',
    'com.twitter.sdk.android:twitter-core:session_store',
    {
      active_twittersession: JSON.stringify({
        auth_token: { token: `12-${T('tw', 40)}`, secret: T('tws', 45) },
        id: 1,
      }),
      guestsession: JSON.stringify({ auth_token: { access_token: T('g', 60), token_type: 'bearer' } }),
    },
    [
      ['auth_token.token', 'access-token', true, 'portable'],
      ['auth_token.secret', 'token-secret', true, 'portable'],
      ['guestsession', 'guest-token', false, 'portable'],
    ],
  ),
  prefsCase(
    'supabase',
    'any',
    {
      'sb-abcdef-auth-token': JSON.stringify({
        access_token: user(),
        refresh_token: T('sb', 22),
        token_type: 'bearer',
        user: { id: 'x' },
      }),
    },
    [
      ['$.access_token', 'jwt', true, 'portable'],
      ['$.refresh_token', 'refresh-token', true, 'portable'],
    ],
  ),
  prefsCase(
    'okhttp-cookie-jar',
    'CookiePersistence',
    {
      'https://api.example.com/|sessionid': javaCookie('sessionid', T('ck', 32), 1_900_000_000_000n),
      'https://api.example.com/|theme': javaCookie('theme', 'dark-blue-and-more', -1n),
    },
    [['|sessionid', 'session-cookie', true, 'portable']],
  ),
  prefsCase('onesignal', 'OneSignal', { GT_PLAYER_ID: '0a1b2c3d-0000-4000-8000-000000000001' }, [
    ['GT_PLAYER_ID', 'identifier', false, 'identifier'],
  ]),
  prefsCase(
    'firebase-auth',
    'com.google.firebase.auth.api.Store.W0RFRkFVTFRd+MTox',
    {
      'com.google.firebase.auth.GET_TOKEN_RESPONSE.uid1': JSON.stringify({
        refresh_token: `AMf-${T('fr', 200)}`,
        access_token: user({ firebase: { sign_in_provider: 'password' } }),
        expires_in: 3600,
      }),
    },
    [
      ['uid1:$.refresh_token', 'refresh-token', true, 'portable'],
      ['uid1:$.access_token', 'jwt', true, 'portable'],
    ],
  ),
  prefsCase(
    'firebase-auth',
    'com.google.firebase.auth.api.Store.anonymous',
    {
      'com.google.firebase.auth.GET_TOKEN_RESPONSE.uid2': JSON.stringify({
        refresh_token: `AMf-${T('fa', 200)}`,
        access_token: user({ firebase: { sign_in_provider: 'anonymous' } }),
      }),
    },
    [
      ['uid2:$.refresh_token', 'refresh-token', false, 'portable'],
      ['uid2:$.access_token', 'jwt', false, 'portable'],
    ],
  ),
  prefsCase(
    'firebase-auth',
    'com.google.firebase.auth.api.Store.sealed',
    { 'com.google.firebase.auth.GET_TOKEN_RESPONSE.uid3': T('sealed-fb', 300) },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  prefsCase(
    'google-sign-in',
    'com.google.android.gms.signin',
    {
      defaultGoogleSignInAccount: 'abc123abc123',
      'googleSignInAccount:abc123abc123': JSON.stringify({
        id: '1',
        tokenId: user(),
        serverAuthCode: `4/0A${T('sac', 60)}`,
        email: 'a@example.com',
      }),
    },
    [
      ['$.tokenId', 'jwt', true, 'portable'],
      ['$.serverAuthCode', 'authorization-code', false, 'portable'],
    ],
  ),
  prefsCase(
    'flutter-secure-storage',
    'FlutterSecureStorage',
    { VGhpcyBpcyB0aGUgcHJlZml4IGZvciBhIHNlY3VyZSBzdG9yYWdlCg_token: T('fl', 120) },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  prefsCase('secure-store', 'RN_KEYCHAIN', { 'com.example:p': T('rn', 120) }, [
    [null, 'sealed-store', false, 'keystore-bound'],
  ]),
  prefsCase(
    'adal',
    'com.microsoft.aad.adal.cache',
    { 'https://login.example/common$res$client$n$u': `cE1QTAwMQ${T('ad', 300)}` },
    [[null, 'sealed-store', false, 'keystore-bound']],
  ),
  {
    row: 'parse-installation',
    path: 'files/com.parse/installationId',
    bytes: Buffer.from('0a1b2c3d-0000-4000-8000-000000000001'),
    finds: [[null, 'identifier', false, 'identifier']],
  },
  prefsCase('branch', 'branch_referral_shared_pref', { bnc_randomized_device_token: '1234567890123456789' }, [
    ['bnc_randomized_device_token', 'identifier', false, 'identifier'],
  ]),
  prefsCase(
    'mixpanel',
    'com.mixpanel.android.mpmetrics.MixpanelAPI_abc',
    { events_distinct_id: '0a1b2c3d-0000-4000-8000-000000000001' },
    [['events_distinct_id', 'identifier', false, 'identifier']],
  ),
  prefsCase(
    'segment',
    'analytics-android-tag',
    { 'traits-tag': JSON.stringify({ anonymousId: '0a1b2c3d-0000-4000-8000-000000000001' }) },
    [['$.anonymousId', 'identifier', false, 'identifier']],
  ),
  tableCase(
    'chromium-cookies',
    'app_webview/Default/Cookies',
    COOKIES,
    [
      [1, '.example.com', 'SID', T('sid', 70), '/', 13_544_473_600_000_000],
      [2, '.example.com', '_ga', 'GA1.2.123456789.1500000000', '/', 0],
    ],
    [['cookies.value[.example.com|SID|/]', 'session-cookie', true, 'portable']],
  ),
  tableCase(
    'chromium-logins',
    'app_chrome/Default/Login Data',
    'CREATE TABLE logins(origin_url TEXT, username_value TEXT, password_value BLOB)',
    [['https://example.com/', 'alice', chromiumSealed('Sommer-2017!')]],
    [['logins.password_value[https://example.com/]', 'password', true, 'portable']],
    'com.android.chrome',
  ),
  tableCase(
    'firefox-cookies',
    'files/mozilla/x.default/cookies.sqlite',
    'CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY, host TEXT, name TEXT, value TEXT, path TEXT, expiry INTEGER)',
    [[1, 'example.com', 'sessionid', T('ff', 32), '/', 1_900_000_000]],
    [['sessionid', 'session-cookie', true, 'portable']],
    'org.mozilla.firefox',
  ),
  tableCase(
    'firefox-logins',
    'databases/logins2.sqlite',
    'CREATE TABLE loginsL(guid TEXT PRIMARY KEY, secFields TEXT)',
    [['g1', T('ffl', 200)]],
    [[null, 'sealed-store', false, 'keystore-bound']],
    'org.mozilla.firefox',
  ),
  prefsCase(
    'firefox-account',
    'fxaAppState',
    {
      fxaState: JSON.stringify({ schema_version: 'V2', refresh_token: { token: chance('fxa', 64, HEX), scopes: [] } }),
    },
    [['refresh_token.token', 'refresh-token', true, 'portable']],
    'org.mozilla.firefox',
  ),
  prefsCase(
    'uber',
    'oauth_tokens',
    { access_token: T('ua'), refresh_token: T('ur') },
    [
      ['access_token', 'access-token', true, 'portable'],
      ['refresh_token', 'refresh-token', true, 'portable'],
    ],
    'com.ubercab',
  ),
  tableCase(
    'amazon-map',
    'databases/map_data_storage.db',
    'CREATE TABLE tokens(_id INTEGER PRIMARY KEY, token_account_id TEXT, token_key TEXT, token_value TEXT)',
    [[1, 'amzn1', 'com.amazon.dcp.sso.token.oauth.atz.access_token', `Atza|${T('amz', 120)}`]],
    [['tokens.token_value[', 'access-token', true, 'device-bound']],
    'com.amazon.mShop.android.shopping',
  ),
  prefsCase(
    'pinterest',
    'PREF_MY_USER_USER_ACCOUNTS',
    { a1: JSON.stringify({ PREF_V5_ACCESS_TOKEN: `pina_${T('pin')}`, PREF_V5_REFRESH_TOKEN: `pinr_${T('pinr')}` }) },
    [
      ['PREF_V5_ACCESS_TOKEN', 'access-token', true, 'portable'],
      ['PREF_V5_REFRESH_TOKEN', 'refresh-token', true, 'portable'],
    ],
    'com.pinterest',
  ),
  prefsCase(
    'mewe',
    'SGSession',
    { user_token: T('mw'), refresh_token: T('mwr') },
    [
      ['user_token', 'access-token', true, 'portable'],
      ['refresh_token', 'refresh-token', true, 'portable'],
    ],
    'com.mewe',
  ),
  prefsCase(
    'snapchat',
    'user_session_shared_pref',
    { refresh_token: T('sc', 80) },
    [['refresh_token', 'session-token', true, 'portable']],
    'com.snapchat.android',
  ),
  prefsCase(
    'netflix',
    'nfxpref',
    { shadowCookieNetflixId: `v%3D2%26ct%3D${T('nf', 100)}`, nf_msl_store_json: JSON.stringify({ k: T('msl') }) },
    [
      ['shadowCookieNetflixId', 'session-cookie', true, 'device-bound'],
      ['nf_msl_store_json', 'session-keys', true, 'device-bound'],
    ],
    'com.netflix.mediaclient',
  ),
  prefsCase(
    'disney',
    'BAM_SDK_STORAGE',
    { x_SESSION_STATE: JSON.stringify({ accessContext: { accessToken: T('da', 200), refreshToken: T('dr', 200) } }) },
    [
      ['accessToken', 'access-token', true, 'portable'],
      ['refreshToken', 'refresh-token', true, 'portable'],
    ],
    'com.disney.disneyplus',
  ),
  tableCase(
    'reddit-chat',
    'databases/matrix_auth',
    'CREATE TABLE session_params(id TEXT PRIMARY KEY, credentials TEXT)',
    [['s', JSON.stringify({ user_id: '@a:x', access_token: T('rd', 60) })]],
    [['session_params.credentials[s]:$.access_token', 'access-token', true, 'portable']],
    'com.reddit.frontpage',
  ),
  prefsCase(
    'ryanair',
    'MyRyanair_RememberMeToken',
    { value: user() },
    [['value', 'jwt', true, 'portable']],
    'com.ryanair.cheapflights',
  ),
  prefsCase(
    'chess',
    'com.chess.app.login_credentials',
    { pref_username_or_email: 'alice', pref_password: 'Rook-to-e4' },
    [['pref_password', 'password', true, 'portable']],
    'com.chess',
  ),
  tableCase(
    'deepseek',
    'databases/deepseek_chat.db',
    'CREATE TABLE app_user_info(id TEXT PRIMARY KEY, token TEXT)',
    [['u', T('ds', 64)]],
    [['app_user_info.token[u]', 'session-token', true, 'portable']],
    'com.deepseek.chat',
  ),
  {
    row: 'justalk',
    path: 'files/JusTalk/profiles/provisions.xml',
    bytes: Buffer.from(`<provision>\n<string name="loginToken">${user()}</string>\n</provision>\n`),
    package: 'com.juphoon.justalk',
    finds: [['loginToken', 'jwt', true, 'portable']],
  },
  tableCase(
    'microsoft-authenticator',
    'databases/PhoneFactor',
    'CREATE TABLE accounts(_id INTEGER PRIMARY KEY, username TEXT, oath_secret_key TEXT)',
    [[1, 'alice', chance('ms', 32, BASE32)]],
    [['accounts.oath_secret_key[alice]', 'totp-seed', true, 'portable']],
    'com.azure.authenticator',
  ),
  tableCase(
    'google-authenticator',
    'databases/databases',
    'CREATE TABLE accounts(_id INTEGER PRIMARY KEY, email TEXT, secret TEXT, issuer TEXT)',
    [[1, 'a@example.com', chance('ga', 32, BASE32), 'X']],
    [['accounts.secret[a@example.com', 'totp-seed', true, 'portable']],
    'com.google.android.apps.authenticator2',
  ),
  {
    row: 'aegis',
    path: 'files/aegis.json',
    package: 'com.beemdevelopment.aegis',
    bytes: json({
      version: 1,
      header: { slots: null },
      db: {
        entries: [{ type: 'totp', uuid: 'u1', name: 'alice', info: { secret: chance('ae', 32, BASE32), digits: 6 } }],
      },
    }),
    finds: [['$.db.entries[]:$.info.secret', 'totp-seed', true, 'portable']],
  },
  prefsCase(
    'freeotp',
    'tokenStore',
    { 'X:alice': T('fo', 200), tokenOrder: '[]' },
    [[null, 'sealed-store', false, 'keystore-bound']],
    'org.fedorahosted.freeotp',
  ),
  tableCase(
    'tusky',
    'databases/tuskyDB',
    'CREATE TABLE AccountEntity(id INTEGER PRIMARY KEY, domain TEXT, accessToken TEXT, clientSecret TEXT)',
    [[1, 'example.social', T('tu', 43), T('tuc', 43)]],
    [
      ['AccountEntity.accessToken[example.social]', 'access-token', true, 'portable'],
      ['AccountEntity.clientSecret[example.social]', 'client-secret', false, 'portable'],
    ],
    'com.keylesspalace.tusky',
  ),
  {
    row: 'mastodon',
    path: 'files/accounts.json',
    package: 'org.joinmastodon.android',
    bytes: json({
      accounts: [
        { domain: 'example.social', token: { accessToken: T('ma', 43) }, app: { client_secret: T('mac', 43) } },
      ],
    }),
    finds: [
      ['$.token.accessToken', 'access-token', true, 'portable'],
      ['$.app.client_secret', 'client-secret', false, 'portable'],
    ],
  },
  tableCase(
    'k9-mail',
    'databases/preferences_storage',
    'CREATE TABLE preferences_storage(primkey TEXT PRIMARY KEY, value TEXT)',
    [['u.incomingServerSettings', JSON.stringify({ type: 'imap', password: 'mail pass word' })]],
    [['preferences_storage.value[u.incomingServerSettings]:$.password', 'password', true, 'portable']],
    'com.fsck.k9',
  ),
  tableCase(
    'fairemail',
    'databases/fairemail',
    'CREATE TABLE account(id INTEGER PRIMARY KEY, user TEXT, password TEXT)',
    [[1, 'a@example.com', 'p4ss']],
    [['account.password[a@example.com]', 'password', true, 'portable']],
    'eu.faircode.email',
  ),
  tableCase(
    'gmail-imap',
    'databases/EmailProvider.db',
    'CREATE TABLE HostAuth(_id INTEGER PRIMARY KEY, login TEXT, password TEXT)',
    [[1, 'alice', 'hunter22']],
    [['HostAuth.password[alice]', 'password', true, 'portable']],
    'com.google.android.gm',
  ),
  tableCase(
    'dmss',
    'databases/devicechannel.db',
    'CREATE TABLE devices(id INTEGER PRIMARY KEY, username TEXT, password TEXT)',
    [[1, 'admin', 'camera99']],
    [['devices.password[admin]', 'password', true, 'portable']],
    'com.mm.android.DMSS',
  ),
  prefsCase(
    'calculator-lock',
    'vault',
    { PASSWORD: '4711' },
    [['PASSWORD', 'pin', false, 'portable']],
    'com.calculator.lock.hide.photo.video',
  ),
  tableCase(
    'home-assistant',
    'databases/HomeAssistantDB',
    'CREATE TABLE servers(id INTEGER PRIMARY KEY, name TEXT, access_token TEXT, refresh_token TEXT, install_id TEXT)',
    [[1, 'home', user(), T('har', 128), 'abcd-efgh']],
    [
      ['servers.access_token[home]', 'jwt', true, 'portable'],
      ['servers.refresh_token[home]', 'refresh-token', true, 'portable'],
      ['servers.install_id', 'identifier', false, 'identifier'],
    ],
    'io.homeassistant.companion.android',
  ),
  prefsCase(
    'ankidroid',
    'com.ichi2.anki_preferences',
    { hkey: T('anki', 32), username: 'alice' },
    [['hkey', 'session-token', true, 'portable']],
    'com.ichi2.anki',
  ),
  {
    row: 'wireguard',
    path: 'files/home.conf',
    package: 'com.wireguard.android',
    bytes: Buffer.from(
      `[Interface]\nPrivateKey = ${Buffer.from(chance('wg', 64, HEX), 'hex').toString('base64')}\n[Peer]\nPublicKey = ${Buffer.from(chance('wgp', 64, HEX), 'hex').toString('base64')}\nPresharedKey = ${Buffer.from(chance('wgs', 64, HEX), 'hex').toString('base64')}\n`,
    ),
    finds: [
      ['PrivateKey', 'private-key', true, 'portable'],
      ['PresharedKey', 'preshared-key', false, 'portable'],
    ],
  },
  {
    row: 'telegram-keys',
    path: 'files/tgnet.dat',
    package: 'org.telegram.messenger',
    bytes: telegramFile(),
    finds: [['authKey', 'mtproto-auth-key', true, 'portable']],
  },
  prefsCase(
    'telegram-user',
    'userconfing',
    { passcodeHash1: chance('pc', 64, HEX), user: 'AAAA' },
    [['passcodeHash1', 'passcode-hash', false, 'portable']],
    'org.telegram.messenger',
  ),
  {
    row: 'whatsapp-key',
    path: 'files/encrypted_backup.key',
    package: 'com.whatsapp',
    bytes: javaBytes(),
    finds: [[null, 'backup-key', false, 'portable']],
  },
  prefsCase(
    'whatsapp-keypair',
    'keystore',
    { client_static_keypair_pwd_enc: T('wk', 150), server_static_public: T('wp', 44) },
    [['client_static_keypair_pwd_enc', 'private-key', true, 'portable']],
    'com.whatsapp',
  ),
  prefsCase(
    'signal',
    'org.thoughtcrime.securesms_preferences',
    { pref_database_encrypted_secret: JSON.stringify({ data: T('sg', 80), iv: T('iv', 16) }) },
    [['pref_database_encrypted_secret', 'sealed-store', false, 'keystore-bound']],
    'org.thoughtcrime.securesms',
  ),
  tableCase(
    'bluesky',
    'databases/RKStorage',
    'CREATE TABLE catalystLocalStorage(key TEXT PRIMARY KEY, value TEXT NOT NULL)',
    [
      [
        'BSKY_STORAGE',
        JSON.stringify({
          session: { accounts: [{ did: 'did:plc:1', accessJwt: user(), refreshJwt: user({ scope: 'refresh' }) }] },
        }),
      ],
    ],
    [
      ['accessJwt', 'jwt', true, 'portable'],
      ['refreshJwt', 'jwt', true, 'portable'],
    ],
    'xyz.blueskyweb.app',
  ),
  prefsCase(
    'wechat',
    'auth_info_key_prefs',
    { _auth_key: chance('we', 256, HEX), _auth_uin: 1 },
    [['_auth_key', 'session-token', true, 'device-bound']],
    'com.tencent.mm',
  ),
  {
    row: 'facebook-app',
    path: 'app_light_prefs/com.facebook.katana/authentication',
    package: 'com.facebook.katana',
    bytes: Buffer.concat([
      Buffer.from([0, 1, 0, 12]),
      Buffer.from('access_token'),
      Buffer.from([0, 200]),
      Buffer.from(`EAAA${T('kat', 150)}`),
      Buffer.from([0]),
    ]),
    finds: [['access_token', 'facebook-access-token', true, 'portable']],
  },
  prefsCase(
    'instagram',
    'AuthHeaderPrefs',
    {
      '123': `Bearer IGT:2:${Buffer.from(JSON.stringify({ ds_user_id: '1', sessionid: T('ig', 40) })).toString('base64')}`,
    },
    [['123', 'instagram-session', true, 'portable']],
    'com.instagram.android',
  ),
  prefsCase(
    'tiktok',
    'token_shared_preference',
    { 'X-Tt-Token': T('tt', 120) },
    [['X-Tt-Token', 'session-token', true, 'portable']],
    'com.zhiliaoapp.musically',
  ),
  {
    row: 'kakaotalk',
    path: 'aot',
    package: 'com.kakao.talk',
    bytes: json({ access_token: chance('kk', 64, HEX), refresh_token: chance('kkr', 64, HEX) }),
    finds: [
      ['$.access_token', 'access-token', true, 'device-bound'],
      ['$.refresh_token', 'refresh-token', true, 'device-bound'],
    ],
  },
  tableCase(
    'slack',
    'databases/account_manager',
    'CREATE TABLE accounts(id TEXT PRIMARY KEY, token_encrypted TEXT)',
    [['T1', T('sl', 200)]],
    [[null, 'sealed-store', false, 'keystore-bound']],
    'com.Slack',
  ),
  tableCase(
    'android-accounts',
    'system/system_ce/0/accounts_ce.db',
    'CREATE TABLE authtokens(_id INTEGER PRIMARY KEY, accounts_id INTEGER NOT NULL, type TEXT NOT NULL, authtoken TEXT)',
    [[1, 1, 'oauth2:email', `ya29.${T('acc', 120)}`]],
    [['authtokens.authtoken[oauth2:email]', 'access-token', true, 'system']],
    'android',
  ),
  {
    row: 'wifi',
    path: 'system/WifiConfigStore.xml',
    package: 'android',
    bytes: Buffer.from(
      '<?xml version="1.0"?>\n<WifiConfigStoreData>\n<string name="SSID">&quot;home&quot;</string>\n<string name="PreSharedKey">&quot;correct-horse&quot;</string>\n</WifiConfigStoreData>\n',
    ),
    finds: [['PreSharedKey', 'preshared-key', false, 'system']],
  },
  {
    row: 'wifi-miui',
    path: 'miui_bak/_tmp_bak',
    package: 'com.android.settings',
    bytes: Buffer.from('network={\n\tssid="home"\n\tpsk="correct-horse"\n\tkey_mgmt=WPA-PSK\n}\n'),
    finds: [['psk', 'preshared-key', false, 'system']],
  },
];

function matching(sightings: readonly Sighted[], [where, shape, session, portability]: Expected): Sighted[] {
  return sightings.filter(
    (one) =>
      (where === null ? one.where === null : (one.where ?? '').includes(where)) &&
      one.shape === shape &&
      one.session === session &&
      one.portability === portability &&
      one.certainty === 'observed',
  );
}

describe('catalogue of stores', () => {
  it('has a case here for every row', () => {
    expect(CATALOGUE.map(({ id }) => id).filter((id) => !CASES.some(({ row }) => row === id))).toEqual([]);
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
  });

  it.each(CASES.map((one, index) => [`${one.row} ${index}`, one] as const))('%s', (_, one) => {
    const sightings = scanFile(one.path, one.bytes, one.package);
    const found = sightings.map(({ where, shape, session, portability, certainty }) => ({
      where,
      shape,
      session,
      portability,
      certainty,
    }));
    for (const expected of one.finds) {
      expect(
        matching(sightings, expected),
        `${JSON.stringify(expected)} in ${JSON.stringify(found, null, 1)}`,
      ).toHaveLength(1);
    }
    expect(sightings.filter(({ certainty }) => certainty === 'observed')).toHaveLength(one.finds.length);
    for (const sighted of sightings)
      if (sighted.row !== null && sighted.service !== null)
        expect(CATALOGUE.map(({ id }) => id)).toContain(sighted.row);
  });

  it('reads the expiry that stands beside a token, in seconds or milliseconds, and of a cookie since 1601', () => {
    const expiries = (row: string): (number | null)[] => {
      const one = CASES.find((candidate) => candidate.row === row);
      return one === undefined ? [] : scanFile(one.path, one.bytes, one.package).map(({ expires }) => expires);
    };
    expect(expiries('facebook-sdk')).toEqual([1_900_000_000]);
    expect(expiries('auth0')).toContain(1_900_000_000);
    expect(expiries('okhttp-cookie-jar')).toEqual([1_900_000_000]);
    expect(expiries('chromium-cookies')).toEqual([1_900_000_000]);
    expect(expiries('firefox-cookies')).toEqual([1_900_000_000]);
  });

  it('opens a Chromium password, and leaves one that does not open', () => {
    const create = 'CREATE TABLE logins(origin_url TEXT, username_value TEXT, password_value BLOB)';
    const opened = scanFile(
      'app_chrome/Default/Login Data',
      database(create, [['https://a.example/', 'a', chromiumSealed('Sommer-2017!')]]),
    );
    expect(opened.map(({ value, guessable }) => [Buffer.from(value).toString(), guessable])).toEqual([
      ['Sommer-2017!', true],
    ]);
    const other = Buffer.concat([Buffer.from('v11'), Buffer.from(chance('v11', 64, HEX), 'hex')]);
    expect(scanFile('app_chrome/Default/Login Data', database(create, [['https://a.example/', 'a', other]]))).toEqual(
      [],
    );
  });
});
