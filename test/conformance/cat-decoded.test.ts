import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { built, carryover } from '../support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'cat-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const PLACE = '/data/data/com.example.app/databases/values.db';

function database(create: string, insert: string): void {
  const path = join(root, PLACE);
  mkdirSync(join(path, '..'), { recursive: true });
  const db = new Database(':memory:');
  db.exec(create);
  db.exec(insert);
  writeFileSync(path, db.serialize());
  db.close();
}

interface Line {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly typed?: Readonly<Record<string, unknown>>;
}

function cat(format: string): string {
  const { status, stdout } = carryover(['cat', root, PLACE, '--decoded', '--format', format]);
  expect(status).toBe(0);
  return stdout;
}

/** As SQL writes them, as JSON does, and with their types where JSON does not tell. */
const VALUES: readonly (readonly [sql: string, json: unknown, typed?: unknown])[] = [
  ['2', 2],
  ['2.0', 2, { real: '2.0' }],
  ["'2'", '2'],
  ['-0.0', 0, { real: '-0.0' }],
  ['0.5', 0.5],
  ['1e300', 1e300, { real: '1e+300' }],
  ['9e999', 'Infinity', { real: 'Infinity' }],
  ["'Infinity'", 'Infinity'],
  ['9007199254740993', '9007199254740993', { integer: '9007199254740993' }],
  ["'9007199254740993'", '9007199254740993'],
  ["X'ff41'", { base64: '/0E=' }],
  ["CAST(X'ff41' AS TEXT)", { base64: '/0E=' }, { text: { base64: '/0E=' } }],
  ['NULL', null],
];

test.skipIf(!built)('values of two types are told apart, in every format', () => {
  const rows = VALUES.map(([sql], i) => `(${i}, ${sql})`).join(',');
  database('CREATE TABLE t (id INTEGER PRIMARY KEY, v)', `INSERT INTO t VALUES ${rows}`);
  const lines = cat('ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(lines.map(({ fields, typed }) => [fields['v'], typed?.['v']])).toEqual(
    VALUES.map(([, json, typed]) => [json, typed]),
  );
  expect((JSON.parse(cat('json')) as Line[]).map(({ typed }) => typed?.['v'])).toEqual(
    VALUES.map(([, , typed]) => typed),
  );
  for (const format of ['text', 'csv']) {
    const rows = cat(format)
      .trimEnd()
      .split('\n')
      .slice(format === 'csv' ? 1 : 0);
    expect(new Set(rows.map((row) => row.replace(/^t[\t,]\d+/, '').replace(/"id"+:\d+/, ''))).size).toBe(VALUES.length);
  }
});

test.skipIf(!built)('what is hidden as one type is hidden as any', () => {
  database(
    'CREATE TABLE settings (name TEXT PRIMARY KEY, value)',
    "INSERT INTO settings VALUES ('lock_pin', '4711'), ('size', 4711.0)",
  );
  const said = cat('ndjson') + cat('text') + cat('csv');
  expect(said).toContain('[redacted pin 4]');
  expect(said).not.toContain('4711');
});
