import { openMemory } from '../../src/content/sqlite/engine.ts';
import type { Value } from '../../src/content/value.ts';

/** A database made by chance, with what was deleted from it: rows by table, values in the order of the columns. */
export interface RandomDatabase {
  readonly bytes: Buffer;
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    /** The column that stands for the rowid. */
    readonly alias: string | null;
    readonly deleted: readonly (readonly Value[])[];
    /** Whatever was ever in the table. */
    readonly ever: readonly (readonly Value[])[];
  }[];
}

/** Numbers from 0 to 1 by a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS =
  'the message was sent to you yesterday evening über straße contact photo video call missed group chat hello world token session login Привет 你好 null true'.split(
    ' ',
  );
const TYPES = [
  'INTEGER',
  'TEXT',
  'REAL',
  'BLOB',
  'INT',
  'VARCHAR(40)',
  'BOOLEAN',
  'DATETIME',
  'NUMERIC',
  'TEXT NOT NULL',
  'INTEGER NOT NULL',
  'BIGINT',
];

function valueFor(type: string, random: () => number): unknown {
  const whole = (below: number): number => Math.floor(random() * below);
  if (!/NOT NULL/.test(type) && random() < 0.1) return null;
  if (/BOOL/.test(type)) return whole(2);
  if (/DATETIME|BIGINT/.test(type)) return BigInt(1_500_000_000_000 + whole(200_000_000) * 1000);
  if (/INT|NUMERIC/.test(type)) {
    const kind = random();
    return BigInt(
      kind < 0.3 ? whole(100) : kind < 0.6 ? whole(70_000) : kind < 0.9 ? whole(2 ** 31) : whole(2 ** 50) - 2 ** 49,
    );
  }
  if (/REAL/.test(type)) return random() < 0.2 ? whole(1000) : random() * 1e6;
  if (/BLOB/.test(type)) return Buffer.from(Array.from({ length: whole(60) }, () => whole(256)));
  const words = random() < 0.15 ? 1 : whole(12) + (random() < 0.05 ? 80 : 0);
  return Array.from({ length: words }, () => WORDS[whole(WORDS.length)]).join(' ');
}

function asValue(held: unknown): Value {
  if (typeof held === 'bigint') return Number.isSafeInteger(Number(held)) ? Number(held) : held;
  if (typeof held === 'number') return { real: held };
  return held instanceof Uint8Array ? new Uint8Array(held) : (held as string | null);
}

/** Tables, inserts, deletes of 1 to 100 %, and in half of them new rows that take freed space again. */
export function randomDatabase(seed: number): RandomDatabase {
  const random = seeded(seed);
  const whole = (below: number): number => Math.floor(random() * below);
  const connection = openMemory();
  try {
    connection.pragma(`page_size = ${[1024, 4096, 4096, 4096, 8192][whole(5)]}`);
    connection.pragma('secure_delete = OFF');
    if (random() < 0.1) connection.pragma("encoding = 'UTF-16le'");
    if (random() < 0.15) connection.pragma('auto_vacuum = FULL');
    const tables = Array.from({ length: 1 + whole(4) }, (_, at) => {
      const name = `t${at}`;
      const withId = random() < 0.6;
      const types = Array.from({ length: 1 + whole(9) }, () => TYPES[whole(TYPES.length)] as string);
      const columns = [...(withId ? ['_id'] : []), ...types.map((_, column) => `c${column}`)];
      const declared = [
        ...(withId ? [`_id INTEGER PRIMARY KEY${random() < 0.5 ? ' AUTOINCREMENT' : ''}`] : []),
        ...types.map((type, column) => `c${column} ${type}`),
      ];
      connection.exec(`CREATE TABLE ${name} (${declared.join(', ')})`);
      if (random() < 0.3) connection.exec(`CREATE INDEX i${at} ON ${name} (c0)`);
      return { name, columns, types, withId, base: withId && random() < 0.3 ? whole(2 ** 33) : 0 };
    });
    const ever = tables.map(() => [] as (readonly Value[])[]);
    const rowsOf = (at: number): (readonly Value[])[] =>
      connection
        .prepare(`SELECT * FROM t${at}`)
        .safeIntegers()
        .raw()
        .all()
        .map((row) => (row as unknown[]).map(asValue));
    const insert = (at: number, count: number): void => {
      const { name, types, withId, base, columns } = tables[at] as (typeof tables)[number];
      const marks = columns.map(() => '?').join(', ');
      const statement = connection.prepare(`INSERT INTO ${name} VALUES (${marks})`);
      const next = connection.prepare(`SELECT coalesce(max(rowid), ${base}) + 1 FROM ${name}`).pluck();
      for (let row = 0; row < count; row++) {
        statement.run(...(withId ? [next.get()] : []), ...types.map((type) => valueFor(type, random)));
      }
    };
    const record = (): void => tables.forEach((_, at) => void ever[at]?.push(...rowsOf(at)));
    tables.forEach((_, at) => void insert(at, 5 + whole(150)));
    record();
    for (const [at, { name }] of tables.entries()) {
      const share = random() < 0.15 ? 1 : random();
      const bounds = connection.prepare(`SELECT min(rowid), max(rowid) FROM ${name}`).raw().get() as number[];
      if (random() < 0.3) {
        const [low = 0, high = 0] = bounds;
        const start = low + whole(Math.max(1, (high - low) * (1 - share)));
        connection.prepare(`DELETE FROM ${name} WHERE rowid BETWEEN ? AND ?`).run(start, start + (high - low) * share);
      } else {
        const ids = connection.prepare(`SELECT rowid FROM ${name}`).pluck().all() as number[];
        for (const id of ids) if (random() < share) connection.prepare(`DELETE FROM ${name} WHERE rowid = ?`).run(id);
      }
      if (random() < 0.5) insert(at, whole(20));
    }
    record();
    const bytes = Buffer.from(connection.serialize());
    return {
      bytes,
      tables: tables.map(({ name, columns, withId }, at) => {
        const live = new Set(rowsOf(at).map(spelled));
        const all = new Map((ever[at] ?? []).map((row) => [spelled(row), row]));
        return {
          name,
          columns,
          alias: withId ? '_id' : null,
          ever: [...all.values()],
          deleted: [...all].filter(([text]) => !live.has(text)).map(([, row]) => row),
        };
      }),
    };
  } finally {
    connection.close();
  }
}

/** A row as text that keeps types apart. */
export function spelled(row: readonly Value[]): string {
  return JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
}
