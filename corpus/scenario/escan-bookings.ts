import { apk } from '../encode/apk.ts';
import { utf8 } from '../encode/bytes.ts';
import { jwt, registrationToken } from '../encode/secrets.ts';
import { type Random, seeded } from '../encode/seed.ts';
import { database, databaseSteps } from '../encode/sqlite.ts';
import type { ModelledApp } from './device.ts';
import { both, content, DAY, differs, MOVED_AT, onlySource, preferences, same, superset } from './escan-shared.ts';

/** Apps that opened signed in on the second phone: travel and wallet. */

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
