import { describe, expect, it } from 'vitest';
import { corpusCategories, FORENSIC_CORPUS, scoreCorpus } from '../../bench/recovery/corpus.ts';
import { scoreRandom } from '../../bench/recovery/random-score.ts';
import type { PastRecord } from '../../src/content/reader.ts';
import { databaseOf, readFiles } from '../support/sqlite-oracle.ts';

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
    expect(score.byGrade.intact.right / score.byGrade.intact.shown).toBeGreaterThanOrEqual(0.99);
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
      expect(scores.flatMap(({ phantoms }) => phantoms).length).toBeLessThanOrEqual(1);
    },
  );
});
