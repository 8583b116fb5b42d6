import { concat, latin1 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import { type Cell, database } from '../encode/sqlite.ts';
import type { CorpusFile } from '../file.ts';

/**
 * Chromium's cookies and logins, one database for each schema that differs: `readers/sqlite/chromium-…`. The tables are
 * those of net/extras/sqlite/sqlite_persistent_cookie_store.cc and of
 * components/password_manager/core/browser/login_database.cc; the years are those of the browser's versions.
 */

/** Microseconds since 1601 of seconds since 1970. */
const moment = (seconds: number): bigint => (BigInt(seconds) + 11_644_473_600n) * 1_000_000n;
const YEAR = 31_536_000;
const NOTHING = new Uint8Array(0);

interface Version {
  readonly version: number;
  readonly browser: number;
  /** Seconds since 1970. */
  readonly written: number;
  readonly columns: readonly string[];
  /** After the columns: keys of the table, or what an index makes unique. */
  readonly table?: string;
  readonly unique?: string;
}

const number = (name: string, more = ''): string => `${name} INTEGER NOT NULL${more}`;
const text = (name: string): string => `${name} TEXT NOT NULL`;
const HEAD = ['host_key', 'name', 'value', 'path'].map(text);
const LATER = [
  'path TEXT NOT NULL',
  ...['expires_utc', 'is_secure', 'is_httponly', 'last_access_utc', 'has_expires', 'is_persistent', 'priority'].map(
    (name) => number(name),
  ),
  ...['samesite', 'source_scheme', 'source_port'].map((name) => number(name)),
];
const PARTITIONED = [
  number('creation_utc'),
  ...['host_key', 'top_frame_site_key', 'name', 'value'].map(text),
  'encrypted_value BLOB NOT NULL',
  ...LATER,
];
const OLD = [
  number('creation_utc', ' UNIQUE PRIMARY KEY'),
  ...HEAD,
  ...['expires_utc', 'secure', 'httponly', 'last_access_utc'].map((name) => number(name)),
  ...['has_expires', 'persistent', 'priority'].map((name) => number(name, ' DEFAULT 1')),
];

const VERSIONS: readonly Version[] = [
  { version: 6, browser: 30, written: 1_380_700_000, columns: OLD },
  {
    version: 9,
    browser: 60,
    written: 1_501_700_000,
    columns: [...OLD, "encrypted_value BLOB DEFAULT ''", number('firstpartyonly', ' DEFAULT 0')],
  },
  {
    version: 12,
    browser: 80,
    written: 1_581_000_000,
    columns: [
      number('creation_utc'),
      ...HEAD,
      ...['expires_utc', 'is_secure', 'is_httponly', 'last_access_utc'].map((name) => number(name)),
      ...['has_expires', 'is_persistent', 'priority'].map((name) => number(name, ' DEFAULT 1')),
      "encrypted_value BLOB DEFAULT ''",
      number('samesite', ' DEFAULT -1'),
      number('source_scheme', ' DEFAULT 0'),
    ],
    table: 'UNIQUE (host_key, name, path)',
  },
  {
    version: 17,
    browser: 100,
    written: 1_648_700_000,
    columns: [...PARTITIONED, number('is_same_party')],
    unique: 'host_key, top_frame_site_key, name, path',
  },
  {
    version: 19,
    browser: 120,
    written: 1_701_900_000,
    columns: [...PARTITIONED, number('is_same_party'), number('last_update_utc')],
    unique: 'host_key, top_frame_site_key, name, path',
  },
  {
    version: 24,
    browser: 130,
    written: 1_729_000_000,
    columns: [...PARTITIONED, ...['last_update_utc', 'source_type', 'has_cross_site_ancestor'].map((n) => number(n))],
    unique: 'host_key, top_frame_site_key, has_cross_site_ancestor, name, path, source_scheme, source_port',
  },
];

const nameOf = (column: string): string => column.slice(0, column.indexOf(' '));

/** A row with the values that are given, and what a cookie of a site over TLS has in all other columns. */
function rowOf({ columns, written }: Version, i: number, values: Readonly<Record<string, Cell>>): Cell[] {
  const usual: Readonly<Record<string, Cell>> = {
    creation_utc: moment(written - i * 77) + 123_456n,
    last_access_utc: moment(written),
    last_update_utc: moment(written - i * 77),
    top_frame_site_key: '',
    value: '',
    encrypted_value: NOTHING,
    path: '/',
    samesite: -1,
    source_scheme: 2,
    source_port: 443,
    source_type: 1,
    firstpartyonly: 0,
    is_same_party: 0,
    has_cross_site_ancestor: 0,
  };
  return columns.map((column) => values[nameOf(column)] ?? usual[nameOf(column)] ?? 1);
}

function cookies(version: Version): Uint8Array {
  const random = seeded(`chromium cookies ${version.version}`);
  const has = (name: string): boolean => version.columns.some((column) => nameOf(column) === name);
  const never = { expires_utc: 0, has_expires: 0, persistent: 0, is_persistent: 0 };
  const until = (seconds: number): { expires_utc: bigint } => ({ expires_utc: moment(version.written + seconds) });
  const partition = { top_frame_site_key: 'https://travel.example' };
  const sealed = concat([latin1('v10'), random.bytes(32)]);
  const rows: Readonly<Record<string, Cell>>[] = [
    { host_key: '.shop.example', name: 'sessionid', value: random.base64url(32), ...never },
    { host_key: '.shop.example', name: 'auth_token', value: random.hex(40), ...until(YEAR) },
    { host_key: 'www.news.example', name: 'consent', value: 'yes', ...until(-YEAR), secure: 0, is_secure: 0 },
  ];
  if (has('encrypted_value'))
    rows.push({ host_key: '.bank.example', name: 'sid', encrypted_value: sealed, ...until(YEAR) });
  if (has('top_frame_site_key'))
    rows.push({ host_key: '.shop.example', name: 'auth_token', value: random.hex(40), ...until(YEAR), ...partition });
  return database({ pageSize: 1024 }, (db) => {
    db.run('CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR)');
    db.insert('meta', [
      ['version', String(version.version)],
      ['last_compatible_version', String(version.version)],
    ]);
    const parts = [...version.columns, ...(version.table === undefined ? [] : [version.table])];
    db.run(`CREATE TABLE cookies(${parts.join(',')})`);
    if (version.unique !== undefined) db.run(`CREATE UNIQUE INDEX cookies_unique_index ON cookies(${version.unique})`);
    db.insert(
      'cookies',
      rows.map((values, i) => rowOf(version, i, values)),
    );
  });
}

/** Version 32 of `Login Data` (2022): a password under a key of the system, and a site never to be saved. */
function logins(): Uint8Array {
  const random = seeded('chromium logins');
  const written = 1_648_700_000;
  return database({ pageSize: 1024 }, (db) => {
    db.run('CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR)');
    db.insert('meta', [
      ['last_compatible_version', '31'],
      ['version', '32'],
    ]);
    db.run(
      'CREATE TABLE logins(origin_url VARCHAR NOT NULL,action_url VARCHAR,username_element VARCHAR,username_value VARCHAR,password_element VARCHAR,password_value BLOB,submit_element VARCHAR,signon_realm VARCHAR NOT NULL,date_created INTEGER NOT NULL,blacklisted_by_user INTEGER NOT NULL,scheme INTEGER NOT NULL,password_type INTEGER,times_used INTEGER,form_data BLOB,display_name VARCHAR,icon_url VARCHAR,federation_url VARCHAR,skip_zero_click INTEGER,generation_upload_status INTEGER,possible_username_pairs BLOB,id INTEGER PRIMARY KEY AUTOINCREMENT,date_last_used INTEGER,moving_blocked_for BLOB,date_password_modified INTEGER,UNIQUE (origin_url, username_element, username_value, password_element, signon_realm))',
    );
    const login = (i: number, site: string, user: string, password: Uint8Array, blocked: number): Cell[] => [
      `https://${site}/login`,
      `https://${site}/login`,
      'user',
      user,
      'password',
      password,
      '',
      `https://${site}/`,
      moment(written - i * 86_400),
      blocked,
      0,
      0,
      3,
      NOTHING,
      '',
      '',
      '',
      0,
      0,
      NOTHING,
      i,
      moment(written),
      NOTHING,
      moment(written - i * 86_400),
    ];
    db.insert('logins', [
      login(1, 'shop.example', 'mila', concat([latin1('v11'), random.bytes(32)]), 0),
      login(2, 'news.example', '', NOTHING, 1),
    ]);
  });
}

export function* chromiumCases(): Iterable<CorpusFile> {
  for (const version of VERSIONS) {
    yield {
      path: `readers/sqlite/chromium-cookies-${String(version.version).padStart(2, '0')}.db`,
      bytes: cookies(version),
      description: `Cookies as Chromium ${version.browser} keeps them, schema version ${version.version}`,
    };
  }
  yield {
    path: 'readers/sqlite/chromium-logins-32.db',
    bytes: logins(),
    description: 'Logins as Chromium keeps them, schema version 32: a sealed password, and a site never to be saved',
  };
}
