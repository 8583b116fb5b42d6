import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Row, Value } from '../../src/content/value.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { rewrittenRecords } from '../../src/engine/rewritten.ts';
import { documentOf } from '../support/documents.ts';

/** Records that differ only in how what they hold is written, by number. */
const columns = ['key', 'value', 'at'];
const nothing = (): void => undefined;

function rewritten(source: readonly Row[], target: readonly Row[], partial: 'row' | 'whole' = 'row') {
  const of = (rows: readonly Row[]) => documentOf({ kept: { columns, rows, keys: [[0]], partial } });
  const [one, other] = [of(source), of(target)];
  const { counts } = compareDocuments(one, other);
  return { counts, told: rewrittenRecords(one, other, counts, nothing) };
}

const one = (value: Value, at: Value = 1): Row[] => [['k', value, at]];
const bytes = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer);
const TEXT = 'a line of text, which no reader but that of lines knows; '.repeat(9);

test.each([
  ['JSON in another order', '{"a":1,"b":{"c":2,"d":[3,4]}}', '{ "b": {"d":[3,4],"c":2}, "a": 1 }'],
  ['JSON in JSON', JSON.stringify({ a: '{"b":1,"c":2}' }), JSON.stringify({ a: '{"c":2,"b":1}' })],
  ['JSON in another gzip', bytes(gzipSync('{"a":1,"b":2}', { level: 1 })), bytes(gzipSync('{"b":2,"a":1}'))],
  ['text packed anew', bytes(deflateSync(TEXT, { level: 1 })), bytes(deflateSync(TEXT, { level: 9 }))],
])('are told, and count as different: %s', (_, source, target) => {
  const found = rewritten(one(source), one(target), 'whole');
  expect(found.told).toEqual([{ section: 'kept', records: 1 }]);
  expect(found.counts).toMatchObject({ same: 0, changed: 0, sourceOnly: 1, targetOnly: 1 });
});

test.each([
  ['a value inside is another one', one('{"a":1,"b":2}'), one('{"b":2,"a":3}')],
  ['a number inside has another type', one('{"a":1,"b":2}'), one('{"b":2,"a":1.0}')],
  ['another column differs', one('{"a":1,"b":2}', 1), one('{"b":2,"a":1}', 2)],
  ['it is mere text', one('some words of text'), one('text of some words')],
  ['one side is no JSON', one('{"a":1,"b":2}'), one('{"a":1,"b":2')],
  ['the key is another one', one('{"a":1,"b":2}'), [['other', '{"b":2,"a":1}', 1]] as Row[]],
  ['what is packed differs', one(bytes(gzipSync(`${TEXT}1`))), one(bytes(gzipSync(`${TEXT}2`)))],
])('are not where %s', (_, source, target) => expect(rewritten(source, target).told).toEqual([]));

test('are counted among others, whether they are found as changed or not at all', () => {
  const state = (i: number, turned: boolean) => (turned ? `{"b":"${i}","a":"x"}` : `{"a":"x","b":"${i}"}`);
  const rows = (turned: boolean): Row[] =>
    Array.from({ length: 9 }, (_, i) => [`k${i}`, state(i, turned && i % 3 === 0), i === 1 && turned ? 7 : 1]);
  const shared = (turned: boolean): Row[] =>
    rows(turned).map(([key, value]) => [key as Value, value as Value, 'a telling text']);
  expect(rewritten(rows(false), rows(true)).told).toEqual([{ section: 'kept', records: 3 }]);
  const found = rewritten(shared(false), shared(true));
  expect([found.counts.changed, found.told]).toEqual([3, [{ section: 'kept', records: 3 }]]);
});

test('no more is opened than there is room for', () => {
  const long = (i: number, turned: boolean) => {
    const fill = `"fill":"${String(i).repeat(500_000)}"`;
    return turned ? `{"a":1,${fill}}` : `{${fill},"a":1}`;
  };
  const rows = (turned: boolean): Row[] => Array.from({ length: 30 }, (_, i) => [`k${i}`, long(i % 10, turned), 1]);
  const { told } = rewritten(rows(false), rows(true));
  expect(told[0]?.records).toBeGreaterThan(9);
  expect(told[0]?.records).toBeLessThan(18);
});
