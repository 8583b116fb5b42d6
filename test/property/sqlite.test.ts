import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContentFault, type Document, type PartRole } from '../../src/content/reader.ts';
import { type Row, valueTells } from '../../src/content/value.ts';
import { filesAt, inTemporary, oracleRows, readFiles, spellRow } from '../support/sqlite-oracle.ts';

type Files = Partial<Record<PartRole, Uint8Array>>;
type Scalar = null | bigint | number | string | Buffer;

const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer().map(BigInt),
  fc.integer({ min: -3, max: 130 }).map(BigInt),
  fc.double({ noNaN: true }),
  fc.integer().map(Number),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 30, max: 6000 }).map((length) => 'long é'.repeat(length).slice(0, length)),
);

const type = fc.constantFrom('', 'INTEGER', 'TEXT', 'REAL', 'BLOB', 'NUMERIC', 'VARCHAR(20)', 'BOOLEAN', 'DOUBLE');

const defaults = fc.constantFrom(
  '',
  ' DEFAULT 7',
  " DEFAULT 'a default text'",
  ' DEFAULT -2.5',
  " DEFAULT x'0102'",
  ' DEFAULT 5000000000',
);

/** A table: how many columns, which key, what is done to it. */
const table = fc.record({
  columns: fc.array(fc.record({ type, missing: defaults, notNull: fc.boolean() }), { minLength: 1, maxLength: 6 }),
  key: fc.constantFrom('none', 'alias', 'text', 'pair', 'without-rowid', 'without-rowid-pair', 'unique'),
  computed: fc.constantFrom('', ", g1 AS (c0 || 'x') STORED", ', g2 AS (1)'),
  rows: fc.array(fc.array(scalar, { minLength: 6, maxLength: 6 }), { maxLength: 60 }),
  later: fc.array(fc.array(scalar, { minLength: 6, maxLength: 6 }), { maxLength: 20 }),
  added: fc.array(defaults, { maxLength: 2 }),
  repeat: fc.integer({ min: 1, max: 12 }),
  remove: fc.integer({ min: 0, max: 5 }),
});

const database = fc.record({
  pageSize: fc.constantFrom(512, 1024, 4096, 65536),
  encoding: fc.constantFrom('UTF-8', 'UTF-16le', 'UTF-16be'),
  vacuum: fc.constantFrom('NONE', 'FULL', 'INCREMENTAL'),
  reserved: fc.constantFrom(0, 0, 8, 32),
  journal: fc.constantFrom('DELETE', 'WAL'),
  compact: fc.boolean(),
  tables: fc.array(table, { minLength: 1, maxLength: 3 }),
});

type Plan = typeof database extends fc.Arbitrary<infer T> ? T : never;

const KEYS: Readonly<Record<string, readonly [string, string]>> = {
  none: ['', ''],
  alias: ['id INTEGER PRIMARY KEY, ', ''],
  text: ['id TEXT PRIMARY KEY, ', ''],
  pair: ['id INTEGER NOT NULL, ', ', PRIMARY KEY (c0, id)'],
  'without-rowid': ['id TEXT PRIMARY KEY, ', ''],
  'without-rowid-pair': ['id INTEGER, ', ', PRIMARY KEY (c0, id)'],
  unique: ['id INTEGER NOT NULL UNIQUE, ', ''],
};

/** A file of one empty page that keeps bytes at the end of each: SQLite has no statement for that. */
function reserve(path: string, bytes: number): void {
  const file = readFileSync(path);
  const stored = file.readUInt16BE(16);
  file[20] = bytes;
  file.writeUInt16BE((stored === 1 ? 65536 : stored) - bytes, 105);
  writeFileSync(path, file);
}

/** Carries a plan out, and hands the open database to `work`. */
function build<T>(plan: Plan, work: (database: Database.Database, path: string) => T): T {
  return inTemporary((folder) => {
    const path = join(folder, 'made.db');
    let db = new Database(path);
    db.exec(
      `PRAGMA page_size = ${plan.pageSize}; PRAGMA encoding = '${plan.encoding}'; PRAGMA auto_vacuum = ${plan.vacuum}`,
    );
    // Page 1 is written, with no table in it.
    db.exec('PRAGMA user_version = 3');
    db.close();
    if (plan.reserved > 0 && plan.vacuum === 'NONE') reserve(path, plan.reserved);
    db = new Database(path);
    db.exec(`PRAGMA journal_mode = ${plan.journal}; PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF`);
    for (const [at, { columns, key, computed, rows, later, added, repeat, remove }] of plan.tables.entries()) {
      const [before, after] = KEYS[key] as readonly [string, string];
      const list = columns.map(
        (column, c) => `c${c} ${column.type}${column.notNull ? ' NOT NULL' : ''}${column.missing}`,
      );
      db.exec(
        `CREATE TABLE t${at} (${before}${list.join(', ')}${computed}${after}) ${key.startsWith('without') ? 'WITHOUT ROWID' : ''}`,
      );
      const names = columns.map((_, c) => `c${c}`);
      if (before !== '') names.unshift('id');
      const insert = db.prepare(
        `INSERT OR IGNORE INTO t${at} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      );
      let id = -3;
      const add = (values: readonly Scalar[]) => {
        id++;
        const own =
          before === ''
            ? []
            : [
                before.startsWith('id TEXT') && id % 9 !== 0
                  ? `key ${id}`
                  : before.startsWith('id TEXT')
                    ? null
                    : BigInt(id),
              ];
        insert.run(...own, ...values.slice(0, columns.length));
      };
      db.transaction(() => {
        for (let round = 0; round < repeat; round++) for (const values of rows) add(values);
      })();
      for (const [extra, missing] of added.entries()) db.exec(`ALTER TABLE t${at} ADD COLUMN x${extra} TEXT${missing}`);
      if (remove > 0 && before !== '') db.exec(`DELETE FROM t${at} WHERE length(c0) % ${remove + 1} = 0`);
      if (plan.compact && at === 0) db.exec('VACUUM');
      for (const values of later) add(values);
    }
    try {
      return work(db, path);
    } finally {
      db.close();
    }
  });
}

const tellingOf = (rows: readonly Row[], key: readonly number[] | undefined): number =>
  rows.filter((row) => row.some((value, at) => !key?.includes(at) && valueTells(value))).length;

/** Everything a document says about itself must hold of its rows. */
function expectConsistent(document: Document): void {
  for (const section of document.sections) {
    const rows = [...section.records()];
    expect(section.counts()).toEqual({ records: rows.length, telling: tellingOf(rows, section.keys[0]) });
    for (const row of rows) expect(row).toHaveLength(section.columns.length);
    if (section.ordered) {
      const place = section.keys[0]?.[0] as number;
      const keys = rows.map((row) => row[place] as number | bigint);
      expect(keys.every((key, at) => at === 0 || (keys[at - 1] as number | bigint) < key)).toBe(true);
    }
  }
}

describe('the SQLite reader', () => {
  it('reads what SQLite reads', () => {
    fc.assert(
      fc.property(database, (plan) => {
        build(plan, (db, path) => {
          const document = readFiles(filesAt(path));
          // Rows that stand in the log alone are told whenever it holds them: not a fault.
          expect(document.notices.filter(({ code }) => code !== 'only-in-log')).toEqual([]);
          expect(document.sections.map(({ name }) => name)).toEqual(plan.tables.map((_, at) => `t${at}`));
          for (const { name, columns, records } of document.sections) {
            expect([...records()].map(spellRow).sort()).toEqual(oracleRows(db, name, columns).sort());
          }
          expectConsistent(document);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('finds the same differences with and without leaving out equal pages', () => {
    const change = fc.record({ plan: database, modulus: fc.integer({ min: 2, max: 40 }), compact: fc.boolean() });
    fc.assert(
      fc.property(change, ({ plan, modulus, compact }) => {
        build(plan, (db, path) => {
          const read = (files: Files): Document => readFiles(files);
          const before = filesAt(path);
          for (const at of plan.tables.keys()) {
            db.exec(`UPDATE OR IGNORE t${at} SET c0 = c0 || 'changed' WHERE length(c0) % ${modulus} = 0`);
            db.exec(`DELETE FROM t${at} WHERE length(c0) % ${modulus} = 1`);
          }
          if (compact) db.exec('VACUUM');
          const after = filesAt(path);
          const [plainLeft, plainRight, left, right] = [read(before), read(after), read(before), read(after)];
          const skipped = left.skipEqual?.(right);
          for (const at of plan.tables.keys()) {
            const name = `t${at}`;
            const rows = (document: Document): Row[] => [...(document.sections[at]?.records() ?? [])];
            const difference = (a: Document, b: Document): [string[], string[]] => {
              const [mine, theirs] = [rows(a).map(spellRow).sort(), rows(b).map(spellRow).sort()];
              const only = (from: string[], other: string[]): string[] => {
                const counts = new Map<string, number>();
                for (const row of other) counts.set(row, (counts.get(row) ?? 0) + 1);
                return from.filter((row) => {
                  const count = counts.get(row) ?? 0;
                  counts.set(row, count - 1);
                  return count <= 0;
                });
              };
              return [only(mine, theirs), only(theirs, mine)];
            };
            expect(difference(left, right)).toEqual(difference(plainLeft, plainRight));
            const counts = skipped?.get(name) ?? { records: 0, telling: 0 };
            const whole = plainLeft.sections[at];
            expect(left.sections[at]?.counts()).toEqual(whole?.counts());
            expect(rows(left).length + counts.records).toBe(whole?.counts().records);
            expect(rows(right).length + counts.records).toBe(plainRight.sections[at]?.counts().records);
            expect(tellingOf(rows(left), whole?.keys[0]) + counts.telling).toBe(whole?.counts().telling);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('survives flipped bytes and cuts: nothing but a ContentFault, and rows as counted', () => {
    const damage = fc.record({
      plan: database,
      flips: fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 0, max: 255 })),
        { maxLength: 60 },
      ),
      early: fc.array(fc.tuple(fc.integer({ min: 16, max: 140 }), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
      keep: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1 }),
    });
    fc.assert(
      fc.property(damage, ({ plan, flips, early, keep }) => {
        const files = build(plan, (_, path) => filesAt(path));
        const spoilt: Files = {};
        for (const [role, bytes] of Object.entries(files) as [PartRole, Uint8Array][]) {
          const copy = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * keep)));
          for (const [place, value] of flips) copy[Math.floor(place * copy.length)] = value;
          if (role === 'main') for (const [place, value] of early) if (place < copy.length) copy[place] = value;
          spoilt[role] = copy;
        }
        let document: Document;
        try {
          document = readFiles(spoilt);
        } catch (error) {
          expect(error).toBeInstanceOf(ContentFault);
          return;
        }
        expectConsistent(document);
        expect(readFiles(spoilt).skipEqual?.(document) ?? new Map()).toBeInstanceOf(Map);
      }),
      { numRuns: 250 },
    );
  });
});
