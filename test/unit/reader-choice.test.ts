import { expect, test } from 'vitest';
import { readAlike, readDocument, readersFor, sightingOf } from '../../src/content/index.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { partsOf } from '../support/documents.ts';

const poll = (): void => undefined;
const prefs = '<?xml version="1.0"?><map><string name="a">alpha beta</string></map>';

function ids(text: string | Uint8Array, name = 'x') {
  return readersFor(sightingOf(partsOf(text), name)).map(({ id }) => id);
}

test('surest first', () => {
  expect(ids(prefs, 'p.xml')).toEqual(['preferences', 'lines']);
  expect(ids('{"a":1}')).toEqual(['json', 'lines']);
  expect(ids('<html></html>')).toEqual(['lines']);
  expect(ids(new Uint8Array([0, 1, 2, 3]))).toEqual([]);
  expect(ids('SQLite format 3\0')).toEqual(['sqlite']);
});

test('nothing understands noise', () => {
  expect(readDocument(partsOf(new Uint8Array([0, 200, 1, 255])), 'x', poll)).toBeNull();
  expect(readDocument(partsOf(''), 'x', poll)).toBeNull();
});

test('several JSON documents in a file are lines', () => {
  const read = readDocument(partsOf('{"a":1}\n{"a":2}\n'), 'x', poll);
  expect(read?.reader.id).toBe('lines');
});

test('a whole and a half-written JSON file are compared line by line', () => {
  const { reader, sides } = readAlike([partsOf('{\n"a":1,\n"b":2\n}'), partsOf('{\n"a":1,\n')], 'x', poll);
  expect(reader?.id).toBe('lines');
  const [a, b] = sides.map(({ document }) => document);
  expect(a && b && compareDocuments(a, b).counts).toMatchObject({ same: 2, sourceOnly: 2, targetOnly: 0 });
});

test('an empty file has no records of whatever the other is', () => {
  const { reader, sides } = readAlike([partsOf(''), partsOf(prefs)], 'p.xml', poll);
  expect(reader?.id).toBe('preferences');
  const [a, b] = sides.map(({ document }) => document);
  expect(a && b && compareDocuments(a, b)).toMatchObject({
    counts: { same: 0, sourceOnly: 0, targetOnly: 1 },
    likeness: 'superset',
  });
});

test('a side that cannot be read says why, the other is still read', () => {
  const { reader, sides } = readAlike(
    [partsOf(prefs), partsOf(new Uint8Array([0x41, 0x42, 0x58, 0, 1]))],
    'p.xml',
    poll,
  );
  expect(reader?.id).toBe('preferences');
  expect(sides[0]?.document).not.toBeNull();
  expect(sides[1]?.fault?.detail).toBe('preferences.abx');
});

test('text against noise: the text is read, the noise is malformed', () => {
  const { reader, sides } = readAlike([partsOf('some text\n'), partsOf(new Uint8Array([0, 1, 2])), null], 'x', poll);
  expect(reader?.id).toBe('lines');
  expect(sides.map(({ document, fault }) => [document !== null, fault?.detail ?? null])).toEqual([
    [true, null],
    [false, 'lines.malformed'],
    [false, null],
  ]);
});
