import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { readDatabase } from '../../src/content/sqlite/database.ts';

function databaseOf(change: string): Buffer {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE t (_id INTEGER PRIMARY KEY, a TEXT)');
  const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
  for (let id = 1; id <= 3000; id += 1) insert.run(id, `row ${id} ${'x'.repeat(60)}`);
  insert.run(3001, `long ${'y'.repeat(20_000)}`);
  if (change !== '') db.exec(change);
  return db.serialize();
}

const open = (bytes: Buffer) =>
  readDatabase(
    new Map([['main', { size: bytes.length, read: (at, n) => bytes.subarray(at, at + n), whole: () => bytes }]]),
    () => undefined,
  );

it('decodes only the pages that matter, those whose values go on elsewhere always, and asks of equal pages once', () => {
  const source = open(databaseOf(''));
  const target = open(databaseOf("UPDATE t SET a = 'needle on the target' WHERE _id = 1500"));
  let asked = 0;
  const matters = (bytes: Uint8Array): boolean => {
    asked += 1;
    return Buffer.from(bytes).includes('row 77 ') || Buffer.from(bytes).includes('needle');
  };
  const ids = (document: typeof source): unknown[] =>
    [...(document.sections[0]?.recordsIn?.(matters) ?? [])].map((row) => row[0]);
  const ofSource = ids(source);
  expect(ofSource).toContain(77);
  expect(ofSource).toContain(3001);
  expect(ofSource.length).toBeLessThan(200);
  const first = asked;
  expect(first).toBeGreaterThan(50);
  target.besides?.(source);
  const ofTarget = ids(target);
  expect(ofTarget).toEqual(expect.arrayContaining([77, 1500, 3001]));
  // Of all the target's pages only the changed one is another.
  expect(asked - first).toBe(1);
});
