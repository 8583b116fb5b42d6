import { openMemory } from '../../src/content/sqlite/engine.ts';
import { seeded } from './random-database.ts';
import { readDatabaseBytes } from './read.ts';

const MEGABYTE = 2 ** 20;
const BODY = 'The quick message about a photo that was sent yesterday evening to the group, and again. ';

/** A database of messages of about `megabytes`, of which about `share` of the rows are deleted in runs and singly. */
function messages(megabytes: number, share: number): Buffer {
  const random = seeded(7);
  const connection = openMemory();
  try {
    connection.pragma('secure_delete = OFF');
    connection.exec(
      'CREATE TABLE message (_id INTEGER PRIMARY KEY, thread INTEGER, sender TEXT, body TEXT, date INTEGER, read INTEGER);' +
        'CREATE TABLE thread (_id INTEGER PRIMARY KEY, title TEXT); CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT);',
    );
    const insert = connection.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)');
    const rows = Math.round((megabytes * MEGABYTE) / 240);
    connection.transaction(() => {
      for (let id = 1; id <= rows; id++) {
        const body = BODY.repeat(1 + Math.floor(random() * 3)).slice(0, 40 + Math.floor(random() * 220));
        insert.run(id, id % 50, `+4915${Math.floor(random() * 1e8)}`, body, 1_500_000_000_000 + id * 1000, id % 2);
      }
      for (let id = 1; id <= rows; ) {
        const run = 1 + Math.floor(random() * 60);
        if (random() < share) connection.prepare('DELETE FROM message WHERE _id BETWEEN ? AND ?').run(id, id + run);
        id += run;
      }
    })();
    return Buffer.from(connection.serialize());
  } finally {
    connection.close();
  }
}

/** Seconds for reading, then for what is past, of a database of some megabytes. */
export function measureSpeed(megabytes: number, share: number): string {
  const bytes = messages(megabytes, share);
  const started = performance.now();
  const document = readDatabaseBytes(bytes);
  for (const section of document.sections) for (const _ of section.records()) void _;
  const opened = performance.now();
  let found = 0;
  for (const _ of document.past?.() ?? []) found++;
  const seconds = (performance.now() - opened) / 1000;
  const size = bytes.length / MEGABYTE;
  return (
    `${size.toFixed(1)} MB, about ${share * 100} % free: ${found} rows in ${seconds.toFixed(2)} s, ` +
    `${(size / seconds).toFixed(1)} MB/s of file, ${((size * share) / seconds).toFixed(2)} MB/s of free space ` +
    `(all live rows decoded: ${((opened - started) / 1000).toFixed(2)} s)`
  );
}
