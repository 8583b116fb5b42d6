import { gzipSync } from 'fflate';
import { utf8 } from '../encode/bytes.ts';
import { escapeXml, type PrefsValue, prefs } from '../encode/prefs.ts';
import type { Random } from '../encode/seed.ts';
import { type Cell, database, databaseSteps, wal } from '../encode/sqlite.ts';
import { b64 } from './drawn.ts';
import { dataStore, javaBean, javaMap, messagePack, mmkv, utfRun } from './packings.ts';

/** One thing kept, by name. */
export interface Kept {
  readonly name: string;
  readonly value: string;
  readonly numeric: boolean;
  readonly lines: boolean;
}

export interface StoreFile {
  /** Below the app's folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Layout {
  readonly id: string;
  /** Keeps line breaks inside a value. */
  readonly lines: boolean;
  /** Names must be legal here. */
  readonly names?: RegExp;
  write(kept: readonly Kept[], number: number, random: Random): readonly StoreFile[];
}

const COLUMN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const pairs = (kept: readonly Kept[]): [string, string][] => kept.map(({ name, value }) => [name, value]);
const typed = ({ value, numeric }: Kept): string | number => (numeric ? Number(value) : value);
const record = (kept: readonly Kept[]): Record<string, string | number> =>
  Object.fromEntries(kept.map((each) => [each.name, typed(each)]));
const cell = (each: Kept): Cell => typed(each);

function preferences(kept: readonly Kept[]): string {
  const entries: [string, PrefsValue][] = kept.map((each) => [
    each.name,
    each.numeric ? { int: Number(each.value) } : each.value,
  ]);
  return prefs(Object.fromEntries([['first_run', false], ['theme', 'dark'], ...entries, ['launches', { int: 17 }]]));
}

const flat = (
  id: string,
  folder: string,
  ending: string,
  line: (name: string, value: string) => string,
  head = '',
  tail = '',
): Layout => ({
  id,
  lines: false,
  names: /^[A-Za-z][A-Za-z0-9_.-]*$/,
  write: (kept, number) => [
    {
      path: `${folder}/conf${number}.${ending}`,
      bytes: utf8(
        head +
          pairs(kept)
            .map(([name, value]) => line(name, value))
            .join('\n') +
          tail,
      ),
    },
  ],
});

function table(create: string, name: string, rows: readonly (readonly Cell[])[]): Uint8Array {
  return database({}, (db) => {
    db.run(create);
    db.insert(name, rows);
  });
}

export const LAYOUTS: readonly Layout[] = [
  {
    id: 'preferences',
    lines: true,
    write: (kept, number) => [{ path: `shared_prefs/settings_${number}.xml`, bytes: utf8(preferences(kept)) }],
  },
  {
    id: 'json in preferences',
    lines: true,
    write: (kept, number) => [
      {
        path: `shared_prefs/state_${number}.xml`,
        bytes: utf8(
          prefs({ persisted: JSON.stringify({ version: 3, data: { profile: { name: 'Sam' }, ...record(kept) } }) }),
        ),
      },
    ],
  },
  {
    id: 'json in json in preferences',
    lines: true,
    write: (kept, number) => [
      {
        path: `shared_prefs/persist_${number}.xml`,
        bytes: utf8(prefs({ root: JSON.stringify({ app: JSON.stringify(record(kept)), _persist: '{"version":-1}' }) })),
      },
    ],
  },
  {
    id: 'base64 of json in preferences',
    lines: true,
    write: (kept, number) => [
      {
        path: `shared_prefs/box_${number}.xml`,
        bytes: utf8(prefs({ box: b64(JSON.stringify(record(kept))), v: { int: 2 } })),
      },
    ],
  },
  {
    id: 'url-encoded json in preferences',
    lines: true,
    write: (kept, number) => [
      {
        path: `shared_prefs/web_${number}.xml`,
        bytes: utf8(prefs({ kept: encodeURIComponent(JSON.stringify(record(kept))) })),
      },
    ],
  },
  {
    id: 'json file',
    lines: true,
    write: (kept, number) => [
      {
        path: `files/store${number}.json`,
        bytes: utf8(
          JSON.stringify({ user: { id: 77, ...record(kept) }, ui: { theme: 'dark' } }, null, number % 2 === 0 ? 2 : 0),
        ),
      },
    ],
  },
  {
    id: 'json list',
    lines: true,
    write: (kept, number) => [
      {
        path: `files/accounts_${number}.json`,
        bytes: utf8(JSON.stringify(kept.map((each, at) => ({ login: `sam${at}`, [each.name]: typed(each) })))),
      },
    ],
  },
  {
    id: 'json lines',
    lines: true,
    write: (kept, number) => [
      {
        path: `files/queue${number}.ndjson`,
        bytes: utf8(
          kept
            .map((each, at) => `${JSON.stringify({ at: 1_700_000_000 + at, op: 'put', [each.name]: typed(each) })}\n`)
            .join(''),
        ),
      },
    ],
  },
  {
    id: 'log',
    lines: false,
    names: /^[A-Za-z][A-Za-z0-9_.-]*$/,
    write: (kept, number) => [
      {
        path: `files/logs/app-${number}.log`,
        bytes: utf8(
          pairs(kept)
            .map(([name, value], at) =>
              at % 2 === 0
                ? `2024-03-0${1 + (at % 9)} 10:2${at % 10}:11.042 D/Net: response 200 {"ok":true,"${name}":${JSON.stringify(value)}}`
                : `2024-03-0${1 + (at % 9)} 10:2${at % 10}:12.100 I/Auth: stored ${name}=${value}`,
            )
            .join('\n'),
        ),
      },
    ],
  },
  flat(
    'properties',
    'files',
    'properties',
    (name, value) => `${name}=${value}`,
    '#Mon Mar 04 10:22:11 GMT 2024\n',
    '\n',
  ),
  flat('yaml', 'files', 'yml', (name, value) => `  ${name}: "${value}"`, 'account:\n', '\n'),
  flat('ini', 'files', 'ini', (name, value) => `${name} = ${value}`, '[connection]\nhost = example.net\n', '\n'),
  flat(
    'xml elements',
    'files',
    'xml',
    (name, value) => `  <${name}>${escapeXml(value)}</${name}>`,
    '<?xml version="1.0"?>\n<config>\n',
    '\n</config>\n',
  ),
  flat(
    'xml attributes',
    'files',
    'xml',
    (name, value) => `  <entry key="${name}" value="${escapeXml(value)}"/>`,
    '<?xml version="1.0"?>\n<entries>\n',
    '\n</entries>\n',
  ),
  flat(
    'property list',
    'files',
    'plist',
    (name, value) => `\t<key>${name}</key>\n\t<string>${escapeXml(value)}</string>`,
    '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n',
    '\n</dict>\n</plist>\n',
  ),
  {
    id: 'columns',
    lines: true,
    names: COLUMN,
    write: (kept, number) => [
      {
        path: `databases/main${number}.db`,
        bytes: table(
          `CREATE TABLE account (_id INTEGER PRIMARY KEY, display TEXT, ${kept.map(({ name }) => `"${name}"`).join(', ')})`,
          'account',
          [[1, 'Sam', ...kept.map(cell)]],
        ),
      },
    ],
  },
  {
    id: 'keys and values',
    lines: true,
    write: (kept, number) => [
      {
        path: `databases/kv${number}.db`,
        bytes: table('CREATE TABLE storage (key TEXT PRIMARY KEY, value TEXT)', 'storage', [
          ['locale', 'en'],
          ...kept.map(({ name, value }): readonly Cell[] => [name, value]),
        ]),
      },
    ],
  },
  {
    id: 'json in cells',
    lines: true,
    write: (kept, number) => [
      {
        path: `databases/docs${number}.db`,
        bytes: table('CREATE TABLE document (id INTEGER PRIMARY KEY, kind TEXT, body TEXT)', 'document', [
          [1, 'settings', '{"theme":"dark"}'],
          [2, 'profile', JSON.stringify({ schema: 4, me: record(kept) })],
        ]),
      },
    ],
  },
  {
    id: 'json in blobs',
    lines: true,
    write: (kept, number) => [
      {
        path: `databases/blobs${number}.db`,
        bytes: table('CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB)', 'item', [
          [1, utf8(JSON.stringify(record(kept)))],
        ]),
      },
    ],
  },
  {
    id: 'write-ahead log',
    lines: true,
    write(kept, number) {
      const [base, after] = databaseSteps(
        { wal: true },
        (db) => db.run('CREATE TABLE prefs (name TEXT PRIMARY KEY, value TEXT)'),
        (db) =>
          db.insert(
            'prefs',
            kept.map(({ name, value }): readonly Cell[] => [name, value]),
          ),
      ) as [Uint8Array, Uint8Array];
      return [
        { path: `databases/wal${number}.db`, bytes: base },
        { path: `databases/wal${number}.db-wal`, bytes: wal(base, { salts: [number, 7], commits: [after] }) },
      ];
    },
  },
  {
    id: 'datastore',
    lines: true,
    write: (kept, number) => [
      { path: `files/datastore/user${number}.preferences_pb`, bytes: dataStore([['theme', 'dark'], ...pairs(kept)]) },
    ],
  },
  {
    id: 'mmkv',
    lines: true,
    write: (kept, number) => [{ path: `files/mmkv/cell${number}`, bytes: mmkv([['locale', 'en-GB'], ...pairs(kept)]) }],
  },
  {
    id: 'java map',
    lines: true,
    write: (kept, number) => [{ path: `files/map${number}.ser`, bytes: javaMap(pairs(kept)) }],
  },
  {
    id: 'java object',
    lines: true,
    names: COLUMN,
    write: (kept, number) => [
      { path: `files/obj${number}.bin`, bytes: javaBean('org.acme.model.Account', pairs(kept)) },
    ],
  },
  {
    id: 'messagepack',
    lines: true,
    write: (kept, number) => [{ path: `files/pack${number}.mp`, bytes: messagePack(pairs(kept)) }],
  },
  {
    id: 'utf run',
    lines: true,
    write: (kept, number) => [{ path: `files/save${number}.dat`, bytes: utfRun(pairs(kept)) }],
  },
  {
    id: 'gzip of json in blobs',
    lines: true,
    write: (kept, number) => [
      {
        path: `databases/zipped${number}.db`,
        bytes: table('CREATE TABLE snapshot (id INTEGER PRIMARY KEY, state BLOB)', 'snapshot', [
          [1, gzipSync(utf8(JSON.stringify(record(kept))), { mtime: 0 })],
        ]),
      },
    ],
  },
];
