import { describe, expect, test } from 'vitest';
import { bytesInWords, counted, grouped } from '../../src/report/numbers.ts';
import { printable } from '../../src/report/text/escape.ts';
import { PLAIN_TEXT, page, wantsColor, wantsUnicode } from '../../src/report/text/page.ts';
import { columns, cut, padded, shortened, wrapped } from '../../src/report/text/width.ts';

describe('columns', () => {
  test.each([
    ['', 0],
    ['plain', 5],
    ['日本', 4],
    ['ｆｕｌｌ', 8],
    ['한국', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['🔑', 2],
    ['👨‍👩‍👧', 2],
    ['🇦🇹', 2],
    ['❤️', 2],
    ['●◐○×·', 5],
  ])('%j takes %i', (text, width) => {
    expect(columns(text)).toBe(width);
  });
});

test('shortening keeps both ends, never more than the room, never half a character', () => {
  expect(shortened('org.example.messenger', 11)).toBe('org.e…enger');
  expect(shortened('日本語日本語日本語', 9)).toBe('日本…本語');
  expect(shortened('a👨‍👩‍👧b👨‍👩‍👧c👨‍👩‍👧d', 6)).toBe('a👨‍👩‍👧…d');
  for (let width = 1; width < 30; width++) {
    expect(columns(shortened('com.例え.アプリ.🔑key.very.long.name', width))).toBeLessThanOrEqual(width);
    expect(columns(cut('com.例え.アプリ.🔑key.very.long.name', width))).toBeLessThanOrEqual(width);
  }
  expect(shortened('short', 5)).toBe('short');
  expect(columns(shortened('x'.repeat(5_000_000), 20))).toBe(20);
});

test('padding counts columns, not characters', () => {
  expect(padded('日本', 6)).toBe('日本  ');
  expect(padded('7', 3, 'right')).toBe('  7');
});

test('wrapping breaks at spaces alone', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('averylongword x', 4)).toEqual(['averylongword', 'x']);
});

test('numbers for people', () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0, 999, 1000, 1049, 99_960, 123_456, 999_950, 9_123_456_789].map(bytesInWords)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.0 kB',
    '100 kB',
    '123 kB',
    '1.0 MB',
    '9.1 GB',
  ]);
  expect([counted(1, 'app'), counted(2, 'app'), counted(0, 'entry', 'entries')]).toEqual([
    '1 app',
    '2 apps',
    '0 entries',
  ]);
});

describe('what a terminal would act on', () => {
  test.each([
    ['\u001b[31mred', '\\x1B[31mred'],
    ['a\nb\tc\r', 'a\\x0Ab\\x09c\\x0D'],
    ['\u009b2J', '\\x9B2J'],
    ['gpj\u202eexe', 'gpj\\u{202E}exe'],
    ['a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['a\u200bb\u200eb\ufeff', 'a\\u{200B}b\\u{200E}b\\u{FEFF}'],
    ['\u{e0041}', '\\u{E0041}'],
    ['\ud800x', '\\u{D800}x'],
    ['\u007f', '\\x7F'],
    ['日本 🔑 é', '日本 🔑 é'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('an ASCII page gives ASCII alone', () => {
    const on = page({ ...PLAIN_TEXT, unicode: false });
    expect(on.text('日 → … ·\u202e')).toBe('\\u{65E5} -> ... -\\u{202E}');
    expect(Object.values(on.signs).join('')).toMatch(/^[\x20-\x7e]*$/);
  });
});

test('colour follows --color, then NO_COLOR, FORCE_COLOR and the terminal', () => {
  expect(wantsColor('always', false, { NO_COLOR: '1' })).toBe(true);
  expect(wantsColor('never', true, { FORCE_COLOR: '1' })).toBe(false);
  expect(wantsColor('auto', true, {})).toBe(true);
  expect(wantsColor('auto', true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColor('auto', true, { NO_COLOR: '' })).toBe(true);
  expect(wantsColor('auto', true, { TERM: 'dumb' })).toBe(false);
  expect(wantsColor('auto', false, {})).toBe(false);
  expect(wantsColor('auto', false, { FORCE_COLOR: '1' })).toBe(true);
  expect(wantsColor('auto', true, { FORCE_COLOR: '0' })).toBe(false);
  expect(wantsUnicode({ LANG: 'de_AT.UTF-8' }, 'linux')).toBe(true);
  expect(wantsUnicode({ LANG: 'C' }, 'linux')).toBe(false);
  expect(wantsUnicode({ LC_ALL: 'C', LANG: 'de_AT.UTF-8' }, 'linux')).toBe(false);
});
