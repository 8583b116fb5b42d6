import { apk } from '../encode/apk.ts';
import { utf8 } from '../encode/bytes.ts';
import { type PrefsValue, prefs } from '../encode/prefs.ts';
import { facebookToken, jwt, registrationToken } from '../encode/secrets.ts';
import { type Random, seeded } from '../encode/seed.ts';
import { database, databaseSteps, wal } from '../encode/sqlite.ts';
import type { Expectation, ModelledApp, Tracked } from './device.ts';

/** Apps that opened signed in on the second phone: travel, wallet, mail, social network. */

/** 2017-08-03T06:30:00Z in seconds: when the move was made. */
export const MOVED_AT = 1_501_741_800;
const DAY = 86_400;

export const bytes: Expectation = { verdict: 'carried', likeness: 'bytes' };
export const content: Expectation = { verdict: 'carried', likeness: 'content' };
export const superset: Expectation = { verdict: 'carried', likeness: 'superset' };
export const partly: Expectation = { verdict: 'partly-carried', likeness: 'partial' };
export const differs: Expectation = { verdict: 'differs', likeness: 'none' };
export const left: Expectation = { verdict: 'left-behind', likeness: null };

/** A file that is the same on both phones. */
export const same = (path: string, body: Uint8Array, area: Tracked['area'] = 'ce'): Tracked => ({
  area,
  path,
  source: body,
  target: body,
  expect: bytes,
});
export const both = (path: string, source: Uint8Array, target: Uint8Array, expect: Expectation): Tracked => ({
  area: 'ce',
  path,
  source,
  target,
  expect,
});
export const onlySource = (path: string, source: Uint8Array, expect: Expectation | null = left): Tracked => ({
  area: 'ce',
  path,
  source,
  target: null,
  expect,
});

export const preferences = (values: Readonly<Record<string, PrefsValue>>): Uint8Array => utf8(prefs(values));

const CITIES = ['Kochi', 'Pune', 'Jaipur', 'Chennai', 'Guwahati', 'Bhopal', 'Mysuru', 'Indore'];
const NAMES = ['A. Nair', 'B. Rao', 'C. Iyer', 'D. Khan', 'E. Das', 'F. Menon'];

function bookings(random: Random): Uint8Array {
  return database({ userVersion: 7 }, (db) => {
    db.run('CREATE TABLE android_metadata (locale TEXT)');
    db.run(
      'CREATE TABLE bookings (_id INTEGER PRIMARY KEY AUTOINCREMENT, pnr TEXT NOT NULL, origin TEXT, destination TEXT, passenger TEXT, departs INTEGER, fare REAL)',
    );
    db.run('CREATE INDEX bookings_departs ON bookings (departs)');
    db.insert('android_metadata', [['en_IN']]);
    db.insert(
      'bookings',
      Array.from({ length: 40 }, (_, i) => [
        i + 1,
        random.text(6, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'),
        random.pick(CITIES),
        random.pick(CITIES),
        random.pick(NAMES),
        (MOVED_AT - random.int(300 * DAY)) * 1000,
        random.int(900_000) / 100 + 0.005,
      ]),
    );
  });
}

export function travel(): ModelledApp {
  const random = seeded('escan-2017 travel');
  const refresh = random.base64url(64);
  const state = {
    refreshToken: refresh,
    scope: 'openid profile offline_access',
    config: {
      authorizationEndpoint: 'https://login.travel.example/authorize',
      tokenEndpoint: 'https://login.travel.example/token',
    },
    mLastTokenResponse: {
      token_type: 'Bearer',
      access_token: jwt(random, {
        iss: 'https://login.travel.example',
        sub: random.uuid(),
        iat: MOVED_AT - 3600,
        exp: MOVED_AT + 2 * DAY,
      }),
      expires_at: (MOVED_AT + 2 * DAY) * 1000,
      refresh_token: refresh,
    },
  };
  const push = (drawn: Random, version: string) => ({
    '|T|128193746501|*': JSON.stringify({
      token: registrationToken(drawn),
      appVersion: version,
      timestamp: (MOVED_AT - drawn.int(DAY)) * 1000,
    }),
  });
  const searches = (list: readonly string[][]) =>
    utf8(JSON.stringify({ recent: list.map(([origin, destination]) => ({ origin, destination })) }));
  const routes = [
    ['Kochi', 'Guwahati'],
    ['Pune', 'Chennai'],
    ['Jaipur', 'Bhopal'],
  ];
  return {
    package: 'com.example.travel',
    user: 0,
    label: 'Travel (modelled)',
    versionCode: 412,
    uid: 10_101,
    apk: apk({
      package: 'com.example.travel',
      label: 'Travel (modelled)',
      versionCode: 412,
      versionName: '4.1.2',
      targetSdk: 25,
      allowBackup: false,
    }),
    on: 'both',
    packed: 'data',
    files: [
      same('shared_prefs/AuthState.xml', preferences({ state: JSON.stringify(state) })),
      both(
        'shared_prefs/com.example.travel_preferences.xml',
        preferences({
          currency: 'INR',
          home_city: 'Kochi, Kerala',
          tour_seen: true,
          launches: { int: 38 },
          filters: { set: ['non-stop', 'morning'] },
        }),
        preferences({
          tour_seen: true,
          filters: { set: ['morning', 'non-stop'] },
          home_city: 'Kochi, Kerala',
          launches: { int: 38 },
          currency: 'INR',
        }),
        content,
      ),
      both(
        'shared_prefs/com.google.android.gms.appid.xml',
        preferences(push(seeded('escan-2017 travel push source'), '412')),
        preferences(push(seeded('escan-2017 travel push target'), '412')),
        differs,
      ),
      same('databases/bookings.db', bookings(random)),
      both('files/recent_searches.json', searches(routes), searches([...routes, ['Indore', 'Kochi']]), superset),
      onlySource('cache/tiles/8f14e45f.0', random.bytes(2200)),
      onlySource('no_backup/com.google.android.gms.appid-no-backup', utf8('')),
    ],
    verdict: 'session-carried',
    credentials: [
      { path: 'shared_prefs/AuthState.xml', key: 'state', status: 'carried', portability: 'portable' },
      {
        path: 'shared_prefs/com.google.android.gms.appid.xml',
        key: '|T|',
        status: 'changed',
        portability: 'cleared-on-restore',
      },
    ],
  };
}

export function wallet(): ModelledApp {
  const random = seeded('escan-2017 wallet');
  const row = (i: number) => [
    `TXN${String(20170000 + i)}${random.hex(6)}`,
    (MOVED_AT - (200 - i) * 7200) * 1000,
    random.int(500_000),
    random.pick(['Recharge', 'Transfer', 'Cash back', 'Bill payment']),
    `${random.pick(NAMES)} @upi.example`,
  ];
  const [before, after] = databaseSteps(
    { userVersion: 3 },
    (db) => {
      db.run(
        'CREATE TABLE transactions (id TEXT PRIMARY KEY NOT NULL, at INTEGER, paise INTEGER, kind TEXT, party TEXT)',
      );
      db.insert(
        'transactions',
        Array.from({ length: 120 }, (_, i) => row(i)),
      );
    },
    (db) =>
      db.insert(
        'transactions',
        Array.from({ length: 3 }, (_, i) => row(180 + i)),
      ),
  ) as [Uint8Array, Uint8Array];
  return {
    package: 'com.example.wallet',
    user: 0,
    label: 'Wallet (modelled)',
    versionCode: 2081,
    uid: 10_102,
    apk: apk({
      package: 'com.example.wallet',
      label: 'Wallet (modelled)',
      versionCode: 2081,
      versionName: '2.8.1',
      targetSdk: 24,
      allowBackup: false,
    }),
    on: 'both',
    packed: 'data',
    files: [
      same(
        'shared_prefs/session.xml',
        preferences({
          access_token: random.base64url(48),
          refresh_token: random.base64url(64),
          user_id: '4410927733',
          balance_paise: { long: 483_250 },
        }),
      ),
      both(
        'shared_prefs/device.xml',
        preferences({ install_uuid: random.uuid() }),
        preferences({ install_uuid: random.uuid() }),
        differs,
      ),
      both('databases/transactions.db', before, after, superset),
      onlySource('no_backup/risk_profile.json', utf8(JSON.stringify({ score: 71, sealed: random.hex(64) }))),
    ],
    verdict: 'session-carried',
    credentials: [
      { path: 'shared_prefs/session.xml', key: 'access_token', status: 'carried', portability: 'portable' },
      { path: 'shared_prefs/session.xml', key: 'refresh_token', status: 'carried', portability: 'portable' },
    ],
  };
}

export function mail(): ModelledApp {
  const random = seeded('escan-2017 mail');
  const account = random.uuid();
  const server = (type: string, host: string, port: number) =>
    JSON.stringify({
      type,
      host,
      port,
      connectionSecurity: 'SSL_TLS_REQUIRED',
      authenticationType: 'PLAIN',
      username: 'a.nair@mail.example',
      password: 'Monsoon-Ferry-1987',
    });
  const settings = database({ userVersion: 2 }, (db) => {
    db.run('CREATE TABLE preferences_storage (primkey TEXT PRIMARY KEY ON CONFLICT REPLACE, value TEXT)');
    db.insert('preferences_storage', [
      ['accountUuids', account],
      [`${account}.email.0`, 'a.nair@mail.example'],
      [`${account}.incomingServerSettings`, server('imap', 'imap.mail.example', 993)],
      [`${account}.outgoingServerSettings`, server('smtp', 'smtp.mail.example', 465)],
      ['theme', 'light'],
    ]);
  });
  const messages = (pageSize: number) => {
    const drawn = seeded('escan-2017 mail messages');
    return database({ userVersion: 55, pageSize, changes: pageSize === 4096 ? 9 : 31 }, (db) => {
      db.run(
        'CREATE TABLE messages (id INTEGER PRIMARY KEY, uid TEXT, subject TEXT, sender TEXT, date INTEGER, preview TEXT)',
      );
      db.insert(
        'messages',
        Array.from({ length: 80 }, (_, i) => [
          i + 1,
          drawn.hex(12),
          `${drawn.pick(['Itinerary', 'Invoice', 'Minutes', 'Photos'])} ${drawn.int(9000) + 1000}`,
          `${drawn.pick(['ravi', 'meera', 'desk', 'no-reply'])}@mail.example`,
          (MOVED_AT - drawn.int(90 * DAY)) * 1000,
          drawn.text(40, 'abcdefghij klmnop qrstuv'),
        ]),
      );
      if (pageSize !== 4096) db.run('VACUUM');
    });
  };
  return {
    package: 'com.example.mail',
    user: 0,
    label: 'Mail (modelled)',
    versionCode: 52_030,
    uid: 10_103,
    apk: apk({
      package: 'com.example.mail',
      label: 'Mail (modelled)',
      versionCode: 52_030,
      versionName: '5.203',
      targetSdk: 22,
      allowBackup: false,
    }),
    on: 'both',
    packed: 'data',
    files: [
      same('databases/preferences_storage', settings),
      both(`databases/${account}.db`, messages(4096), messages(1024), content),
      same('files/signature.txt', utf8('Anita Nair (modelled)\nSent from the road\nPlease mind the time zone\n')),
      same('shared_prefs/boot.xml', preferences({ start_after_boot: true, last_account: account }), 'de'),
      onlySource('cache/preview.tmp', random.bytes(900)),
    ],
    verdict: 'session-carried',
    credentials: [
      {
        path: 'databases/preferences_storage',
        key: 'incomingServerSettings',
        status: 'carried',
        portability: 'portable',
      },
    ],
  };
}

/** A cookie store as WebView of 2017 keeps it (Chromium net/extensions/sqlite_persistent_cookie_store, version 9). */
function cookies(random: Random): Uint8Array {
  const now = (BigInt(MOVED_AT) + 11_644_473_600n) * 1_000_000n;
  return database({ pageSize: 4096 }, (db) => {
    db.run('CREATE TABLE meta (key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR)');
    db.run(
      "CREATE TABLE cookies (creation_utc INTEGER NOT NULL UNIQUE PRIMARY KEY, host_key TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, path TEXT NOT NULL, expires_utc INTEGER NOT NULL, secure INTEGER NOT NULL, httponly INTEGER NOT NULL, last_access_utc INTEGER NOT NULL, has_expires INTEGER NOT NULL DEFAULT 1, persistent INTEGER NOT NULL DEFAULT 1, priority INTEGER NOT NULL DEFAULT 1, encrypted_value BLOB DEFAULT '', firstpartyonly INTEGER NOT NULL DEFAULT 0)",
    );
    db.insert('meta', [
      ['version', '9'],
      ['last_compatible_version', '5'],
    ]);
    const cookie = (i: number, name: string, value: string, keeps: boolean) => [
      now - BigInt(i) * 7_000_001n,
      '.social.example',
      name,
      value,
      '/',
      keeps ? now + 63_072_000_000_000n : 0,
      1,
      1,
      now,
      keeps ? 1 : 0,
      keeps ? 1 : 0,
      1,
      new Uint8Array(0),
      0,
    ];
    db.insert('cookies', [
      cookie(1, 'sessionid', random.base64url(40), false),
      cookie(2, 'auth_token', random.hex(40), true),
      cookie(3, 'locale', 'en_IN', true),
    ]);
  });
}

export function social(): ModelledApp {
  const random = seeded('escan-2017 social');
  const post = (i: number) => [
    i,
    `user${random.int(900)}.social.example`,
    random.text(60, 'abcdefgh ijklmn opqrst uvwxyz'),
    (MOVED_AT - 600 * (300 - i)) * 1000,
  ];
  const [base, later] = databaseSteps(
    { wal: true, userVersion: 12 },
    (db) => {
      db.run('CREATE TABLE posts (id INTEGER PRIMARY KEY, author TEXT, body TEXT, at INTEGER)');
      db.insert(
        'posts',
        Array.from({ length: 60 }, (_, i) => post(i + 1)),
      );
    },
    (db) =>
      db.insert(
        'posts',
        Array.from({ length: 25 }, (_, i) => post(i + 61)),
      ),
  ) as [Uint8Array, Uint8Array];
  const token = {
    version: 1,
    token: facebookToken(random),
    expires_at: (MOVED_AT + 60 * DAY) * 1000,
    permissions: ['public_profile', 'email'],
    declined_permissions: [],
    expired_permissions: [],
    source: 'FACEBOOK_APPLICATION_WEB',
    last_refresh: (MOVED_AT - DAY) * 1000,
    application_id: '1620042184093217',
    user_id: '100004410927733',
    data_access_expiration_time: 0,
  };
  const photo = random.bytes(1800);
  photo.set([0xff, 0xd8, 0xff, 0xe0]);
  return {
    package: 'com.example.social',
    user: 0,
    label: 'Social (modelled)',
    versionCode: 1377,
    uid: 10_104,
    apk: apk({
      package: 'com.example.social',
      label: 'Social (modelled)',
      versionCode: 1377,
      versionName: '13.7.7',
      targetSdk: 25,
      allowBackup: true,
      fullBackupContent: false,
    }),
    on: 'both',
    packed: 'data',
    files: [
      same(
        'shared_prefs/com.facebook.AccessTokenManager.SharedPreferences.xml',
        preferences({ 'com.facebook.AccessTokenManager.CachedAccessToken': JSON.stringify(token) }),
      ),
      same('app_webview/Cookies', cookies(random)),
      { area: 'ce', path: 'databases/feed.db', source: base, target: later, expect: content },
      onlySource('databases/feed.db-wal', wal(base, { salts: [0x2017_0803, 0x5ca1_ab1e], commits: [later] }), null),
      { area: 'external', path: 'files/photos/IMG_0031.jpg', source: photo, target: photo, expect: bytes },
    ],
    verdict: 'session-carried',
    credentials: [
      {
        path: 'shared_prefs/com.facebook.AccessTokenManager.SharedPreferences.xml',
        key: 'com.facebook.AccessTokenManager.CachedAccessToken',
        status: 'carried',
        portability: 'portable',
      },
      { path: 'app_webview/Cookies', key: 'sessionid', status: 'carried', portability: 'portable' },
      { path: 'app_webview/Cookies', key: 'auth_token', status: 'carried', portability: 'portable' },
    ],
  };
}
