import { apk } from '../encode/apk.ts';
import { utf8 } from '../encode/bytes.ts';
import { facebookToken } from '../encode/secrets.ts';
import { type Random, seeded } from '../encode/seed.ts';
import { database, databaseSteps, wal } from '../encode/sqlite.ts';
import type { ModelledApp } from './device.ts';
import { both, bytes, content, DAY, MOVED_AT, onlySource, preferences, same } from './escan-shared.ts';

/** Apps that opened signed in on the second phone: mail and social network. */

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

/** A cookie store as WebView of 2017 keeps it (Chromium net/extras/sqlite/sqlite_persistent_cookie_store, version 9). */
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
