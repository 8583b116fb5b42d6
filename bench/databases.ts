import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { seeded } from '../corpus/encode/seed.ts';
import { openFile } from '../src/content/sqlite/engine.ts';

/** Databases that are compared alone: a large one with one row changed, and rows without keys in another order. */

const ROWS_A_STEP = 20_000;
const WORDS = (
  'the quick message about a photo that was sent yesterday evening to our group and again this morning with two ' +
  'questions of which only one had an answer so we met at noon near station and talked until rain began'
).split(' ');

function bodyOf(random: ReturnType<typeof seeded>): string {
  const words: string[] = [];
  for (let left = 12 + random.int(50); left > 0; left -= 1) words.push(WORDS[random.int(WORDS.length)] as string);
  return words.join(' ');
}

/** Messages of a phone until the file has `bytes`. */
export function writeMessages(path: string, bytes: number): { rows: number } {
  rmSync(path, { force: true });
  const random = seeded('bench messages');
  const database = openFile(path);
  let rows = 0;
  try {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.exec(
      'CREATE TABLE message (_id INTEGER PRIMARY KEY, thread INTEGER, sender TEXT, body TEXT, date INTEGER, read INTEGER);' +
        'CREATE INDEX message_thread ON message (thread, date);',
    );
    const insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)');
    const step = database.transaction(() => {
      for (let i = 0; i < ROWS_A_STEP; i += 1) {
        rows += 1;
        const sender = `+4915${random.int(100_000_000)}`;
        insert.run(rows, rows % 500, sender, bodyOf(random), 1_500_000_000_000 + rows * 1000, rows % 2);
      }
    });
    const size = () => Number(database.pragma('page_count', { simple: true })) * 4096;
    while (size() < bytes) step();
  } finally {
    database.close();
  }
  return { rows };
}

/** The same file with one row changed, about in its middle. */
export function changeOneRow(from: string, path: string): void {
  copyFileSync(from, path);
  const database = openFile(path);
  try {
    database.pragma('journal_mode = OFF');
    database.exec("UPDATE message SET body = 'changed on the target' WHERE _id = (SELECT max(_id) / 2 FROM message)");
  } finally {
    database.close();
  }
}

/** Rows without keys; `shuffled` puts the same ones in another order. */
export function writeKeyless(path: string, rows: number, shuffled: boolean): void {
  if (existsSync(path)) rmSync(path);
  const random = seeded('bench keyless');
  const all = Array.from({ length: rows }, (_, i) => [bodyOf(random), random.int(1_000_000), i % 7] as const);
  if (shuffled) {
    for (let i = all.length - 1; i > 0; i -= 1) {
      const other = random.int(i + 1);
      [all[i], all[other]] = [all[other] as (typeof all)[number], all[i] as (typeof all)[number]];
    }
  }
  const database = openFile(path);
  try {
    database.exec('CREATE TABLE event (what TEXT, amount INTEGER, kind INTEGER)');
    const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?)');
    database.transaction(() => {
      for (const row of all) insert.run(...row);
    })();
  } finally {
    database.close();
  }
}
