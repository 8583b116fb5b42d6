import { expect, test } from 'vitest';
import { linesReader } from '../../src/content/lines/index.ts';
import type { Content, Document } from '../../src/content/reader.ts';
import { changesOf } from '../../src/diff/changes.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { partsOf } from '../support/documents.ts';

function lines(bytes: Uint8Array | string) {
  const document = linesReader.read(partsOf(bytes), () => undefined);
  return [...(document.sections[0]?.records() ?? [])].map(([text]) => text);
}

function bid(bytes: Uint8Array, size = bytes.length) {
  return linesReader.bid({ name: 'x', head: bytes, size });
}

test.each([
  ['a\nb\n', ['a', 'b']],
  ['a\nb', ['a', 'b']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\n\nb', ['a', '', 'b']],
  ['\n', ['']],
  ['\r\n', ['']],
  ['\ufeffa\nb', ['a', 'b']],
  ['é\n😀', ['é', '😀']],
])('%j', (text, expected) => {
  expect(lines(text)).toEqual(expected);
});

test('UTF-16 with its mark, either way round', () => {
  const little = Buffer.from('\ufeffa\né', 'utf16le');
  expect(lines(little)).toEqual(['a', 'é']);
  expect(lines(Buffer.from(little).swap16())).toEqual(['a', 'é']);
  expect(bid(little)).toBe(12);
  expect(() => lines(little.subarray(0, little.length - 1))).toThrow('lines.malformed');
});

test('a stray byte keeps its line as bytes', () => {
  const text = Buffer.concat([
    Buffer.from('first line of text\nsecond caf'),
    Buffer.from([0xe9]),
    Buffer.from(' line\nthird line'),
  ]);
  const document = linesReader.read(partsOf(text), () => undefined);
  expect(document.notices.map(({ detail }) => detail)).toEqual(['lines.not-utf8']);
  expect(lines(text)).toEqual([
    'first line of text',
    { text: new Uint8Array(Buffer.from('second caf\xe9 line', 'latin1')) },
    'third line',
  ]);
});

test('what is no text is refused', () => {
  expect(() => lines('text\u0000text')).toThrow('lines.malformed');
  expect(() => lines(new Uint8Array([1, 2, 3, 4, 5]))).toThrow('lines.malformed');
  expect(bid(new Uint8Array())).toBe(0);
  expect(bid(Buffer.from('ab\u0000'))).toBe(0);
  expect(bid(Buffer.from([0x80, 0x81, 0x82]), 9)).toBe(4);
  expect(bid(Buffer.from('\u0001\u0002abc'))).toBe(0);
});

test('a head that ends inside a character is still text', () => {
  expect(bid(Buffer.from('ééé').subarray(0, 5), 6)).toBe(4);
});

test('surrogates, overlong forms and what is above U+10FFFF are no UTF-8', () => {
  for (const bytes of [
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [0xe0, 0x80, 0x80],
    [0xf0, 0x80, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
  ]) {
    expect(bid(Buffer.from([...bytes, 0x61, 0x62]))).toBe(0);
  }
});

/** A content of any length that is the same few bytes over and over: nothing of it is in memory. */
function repeated(unit: string, size: number, last = ''): Content {
  const stretch = Buffer.from(unit.repeat(Math.ceil((8 * 1024 * 1024) / unit.length)));
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
    for (let at = 0; at < bytes.length; ) at += stretch.copy(bytes, at, (offset + at) % unit.length);
    const tail = Buffer.from(last);
    const from = size - tail.length - offset;
    if (from < bytes.length) tail.copy(bytes, Math.max(0, from), Math.max(0, -from));
    return bytes;
  };
  return {
    size,
    read,
    whole: () => {
      throw new Error('asked for all of it at once');
    },
  };
}

test('a text beyond 64 MiB is compared in pieces, never as a whole', () => {
  const poll = (): void => undefined;
  const line = 'a line of thirty-two characters\n';
  const size = line.length * 2_200_000;
  const source = linesReader.read(new Map([['main', repeated(line, size)]]), poll);
  const target = linesReader.read(new Map([['main', repeated(line, size + 9, 'one more\n')]]), poll);
  const { counts, likeness } = compareDocuments(source, target);
  expect(counts).toEqual({ same: 2_200_000, changed: 0, sourceOnly: 0, targetOnly: 1, telling: 2_200_000 });
  expect(likeness).toBe('superset');
  expect([...changesOf(source, target)].map(({ target: row }) => row)).toEqual([{ text: 'one more' }]);
});

test('what no comparison ends of in time is refused: by bytes, by lines, by the length of a line', () => {
  const read =
    (content: Content): (() => Document) =>
    () =>
      linesReader.read(new Map([['main', content]]), () => undefined);
  expect(read(repeated('a\n', 2 ** 30 + 1))).toThrow('lines.too-large');
  expect(read(repeated('\n', 2 ** 26 + 2))).toThrow('lines.count-too-large');
  expect(read(repeated('a', 2 ** 26 + 2))).toThrow('lines.line-too-large');
});
