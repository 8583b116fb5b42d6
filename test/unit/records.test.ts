import { describe, expect, test } from 'vitest';
import type { Args } from '../../src/base/args.ts';
import type { Counts, Document } from '../../src/content/reader.ts';
import type { Row } from '../../src/content/value.ts';
import { commonRecords } from '../../src/diff/common-records.ts';
import { logicalDigest } from '../../src/diff/logical-digest.ts';
import { compareDocuments, compareSections } from '../../src/diff/records.ts';
import { schemaChangesOf } from '../../src/diff/schema-changes.ts';
import { pairSections } from '../../src/diff/section-pair.ts';
import { documentOf, section, type TableSpec } from '../support/documents.ts';

const LONG = 'eight or more';
const OTHER = 'something else';
const columns = ['id', 'body', 'n'];

function compare(source: TableSpec, target: TableSpec) {
  return compareDocuments(documentOf({ t: source }), documentOf({ t: target }));
}

function counts(same: number, changed: number, sourceOnly: number, targetOnly: number, telling: number) {
  return { same, changed, sourceOnly, targetOnly, telling };
}

const keyed = (rows: readonly Row[], more: Partial<TableSpec> = {}): TableSpec => ({
  columns,
  rows,
  keys: [[0]],
  ...more,
});
const bag = (rows: readonly Row[], more: Partial<TableSpec> = {}): TableSpec => ({ columns, rows, ...more });

describe.each([
  ['in key order', { ordered: true }],
  ['in any order', { ordered: false }],
])('rows by key, %s', (_, order) => {
  test('equal', () => {
    const rows = [
      [1, LONG, 0],
      [2, 'b', 2],
    ];
    expect(compare(keyed(rows, order), keyed(rows, order))).toMatchObject({
      counts: counts(2, 0, 0, 0, 1),
      likeness: 'content',
      schemaChanged: false,
      complete: true,
    });
  });

  test('same key, and a telling value shared: found, as changed', () => {
    expect(compare(keyed([[1, LONG, 1]], order), keyed([[1, LONG, 2]], order))).toMatchObject({
      counts: counts(0, 1, 0, 0, 1),
      likeness: 'partial',
    });
  });

  test('same key, and only a value shared that tells nothing: not found', () => {
    expect(compare(keyed([[1, 'short', 1]], order), keyed([[1, 'short', 2]], order))).toMatchObject({
      counts: counts(0, 0, 1, 1, 0),
      likeness: 'none',
    });
  });

  test('a changed key is not found', () => {
    expect(compare(keyed([[1, LONG, 1]], order), keyed([[2, LONG, 1]], order)).counts).toEqual(counts(0, 0, 1, 1, 0));
  });

  test('the key itself never tells', () => {
    const big = 2 ** 40;
    expect(compare(keyed([[big, 'b', 1]], order), keyed([[big, 'b', 1]], order)).counts).toEqual(counts(1, 0, 0, 0, 0));
  });

  test('a big integer and a small one are in order', () => {
    const rows = [
      [1, LONG, 0],
      [9007199254740993n, LONG, 0],
    ];
    expect(compare(keyed(rows, order), keyed(rows.slice(1), order)).counts).toEqual(counts(1, 0, 1, 0, 1));
  });

  test('a target with more is a superset', () => {
    const more = keyed(
      [
        [1, LONG, 0],
        [2, 'new', 1],
      ],
      order,
    );
    expect(compare(keyed([[1, LONG, 0]], order), more).likeness).toBe('superset');
  });
});

test('order that is promised and not kept falls back to digests', () => {
  const rows = [
    [3, LONG, 0],
    [1, LONG, 1],
    [2, LONG, 2],
  ];
  const sorted = rows.toSorted((a, b) => (a[0] as number) - (b[0] as number));
  expect(compare(keyed(rows, { ordered: true }), keyed(sorted, { ordered: true })).counts).toEqual(
    counts(3, 0, 0, 0, 3),
  );
});

describe('which key', () => {
  test('a unique index, where the declared key is not common', () => {
    const source = keyed([[1, 'alpha beta', 5]], { keys: [[0], [1]] });
    const target = keyed([[9, 'alpha beta', 5]], { keys: [[1]] });
    // The row is found by its body; beyond both keys only n = 5 is shared, which tells nothing.
    expect(compare(source, target).counts).toEqual(counts(0, 0, 1, 1, 0));
    const telling = (id: number) => [[id, 'alpha beta', 2 ** 33]];
    expect(compare({ ...source, rows: telling(1) }, { ...target, rows: telling(9) }).counts).toEqual(
      counts(0, 1, 0, 0, 1),
    );
  });

  test('a key that stands twice is none: the next, else a multiset', () => {
    const rows = [
      [1, LONG, 0],
      [1, OTHER, 0],
    ];
    expect(compare(keyed(rows), keyed(rows.toReversed())).counts).toEqual(counts(2, 0, 0, 0, 2));
  });

  test('no key in common: a multiset', () => {
    expect(compare(keyed([[1, LONG, 1]]), bag([[1, LONG, 2]])).counts).toEqual(counts(0, 0, 1, 1, 0));
  });

  test('keys of several columns, whatever their order on each side', () => {
    const source = keyed([[1, 'k', 2 ** 33]], { keys: [[0, 1]] });
    const target: TableSpec = { columns: ['n', 'body', 'id'], rows: [[2 ** 33, 'k', 1]], keys: [[1, 2]] };
    expect(compare(source, target)).toMatchObject({ counts: counts(1, 0, 0, 0, 1), likeness: 'content' });
  });
});

describe('multisets', () => {
  test('rows that merely shifted show no change', () => {
    const rows = [
      [1, LONG, 0],
      [2, LONG, 0],
    ];
    expect(compare(bag(rows), bag(rows.toReversed()))).toMatchObject({
      counts: counts(2, 0, 0, 0, 2),
      likeness: 'content',
    });
  });

  test('as often as both sides have it', () => {
    const row = [1, LONG, 0];
    expect(compare(bag([row, row, row]), bag([row])).counts).toEqual(counts(1, 0, 2, 0, 1));
    expect(compare(bag([row]), bag([row, row, row])).counts).toEqual(counts(1, 0, 0, 2, 1));
  });

  test('types are kept apart', () => {
    const values = [
      1,
      { real: 1 },
      true,
      '1',
      null,
      new Uint8Array([0x31]),
      { text: new Uint8Array([0x31]) },
      1n << 70n,
      '',
      0,
      { real: 0 },
      { real: -0 },
    ];
    for (const [i, a] of values.entries()) {
      for (const [j, b] of values.entries()) {
        const { same } = compare({ columns: ['v'], rows: [[a]] }, { columns: ['v'], rows: [[b]] }).counts;
        expect(same, `${i} ${j}`).toBe(i === j ? 1 : 0);
      }
    }
  });

  test('a NUL at the end, and columns that run together, are kept apart', () => {
    const two = (a: string, b: string): TableSpec => ({ columns: ['a', 'b'], rows: [[a, b]] });
    expect(compare(two('x\0', ''), two('x', '')).counts.same).toBe(0);
    expect(compare(two('ab', 'c'), two('a', 'bc')).counts.same).toBe(0);
  });

  test('in several passes the same as in one', () => {
    const rows = Array.from({ length: 1000 }, (_, i): Row => [i % 300, `body ${i % 7}`, i % 11]);
    const pair = pairSections(section('t', bag(rows)), section('t', bag(rows.slice(100).toReversed())));
    const pass = { pair, expected: 900, poll: () => undefined, found: null };
    expect(compareSections(pass, 64)).toEqual(compareSections(pass));
    const byKey = (list: readonly Row[]) => section('t', keyed(list.map((row, i) => [i * 7, ...row.slice(1)])));
    const again = { ...pass, pair: pairSections(byKey(rows), byKey(rows.slice(0, 900))) };
    expect(compareSections(again, 64)).toEqual(compareSections(again));
  });
});

describe('columns', () => {
  test('by name, in any order', () => {
    expect(compare(bag([[1, LONG, 2]]), { columns: ['n', 'id', 'body'], rows: [[2, 1, LONG]] })).toMatchObject({
      counts: counts(1, 0, 0, 0, 1),
      likeness: 'content',
      schemaChanged: false,
    });
  });

  test.each([
    ['NULL', null, 1],
    ['its default', 'fallback', 1],
    ['another value', 'mine', 0],
  ])('one missing on the target, holding %s', (_, value, same) => {
    const source = bag([[1, LONG, value]], { defaults: [null, null, 'fallback'] });
    const target: TableSpec = { columns: ['id', 'body'], rows: [[1, LONG]] };
    const result = compare(source, target);
    expect(result.counts.same).toBe(same);
    expect(result.schemaChanged).toBe(true);
    const byKey = compare({ ...source, keys: [[0]] }, { ...target, keys: [[0]] });
    expect(byKey.counts).toEqual(same === 1 ? counts(1, 0, 0, 0, 1) : counts(0, 1, 0, 0, 1));
  });

  test('extra ones on the target give at most superset', () => {
    const source: TableSpec = { columns: ['id'], rows: [[1]] };
    expect(compare(source, { columns: ['id', 'more'], rows: [[1, null]] })).toMatchObject({
      counts: counts(1, 0, 0, 0, 0),
      likeness: 'superset',
      schemaChanged: true,
    });
  });
});

describe('names that differ in case', () => {
  const table = (names: readonly string[], more: Partial<TableSpec> = {}): TableSpec => ({
    columns: names,
    rows: [
      [1, LONG, 2],
      [2, OTHER, 3],
    ],
    keys: [[0]],
    foldsNames: true,
    ...more,
  });

  test('are one where the store folds them, and a change of the schema', () => {
    const [one, other] = [
      documentOf({ Messages: table(columns) }),
      documentOf({ messages: table(['ID', 'Body', 'n']) }),
    ];
    expect(compareDocuments(one, other)).toMatchObject({
      counts: counts(2, 0, 0, 0, 2),
      likeness: 'content',
      schemaChanged: true,
    });
  });

  test('the exact name goes first', () => {
    expect(compare(table(['a', 'A', 'n']), table(['A', 'a', 'n'], { rows: [[LONG, 1, 2]] }))).toMatchObject({
      counts: counts(1, 0, 1, 0, 1),
    });
  });

  test('are told as renamed', () => {
    const { renamed } = compareDocuments(documentOf({ T: table(columns) }), documentOf({ t: table(columns) }));
    expect(renamed).toEqual([{ source: 'T', target: 't' }]);
  });

  test('only ASCII letters fold', () => {
    expect(compare(table(['id', 'ä', 'n']), table(['id', 'n', 'Ä']))).toMatchObject({ counts: counts(0, 0, 2, 2, 0) });
  });

  test('are two in other stores', () => {
    const strict = { foldsNames: false };
    expect(compare(table(columns, strict), table(['Id', 'body', 'n'], strict))).toMatchObject({
      counts: counts(0, 0, 2, 2, 0),
    });
    expect(
      compareDocuments(documentOf({ T: table(columns, strict) }), documentOf({ t: table(columns, strict) })),
    ).toMatchObject({ counts: counts(0, 0, 2, 2, 0) });
  });
});

test('keys of preferences, paths and lines with another value are not found', () => {
  const whole = (value: string): TableSpec => ({
    columns: ['key', 'type', 'value', 'more'],
    rows: [['k', 'string', value, LONG]],
    keys: [[0]],
    partial: 'whole',
  });
  expect(compare(whole('one value'), whole('two value')).counts).toEqual(counts(0, 0, 1, 1, 0));
});

describe('a column of another name', () => {
  const rows: Row[] = [
    [1, LONG, 0],
    [2, OTHER, 0],
    [3, `${LONG} and more`, 0],
  ];
  const table = (names: readonly string[], more: Partial<TableSpec> = {}): TableSpec =>
    keyed(rows, { columns: names, foldsNames: true, ...more });

  test.each([
    ['a value', ['id', 'text', 'n'], [{ source: 't.body', target: 't.text' }]],
    ['the key', ['_id', 'body', 'n'], [{ source: 't.id', target: 't._id' }]],
  ])('that holds the same at the same place is that column: %s', (_, names, renamed) => {
    const result = compare(table(columns), table(names));
    expect(result).toMatchObject({ counts: counts(3, 0, 0, 0, 3), likeness: 'content', schemaChanged: true, renamed });
  });

  test.each([
    ['what it holds does not tell', table(['id', 'body', 'flag'])],
    [
      'it holds something else',
      table(['id', 'text', 'n'], { rows: rows.map(([id]) => [id as number, 'a new text', 0]) }),
    ],
    ['it stands elsewhere', table(['id', 'n', 'text'], { rows: rows.map(([id, body]) => [id, 0, body] as Row) })],
    ['the store is no database', table(['id', 'text', 'n'], { foldsNames: false })],
  ])('is none of it where %s', (_, target) => {
    expect(compare(table(columns, { foldsNames: target.foldsNames ?? false }), target).renamed).toEqual([]);
  });
});

describe('a table of another name', () => {
  const rows = (from: number, to: number, body = LONG): Row[] =>
    Array.from({ length: to - from }, (_, i) => [from + i, `${body} ${from + i}`, 0]);
  const table = (list: readonly Row[], more: Partial<TableSpec> = {}): TableSpec =>
    keyed(list, { foldsNames: true, ...more });
  const compareAll = (source: Record<string, TableSpec>, target: Record<string, TableSpec>) =>
    compareDocuments(documentOf(source), documentOf(target));

  test('that holds the same is that table', () => {
    const other = { columns: ['n', 'ID', 'body'], rows: rows(0, 9).map(([a, b, c]) => [c, a, b] as Row), keys: [[1]] };
    const result = compareAll({ old: table(rows(0, 9)) }, { young: { ...other, foldsNames: true } });
    expect(result).toMatchObject({ counts: counts(9, 0, 0, 0, 9), likeness: 'content', schemaChanged: true });
    expect(result.renamed).toEqual([
      { source: 'old', target: 'young' },
      { source: 'old.id', target: 'young.ID' },
    ]);
  });

  test('that grew, or lost up to half of them, too', () => {
    expect(compareAll({ old: table(rows(0, 4)) }, { young: table(rows(0, 40)) }).counts).toEqual(
      counts(4, 0, 0, 36, 4),
    );
    expect(compareAll({ old: table(rows(0, 40)) }, { young: table(rows(38, 42)) }).counts).toEqual(
      counts(2, 0, 38, 2, 2),
    );
  });

  test.each([
    ['fewer rows are the same', table(rows(5, 12)), {}],
    ['what is the same does not tell', table(rows(0, 8).map(([id]) => [id as number, 'short', 0])), {}],
    ['it has other columns', table(rows(0, 8), { columns: ['id', 'body', 'm'] }), {}],
    ['its name is taken', table(rows(0, 8)), { young: table(rows(90, 91)) }],
    ['the store is no database', table(rows(0, 8), { foldsNames: false }), {}],
  ])('is none of it where %s', (_, young, more) => {
    const old = table(rows(0, 8), { foldsNames: young.foldsNames ?? false });
    const result = compareAll({ old, ...more }, { young });
    expect(result.renamed).toEqual([]);
    expect(result.counts.same).toBe(0);
  });

  test('among several goes to the one with the most rows in common, whichever comes first', () => {
    const source = { a: table(rows(0, 10)), b: table(rows(10, 20)) };
    const target = { x: table([...rows(10, 20), ...rows(0, 4)]), y: table(rows(4, 10)) };
    const pairs = [
      { source: 'a', target: 'y' },
      { source: 'b', target: 'x' },
    ];
    expect(compareAll(source, target).renamed).toEqual(pairs);
    expect(compareAll(target, source).renamed.map((pair) => ({ source: pair.target, target: pair.source }))).toEqual(
      pairs.toReversed(),
    );
  });
});

describe('the same rows under new ids', () => {
  const ids = (from: number, count: number, more = ''): Row[] =>
    Array.from({ length: count }, (_, i) => [from + i, `${LONG} ${i}${more}`, i]);
  const told = (source: TableSpec, target: TableSpec) => compare(source, target).rekeyed;

  test.each([
    ['in key order', { ordered: true }],
    ['in any order', {}],
  ])('are told, and not counted as found: %s', (_, order) => {
    const result = compare(keyed(ids(1, 9), order), keyed(ids(500, 9), order));
    expect(result).toMatchObject({ counts: counts(0, 0, 9, 9, 0), likeness: 'none' });
    expect(result.rekeyed).toEqual([{ section: 't', records: 9 }]);
  });

  test('also where the new ids belong to other rows of the source', () => {
    expect(told(keyed(ids(1, 9)), keyed(ids(4, 9)))).toEqual([{ section: 't', records: 9 }]);
  });

  test('are those beside rows that kept their ids, and each once', () => {
    const [kept, alike] = [ids(1, 5, ' kept'), [20, 'twice the same', 0] as Row];
    const source = keyed([...kept, ...ids(30, 4), alike]);
    expect(told(source, keyed([...kept, ...ids(60, 4), alike]))).toEqual([{ section: 't', records: 4 }]);
    expect(told(source, keyed([...kept, alike, [21, 'twice the same', 0], [22, 'another one', 0]]))).toEqual([]);
  });

  test('of a few that were carried among many that were not', () => {
    const target = [...ids(900, 3), [950, 'only on the target', 1] as Row];
    expect(told(keyed(ids(1, 90)), keyed(target))).toEqual([{ section: 't', records: 3 }]);
  });

  test('with a column that the target has not, or has too', () => {
    const more = { columns: [...columns, 'seen'] };
    const longer = keyed(
      ids(1, 4).map((row) => [...row, null]),
      more,
    );
    expect(told(longer, keyed(ids(50, 4)))).toEqual([{ section: 't', records: 4 }]);
    expect(told(keyed(ids(50, 4)), longer)).toEqual([{ section: 't', records: 4 }]);
  });

  test.each([
    ['what is equal does not tell', keyed([[1, 'short', 0]]), keyed([[2, 'short', 0]])],
    ['most of what is left over is something else', keyed(ids(1, 9)), keyed([...ids(50, 2), ...ids(60, 9, ' other')])],
    ['the key is a name', keyed([['a', LONG, 0]]), keyed([['b', LONG, 0]])],
    ['there is no key', bag(ids(1, 3)), bag(ids(7, 3))],
    ['it is no row', keyed(ids(1, 3), { partial: 'whole' }), keyed(ids(7, 3), { partial: 'whole' })],
    ['all are found', keyed(ids(1, 3)), keyed([...ids(1, 3), ...ids(7, 3)])],
  ])('is not said where %s', (_, source, target) => expect(told(source, target)).toEqual([]));
});

test('sections that one side lacks', () => {
  const table = bag([[1, LONG, 0]]);
  const both = documentOf({ t: table, u: table });
  const one = documentOf({ t: table });
  expect(compareDocuments(both, one)).toMatchObject({
    counts: counts(1, 0, 1, 0, 1),
    likeness: 'partial',
    schemaChanged: true,
  });
  expect(compareDocuments(one, both)).toMatchObject({
    counts: counts(1, 0, 0, 1, 1),
    likeness: 'superset',
    schemaChanged: true,
  });
});

test('a declared text that differs is a changed schema', () => {
  const a = documentOf({ t: bag([]) }, { facts: { 'schema:t': 'CREATE TABLE t(id,body,n)' } });
  const b = documentOf({ t: bag([]) }, { facts: { 'schema:t': 'CREATE TABLE t(id,body,n TEXT)' } });
  expect(compareDocuments(a, b).schemaChanged).toBe(true);
  expect(compareDocuments(a, a).schemaChanged).toBe(false);
});

describe('what a schema declares beside records', () => {
  const facts = (more: Args): Args => ({
    userVersion: 3,
    applicationId: 0,
    'schema:t': 'create table t ( id )',
    ...more,
  });
  const trigger = { 'schema.trigger:t_after': 'create trigger t_after' };

  test.each([
    ['index', { 'schema.index:by_name': 'create index by_name on t ( id )' }],
    ['trigger', trigger],
    ['view', { 'schema.view:v': 'create view v as select 1' }],
  ])('%s: added, gone or changed is a changed schema', (kind, declared) => {
    const [name] = Object.keys(declared) as [string];
    const rows = { t: bag([[1, LONG, 0]]) };
    const documents = [{}, declared, { [name]: 'another text' }].map((more) =>
      documentOf(rows, { facts: facts(more) }),
    );
    const [without, one, other] = documents as [Document, Document, Document];
    const pairs = [
      [without, one, 'added'],
      [one, without, 'gone'],
      [one, other, 'changed'],
    ] as const;
    for (const [a, b, change] of pairs) {
      expect(compareDocuments(a, b)).toMatchObject({ schemaChanged: true, likeness: 'content' });
      const listed = [{ kind, name: name.slice(name.indexOf(':') + 1), change }];
      expect(schemaChangesOf(a.facts, b.facts, [])).toEqual({ total: 1, listed });
    }
    expect(compareDocuments(one, one).schemaChanged).toBe(false);
    expect(schemaChangesOf(one.facts, one.facts, [])).toBeNull();
  });

  test('numbers of the header are told, and are no change of the schema', () => {
    const [a, b] = [facts({}), facts({ userVersion: 4 })];
    expect(schemaChangesOf(a, b, [])).toEqual({
      total: 1,
      listed: [{ kind: 'header', name: 'user_version', change: 'changed', source: 3, target: 4 }],
    });
    expect(compareDocuments(documentOf({}, { facts: a }), documentOf({}, { facts: b })).schemaChanged).toBe(false);
  });

  test('a renamed table is not told once more, and a long list is counted', () => {
    const [old, young] = [{ 'schema:old': 'create table old ( id )' }, { 'schema:young': 'create table young ( id )' }];
    expect(schemaChangesOf(old, young, [{ source: 'old', target: 'young' }])).toBeNull();
    expect(schemaChangesOf(old, young, [])).toMatchObject({
      total: 2,
      listed: [{ change: 'gone' }, { change: 'added' }],
    });
    const many = Object.fromEntries(Array.from({ length: 999 }, (_, i) => [`schema.index:i${i}`, 'text']));
    const found = schemaChangesOf(many, {}, []);
    expect([found?.total, found?.listed.length]).toEqual([999, 200]);
  });
});

test('damage on a side is told', () => {
  const whole = documentOf({ t: bag([]) });
  const cut = documentOf({ t: bag([]) }, { notices: [{ detail: 'x', lost: true, args: {} }] });
  expect(compareDocuments(whole, cut)).toMatchObject({ complete: false, lost: { source: false, target: true } });
});

describe('skipEqual', () => {
  const rows = Array.from({ length: 20 }, (_, i): Row => [i, i % 2 === 0 ? LONG : 'b', i]);
  const edited = rows.map((row): Row => (row[0] === 13 ? [13, 'b', 99] : row));
  const pages = (list: readonly Row[]) => Array.from({ length: 5 }, (_, page) => list.slice(page * 4, page * 4 + 4));

  function skipping(list: readonly Row[], spec: Omit<TableSpec, 'rows'>, other: readonly Row[]) {
    let left = list;
    const inner = section('t', { ...spec, rows: list });
    const drop = (): ReadonlyMap<string, Counts> => {
      const kept = pages(list).filter((page, i) => JSON.stringify(page) !== JSON.stringify(pages(other)[i]));
      left = kept.flat();
      const gone = section('t', { ...spec, rows: list.filter((row) => !left.includes(row)) });
      return new Map([['t', gone.counts()]]);
    };
    const document = documentOf({ t: { ...spec, rows: list } });
    return { document: { ...document, sections: [{ ...inner, records: () => left.values() }] }, drop };
  }

  test.each([
    ['ordered', { columns, keys: [[0]], ordered: true }],
    ['keyed', { columns, keys: [[0]] }],
    ['multiset', { columns }],
  ])('%s: the result is the same without it', (_, spec) => {
    const source = skipping(rows, spec, edited);
    const target = skipping(edited, spec, rows);
    const skips = {
      ...source.document,
      skipEqual: () => {
        target.drop();
        return source.drop();
      },
    };
    const plain = compareDocuments(documentOf({ t: { ...spec, rows } }), documentOf({ t: { ...spec, rows: edited } }));
    const skipped = compareDocuments(skips, target.document);
    expect([...(skips.sections[0]?.records() ?? [])]).toHaveLength(4);
    expect(skipped).toEqual(plain);
    expect(plain.counts.same).toBe(19);
  });
});

describe('logical digest', () => {
  const rows = [
    [1, LONG, 0],
    [2, 'b', 1],
  ];
  const digest = (spec: TableSpec) => logicalDigest(documentOf({ t: spec }));

  test('order of rows and columns has no meaning; records, counts and names have', () => {
    const plain = digest(bag(rows));
    expect(plain).toMatch(/^[0-9a-f]{32}$/);
    expect(digest(bag(rows.toReversed()))).toBe(plain);
    expect(digest({ columns: ['n', 'body', 'id'], rows: rows.map((row) => row.toReversed()) })).toBe(plain);
    expect(digest(bag([...rows, ...rows]))).not.toBe(plain);
    expect(digest(bag([[1, LONG, 0]]))).not.toBe(plain);
    expect(digest({ columns: ['a', 'body', 'n'], rows })).not.toBe(plain);
    expect(logicalDigest(documentOf({ u: bag(rows) }))).not.toBe(plain);
  });

  test('nothing to go by: none', () => {
    expect(digest(bag([]))).toBeNull();
    const cut = documentOf({ t: bag(rows) }, { notices: [{ detail: 'x', lost: true, args: {} }] });
    expect(logicalDigest(cut)).toBeNull();
  });
});

describe('common records', () => {
  const doc = (...rows: Row[]) => documentOf({ t: keyed(rows) });
  const a: Row = [1, LONG, 1];
  const b: Row = [2, OTHER, 1];
  const c: Row = [3, 'c', 1];

  test('pairwise and all three', () => {
    expect(commonRecords(doc(a, b, c), doc(a, c), doc(b, c))).toEqual({
      sourceBundle: { records: 2, telling: 1 },
      sourceTarget: { records: 2, telling: 1 },
      bundleTarget: { records: 1, telling: 0 },
      all: { records: 1, telling: 0 },
    });
  });

  test('a changed record is common too', () => {
    expect(commonRecords(doc(a), doc(a), doc([1, LONG, 9])).all).toEqual({ records: 1, telling: 1 });
  });

  test('a side that is not there', () => {
    expect(commonRecords(doc(a), null, doc(a))).toMatchObject({ all: { records: 0 }, sourceTarget: { records: 1 } });
  });
});

test('a hundred thousand rows without a key, shuffled, show no change', () => {
  const rows = Array.from({ length: 100_000 }, (_, i): Row => [i, `body text number ${i}`, i % 97]);
  const shuffled = rows.toSorted(
    (x, y) => (((x[0] as number) * 7919) % 100_003) - (((y[0] as number) * 7919) % 100_003),
  );
  expect(compare(bag(rows), bag(shuffled)).counts).toEqual(counts(100_000, 0, 0, 0, 100_000));
});

test('polling stops it', () => {
  const rows = Array.from({ length: 100_000 }, (_, i): Row => [i, 'b', 0]);
  const stop = () => {
    throw new Error('stopped');
  };
  expect(() => compareDocuments(documentOf({ t: bag(rows) }), documentOf({ t: bag(rows) }), { poll: stop })).toThrow(
    'stopped',
  );
});
