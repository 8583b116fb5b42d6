import { describe, expect, test } from 'vitest';
import {
  contentKey,
  type Elsewhere,
  type Holdings,
  MOST_OWNERS,
  NOT_TOLD,
  sameElsewhere,
} from '../../src/diff/elsewhere.ts';

type Rows = readonly (readonly [key: number, id: number])[];

function holdings(
  owner: string | null,
  sources: Rows = [],
  targets: Rows = [],
  held: readonly number[] = [],
): Holdings {
  const contents = (rows: Rows) => ({ keys: rows.map(([key]) => key), ids: rows.map(([, id]) => id) });
  return { owner, sources: contents(sources), targets: contents(targets), held };
}

const found = (all: readonly Holdings[]): Elsewhere[] => [...sameElsewhere(all)];
/** As many packages, each with one content of the same key on one side. */
const many = (count: number, of: (at: number) => Holdings): Holdings[] =>
  Array.from({ length: count }, (_, at) => of(at));

test('the head of a digest is told as a number, exactly', () => {
  expect(contentKey(`fffffffffffff${'0'.repeat(51)}`)).toBe(2 ** 52 - 1);
  expect(contentKey(`0000000000001${'f'.repeat(51)}`)).toBe(1);
});

test('a content of one package is found in another', () => {
  const all = [holdings('a', [[7, 1]]), holdings('b', [], [[7, 2]]), holdings('c', [], [[8, 3]])];
  expect(found(all)).toEqual([{ owner: 0, source: 1, targets: [{ owner: 1, target: 2 }] }]);
});

test('n to n: each has all, in the order of packages', () => {
  const [sources, targets] = [
    [
      [7, 1],
      [7, 2],
    ],
    [
      [7, 3],
      [7, 4],
    ],
  ] as const;
  const places = [3, 4].map((target) => ({ owner: 1, target }));
  expect(found([holdings('a', sources), holdings('b', [], targets)])).toEqual([
    { owner: 0, source: 1, targets: places },
    { owner: 0, source: 2, targets: places },
  ]);
});

test('within a package it was told before; among what belongs to no app it was not', () => {
  expect(found([holdings('a', [[7, 1]], [[7, 2]])])).toEqual([]);
  expect(found([holdings(null, [[7, 1]], [[7, 2]])])).toEqual([
    { owner: 0, source: 1, targets: [{ owner: 0, target: 2 }] },
  ]);
});

test('what is at its place on both sides is no place to be found at', () => {
  expect(found([holdings('a', [[7, 1]]), holdings('b', [], [], [7])])).toEqual([]);
});

test('what is counted only is told of by nobody', () => {
  expect(found([holdings('a', [[7, NOT_TOLD]]), holdings('b', [], [[7, 2]])])).toEqual([]);
});

describe('a content that many have says nothing', () => {
  const source = holdings('a', [[7, 1]]);

  test('on the target', () => {
    const some = [source, ...many(MOST_OWNERS, (at) => holdings(`t${at}`, [], [[7, at]]))];
    expect(found(some)[0]?.targets).toHaveLength(MOST_OWNERS);
    expect(found([...some, holdings('one more', [], [[7, 99]])])).toEqual([]);
  });

  test('whether or not it is at its place there', () => {
    const target = holdings('b', [], [[7, 2]]);
    expect(found([source, target, ...many(MOST_OWNERS - 1, (at) => holdings(`k${at}`, [], [], [7]))])).toHaveLength(1);
    expect(found([source, target, ...many(MOST_OWNERS, (at) => holdings(`k${at}`, [], [], [7]))])).toEqual([]);
  });

  test('on the source', () => {
    const target = holdings('b', [], [[7, 2]]);
    expect(found([target, ...many(MOST_OWNERS, (at) => holdings(`s${at}`, [[7, at]]))])).toHaveLength(MOST_OWNERS);
    expect(found([target, ...many(MOST_OWNERS + 1, (at) => holdings(`s${at}`, [[7, at]]))])).toEqual([]);
  });

  test('of one package so many copies are no more than those that are listed', () => {
    const targets: Rows = Array.from({ length: 100 }, (_, at) => [7, at]);
    const sources: Rows = Array.from({ length: 100 }, (_, at) => [7, at]);
    const all = found([holdings('a', sources), holdings('b', [], targets)]);
    expect(all).toHaveLength(100);
    expect(all.every(({ targets: places }) => places.length === 16)).toBe(true);
  });

  test('a thousand apps on each side, quickly', () => {
    const apps = many(1000, (at) =>
      holdings(
        `app${at}`,
        [
          [7, at],
          [1000 + at, at],
        ],
        [],
      ),
    );
    const others = many(1000, (at) =>
      holdings(
        `other${at}`,
        [],
        [
          [7, at],
          [1000 + at, at],
        ],
      ),
    );
    const all = found([...apps, ...others]);
    expect(all).toHaveLength(1000);
    expect(all[5]).toEqual({ owner: 5, source: 5, targets: [{ owner: 1005, target: 5 }] });
  });
});
