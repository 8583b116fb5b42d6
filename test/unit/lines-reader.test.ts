import { expect, test } from 'vitest';
import { linesReader } from '../../src/content/lines.ts';
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
