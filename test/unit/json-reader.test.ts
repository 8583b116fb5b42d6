import { describe, expect, test } from 'vitest';
import { readAlike } from '../../src/content/index.ts';
import { jsonReader } from '../../src/content/json/index.ts';
import { parseJson } from '../../src/content/json/parse.ts';
import { ContentFault, type Document, type Parts } from '../../src/content/reader.ts';
import { partsOf } from '../support/documents.ts';

function read(text: string | Uint8Array) {
  const document = jsonReader.read(partsOf(text), () => undefined);
  const [paths, arrays] = document.sections.map((section) => [...section.records()]);
  return { paths, arrays, document };
}

test('leaves by pointer, typed', () => {
  const { paths, arrays } = read('{"a":{"b":"x","c":1,"d":1.0,"e":true,"f":null,"g":{}},"h/i~j":-2,"":0}');
  expect(paths).toEqual([
    ['/a/b', 'string', 'x'],
    ['/a/c', 'number', 1],
    ['/a/d', 'number', { real: 1 }],
    ['/a/e', 'boolean', true],
    ['/a/f', 'null', null],
    ['/a/g', 'object', null],
    ['/h~1i~0j', 'number', -2],
    ['/', 'number', 0],
  ]);
  expect(arrays).toEqual([]);
});

test('integers beyond 2^53 are exact', () => {
  expect(read('{"a":9007199254740993,"b":123456789012345678901234567890,"c":1e400}').paths).toEqual([
    ['/a', 'number', 9007199254740993n],
    ['/b', 'number', 123456789012345678901234567890n],
    ['/c', 'number', { real: Number.POSITIVE_INFINITY }],
  ]);
});

test('elements of arrays are records by what they hold', () => {
  const { paths, arrays } = read('{"a":[1,"x",{"q":2,"p":[3,1]},[]],"b":{"c":[null]},"d":[]}');
  expect(arrays).toEqual([
    ['/a/[]', 'number', 1],
    ['/a/[]', 'string', 'x'],
    ['/a/[]', 'object', '{"p":[1,3],"q":2}'],
    ['/a/[]', 'array', '[]'],
    ['/b/c/[]', 'null', null],
  ]);
  expect(paths).toEqual([['/d', 'array', null]]);
});

test('order of keys within an element has no meaning, 1 and 1.0 differ', () => {
  const element = (text: string) => read(`[${text}]`).arrays;
  expect(element('{"a":1,"b":[2,3]}')).toEqual(element('{ "b" : [3, 2], "a" : 1 }'));
  expect(element('{"a":1}')).not.toEqual(element('{"a":1.0}'));
  expect(element('{"a":1}')).not.toEqual(element('{"a":"1"}'));
});

test('of two equal keys the last wins, and that is told', () => {
  const { paths, document } = read('{"a":1,"a":2}');
  expect(paths).toEqual([['/a', 'number', 2]]);
  expect(document.notices).toEqual([{ detail: 'json.duplicate-key', lost: false, args: { count: 1 } }]);
});

describe('strings', () => {
  test.each([
    ['"a\\"\\\\\\/\\b\\f\\n\\r\\t"', 'a"\\/\b\f\n\r\t'],
    ['"\\u00e9\\ud83d\\ude00"', 'é😀'],
    ['"\\ud83d"', '\ud83d'],
    ['""', ''],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual({ root: value, duplicates: 0 });
  });
});

test.each([
  '',
  ' ',
  '{',
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,',
  '{"a":1,}',
  '[',
  '[1',
  '[1,',
  '[1,]',
  '[1 2]',
  '{a:1}',
  "{'a':1}",
  '{"a":01}',
  '{"a":1.}',
  '{"a":.5}',
  '{"a":+1}',
  '{"a":tru}',
  '{"a":"\n"}',
  '{"a":"\\x"}',
  '{"a":"\\u12"}',
  '{} {}',
  '{}x',
  '"text"',
  '12',
  'null',
  '[NaN]',
  '// c\n{}',
])('not JSON: %j', (text) => {
  try {
    read(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ContentFault);
    expect((error as ContentFault).detail).toBe('json.malformed');
  }
});

test('agrees with JSON.parse on what is JSON, and on what is not', () => {
  const samples = [
    '[]',
    '[0]',
    '[-0]',
    '[1e5]',
    '{"a":[{"b":"c"}]}',
    '[1,2',
    '[\t1\n]',
    '["\u2028"]',
    '[1]\u00a0',
    '\ufeff[1]',
  ];
  for (const sample of samples) {
    const ours = parseJson(sample);
    let theirs = true;
    try {
      JSON.parse(sample);
    } catch {
      theirs = false;
    }
    expect('root' in ours, sample).toBe(theirs);
  }
});

test('deep nesting is refused, not a crash', () => {
  expect(() => read('['.repeat(1_000_000))).toThrow('json.malformed');
  expect(() => read(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toThrow('json.malformed');
  expect(read(`${'['.repeat(500)}${']'.repeat(500)}`).arrays).toHaveLength(1);
});

test('bids on structure', () => {
  const bid = (text: string) => jsonReader.bid({ name: 'x', head: new TextEncoder().encode(text), size: text.length });
  for (const text of ['{}', '{"a":1}', ' \n{ "a"', '[1]', '["a"]', '[{', '[', '\ufeff{}'])
    expect(bid(text), text).toBe(16);
  for (const text of ['', ' ', '{a', '[abc', '[INFO] x', 'text', '12', '{{']) expect(bid(text), text).toBe(0);
});

test('memory that threads share can be read', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(9));
  shared.set(new TextEncoder().encode('{"a":"x"}'));
  expect(read(shared).paths).toEqual([['/a', 'string', 'x']]);
});

/** A content of that many bytes that begins with `head`, goes on as `unit` over and over, and is never read as a whole. */
function long(head: string, unit: string, size: number): Parts {
  const stretch = Buffer.from(unit.repeat(Math.ceil(2 ** 21 / unit.length)));
  const read = (offset: number, length: number): Uint8Array => {
    const from = Math.max(0, offset - head.length) % unit.length;
    const begins = Buffer.from(head).subarray(offset);
    return Buffer.concat([begins, stretch.subarray(from)]).subarray(0, Math.min(length, size - offset));
  };
  return new Map([['main', { size, read, whole: () => expect.fail('asked for all of it') }]]);
}

test('beyond 32 MiB one value is too large, and many in a row are no JSON: a log of them is read by its lines', () => {
  const read =
    (parts: Parts): (() => Document) =>
    () =>
      jsonReader.read(parts, () => undefined);
  const size = 33 * 2 ** 20;
  expect(read(long('', '{"a":"}"}\n', size))).toThrow('json.malformed');
  expect(read(long('[', '{"a":"]"},\n', size))).toThrow('json.too-large');
  const name = 'events.ndjson';
  const { reader, sides } = readAlike(
    [long('', '{"a":"}"}\n', size), partsOf('{"a":1}\n{"a":2}\n')],
    name,
    () => undefined,
  );
  expect(reader?.id).toBe('lines');
  expect(sides.map(({ document }) => document?.counts().records)).toEqual([Math.ceil(size / 10), 2]);
});
