import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { utf8 } from '../corpus/encode/bytes.ts';
import { prefs } from '../corpus/encode/prefs.ts';
import { type Random, seeded } from '../corpus/encode/seed.ts';
import { type Builder, type Cell, databaseSteps, wal } from '../corpus/encode/sqlite.ts';

/**
 * Two folders as full-filesystem extractions hold them: 2,000 small files and 200 databases a side, about 85 MB, every
 * operation of reference differ.md 1.1, and for each file what a differ must say of it.
 */

const APPS = 10;
const SMALL_A_APP = 200;
const DATABASES_A_APP = 20;
const LARGE_ROWS = 100_000;
const MIDDLE_ROWS = 5_000;
const SMALL_ROWS = 300;
const EPOCH = 1_704_067_200;
const WORDS = 'amber brook cedar delta ember frost grove harbor iris jade kettle linen maple north ocean pearl'.split(
  ' ',
);

/** What must be said of an artifact: only what is given here is looked at. */
export interface Expected {
  readonly path: string;
  readonly op: string;
  readonly verdict: string;
  readonly likeness?: string | null;
  readonly moved?: string;
  readonly schemaChanged?: boolean;
  readonly records?: Readonly<Record<string, number>>;
}

interface Made {
  readonly source: ReadonlyMap<string, Uint8Array>;
  readonly target: ReadonlyMap<string, Uint8Array>;
  readonly expected: Expected;
}

const at = (side: string, map: readonly (readonly [string, Uint8Array])[]): ReadonlyMap<string, Uint8Array> =>
  new Map(map.map(([path, bytes]) => [path.replace('$', side), bytes]));
const sentence = (random: Random, words: number): string =>
  Array.from({ length: words }, () => random.pick(WORDS)).join(' ');

const KINDS = ['preferences', 'json', 'log', 'binary'] as const;
const SMALL_OPS: readonly (readonly [op: string, count: number])[] = [
  ['changed', 22],
  ['deleted', 10],
  ['added', 10],
  ['renamed', 7],
];

function smallBody(kind: (typeof KINDS)[number], random: Random, changed: boolean, turned: boolean): Uint8Array {
  if (kind === 'preferences') {
    const set = Array.from({ length: 6 }, (_, i) => `${random.pick(WORDS)}${i}`);
    const values = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`${random.pick(WORDS)}_${i}`, sentence(random, 4)] as const),
    );
    return utf8(
      prefs({
        ...values,
        ...(changed ? { later: 'on the target only' } : {}),
        chosen: { set: turned ? set.reverse() : set },
      }),
    );
  }
  if (kind === 'json') {
    const list = Array.from({ length: 20 }, (_, i) => ({ id: random.hex(12), order: i, title: sentence(random, 5) }));
    return utf8(JSON.stringify({ list, ...(changed ? { later: 'on the target only' } : {}) }));
  }
  if (kind === 'log') {
    const lines = Array.from({ length: 40 }, (_, i) => `${EPOCH + i * 17} ${sentence(random, 8)}`);
    if (changed) lines.push('a line on the target only');
    return utf8(`${lines.join('\n')}\n`);
  }
  const bytes = random.bytes(3000);
  if (changed) bytes[1500] = (bytes[1500] as number) ^ 0xff;
  return bytes;
}

function* smallFiles(app: number): Generator<Made> {
  const ops: string[] = [];
  for (const [op, count] of SMALL_OPS) for (let i = 0; i < count; i += 1) ops.push(op);
  for (let i = 0; i < SMALL_A_APP; i += 1) {
    const kind = KINDS[i % KINDS.length] as (typeof KINDS)[number];
    // Spread over the kinds: 7 has no divisor in common with 200.
    const turned = kind === 'preferences' && i % 100 === 96;
    const op = turned ? 'reordered' : (ops[(i * 7) % SMALL_A_APP] ?? 'same');
    const [folder, ending] =
      kind === 'preferences'
        ? ['shared_prefs', 'xml']
        : ['files', kind === 'binary' ? 'dat' : kind === 'json' ? 'json' : 'log'];
    const path = `${folder}/${kind}_${i}.${ending}`;
    const body = (changed: boolean, turn = false) => smallBody(kind, seeded(`bench trees ${app} ${i}`), changed, turn);
    if (op === 'deleted') {
      yield {
        source: at('', [[path, body(false)]]),
        target: new Map(),
        expected: { path, op, verdict: 'left-behind' },
      };
    } else if (op === 'added') {
      yield {
        source: new Map(),
        target: at('', [[path, body(false)]]),
        expected: { path, op, verdict: 'new-on-target' },
      };
    } else if (op === 'renamed') {
      const other = `${folder}/renamed_${i}.${ending}`;
      yield {
        source: at('', [[path, body(false)]]),
        target: at('', [[other, body(false)]]),
        expected: { path, op, verdict: 'carried', moved: other },
      };
    } else {
      const changed = op === 'changed';
      yield {
        source: at('', [[path, body(false)]]),
        target: at('', [[path, body(changed, turned)]]),
        expected: {
          path,
          op,
          verdict: changed && kind === 'binary' ? 'differs' : 'carried',
          likeness: changed ? (kind === 'binary' ? 'none' : 'superset') : turned ? 'content' : 'bytes',
          ...(changed && kind !== 'binary' ? { records: { sourceOnly: 0, targetOnly: 1 } } : {}),
        },
      };
    }
  }
}

const DATABASE_OPS: readonly (readonly [op: string, count: number])[] = [
  ['same', 51],
  ['update', 66],
  ['insert', 20],
  ['delete', 18],
  ['vacuum', 12],
  ['add column', 10],
  ['new table', 7],
  ['log only', 7],
  ['shifted rowids', 6],
  ['shuffled', 3],
];

function keyed(db: Builder, rows: readonly (readonly Cell[])[]): void {
  db.run('CREATE TABLE item (_id INTEGER PRIMARY KEY, name TEXT, body TEXT, at INTEGER)');
  db.insert('item', rows);
}

function keyless(db: Builder, rows: readonly (readonly Cell[])[]): void {
  db.run('CREATE TABLE event (name TEXT, body TEXT, at INTEGER)');
  db.insert('event', rows);
}

function databaseOf(index: number, op: string): Made {
  const random = seeded(`bench trees database ${index}`);
  const count = index % 25 === 3 ? LARGE_ROWS : index % 17 === 5 ? MIDDLE_ROWS : SMALL_ROWS;
  const plain = Array.from({ length: count }, (_, i): readonly Cell[] => [
    `${random.pick(WORDS)}${i}`,
    sentence(random, 10),
    EPOCH + i * 60,
  ]);
  const rows = plain.map((row, i): readonly Cell[] => [i + 1, ...row]);
  const middle = Math.floor(count / 2);
  const path = `databases/store_${index}.db`;
  const pair = (source: Uint8Array, target: Uint8Array, rest: Omit<Expected, 'path' | 'op'>): Made => ({
    source: at('', [[path, source]]),
    target: at('', [[path, target]]),
    expected: { path, op, ...rest },
  });
  const stepped = (step: (db: Builder) => void, pageSize?: number) =>
    databaseSteps({ ...(pageSize === undefined ? {} : { pageSize }) }, (db) => keyed(db, rows), step) as [
      Uint8Array,
      Uint8Array,
    ];
  const told = (same: number, changed: number, sourceOnly: number, targetOnly: number) => ({
    same,
    changed,
    sourceOnly,
    targetOnly,
  });
  switch (op) {
    case 'update': {
      const [a, b] = stepped((db) => db.run(`UPDATE item SET at = at + 1 WHERE _id = ${middle}`));
      return pair(a, b, { verdict: 'partly-carried', records: told(count - 1, 1, 0, 0) });
    }
    case 'insert': {
      const [a, b] = stepped((db) => db.insert('item', [[count + 1, 'later', 'on the target only', EPOCH]]));
      return pair(a, b, { verdict: 'carried', likeness: 'superset', records: told(count, 0, 0, 1) });
    }
    case 'delete': {
      const [a, b] = stepped((db) => db.run(`DELETE FROM item WHERE _id = ${middle}`));
      return pair(a, b, { verdict: 'partly-carried', records: told(count - 1, 0, 1, 0) });
    }
    case 'vacuum': {
      const [a] = databaseSteps({}, (db) => keyed(db, rows)) as [Uint8Array];
      const [b] = databaseSteps({ pageSize: 8192 }, (db) => keyed(db, rows)) as [Uint8Array];
      return pair(a, b, { verdict: 'carried', likeness: 'content', records: told(count, 0, 0, 0) });
    }
    case 'add column': {
      const [a, b] = stepped((db) => db.run('ALTER TABLE item ADD COLUMN flag INTEGER DEFAULT 0'));
      return pair(a, b, { verdict: 'carried', schemaChanged: true, records: told(count, 0, 0, 0) });
    }
    case 'new table': {
      const [a, b] = stepped((db) => {
        db.run('CREATE TABLE extra (_id INTEGER PRIMARY KEY, note TEXT)');
        db.insert('extra', [[1, 'on the target only']]);
      });
      return pair(a, b, { verdict: 'carried', schemaChanged: true, records: told(count, 0, 0, 1) });
    }
    case 'log only': {
      const [a, b] = databaseSteps(
        { wal: true },
        (db) => keyed(db, rows),
        (db) => db.run(`UPDATE item SET at = at + 1 WHERE _id = ${middle}`),
      ) as [Uint8Array, Uint8Array];
      return {
        source: at('', [[path, a]]),
        target: at('', [
          [path, a],
          [`${path}-wal`, wal(a, { commits: [b], salts: [index + 1, 77] })],
        ]),
        expected: { path, op, verdict: 'partly-carried', records: told(count - 1, 1, 0, 0) },
      };
    }
    case 'shifted rowids': {
      const [a] = databaseSteps({}, (db) => keyless(db, plain)) as [Uint8Array];
      const [b] = databaseSteps({}, (db) => keyless(db, [['first', 'put in front', 1], ...plain])) as [Uint8Array];
      return pair(a, b, { verdict: 'carried', likeness: 'superset', records: told(count, 0, 0, 1) });
    }
    case 'shuffled': {
      const other = [...plain];
      for (let i = other.length - 1; i > 0; i -= 1) {
        const j = random.int(i + 1);
        [other[i], other[j]] = [other[j] as readonly Cell[], other[i] as readonly Cell[]];
      }
      const [a] = databaseSteps({}, (db) => keyless(db, plain)) as [Uint8Array];
      const [b] = databaseSteps({}, (db) => keyless(db, other)) as [Uint8Array];
      return pair(a, b, { verdict: 'carried', likeness: 'content', records: told(count, 0, 0, 0) });
    }
    default: {
      const [a] = databaseSteps({}, (db) => keyed(db, rows)) as [Uint8Array];
      return pair(a, a, { verdict: 'carried', likeness: 'bytes', records: told(count, 0, 0, 0) });
    }
  }
}

/** The operations in an order that gives large databases several of them. */
function databaseOps(): string[] {
  const ops: string[] = [];
  for (const [op, count] of DATABASE_OPS) for (let i = 0; i < count; i += 1) ops.push(op);
  return ops.map((_, i) => ops[(i * 37) % ops.length] as string);
}

/** Writes `source/` and `target/` below a folder, and `expected.json`. */
export function writeTrees(folder: string): { files: number; bytes: number } {
  const expected: Record<string, Expected> = {};
  const tally = { files: 0, bytes: 0 };
  const ops = databaseOps();
  for (let app = 0; app < APPS; app += 1) {
    const name = `com.example.tree${app}`;
    const put = (made: Made): void => {
      for (const side of ['source', 'target'] as const) {
        for (const [path, bytes] of made[side]) {
          const to = `${folder}/${side}/data/data/${name}/${path}`;
          mkdirSync(dirname(to), { recursive: true });
          writeFileSync(to, bytes);
          tally.files += 1;
          tally.bytes += bytes.length;
        }
      }
      expected[`/data/data/${name}/${made.expected.path}`] = made.expected;
    };
    for (const made of smallFiles(app)) put(made);
    for (let i = 0; i < DATABASES_A_APP; i += 1) {
      const index = app * DATABASES_A_APP + i;
      put(databaseOf(index, ops[index] as string));
    }
  }
  writeFileSync(`${folder}/expected.json`, JSON.stringify(expected, null, 1));
  return tally;
}
