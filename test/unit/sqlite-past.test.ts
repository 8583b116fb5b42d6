import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { corpusCategories, FORENSIC_CORPUS, scoreCorpus } from '../../bench/recovery/corpus.ts';
import { scoreRandom } from '../../bench/recovery/random-score.ts';
import { takePast } from '../../src/content/past-documents.ts';
import type { PastRecord } from '../../src/content/reader.ts';
import { sqliteReader } from '../../src/content/sqlite/index.ts';
import { partsAt } from '../../src/content/sqlite/views.ts';
import { pairPastSides, pairSame } from '../../src/diff/past-pair.ts';
import { databaseOf, filesAt, inTemporary, partsOf, readFiles } from '../support/sqlite-oracle.ts';

function pastOf(...statements: readonly string[]): PastRecord[] {
  return [...(readFiles({ main: databaseOf('PRAGMA secure_delete = OFF', ...statements) }).past?.() ?? [])];
}

const NOTES = 'CREATE TABLE note (_id INTEGER PRIMARY KEY, title TEXT, body TEXT, at INTEGER)';
const many = (rows: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
   INSERT INTO note SELECT i, 'title ' || i, 'the body of note number ' || i, 1500000000000 + i FROM n`;

describe('rows that a database no longer shows', () => {
  it('are read from freed cells, with all that is known of them', () => {
    expect(pastOf(NOTES, many(5), 'DELETE FROM note WHERE _id = 3')).toEqual([
      {
        section: 'note',
        columns: ['title', 'body', 'at'],
        row: ['title 3', 'the body of note number 3', 1500000000003],
        state: 'deleted',
        grade: 'header-lost',
        at: expect.stringMatching(/^page 2 \+\d+$/),
      },
    ]);
  });

  it('are whole, key included, where a table was emptied page by page', () => {
    const past = pastOf(NOTES, many(400), 'DELETE FROM note');
    const intact = past.filter(({ grade }) => grade === 'intact');
    expect(past.length).toBeGreaterThanOrEqual(395);
    expect(intact.length).toBeGreaterThan(380);
    for (const { row } of intact) expect(row[1]).toBe(`title ${row[0]}`);
  });

  it('are those of a dropped table, under its name', () => {
    const past = pastOf(NOTES, many(10), 'CREATE TABLE other (a)', 'DROP TABLE note');
    expect(past.map(({ section }) => section)).toEqual(Array(10).fill('note'));
    expect(new Set(past.map(({ row }) => row.at(-3)))).toEqual(
      new Set(Array.from({ length: 10 }, (_, at) => `title ${at + 1}`)),
    );
  });

  const mails = (module: string): readonly string[] => [
    `CREATE VIRTUAL TABLE mail USING ${module}(subject, body)`,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
     INSERT INTO mail (rowid, subject, body) SELECT i, 'subject ' || i, 'the body of mail number ' || i FROM n`,
  ];

  it.each(['fts3', 'fts4', 'fts5'])(
    'are those of the content of a table of %s, under its names, and nothing that its pointers spell',
    (module) => {
      const past = pastOf(...mails(module), 'DELETE FROM mail WHERE rowid BETWEEN 50 AND 69');
      expect(past.map(({ section, columns, row }) => [section, columns.slice(-2), row.slice(-2)])).toEqual(
        expect.arrayContaining(
          Array.from({ length: 20 }, (_, i) => [
            'mail',
            ['subject', 'body'],
            [`subject ${50 + i}`, `the body of mail number ${50 + i}`],
          ]),
        ),
      );
      expect(past).toHaveLength(20);
    },
  );

  it.each(['fts3', 'fts4', 'fts5'])('of a dropped table of %s are its content, and nothing of its index', (module) => {
    const past = pastOf('CREATE TABLE other (a)', ...mails(module), 'DROP TABLE mail');
    const bodies = new Set(past.map(({ columns, row }) => row[columns.indexOf('body')]));
    expect(new Set(past.map(({ section }) => section))).toEqual(new Set(['mail']));
    for (let i = 1; i <= 200; i += 1) expect(bodies).toContain(`the body of mail number ${i}`);
    expect(past.length).toBeLessThan(205);
  });

  it('are not made of the front of one row and the end of another that was laid over it', () => {
    const columns = '_id INTEGER PRIMARY KEY, thread INTEGER, sender TEXT, body TEXT, at INTEGER, read INTEGER';
    const past = pastOf(
      `CREATE TABLE message (${columns})`,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
       INSERT INTO message SELECT i, i % 50, '+4915' || (i * 7919 % 9999991),
         substr('the message that was sent yesterday evening to the whole group, and again, and again', 1, 20 + i * 31 % 60),
         1500000000000 + i * 1000, i % 2 FROM n`,
      'DELETE FROM message WHERE (_id / 30) % 2 = 0',
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2900)
       INSERT OR IGNORE INTO message SELECT i, i % 50, '+49', 'short ' || i, 1600000000000 + i * 1000, 1 FROM n WHERE i % 3 = 0`,
      'DELETE FROM message WHERE at > 1550000000000',
    );
    expect(past.length).toBeGreaterThan(500);
    const dates = past.map(({ row, columns: names }) => Number(row[names.indexOf('at')]));
    expect(dates.filter((date) => date % 1000 !== 0 || date < 1.5e12)).toEqual([]);
  });

  it('are put together from overflow pages', () => {
    const past = pastOf(
      NOTES,
      many(3),
      `INSERT INTO note VALUES (8, 'first', '${'0123456789'.repeat(900)}', 7)`,
      `INSERT INTO note VALUES (9, 'long', '${'abcdefghij'.repeat(900)}', 7)`,
      'DELETE FROM note WHERE _id = 8',
      'DELETE FROM note WHERE _id = 9',
    );
    // Of the first, a page became the list of free pages: its chain is broken.
    expect(past.map(({ row }) => row.includes('abcdefghij'.repeat(900)))).toEqual([true]);
  });

  it('are found in WITHOUT ROWID tables', () => {
    const past = pastOf(
      'CREATE TABLE kv (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID',
      "INSERT INTO kv VALUES ('alpha', 'first value'), ('beta', 'second value'), ('gamma', 'third value')",
      "DELETE FROM kv WHERE name = 'beta'",
    );
    // Where one text ended and the other began went with the header.
    expect(past).toEqual([]);
    const more = pastOf(
      'CREATE TABLE kv (name TEXT PRIMARY KEY, n INTEGER, value TEXT) WITHOUT ROWID',
      "INSERT INTO kv VALUES ('alpha', 70000, 'first value'), ('beta', 70001, 'second value')",
      "DELETE FROM kv WHERE name = 'beta'",
    );
    expect(more.map(({ row }) => row)).toEqual([['beta', 70001, 'second value']]);
  });

  it('are none where they were overwritten', () => {
    expect(pastOf('PRAGMA secure_delete = ON', NOTES, many(50), 'DELETE FROM note WHERE _id % 2')).toEqual([]);
    expect(pastOf(NOTES, many(50), 'DELETE FROM note WHERE _id % 2', 'VACUUM')).toEqual([]);
  });

  it('are never live ones that moving cells about has left behind', () => {
    const past = pastOf(NOTES, many(2000), "UPDATE note SET body = body || ' and more of it' WHERE _id % 3 = 0");
    const said = past.map(({ row }) => row.find((value) => typeof value === 'string' && value.startsWith('the body')));
    expect(past.length).toBeGreaterThan(0);
    expect(said.filter((body) => typeof body === 'string' && Number(body.replace(/\D/g, '')) % 3 !== 0)).toEqual([]);
  });

  it('are found in databases made by chance, and few are wrong', () => {
    const score = scoreRandom(1, 24);
    expect(score.deleted).toBeGreaterThan(2000);
    expect(score.live).toBe(0);
    expect(score.right / score.shown).toBeGreaterThanOrEqual(0.97);
    // Much was overwritten by new rows: 0.64 of it is still in the file at all.
    expect(score.found / score.deleted).toBeGreaterThanOrEqual(0.6);
    expect(score.foundOfLeft / score.left).toBeGreaterThanOrEqual(0.97);
    expect(score.byGrade.intact.right / score.byGrade.intact.shown).toBeGreaterThanOrEqual(0.99);
  });

  it('are not made of the middle of long texts, or of letters read from the wrong byte on, in UTF-16', () => {
    // Databases made by chance that are in UTF-16: of what was shown of these, 46 rows in 425 never were.
    const scores = [7, 47, 51, 497, 684].map((seed) => scoreRandom(seed, 1));
    const sum = (of: (score: (typeof scores)[number]) => number) => scores.reduce((all, score) => all + of(score), 0);
    expect(sum(({ found }) => found)).toBeGreaterThanOrEqual(386);
    expect(sum(({ wrong }) => wrong.length)).toBeLessThanOrEqual(6);
  });

  it.skipIf(corpusCategories().length === 0)(
    `are found in the odd half of the SQLite Forensic Corpus (${FORENSIC_CORPUS})`,
    () => {
      const least: Readonly<Record<string, number>> = { '07': 1, '0A': 60, '0B': 4, '0C': 44, '0D': 6, '0E': 4 };
      const scores = corpusCategories().map((category) => ({ category, ...scoreCorpus(category) }));
      for (const { category, found, live } of scores) {
        expect(found, category).toBeGreaterThanOrEqual(least[category] ?? 0);
        expect(live, category).toEqual([]);
      }
      expect(scores.flatMap(({ phantoms }) => phantoms)).toEqual([]);
    },
  );
});

/** The files of a database while it is open, after each of some steps; overwritten space is never in the main file. */
function stepsOf(mode: string, ...steps: readonly string[]): ReturnType<typeof filesAt>[] {
  return inTemporary((folder) => {
    const path = join(folder, 'made.db');
    const database = new Database(path);
    database.exec('PRAGMA secure_delete = ON');
    database.pragma(`journal_mode = ${mode}`);
    database.pragma('wal_autocheckpoint = 0');
    const made = steps.map((step) => {
      database.exec(step);
      return filesAt(path);
    });
    database.close();
    return made;
  });
}

const said = ({ row, state, grade, at }: PastRecord): string => [row[0], row[1], state, grade, at].join(' | ');

describe('rows in logs and journals', () => {
  const FIRST = `${NOTES}; ${many(20)}; PRAGMA wal_checkpoint(RESTART)`;

  it('are superseded where the log covers them, by commit, and uncommitted where it never was', () => {
    const [, , last] = stepsOf(
      'WAL',
      FIRST,
      "UPDATE note SET title = 'new title' WHERE _id = 3; DELETE FROM note WHERE _id = 4",
      "INSERT INTO note VALUES (50, 'for a while', 'b', 1); DELETE FROM note WHERE _id = 50",
    );
    const document = readFiles(last ?? {});
    expect([...(document.past?.() ?? [])].map(said)).toEqual([
      expect.stringMatching(/^3 \| title 3 \| superseded \| intact \| main page 2 \+\d+$/),
      expect.stringMatching(/^4 \| title 4 \| superseded \| intact \| main page 2 \+\d+$/),
      expect.stringMatching(/^50 \| for a while \| superseded \| intact \| wal @\d+ \+\d+$/),
    ]);
  });

  it('are read from frames that an earlier round left behind', () => {
    const [, , last] = stepsOf(
      'WAL',
      FIRST,
      `${many(900).replace('SELECT i,', 'SELECT i + 100,')}; DELETE FROM note WHERE _id > 20;
       PRAGMA wal_checkpoint(RESTART)`,
      "INSERT INTO note VALUES (60, 'after the restart', 'b', 1)",
    );
    const past = [...(readFiles(last ?? {}).past?.() ?? [])];
    const stale = past.filter(({ at, state }) => at.startsWith('wal @') && state === 'superseded');
    expect(new Set(stale.map(({ row }) => row[0])).size).toBeGreaterThan(850);
  });

  it('are read from a journal whose header was zeroed', () => {
    const [, last] = stepsOf('PERSIST', `${NOTES}; ${many(200)}`, 'DELETE FROM note WHERE _id IN (4, 5, 150)');
    expect(last?.journal?.subarray(0, 28)).toEqual(Buffer.alloc(28));
    const past = [...(readFiles(last ?? {}).past?.() ?? [])];
    expect(past.map(({ row }) => row[0])).toEqual([4, 5, 150]);
    for (const record of past) expect(said(record)).toMatch(/ \| superseded \| intact \| journal @\d+ \+\d+$/);
  });

  it('are named where only the log holds them, and its commits can be looked at one by one', () => {
    const [, , last] = stepsOf(
      'WAL',
      FIRST,
      "UPDATE note SET title = 'new title' WHERE _id = 3",
      "INSERT INTO note VALUES (50, 'in the log', 'b', 1); INSERT INTO note VALUES (51, 'in the log', 'c', 1)",
    );
    const files = last ?? {};
    const document = readFiles(files);
    expect([...(document.onlyInLog?.().get('note') ?? [])].map(([id]) => id)).toEqual([3, 50, 51]);
    expect(document.notices).toEqual([
      { detail: 'sqlite.only-in-log', code: 'only-in-log', lost: false, args: { rows: 3, tables: 'note 3' } },
    ]);
    const ids = (view: 'main' | number): unknown[] | null => {
      const parts = partsAt(partsOf(files), view, () => undefined);
      if (parts === null) return null;
      const [section] = sqliteReader.read(parts, () => undefined).sections;
      return [...(section?.records() ?? [])].map(([id, title]) => (title === 'new title' ? -(id as number) : id));
    };
    const twenty = Array.from({ length: 20 }, (_, at) => at + 1);
    expect(ids('main')).toEqual(twenty);
    expect(ids(1)).toEqual(twenty.map((id) => (id === 3 ? -3 : id)));
    expect(ids(2)).toContain(50);
    expect(ids(2)).not.toContain(51);
    expect(ids(3)).toContain(51);
    expect(ids(4)).toBeNull();
  });
});

describe('what two sides no longer show', () => {
  const side = (bytes: Uint8Array) => {
    const document = readFiles({ main: bytes });
    return { document, past: takePast(document) };
  };

  it('is found on a clone, and on a target that went on, free or live', () => {
    inTemporary((folder) => {
      const [old, young] = [join(folder, 'old.db'), join(folder, 'young.db')];
      const database = new Database(old);
      database.exec(`PRAGMA secure_delete = OFF; ${NOTES}; ${many(20)}; DELETE FROM note WHERE _id IN (5, 9)`);
      copyFileSync(old, young);
      database.exec('DELETE FROM note WHERE _id = 15');
      database.close();
      const target = new Database(young);
      target.exec('PRAGMA secure_delete = OFF; DELETE FROM note WHERE _id = 2');
      target.close();
      const source = side(filesAt(old).main as Uint8Array);
      const { sums, matches } = pairPastSides(source, side(filesAt(young).main as Uint8Array), () => undefined);
      expect(sums).toMatchObject({
        source: 3,
        both: 2,
        telling: 2,
        live: 1,
        sections: [{ section: 'note', records: 2 }],
      });
      const standings = matches.map(({ fields, source: a, target: b }) => [fields['title'], a?.state, b?.state]);
      expect(standings).toContainEqual(['title 5', 'deleted', 'deleted']);
      expect(standings).toContainEqual(['title 15', 'deleted', 'live']);
      expect(standings).toContainEqual(['title 2', 'live', 'deleted']);
      expect(pairSame(source).sums).toMatchObject({ source: 3, target: 3, both: 3, live: 0 });
    });
  });
});
