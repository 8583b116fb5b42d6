import { apk } from '../encode/apk.ts';
import { utf8 } from '../encode/bytes.ts';
import { jwt, sealedPreferences } from '../encode/secrets.ts';
import { type Random, seeded } from '../encode/seed.ts';
import { database } from '../encode/sqlite.ts';
import type { Tracked } from './device.ts';
import { preferences } from './escan-shared.ts';

/**
 * The apps of the study: twenty-six over the categories of eScan's report, each of which keeps a session in its own way
 * and says of backups what it says. All names, people and values are invented: the study shows a method, not phones.
 */

/** 2024-05-01T08:00:00Z, in seconds. */
export const STUDIED_AT = 1_714_550_400;

/** How the app keeps what signs its person in. */
export type SessionKind =
  /** A token in plain preferences. */
  | 'token'
  /** A session cookie in the WebView's database. */
  | 'cookie'
  /** A refresh token in a table of a database. */
  | 'row'
  /** In a store that the keystore seals: it crosses, and opens nothing. */
  | 'sealed'
  /** None: the app asks each time, or has no account. */
  | 'none';

export interface StudyApp {
  readonly package: string;
  readonly label: string;
  readonly session: SessionKind;
  readonly allowBackup: boolean;
  readonly targetSdk: number;
  /** Its data-extraction rules keep its preferences and databases out of a device transfer. */
  readonly keepsOut?: boolean;
}

const app = (
  name: string,
  label: string,
  session: SessionKind,
  allowBackup: boolean,
  targetSdk: number,
  more: Partial<StudyApp> = {},
): StudyApp => ({
  package: `com.example.${name}`,
  label: `${label} (modelled)`,
  session,
  allowBackup,
  targetSdk,
  ...more,
});

export const STUDY_APPS: readonly StudyApp[] = [
  app('travel.flights', 'Flights', 'token', true, 30),
  app('travel.hotels', 'Hotels', 'token', true, 34),
  app('travel.rooms', 'Rooms', 'cookie', false, 30),
  app('rail.tickets', 'Rail tickets', 'sealed', false, 33),
  app('taxi.city', 'City taxi', 'token', true, 29),
  app('taxi.shared', 'Shared taxi', 'row', false, 34),
  app('wallet.one', 'Wallet One', 'token', false, 30),
  app('wallet.two', 'Wallet Two', 'sealed', true, 33),
  app('pay.phone', 'Phone pay', 'row', false, 33, { keepsOut: true }),
  app('bank.north', 'North Bank', 'sealed', false, 34),
  app('bank.south', 'South Bank', 'none', false, 30),
  app('shop.market', 'Market', 'cookie', true, 30),
  app('shop.fashion', 'Fashion', 'token', true, 34),
  app('food.delivery', 'Food delivery', 'token', true, 33),
  app('food.tables', 'Tables', 'none', true, 28),
  app('social.short', 'Short posts', 'token', true, 30),
  app('social.photos', 'Photos', 'cookie', false, 34),
  app('social.jobs', 'Jobs', 'row', true, 30),
  app('chat.plain', 'Plain chat', 'row', true, 29),
  app('messenger.sealed', 'Sealed messenger', 'sealed', false, 34, { keepsOut: true }),
  app('mail.simple', 'Simple mail', 'row', true, 30),
  app('mail.office', 'Office mail', 'token', false, 34),
  app('cloud.files', 'Cloud files', 'token', true, 33),
  app('notes.daily', 'Daily notes', 'none', true, 30),
  app('guard.anti', 'Guard', 'token', false, 28),
  app('guard.find', 'Finder', 'sealed', true, 34),
];

export function apkOf({ package: name, label, allowBackup, targetSdk, keepsOut }: StudyApp): Uint8Array {
  const out = [
    { exclude: 'sharedpref', path: '.' },
    { exclude: 'database', path: '.' },
    { exclude: 'root', path: '.' },
    { exclude: 'file', path: '.' },
  ];
  return apk({
    package: name,
    label,
    versionCode: 100,
    versionName: '1.0',
    targetSdk,
    allowBackup,
    ...(keepsOut === true ? { dataExtractionRules: { cloud: out, transfer: out } } : {}),
  });
}

function history(random: Random, session: SessionKind): Uint8Array {
  return database({ userVersion: 3 }, (db) => {
    db.run('CREATE TABLE history (_id INTEGER PRIMARY KEY, what TEXT NOT NULL, at INTEGER)');
    db.insert(
      'history',
      Array.from({ length: 12 }, (_, i) => [
        i + 1,
        `entry ${random.hex(10)} of the day`,
        (STUDIED_AT - i * 7200) * 1000,
      ]),
    );
    if (session !== 'row') return;
    db.run('CREATE TABLE account (name TEXT PRIMARY KEY, refresh_token TEXT NOT NULL)');
    db.insert('account', [['a.nair@mail.example', random.base64url(64)]]);
  });
}

function cookies(random: Random): Uint8Array {
  const epoch = 11_644_473_600;
  return database({ userVersion: 0 }, (db) => {
    db.run(
      'CREATE TABLE cookies(creation_utc INTEGER NOT NULL,host_key TEXT NOT NULL,name TEXT NOT NULL,value TEXT NOT NULL,path TEXT NOT NULL,expires_utc INTEGER NOT NULL,is_secure INTEGER NOT NULL,is_httponly INTEGER NOT NULL,last_access_utc INTEGER NOT NULL,UNIQUE (host_key, name, path))',
    );
    const [made, ends] = [(epoch + STUDIED_AT - 86_400) * 1e6, (epoch + STUDIED_AT + 90 * 86_400) * 1e6];
    db.insert('cookies', [
      [made, '.app.example', 'sessionid', random.base64url(43), '/', ends, 1, 1, made],
      [made + 1, '.app.example', 'lang', 'en', '/', ends, 0, 0, made],
    ]);
  });
}

/** The private files of an app on the source; the same ones lie on the target where its data went across. */
export function filesOf({ package: name, session }: StudyApp): readonly (readonly [path: string, body: Uint8Array])[] {
  const random = seeded(`study ${name}`);
  const settings = {
    first_opened: { long: (STUDIED_AT - 30 * 86_400) * 1000 },
    user_display_name: 'Asha Nair of the study',
    home_city: random.pick(['Kochi', 'Pune', 'Jaipur', 'Chennai']),
  };
  const files: [string, Uint8Array][] = [
    [`shared_prefs/${name}_preferences.xml`, preferences(settings)],
    ['databases/history.db', history(random, session)],
    ['files/profile.json', utf8(JSON.stringify({ name: 'Asha Nair', since: 2019, tags: ['study', random.hex(8)] }))],
    ['cache/tile.0', random.bytes(120)],
  ];
  if (session === 'token') {
    const token = jwt(random, {
      iss: `https://login.${name}`,
      sub: random.uuid(),
      iat: STUDIED_AT - 3600,
      exp: STUDIED_AT + 60 * 86_400,
    });
    files.push(['shared_prefs/session.xml', preferences({ access_token: token, refresh_token: random.base64url(64) })]);
  }
  if (session === 'cookie') files.push(['app_webview/Default/Cookies', cookies(random)]);
  if (session === 'sealed') files.push(['shared_prefs/secure.xml', preferences(sealedPreferences(random, 3))]);
  return files;
}

/** What the app made by itself when it was first opened on the target. */
export function freshFiles({ package: name }: StudyApp): readonly (readonly [path: string, body: Uint8Array])[] {
  const settings = { first_opened: { long: (STUDIED_AT + 600) * 1000 } };
  return [[`shared_prefs/${name}_preferences.xml`, preferences(settings)]];
}

/** The file as it is followed from source to target. */
export const tracked = (path: string, source: Uint8Array | null, target: Uint8Array | null): Tracked => ({
  area: 'ce',
  path,
  source,
  target,
  expect: null,
});
