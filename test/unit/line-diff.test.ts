import { expect, test } from 'vitest';
import { diffLines, type Hunk } from '../../src/diff/lines.ts';

const SIGNS = { both: ' ', source: '-', target: '+' };

function rendered(hunks: readonly Hunk[]) {
  return hunks.map(({ sourceLine, targetLine, lines }) => [
    `${sourceLine} ${targetLine}`,
    ...lines.map((line) => SIGNS[line.in] + line.text),
  ]);
}

function diff(source: string, target: string, most?: number) {
  const split = (text: string) => (text === '' ? [] : text.split(' '));
  const result = diffLines(split(source), split(target), most);
  return result.kind === 'hunks' ? rendered(result.hunks) : result;
}

test('equal', () => {
  expect(diff('a b c', 'a b c')).toEqual({ kind: 'equal' });
  expect(diff('', '')).toEqual({ kind: 'equal' });
});

test('one line changed, with three lines around it', () => {
  expect(diff('1 2 3 4 5 6 7 8 9', '1 2 3 4 x 6 7 8 9')).toEqual([
    ['2 2', ' 2', ' 3', ' 4', '-5', '+x', ' 6', ' 7', ' 8'],
  ]);
});

test('two changes far apart are two hunks, near ones are one', () => {
  expect(diff('a 1 2 3 4 5 6 7 8 b', 'x 1 2 3 4 5 6 7 8 y')).toEqual([
    ['1 1', '-a', '+x', ' 1', ' 2', ' 3'],
    ['7 7', ' 6', ' 7', ' 8', '-b', '+y'],
  ]);
  expect(diff('a 1 2 3 4 b', 'x 1 2 3 4 y')).toHaveLength(1);
});

test('only added, only removed', () => {
  expect(diff('', 'a b')).toEqual([['0 1', '+a', '+b']]);
  expect(diff('a b', '')).toEqual([['1 0', '-a', '-b']]);
  expect(diff('a b', 'a new b')).toEqual([['1 1', ' a', '+new', ' b']]);
});

test('counts what was removed and added', () => {
  expect(diffLines(['a', 'b'], ['a', 'c', 'd'])).toMatchObject({ removed: 1, added: 2 });
});

test('too different is said, not guessed', () => {
  const source = Array.from({ length: 500 }, (_, i) => `a${i}`).join(' ');
  const target = Array.from({ length: 500 }, (_, i) => `b${i}`).join(' ');
  expect(diff(source, target, 100)).toEqual({ kind: 'too-different', reason: 'edits' });
});

test('a long log with one new line costs nothing', () => {
  const log = Array.from({ length: 300_000 }, (_, i) => `line ${i}`);
  const result = diffLines(log, [...log.slice(0, 150_000), 'new', ...log.slice(150_000)]);
  expect(result.kind === 'hunks' && rendered(result.hunks)).toEqual([
    [
      '149998 149998',
      ' line 149997',
      ' line 149998',
      ' line 149999',
      '+new',
      ' line 150000',
      ' line 150001',
      ' line 150002',
    ],
  ]);
});
