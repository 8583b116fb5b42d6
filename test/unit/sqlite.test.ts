import { closeSync, copyFileSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Content, ContentFault, type Document } from '../../src/content/reader.ts';
import { sqliteReader } from '../../src/content/sqlite/index.ts';
import type { Row } from '../../src/content/value.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import {
  contentOf,
  databaseOf,
  filesAt,
  inTemporary,
  oracleRows,
  readFiles,
  rowsOf,
  section,
  spellRow,
} from '../support/sqlite-oracle.ts';

const nothing = (): void => undefined;

/** Opens bytes in SQLite itself and compares every table that the document shows with what SQLite says. */
function expectAsSqlite(main: Uint8Array): void {
  const document = readFiles({ main });
  const plain = Buffer.from(main);
  plain.fill(1, 18, 20);
  const database = new Database(plain);
  for (const { name, columns } of document.sections) {
    expect(rowsOf(document, name).sort(), name).toEqual(oracleRows(database, name, columns).sort());
  }
  database.close();
  expect(document.notices).toEqual([]);
}

describe('values', () => {
  it('keeps integers, reals, texts and blobs apart', () => {
    const main = databaseOf(
      'CREATE TABLE t (v)',
      `INSERT INTO t VALUES (0), (1), (-1), (127), (-128), (128), (32767), (-32768), (8388607), (-8388608), (2147483647),
       (-2147483648), (2147483648), (140737488355327), (-140737488355328), (9007199254740991), (9007199254740992),
       (-9007199254740991), (-9007199254740992), (9223372036854775807), (-9223372036854775808), (1.0), (1.5), (-0.0),
       (1e300), (9e999), (-9e999), (NULL), (''), ('a'), ('ä€😀'), (x''), (x'00ff'), ('1'), (x'31')`,
    );
    expectAsSqlite(main);
    const values = [...section(readFiles({ main }), 't').records()].map(([value]) => value);
    expect(values).toContain(9007199254740991);
    expect(values).toContain(9007199254740992n);
    expect(values).toContain(-9007199254740992n);
    expect(values).toContain(-9223372036854775808n);
    expect(values).toContainEqual({ real: 1 });
    expect(values.filter((value) => value instanceof Uint8Array).map((value) => value.constructor)).toEqual([
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]);
  });

  it('reads whole numbers of REAL columns as reals', () => {
    const main = databaseOf(
      'CREATE TABLE t (r REAL, f "FLOATING POINT", d DOUBLE)',
      'INSERT INTO t VALUES (2, 2, 5000000000)',
    );
    expect([...section(readFiles({ main }), 't').records()]).toEqual([[{ real: 2 }, 2, { real: 5_000_000_000 }]]);
  });

  it('hands out text that is not valid in the encoding as bytes', () => {
    const main = databaseOf(
      'CREATE TABLE t (v)',
      "INSERT INTO t VALUES (CAST(x'ff61' AS TEXT)), (CAST(x'eda080' AS TEXT))",
    );
    expect([...section(readFiles({ main }), 't').records()]).toEqual([
      [{ text: new Uint8Array([0xff, 0x61]) }],
      [{ text: new Uint8Array([0xed, 0xa0, 0x80]) }],
    ]);
    const wide = databaseOf(
      "PRAGMA encoding = 'UTF-16le'",
      'CREATE TABLE t (v)',
      "INSERT INTO t VALUES (CAST(x'00d8' AS TEXT)), ('ok')",
    );
    expect([...section(readFiles({ main: wide }), 't').records()]).toEqual([
      [{ text: new Uint8Array([0, 0xd8]) }],
      ['ok'],
    ]);
  });

  it('keeps text beyond a NUL', () => {
    const main = databaseOf('CREATE TABLE t (v)', "INSERT INTO t VALUES ('a' || char(0) || 'b')");
    expect([...section(readFiles({ main }), 't').records()]).toEqual([['a\0b']]);
  });
});

describe('tables', () => {
  it('takes the rowid for INTEGER PRIMARY KEY, and not for its near miss', () => {
    const main = databaseOf(
      'CREATE TABLE alias (x INTEGER PRIMARY KEY, y)',
      'CREATE TABLE listed (x INTEGER, y, PRIMARY KEY (x DESC))',
      'CREATE TABLE quirk (x INTEGER PRIMARY KEY DESC, y)',
      'CREATE TABLE automatic (x INTEGER PRIMARY KEY AUTOINCREMENT, y)',
      ...['alias', 'listed', 'quirk', 'automatic'].map(
        (name) => `INSERT INTO ${name} VALUES (7, 1), (-9223372036854775808, 2)`,
      ),
    );
    expectAsSqlite(main);
    const document = readFiles({ main });
    expect(document.sections.map(({ name, ordered, keys }) => [name, ordered, keys])).toEqual([
      ['alias', true, [[0]]],
      ['listed', true, [[0]]],
      ['quirk', false, [[0]]],
      ['automatic', true, [[0]]],
    ]);
  });

  it('lists keys best first: declared, then unique over NOT NULL columns', () => {
    const main = databaseOf(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT, c TEXT NOT NULL, UNIQUE (a, c), UNIQUE (b))',
      'CREATE UNIQUE INDEX part ON t (c) WHERE a > 1',
      'CREATE UNIQUE INDEX shown ON t (lower(c))',
      'CREATE UNIQUE INDEX whole ON t (c)',
      'CREATE TABLE named (k TEXT PRIMARY KEY, v)',
      "INSERT INTO named VALUES ('a', 'a long value'), ('b', 'another long value')",
      'CREATE TABLE loose (k TEXT PRIMARY KEY, v)',
      "INSERT INTO loose VALUES (NULL, 1), (NULL, 2), ('a long key, that tells', 3)",
      'CREATE TABLE bag (v)',
    );
    const document = readFiles({ main });
    expect(document.sections.map(({ name, keys }) => [name, keys])).toEqual([
      ['t', [[0], [1, 3], [3]]],
      ['named', [[0]]],
      ['loose', []],
      ['bag', []],
    ]);
    expect(section(document, 'named').counts()).toEqual({ records: 2, telling: 2 });
    expect(section(document, 'loose').counts()).toEqual({ records: 3, telling: 1 });
  });

  it('reads WITHOUT ROWID tables from interior pages too, columns in declared order', () => {
    const main = databaseOf(
      'PRAGMA page_size = 512',
      'CREATE TABLE t (a TEXT, b INT, v AS (b + 1), s AS (b * 2) STORED, c TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID',
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
       INSERT INTO t (a, b, c) SELECT 'name ' || i, i % 17, CASE i % 50 WHEN 0 THEN hex(zeroblob(900)) END FROM n`,
    );
    expectAsSqlite(main);
    const t = section(readFiles({ main }), 't');
    expect(t.columns).toEqual(['a', 'b', 's', 'c']);
    expect(t.keys).toEqual([[1, 0]]);
    expect(t.counts()).toEqual({ records: 2000, telling: 40 });
  });

  it('fills short records with the declared defaults, converted as SQLite would', () => {
    const main = databaseOf(
      'CREATE TABLE t (a)',
      'INSERT INTO t VALUES (1)',
      ...[
        'b DEFAULT 5',
        "c TEXT DEFAULT 'it''s'",
        'd REAL DEFAULT 7',
        'e TEXT DEFAULT -1.50',
        "f INTEGER DEFAULT '12'",
        "g BLOB DEFAULT x'00ff'",
        'h DEFAULT NULL',
        'i DEFAULT TRUE',
        'j DEFAULT bare',
        'k DEFAULT 0x10',
        'l DEFAULT -9223372036854775808',
        'm DEFAULT 99999999999999999999',
        'n DEFAULT "double quoted"',
        'o DEFAULT + 3',
        'p',
      ].map((column) => `ALTER TABLE t ADD COLUMN ${column}`),
    );
    expectAsSqlite(main);
    const t = section(readFiles({ main }), 't');
    expect(t.counts()).toEqual({ records: 1, telling: 1 });
    expect([...t.records()][0]).toEqual(t.defaults.with(0, 1));
  });

  it('shows no table that holds no records, and the content of full-text tables under their name', () => {
    const main = databaseOf(
      'CREATE TABLE android_metadata (locale TEXT)',
      'CREATE TABLE room_master_table (id INTEGER PRIMARY KEY, identity_hash TEXT)',
      'CREATE TABLE a (x INTEGER PRIMARY KEY AUTOINCREMENT)',
      'INSERT INTO a DEFAULT VALUES',
      'CREATE VIRTUAL TABLE mail USING fts5(subject, body)',
      'CREATE VIRTUAL TABLE post USING fts4(subject, body)',
      'CREATE VIRTUAL TABLE box USING rtree(id, x0, x1)',
      'CREATE TABLE plain_content (x)',
      "INSERT INTO mail VALUES ('one', 'a body of text')",
      "INSERT INTO post VALUES ('two', 'a body of text'), ('three', '')",
      'CREATE VIEW v AS SELECT 1',
      'ANALYZE',
    );
    const document = readFiles({ main });
    expect(document.sections.map(({ name }) => name).sort()).toEqual(['a', 'box', 'mail', 'plain_content', 'post']);
    expect(section(document, 'post').counts()).toEqual({ records: 2, telling: 1 });
    expect(section(document, 'mail').columns).toEqual(['rowid', 'subject', 'body']);
    expect(section(document, 'post').columns).toEqual(['docid', 'subject', 'body']);
    expect(document.facts['schema:mail']).toBe('create virtual table mail using fts5 ( subject , body )');
  });

  it('puts the rows of R-trees together from their nodes', () => {
    const boxes = (table: string, values: string, count: number): string =>
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) INSERT INTO ${table} SELECT ${values} FROM n`;
    const main = databaseOf(
      'CREATE VIRTUAL TABLE place USING rtree(id, "x 0", x1, y0, y1, +label TEXT, +n)',
      'CREATE VIRTUAL TABLE span USING rtree_i32(id INTEGER, low, high)',
      'CREATE VIRTUAL TABLE area USING geopoly(name, n)',
      'CREATE VIRTUAL TABLE none USING rtree(id, a, b)',
      boxes('place', "i, i + 0.3, i + 1.7, -i, i, 'label number ' || i, i * 1.5", 700),
      boxes('span', 'i * 5000000000 - 900000000000, -i, i', 400),
      "INSERT INTO area (_shape, name, n) VALUES ('[[0,0],[1,0],[1,1],[0,0]]', 'a triangle', 3)",
      'DELETE FROM place WHERE id % 3 = 0',
      "UPDATE place SET label = 'another label', y1 = 9e9 WHERE id = 5",
    );
    expectAsSqlite(main);
    const document = readFiles({ main });
    expect(document.sections.map(({ name, columns }) => [name, columns])).toEqual([
      ['place', ['id', 'x 0', 'x1', 'y0', 'y1', 'label', 'n']],
      ['span', ['id', 'low', 'high']],
      ['area', ['rowid', '_shape', 'name', 'n']],
      ['none', ['id', 'a', 'b']],
    ]);
    expect(section(document, 'place').counts()).toEqual({ records: 467, telling: 467 });
    expect(section(document, 'span').counts()).toEqual({ records: 400, telling: 0 });
    expect(document.facts['schema:none']).toBe('create virtual table none using rtree ( id , a , b )');
  });

  it('finds a tree equal whose boxes lie in other nodes, and tells a row that is lost or moved', () => {
    const ids = Array.from({ length: 300 }, (_, at) => at + 1);
    const boxOf = (id: number): string => `(${id}, ${(id * 37) % 300}, ${id + 300}, 'label number ${id}')`;
    const tree = (order: readonly number[], ...more: string[]): Document =>
      readFiles({
        main: databaseOf(
          'CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, +label)',
          ...(order.length === 0 ? [] : [`INSERT INTO box VALUES ${order.map(boxOf).join(', ')}`]),
          ...more,
        ),
      });
    const against = (target: Document) => compareDocuments(tree(ids), target);
    expect(against(tree([...ids].reverse()))).toMatchObject({
      likeness: 'content',
      counts: { same: 300, telling: 300 },
    });
    expect(against(tree(ids, 'DELETE FROM box WHERE id = 7')).counts).toMatchObject({ same: 299, sourceOnly: 1 });
    expect(against(tree(ids, 'UPDATE box SET x0 = -1 WHERE id = 7')).counts).toMatchObject({ same: 299, changed: 1 });
    expect(against(tree([])).counts).toMatchObject({ same: 0, sourceOnly: 300 });
  });

  it('leaves out rows of an R-tree that no node has, and tells it', () => {
    const main = inTemporary((folder) => {
      const path = join(folder, 'torn.db');
      const database = new Database(path);
      database.unsafeMode();
      database.exec('CREATE VIRTUAL TABLE box USING rtree(id, x0, x1); INSERT INTO box VALUES (1, 0, 1), (2, 0, 1)');
      database.exec('INSERT INTO box_rowid VALUES (3, 1), (4, 77)');
      database.close();
      return readFileSync(path);
    });
    const document = readFiles({ main });
    expect(rowsOf(document, 'box')).toEqual([1, 2].map((id) => spellRow([id, { real: 0 }, { real: 1 }])));
    expect(document.notices).toEqual([{ detail: 'sqlite.box-missing', lost: true, args: { table: 'box', rows: 2 } }]);
  });

  it.each(['fts4', 'fts5'])(
    'says nothing of the rows of a table of %s without content, but where its index is the same',
    (module) => {
      const index = (page: number, ...texts: string[]): Document =>
        readFiles({
          main: databaseOf(
            `PRAGMA page_size = ${page}`,
            'CREATE TABLE t (v)',
            "INSERT INTO t VALUES ('a text that tells')",
            `CREATE VIRTUAL TABLE mail USING ${module}(body, content='')`,
            'CREATE TABLE own (body)',
            `CREATE VIRTUAL TABLE beside USING ${module}(body, content="own")`,
            ...texts.map((text, at) => `INSERT INTO mail (rowid, body) VALUES (${at + 1}, '${text}')`),
          ),
        });
      const full = index(4096, 'one text', 'another text');
      expect(full.sections.map(({ name }) => name)).toEqual(['t', 'own']);
      expect(full.notices).toEqual([
        { detail: 'sqlite.index-only', code: 'unsupported', lost: true, args: { table: 'mail' } },
      ]);
      const whole = { lost: { source: false, target: false }, complete: true };
      const unknown = { lost: { source: true, target: true }, complete: false };
      expect(compareDocuments(full, index(1024, 'one text', 'another text'))).toMatchObject(whole);
      expect(compareDocuments(full, index(4096, 'one text'))).toMatchObject(unknown);
      expect(compareDocuments(full, index(4096))).toMatchObject(unknown);
    },
  );

  it('understands declarations that only older files may hold', () => {
    const declared = [
      'CREATE TABLE collated (n TEXT COLLATE LOCALIZED NOT NULL, v, UNIQUE (n))',
      'CREATE TABLE checked (n CHECK (n IN ("x", "y")), d DEFAULT "x")',
      'CREATE TABLE computed (n, m AS (app_function(n)) STORED)',
    ];
    const main = inTemporary((folder) => {
      const path = join(folder, 'old.db');
      const database = new Database(path);
      database.exec('CREATE TABLE stand_in (a, b); INSERT INTO stand_in VALUES (1, 2)');
      database.unsafeMode();
      database.pragma('writable_schema = ON');
      for (const sql of declared) {
        const name = sql.split(' ')[2];
        database.prepare("INSERT INTO sqlite_master VALUES ('table', ?, ?, 2, ?)").run(name, name, sql);
      }
      database
        .prepare("UPDATE sqlite_master SET rootpage = 999 WHERE name IN ('checked', 'computed', 'stand_in')")
        .run();
      database.close();
      return readFileSync(path);
    });
    const document = readFiles({ main });
    expect(document.sections.map(({ name, columns, keys, defaults }) => [name, columns, keys, defaults])).toEqual([
      ['stand_in', ['a', 'b'], [], [null, null]],
      ['collated', ['n', 'v'], [[0]], [null, null]],
      ['checked', ['n', 'd'], [], [null, 'x']],
      ['computed', ['n', 'm'], [], [null, null]],
    ]);
    expect(document.notices.map(({ detail }) => detail)).toEqual(Array(3).fill('sqlite.page-unreadable'));
    expect(rowsOf(document, 'collated')).toEqual(['integer 1 | integer 2']);
  });

  it('reads names from a declaration that SQLite refuses, and numbers columns where there are none', () => {
    const spoil = (sql: string): Buffer => {
      const main = databaseOf(
        'CREATE TABLE t (id INTEGER PRIMARY KEY, "the name" TEXT NOT NULL, n NUMERIC DEFAULT (1), m)',
        "INSERT INTO t VALUES (4, 'x', 2, 3)",
      );
      const good = 'CREATE TABLE t (id INTEGER PRIMARY KEY, "the name" TEXT NOT NULL, n NUMERIC DEFAULT (1), m)';
      const at = main.indexOf(good);
      main.write(sql.padEnd(good.length), at, 'latin1');
      return main;
    };
    const guessed = readFiles({
      main: spoil('CREATE TABLE t (id INTEGER PRIMARY KEY, "the name" TEXT NEW ^ SYNTAX, n, m NOT NULL)'),
    });
    expect(guessed.notices).toEqual([{ detail: 'sqlite.schema-guessed', lost: false, args: { table: 't' } }]);
    expect(section(guessed, 't').columns).toEqual(['id', 'the name', 'n', 'm']);
    expect(rowsOf(guessed, 't')).toEqual([spellRow([4, 'x', 2, 3])]);
    const numbered = readFiles({ main: spoil('CREATE TABLE t AS SELECT * FROM u') });
    expect(section(numbered, 't').columns).toEqual(['c0', 'c1', 'c2', 'c3']);
    expect(rowsOf(numbered, 't')).toEqual([spellRow([null, 'x', 2, 3])]);
  });
});

describe('pages', () => {
  const filled = (...before: string[]): Buffer =>
    databaseOf(
      ...before,
      'CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT, data BLOB)',
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
       INSERT INTO t SELECT i, 'text äöü ' || i, CASE WHEN i % 7 = 0 THEN zeroblob(i * 61) ELSE x'0102' END FROM n`,
      'DELETE FROM t WHERE id % 5 = 0',
    );

  for (const size of [512, 1024, 4096, 65536]) {
    it(`reads pages of ${size} bytes`, () => expectAsSqlite(filled(`PRAGMA page_size = ${size}`)));
  }
  for (const encoding of ['UTF-8', 'UTF-16le', 'UTF-16be']) {
    it(`reads ${encoding}`, () => expectAsSqlite(filled(`PRAGMA encoding = '${encoding}'`)));
  }
  for (const mode of ['FULL', 'INCREMENTAL']) {
    it(`reads auto_vacuum ${mode}`, () => {
      const main = filled(`PRAGMA auto_vacuum = ${mode}`, 'PRAGMA page_size = 512');
      expectAsSqlite(main);
      expect(readFiles({ main }).facts['autoVacuum']).toBe(mode.toLowerCase());
    });
  }

  it('reads an empty database, and one of no bytes', () => {
    const none = readFiles({ main: Buffer.alloc(0) });
    expect(none.sections).toEqual([]);
    expect(none.counts()).toEqual({ records: 0, telling: 0 });
    expect(readFiles({ main: databaseOf('PRAGMA user_version = 7') }).facts['userVersion']).toBe(7);
  });

  it('gives what is readable of a cut file, and says that records are lost', () => {
    const main = filled('PRAGMA page_size = 512');
    const whole = new Set(rowsOf(readFiles({ main }), 't'));
    const cut = readFiles({ main: main.subarray(0, Math.floor(main.length * 0.6) + 100) });
    const rows = rowsOf(cut, 't');
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.length).toBeLessThan(whole.size);
    expect(rows.every((row) => whole.has(row))).toBe(true);
    expect(section(cut, 't').counts().records).toBe(rows.length);
    expect(cut.notices[0]?.detail).toBe('sqlite.cut');
    expect(cut.notices.some(({ detail, lost }) => detail === 'sqlite.page-unreadable' && lost)).toBe(true);
  });

  it('is not caught in a loop of pages', () => {
    const main = Buffer.from(filled('PRAGMA page_size = 512'));
    const root = 2;
    const start = (root - 1) * 512;
    expect(main[start]).toBe(5);
    main.writeUInt32BE(root, start + 8);
    const document = readFiles({ main });
    expect(document.notices).toEqual([
      { detail: 'sqlite.page-unreadable', lost: true, args: { table: 't', page: root, pages: 1 } },
    ]);
  });
});

describe('write-ahead log', () => {
  const logged = <T>(work: (database: Database.Database, files: () => ReturnType<typeof filesAt>) => T): T =>
    inTemporary((folder) => {
      const path = join(folder, 'logged.db');
      const database = new Database(path);
      database.pragma('journal_mode = WAL');
      database.pragma('wal_autocheckpoint = 0');
      try {
        return work(database, () => filesAt(path));
      } finally {
        database.close();
      }
    });

  it('applies what was committed', () =>
    logged((database, files) => {
      database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.exec('INSERT INTO t VALUES (2); INSERT INTO t VALUES (3)');
      const parts = files();
      expect(rowsOf(readFiles(parts), 't')).toEqual(['integer 1', 'integer 2', 'integer 3']);
      const document = readFiles(parts);
      expect(document.notices.map(({ detail, args }) => [detail, args['rows']])).toEqual([['sqlite.only-in-log', 2]]);
      expect(document.facts).toMatchObject({ journalMode: 'wal', walFramesApplied: 2, walFramesStale: 0 });
      expect(rowsOf(readFiles({ main: parts.main as Uint8Array }), 't')).toEqual(['integer 1']);
    }));

  it('reads a database that lies in its log alone', () =>
    logged((database, files) => {
      database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
      const { wal } = files();
      expect(rowsOf(readFiles({ main: Buffer.alloc(0), wal: wal as Uint8Array }), 't')).toEqual(['integer 1']);
    }));

  it('counts stale frames and does not apply them', () =>
    logged((database, files) => {
      database.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b)');
      for (let i = 0; i < 20; i++) database.prepare('INSERT INTO t VALUES (?, ?)').run(i, 'x'.repeat(300));
      database.pragma('wal_checkpoint(RESTART)');
      database.exec('DELETE FROM t WHERE a < 15');
      const document = readFiles(files());
      expect(rowsOf(document, 't')).toHaveLength(5);
      expect(document.facts['walFramesStale']).toBeGreaterThan(10);
      expect(document.notices).toEqual([]);
    }));

  it('does not apply a frame that does not verify, and says so where a commit is lost', () =>
    logged((database, files) => {
      database.exec('CREATE TABLE t (a)');
      for (let i = 0; i < 5; i++) database.exec(`INSERT INTO t VALUES (${i})`);
      const parts = files();
      const wal = Buffer.from(parts.wal as Uint8Array);
      wal.writeUInt8((wal[wal.length - 1] as number) ^ 1, wal.length - 1);
      const document = readFiles({ ...parts, wal });
      expect(rowsOf(document, 't')).toEqual([0, 1, 2, 3].map((i) => `integer ${i}`));
      expect(document.notices[0]).toEqual({ detail: 'sqlite.wal-broken', lost: true, args: { frames: 1 } });
      expect(document.notices.slice(1).map(({ detail }) => detail)).toEqual(['sqlite.only-in-log']);
      wal.writeUInt8((wal[24] as number) ^ 1, 24);
      const headless = readFiles({ ...parts, main: databaseOf('CREATE TABLE t (a)'), wal });
      expect(headless.notices.map(({ detail, lost }) => [detail, lost])).toEqual([['sqlite.wal-unreadable', true]]);
    }));

  it('leaves out what was not committed', () =>
    logged((database, files) => {
      database.exec('PRAGMA cache_size = 5; CREATE TABLE t (a, b)');
      database.exec("INSERT INTO t VALUES (1, 'kept')");
      database.exec('BEGIN');
      for (let i = 0; i < 200; i++) database.prepare('INSERT INTO t VALUES (?, ?)').run(i, 'y'.repeat(900));
      const document = readFiles(files());
      database.exec('ROLLBACK');
      expect(document.facts['walFramesUncommitted']).toBeGreaterThan(10);
      expect(rowsOf(document, 't')).toHaveLength(1);
    }));

  it('verifies checksums of either byte order', () =>
    logged((database, files) => {
      database.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)');
      const wal = Buffer.from(files().wal as Uint8Array);
      const sum = [0, 0] as [number, number];
      const add = (from: number, to: number): void => {
        for (let at = from; at < to; at += 8) {
          sum[0] = (sum[0] + wal.readUInt32BE(at) + sum[1]) >>> 0;
          sum[1] = (sum[1] + wal.readUInt32BE(at + 4) + sum[0]) >>> 0;
        }
      };
      const put = (at: number): void => {
        wal.writeUInt32BE(sum[0], at);
        wal.writeUInt32BE(sum[1], at + 4);
      };
      wal.writeUInt32BE(0x377f0683, 0);
      add(0, 24);
      put(24);
      const step = 24 + wal.readUInt32BE(8);
      for (let at = 32; at + step <= wal.length; at += step) {
        add(at, at + 8);
        add(at + 24, at + step);
        put(at + 16);
      }
      const document = readFiles({ main: Buffer.alloc(0), wal });
      expect(rowsOf(document, 't')).toEqual(['integer 1', 'integer 2']);
      expect(document.facts['walFramesBroken']).toBe(0);
    }));

  it('does not apply a log of another page size', () =>
    logged((database, files) => {
      database.exec('CREATE TABLE t (a)');
      const main = databaseOf('PRAGMA page_size = 1024', 'CREATE TABLE t (a)', 'INSERT INTO t VALUES (7)');
      const document = readFiles({ main, wal: files().wal as Uint8Array });
      expect(rowsOf(document, 't')).toEqual(['integer 7']);
      expect(document.notices).toEqual([
        { detail: 'sqlite.wal-page-size', lost: true, args: { wal: 4096, main: 1024 } },
      ]);
    }));

  it('ignores a log that is empty or zeroed', () => {
    const main = databaseOf('CREATE TABLE t (a)', 'INSERT INTO t VALUES (1)');
    for (const wal of [Buffer.alloc(0), Buffer.alloc(8192)]) {
      const document = readFiles({ main, wal });
      expect(document.notices).toEqual([]);
      expect(document.counts().records).toBe(1);
    }
  });
});

describe('rollback journal', () => {
  /** Copies database and journal in the middle of a transaction that has spilled to disk, as a crash would leave them. */
  const crashed = (mode: string, sync = 'FULL') =>
    inTemporary((folder) => {
      const path = join(folder, 'live.db');
      const copy = join(folder, 'copy.db');
      const database = new Database(path);
      database.pragma(`journal_mode = ${mode}`);
      database.pragma(`synchronous = ${sync}`);
      database.exec('PRAGMA cache_size = 5; CREATE TABLE t (a INTEGER PRIMARY KEY, b)');
      database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO t SELECT i, 'old ' || hex(randomblob(200)) FROM n`);
      const before = oracleRows(database, 't', ['a', 'b']);
      database.exec("BEGIN; UPDATE t SET b = 'new' || a || b; INSERT INTO t SELECT a + 1000, b FROM t");
      copyFileSync(path, copy);
      copyFileSync(`${path}-journal`, `${copy}-journal`);
      const parts = filesAt(copy);
      database.exec('COMMIT');
      const after = oracleRows(database, 't', ['a', 'b']);
      const committed = filesAt(path);
      database.close();
      // What SQLite itself makes of the copy.
      const recovered = new Database(copy);
      const oracle = oracleRows(recovered, 't', ['a', 'b']);
      recovered.close();
      return { parts, before, after, committed, oracle };
    });

  for (const sync of ['FULL', 'OFF']) {
    it(`rolls back a hot one (synchronous ${sync})`, () => {
      const { parts, before, oracle } = crashed('DELETE', sync);
      expect(oracle).toEqual(before);
      const document = readFiles(parts);
      expect(document.facts['journalPagesRolledBack']).toBeGreaterThan(5);
      expect(rowsOf(document, 't')).toEqual(before);
      expect(document.notices).toEqual([]);
    });
  }

  it('leaves a persisted one with a zeroed header alone', () => {
    const { committed, after } = crashed('PERSIST');
    expect(committed.journal?.length).toBeGreaterThan(512);
    expect(rowsOf(readFiles(committed), 't')).toEqual(after);
  });

  it('stops at the first record that does not verify', () => {
    const { parts, before } = crashed('DELETE');
    const journal = Buffer.from(parts.journal as Uint8Array);
    const sector = journal.readUInt32BE(20);
    const size = journal.readUInt32BE(24);
    const page = sector + 4 + size - 200;
    journal.writeUInt8((journal[page] as number) ^ 1, page);
    const document = readFiles({ ...parts, journal });
    expect(document.facts['journalPagesRolledBack']).toBe(0);
    expect(rowsOf(document, 't')).not.toEqual(before);
    expect(document.notices[0]).toEqual({ detail: 'sqlite.journal-broken', lost: true, args: { pages: 0 } });
  });

  it('rolls back one that several databases share, and says so', () => {
    const { parts, before } = crashed('DELETE');
    const name = Buffer.from('/data/data/com.example/databases/other.db-mj0123456');
    const tail = Buffer.alloc(4 + name.length + 16);
    tail.writeUInt32BE(2 ** 18 + 1, 0);
    name.copy(tail, 4);
    tail.writeUInt32BE(name.length, 4 + name.length);
    tail.writeUInt32BE(
      name.reduce((sum, byte) => sum + byte, 0),
      8 + name.length,
    );
    Buffer.from('d9d505f920a163d7', 'hex').copy(tail, 12 + name.length);
    const document = readFiles({ ...parts, journal: Buffer.concat([parts.journal as Uint8Array, tail]) });
    expect(rowsOf(document, 't')).toEqual(before);
    expect(document.notices).toEqual([
      { detail: 'sqlite.journal-shared', lost: false, args: { name: name.toString() } },
    ]);
  });

  it('says that one without a header cannot be read', () => {
    const main = databaseOf('CREATE TABLE t (a)');
    const document = readFiles({ main, journal: Buffer.alloc(2048, 0x55) });
    expect(document.notices).toEqual([{ detail: 'sqlite.journal-unreadable', lost: true, args: { bytes: 2048 } }]);
  });
});

describe('what is no database', () => {
  const noise = Buffer.alloc(8192);
  let state = 1;
  for (let at = 0; at < noise.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    noise[at] = state >>> 24;
  }
  const faultOf = (main: Buffer): unknown => {
    try {
      readFiles({ main });
      return null;
    } catch (error) {
      return error instanceof ContentFault ? error.detail : error;
    }
  };

  it('is told from what is encrypted', () => {
    expect(faultOf(Buffer.from('just some text'))).toBe('sqlite.not-a-database');
    expect(faultOf(Buffer.alloc(4096))).toBe('sqlite.not-a-database');
    expect(faultOf(noise)).toBe('sqlite.encrypted');
    const plainHeader = Buffer.from(noise);
    databaseOf('CREATE TABLE t (a)').copy(plainHeader, 0, 0, 32);
    expect(faultOf(plainHeader)).toBe('sqlite.encrypted');
  });

  it('gets the bid it deserves', () => {
    const bid = (name: string, head: Uint8Array, size = head.length) => sqliteReader.bid({ name, head, size });
    expect(bid('anything', databaseOf('CREATE TABLE t (a)'))).toBe(128);
    expect(bid('x.db', Buffer.alloc(0))).toBe(1);
    expect(bid('x.db', noise.subarray(0, 4096), 8192)).toBe(1);
    expect(bid('x.db', noise.subarray(0, 4096), 8193)).toBe(0);
    expect(bid('x.bin', noise.subarray(0, 4096), 8192)).toBe(0);
    expect(bid('x.db', Buffer.from('text'))).toBe(0);
  });
});

describe('skipEqual', () => {
  const pair = (
    change: string,
    before = 'CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)',
    insert = "SELECT i, 'body of ' || i",
  ) => {
    const made = [
      before,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t ${insert} FROM n`,
    ];
    return [readFiles({ main: databaseOf(...made) }), readFiles({ main: databaseOf(...made, change) })] as const;
  };
  const left = (rows: Iterable<Row>): number => [...rows].length;

  it('leaves only the page that changed, and counts stay whole', () => {
    const [a, b] = pair("UPDATE t SET body = 'body 0f 77' WHERE id = 77");
    const skipped = a.skipEqual?.(b);
    const counts = skipped?.get('t');
    expect(left(section(a, 't').records())).toBeLessThan(300);
    expect((counts?.records ?? 0) + left(section(a, 't').records())).toBe(5000);
    expect(counts?.telling).toBe(counts?.records);
    expect(section(a, 't').counts()).toEqual({ records: 5000, telling: 5000 });
    expect(a.skipEqual?.(b)).toEqual(skipped);
  });

  it('finds pages that moved', () => {
    const [a, b] = pair('CREATE TABLE u (x); DROP TABLE IF EXISTS u; VACUUM');
    expect(a.skipEqual?.(b)?.get('t')?.records).toBe(5000);
    const [c, d] = pair('DELETE FROM t WHERE id = 1; CREATE INDEX i ON t (body); VACUUM');
    expect(c.skipEqual?.(d)?.get('t')?.records ?? 0).toBeLessThan(5000);
  });

  it('never leaves out a page whose cells go on elsewhere', () => {
    const [a, b] = pair(
      "UPDATE t SET body = substr(body, 1, 7000) || 'CHANGED' WHERE id = 77",
      undefined,
      "SELECT i, printf('%.7000c', 'x') || i",
    );
    expect(a.skipEqual?.(b)?.size).toBe(0);
    expect(left(section(b, 't').records())).toBe(5000);
  });

  it('does nothing where equal bytes mean other rows', () => {
    const text = "INSERT INTO t (a) VALUES ('the same text')";
    const [a, b, c] = ['1', '2', '1'].map((value) =>
      readFiles({ main: databaseOf('CREATE TABLE t (a)', text, `ALTER TABLE t ADD COLUMN b DEFAULT ${value}`) }),
    ) as [ReturnType<typeof readFiles>, ReturnType<typeof readFiles>, ReturnType<typeof readFiles>];
    expect(a.skipEqual?.(b)).toEqual(new Map());
    expect(a.skipEqual?.(c)?.get('t')).toEqual({ records: 1, telling: 1 });
    expect(a.skipEqual?.(a)).toBeNull();
    const wide = readFiles({ main: databaseOf("PRAGMA encoding = 'UTF-16'", 'CREATE TABLE t (a)') });
    expect(a.skipEqual?.(wide)).toBeNull();
    expect(left(section(a, 't').records())).toBe(1);
  });
});

describe('hostile files', () => {
  /** A table root of 64 KiB, for a test to fill. */
  const prepared = (sql = 'CREATE TABLE t (a)', rows = ''): Buffer =>
    Buffer.from(databaseOf('PRAGMA page_size = 65536', sql, ...(rows === '' ? [] : [rows])));
  const root = 65536;
  const quickly = (work: () => void): void => {
    const start = performance.now();
    work();
    expect(performance.now() - start).toBeLessThan(60_000);
  };

  it('cannot have one cell read over and over', () => {
    const main = prepared(undefined, 'INSERT INTO t VALUES (hex(zeroblob(10000)))');
    const cell = main.readUInt16BE(root + 8);
    main.writeUInt16BE(20000, root + 3);
    for (let at = 0; at < 20000; at++) main.writeUInt16BE(cell, root + 8 + 2 * at);
    quickly(() => {
      const document = readFiles({ main });
      expect(document.counts().records).toBeLessThan(4);
      expect(document.notices.map(({ detail }) => detail)).toEqual(['sqlite.row-unreadable']);
    });
  });

  it('cannot have one overflow chain read for many records', () => {
    const main = prepared(
      'CREATE TABLE t (a)',
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT zeroblob(70000 + i) FROM n',
    );
    // Each first overflow page points to itself.
    const pages = main.length / 65536;
    for (let page = 2; page < pages; page++) main.writeUInt32BE(page + 1, page * 65536);
    quickly(() => expect(readFiles({ main }).counts().records).toBeLessThanOrEqual(1000));
  });

  it('cannot have one tree read for many tables', () => {
    const fill =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO t0 SELECT i FROM n';
    const names = Array.from({ length: 300 }, (_, at) => `t${at}`);
    const main = databaseOf(...names.map((name) => `CREATE TABLE ${name} (a)`), fill, 'PRAGMA writable_schema = ON');
    const database = new Database(main);
    database.unsafeMode();
    database.exec('PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 2');
    const spoilt = database.serialize();
    database.close();
    quickly(() => {
      const document = readFiles({ main: spoilt });
      expect(document.counts().records).toBe(50000);
      expect(document.notices).toHaveLength(299);
    });
  });

  it('never runs a statement that stands in the place of a declaration', () => {
    const text = 'CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n';
    const main = databaseOf(`CREATE TABLE t (a /*${'x'.repeat(200)}*/)`, 'INSERT INTO t VALUES (5)');
    const stored = `CREATE TABLE t (a /*${'x'.repeat(200)}*/)`;
    const at = main.indexOf(stored);
    expect(at).toBeGreaterThan(0);
    main.write(text.padEnd(stored.length), at, 'latin1');
    quickly(() => expect(rowsOf(readFiles({ main }), 't')).toEqual(['integer 5']));
  });
});

describe('large contents', () => {
  it('take bounded memory, however many rows there are', () =>
    inTemporary((folder) => {
      const path = join(folder, 'large.db');
      const database = new Database(path);
      database.exec(
        'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT, data BLOB)',
      );
      database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 280000)
        INSERT INTO t SELECT i, 'text ' || i, zeroblob(CASE i % 100 WHEN 0 THEN 9000 ELSE 900 END) FROM n`);
      database.close();
      const handle = openSync(path, 'r');
      const { size } = fstatSync(handle);
      expect(size).toBeGreaterThan(300e6);
      const content: Content = {
        size,
        read: (offset, length) => {
          const bytes = Buffer.alloc(length);
          return bytes.subarray(0, readSync(handle, bytes, 0, length, offset));
        },
        whole: () => {
          throw new Error('read whole');
        },
      };
      const before = process.memoryUsage().rss;
      let most = before;
      const look = (): void => {
        most = Math.max(most, process.memoryUsage().rss);
      };
      const document = sqliteReader.read(new Map([['main', content]]), look);
      let rows = 0;
      for (const _ of section(document, 't').records()) rows++;
      closeSync(handle);
      expect(rows).toBe(280000);
      expect(document.counts()).toEqual({ records: 280000, telling: 280000 });
      expect(most - before).toBeLessThan(160e6);
    }));

  it('are read in blocks, never whole', () => {
    const main = databaseOf(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)',
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
       INSERT INTO t SELECT i, zeroblob(CASE i % 100 WHEN 0 THEN 30000 ELSE 3900 END) FROM n`,
    );
    expect(main.length).toBeGreaterThan(33 * 2 ** 20);
    let longest = 0;
    const content = {
      ...contentOf(main),
      read: (offset: number, length: number) => {
        longest = Math.max(longest, length);
        return main.subarray(offset, offset + length);
      },
      whole: () => {
        throw new Error('read whole');
      },
    };
    const document = sqliteReader.read(new Map([['main', content]]), nothing);
    expect(document.counts()).toEqual({ records: 9000, telling: 9000 });
    let bytes = 0;
    for (const [, body] of section(document, 't').records()) bytes += (body as Uint8Array).length;
    expect(bytes).toBe(90 * 30000 + 8910 * 3900);
    expect(longest).toBe(65536);
  });
});
