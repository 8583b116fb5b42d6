import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/bytes/digest.ts';
import { sqliteReader } from '../../src/content/sqlite/index.ts';
import type { Row } from '../../src/content/value.ts';
import type { Artifact } from '../../src/device/artifact.ts';
import { changesOf } from '../../src/diff/changes.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { listChanges } from '../../src/engine/list-changes.ts';
import { jobOf } from '../../src/engine/unit.ts';
import { fieldsText } from '../../src/report/text/value.ts';
import { fieldsToJson } from '../../src/report/value-json.ts';
import { contentOf, documentOf, type TableSpec } from '../support/documents.ts';
import { databaseOf } from '../support/sqlite-oracle.ts';

const columns = ['id', 'body', 'n', 'who'];

function changes(source: TableSpec, target: TableSpec, limit?: number) {
  return [...changesOf(documentOf({ t: source }), documentOf({ t: target }), limit)];
}

const rows: Row[] = [
  [1, 'one', 10, 'ann'],
  [2, 'two', 20, 'bob'],
  [3, 'three', 30, 'cid'],
];
const edited: Row[] = [
  [1, 'one', 10, 'ann'],
  [3, 'three!', 30, 'cid'],
  [4, 'four', 40, 'dan'],
];
const expected = [
  { section: 't', kind: 'source-only', key: '2', source: { id: 2, body: 'two', n: 20, who: 'bob' }, target: null },
  { section: 't', kind: 'changed', key: '3', source: { id: 3, body: 'three' }, target: { id: 3, body: 'three!' } },
  { section: 't', kind: 'target-only', key: '4', source: null, target: { id: 4, body: 'four', n: 40, who: 'dan' } },
];

test('by key, in order', () => {
  const spec = { columns, keys: [[0]], ordered: true };
  expect(changes({ ...spec, rows }, { ...spec, rows: edited })).toEqual(expected);
});

test('by key, in any order', () => {
  const spec = { columns, keys: [[0]] };
  expect(changes({ ...spec, rows }, { ...spec, rows: edited.toReversed() })).toEqual(expected);
});

describe('keys that a table which ignores case takes for one', () => {
  const person = (table: string, names: readonly string[]) =>
    sqliteReader.read(
      new Map([
        [
          'main',
          contentOf(
            databaseOf(
              `CREATE TABLE person ${table}`,
              ...names.map((name) => `INSERT INTO person (name, town) VALUES ('${name}', 'the town of Aberystwyth')`),
            ),
          ),
        ],
      ]),
      () => undefined,
    );
  const told = (table: string, before: readonly string[], after: readonly string[]) => {
    const [source, target] = [person(table, before), person(table, after)];
    return {
      changes: [...changesOf(source, target)].map((change) => [
        change.kind,
        change.source?.['name'],
        change.target?.['name'],
      ]),
      counts: compareDocuments(source, target).counts,
    };
  };

  test.each([
    '(name TEXT PRIMARY KEY COLLATE NOCASE, town TEXT)',
    '(name TEXT COLLATE nocase PRIMARY KEY, town TEXT) WITHOUT ROWID',
    '(name TEXT NOT NULL, town TEXT, UNIQUE (name COLLATE NOCASE))',
    '(town TEXT, name TEXT COLLATE NOCASE, PRIMARY KEY (town, name))',
  ])('are shown as one record that changed, and counted as two: %s', (table) => {
    const { changes, counts } = told(table, ['Anna', 'Bert', 'Cleo'], ['ANNA', 'Bert', 'Dora']);
    expect(changes).toEqual([
      ['changed', 'Anna', 'ANNA'],
      ['source-only', 'Cleo', undefined],
      ['target-only', undefined, 'Dora'],
    ]);
    expect(counts).toMatchObject({ same: 1, changed: 0, sourceOnly: 2, targetOnly: 2 });
  });

  test('are two where case counts, and where the letters are none of ASCII', () => {
    const apart = (name: string, other: string) => [
      ['source-only', name, undefined],
      ['target-only', undefined, other],
    ];
    // The second holds both beside each other, in two towns.
    for (const table of [
      '(name TEXT PRIMARY KEY, town TEXT)',
      '(name TEXT PRIMARY KEY, town TEXT, UNIQUE (name COLLATE NOCASE, town))',
    ])
      expect(told(table, ['Anna'], ['ANNA']).changes).toEqual(apart('Anna', 'ANNA'));
    expect(told('(name TEXT PRIMARY KEY COLLATE NOCASE, town TEXT)', ['Ärmel'], ['ärmel']).changes).toEqual(
      apart('Ärmel', 'ärmel'),
    );
  });
});

test('keys of several columns are rendered with a comma', () => {
  const spec = { columns, keys: [[3, 0]] };
  const [only] = changes({ ...spec, rows: rows.slice(0, 1) }, { ...spec, rows: [[1, 'uno', 10, 'ann']] });
  expect(only).toMatchObject({ kind: 'changed', key: 'ann,1' });
});

test('a table that was renamed goes by the name that the source gives it', () => {
  const spec = { columns, keys: [[0]], foldsNames: true };
  const told = rows.map(([id, , n, who]) => [id, `${who} has a long text`, n, who] as Row);
  const other = { ...spec, rows: told.slice(1) };
  expect([...changesOf(documentOf({ old: { ...spec, rows: told } }), documentOf({ young: other }))]).toMatchObject([
    { section: 'old', kind: 'source-only', key: '1' },
  ]);
});

test('what both have goes by the name that the source gives it', () => {
  const spec = { columns, keys: [[0]], foldsNames: true };
  const target = { ...spec, columns: ['ID', 'Body', 'n', 'who'], rows: edited.slice(1, 2) };
  expect(changes({ ...spec, rows: rows.slice(2) }, target)).toEqual([expected[1]]);
});

describe('without a key', () => {
  test('left-overs are paired by the most equal columns', () => {
    expect(changes({ columns, rows }, { columns, rows: edited })).toEqual([
      { ...expected[0], key: null },
      { section: 't', kind: 'changed', key: null, source: { body: 'three' }, target: { body: 'three!' } },
      { ...expected[2], key: null },
    ]);
  });

  test('the better partner wins, whichever comes first', () => {
    const source: Row[] = [
      [1, 'a', 5, 'x'],
      [1, 'a', 6, 'y'],
    ];
    const [first, second] = changes({ columns, rows: source }, { columns, rows: [[1, 'a', 6, 'z']] });
    expect(first).toMatchObject({ kind: 'source-only', source: { n: 5 } });
    expect(second).toMatchObject({ kind: 'changed', source: { who: 'y' }, target: { who: 'z' } });
  });

  test('rows with little in common stay apart', () => {
    const kinds = changes({ columns, rows: [[1, 'a', 5, 'x']] }, { columns, rows: [[1, 'b', 6, 'y']] }).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['source-only', 'target-only']);
  });

  test('lines are never changed, only there or not', () => {
    const lines = (text: string): TableSpec => ({ columns: ['text'], rows: [[text]], partial: 'whole' });
    expect(changes(lines('a'), lines('b')).map(({ kind }) => kind)).toEqual(['source-only', 'target-only']);
  });
});

test('a key of preferences with another value is shown as changed', () => {
  const prefs = (value: string): TableSpec => ({
    columns: ['key', 'type', 'value'],
    rows: [['k', 'string', value]],
    keys: [[0]],
    partial: 'whole',
  });
  expect(changes(prefs('a'), prefs('b'))).toEqual([
    { section: 't', kind: 'changed', key: 'k', source: { key: 'k', value: 'a' }, target: { key: 'k', value: 'b' } },
  ]);
});

test('tables that one side lacks', () => {
  const source = documentOf({ t: { columns: ['a'], rows: [[1]] } });
  const target = documentOf({ u: { columns: ['a'], rows: [[1]] } });
  expect([...changesOf(source, target)].map(({ section, kind }) => [section, kind])).toEqual([
    ['t', 'source-only'],
    ['u', 'target-only'],
  ]);
});

test('a column that the target lacks is shown where it says something', () => {
  const source: TableSpec = {
    columns: ['id', 'x'],
    keys: [[0]],
    rows: [
      [1, 'mine'],
      [2, null],
    ],
  };
  expect(changes(source, { columns: ['id'], keys: [[0]], rows: [[1], [2]] })).toEqual([
    { section: 't', kind: 'changed', key: '1', source: { id: 1, x: 'mine' }, target: { id: 1 } },
  ]);
});

test('a column called __proto__ is a column', () => {
  const [change] = changes({ columns: ['__proto__'], rows: [['x']] }, { columns: ['__proto__'], rows: [] });
  expect(Object.entries(change?.source ?? {})).toEqual([['__proto__', 'x']]);
});

test('stops at the limit, and reads no further', () => {
  const many = Array.from({ length: 50_000 }, (_, i): Row => [i, 'b', i, 'w']);
  expect(changes({ columns, keys: [[0]], rows: many }, { columns, keys: [[0]], rows: [] }, 5)).toHaveLength(5);
  expect(changes({ columns, rows: many }, { columns, rows: [] }, 0)).toHaveLength(0);
});

test('more left-overs than are held are still all given', () => {
  const many = Array.from({ length: 25_000 }, (_, i): Row => [i, `b${i}`, i, 'w']);
  const other = many.map(([id, body, n]): Row => [id as number, body as string, n as number, 'v']);
  const given = changes({ columns, rows: many }, { columns, rows: other });
  const by = (kind: string) => given.filter((change) => change.kind === kind).length;
  expect(by('changed')).toBe(10_000);
  expect([by('source-only'), by('target-only')]).toEqual([15_000, 15_000]);
});

test('many changed rows by key, beyond what is held at once', () => {
  const many = Array.from({ length: 45_000 }, (_, i): Row => [i, 'b', i, 'w']);
  const other = many.map(([id, body, n]): Row => [id as number, body as string, n as number, 'v']).toReversed();
  const given = changes({ columns, keys: [[0]], rows: many }, { columns, keys: [[0]], rows: other });
  expect(given).toHaveLength(45_000);
  expect(new Set(given.map(({ key }) => key)).size).toBe(45_000);
});

describe('listed of an artifact', () => {
  const spec = { columns: ['id', 'body'], keys: [[0]] };
  const listed = (source: Row[], target: Row[], asked: 'both' | undefined = undefined) =>
    listChanges(
      documentOf({ t: { ...spec, rows: source } }),
      documentOf({ t: { ...spec, rows: target } }),
      asked === undefined ? { changes: 1000 } : { changes: 1000, asked },
      () => undefined,
    );

  test('a value beyond a mebibyte is told by its length and hash', () => {
    const [blob, text] = [new Uint8Array((1 << 20) + 1), 'ä'.repeat((1 << 20) + 1)];
    const { changes } = listed([[1, blob]], [[1, text]]);
    expect(changes).toMatchObject([
      {
        kind: 'changed',
        source: { id: 1, body: { long: 'blob', bytes: blob.length, sha256: sha256(blob) } },
        target: { id: 1, body: { long: 'text', bytes: 2 * text.length, sha256: sha256(Buffer.from(text)) } },
      },
    ]);
    const shown = changes[0]?.source ?? null;
    expect(fieldsText(fieldsToJson(shown) ?? {})).toBe(`id 1, body <blob of 1048577 bytes, SHA-256 ${sha256(blob)}>`);
    expect(listed([[1, blob.subarray(1)]], [[1, 'x']]).changes[0]?.source).toEqual({ id: 1, body: blob.subarray(1) });
  });

  test('ends after 64 MiB of values, and says so', () => {
    const row = (id: number): Row => [id, 'x'.repeat(1 << 20)];
    const rows = Array.from({ length: 70 }, (_, id) => row(id));
    const [some, all] = [listed(rows, []), listed(rows, [], 'both')];
    expect([some.changes.length, some.changesCut]).toEqual([64, true]);
    expect([all.changes.length, all.changesCut, all.changesTotal]).toEqual([64, true, 70]);
  });
});

test('of what was not asked for nothing is listed', () => {
  const part = { entry: 'a', bytes: 0, sha256: null, kept: null };
  const held = { entry: 'a', location: null, parts: [['main', part]] } as unknown as Artifact;
  const unit = { location: null, entry: 'a', source: held, bundle: null, target: held };
  const options = { changes: 9, digest: false, past: 9 };
  expect(jobOf(unit, options)).toMatchObject({ changes: 9, past: 9 });
  expect(jobOf(unit, { ...options, asked: () => true })).toMatchObject({ changes: 9, past: 9, asked: 'both' });
  expect(jobOf(unit, { ...options, asked: () => false })).toMatchObject({ changes: 0, past: null });
});
