import { describe, expect, test } from 'vitest';
import { type Loose, pairMoves } from '../../src/diff/moves.ts';

function loose(devicePath: string, more: Partial<Loose> = {}): Loose {
  return { user: 0, package: 'com.example.a', devicePath, size: 100, sha256: null, content: null, ...more };
}

function moved(sources: readonly Loose[], targets: readonly Loose[], taken?: (name: string, user: number) => boolean) {
  const options = taken === undefined ? {} : { taken };
  return pairMoves(sources, targets, options).moves.map(({ source, target, basis }) => [
    source.devicePath,
    target.devicePath,
    basis,
  ]);
}

test('equal bytes elsewhere in the package', () => {
  expect(moved([loose('/a', { sha256: 's' })], [loose('/b', { sha256: 's' })])).toEqual([['/a', '/b', 'bytes']]);
});

test('equal records elsewhere', () => {
  const source = loose('/a', { sha256: 's', content: 'c' });
  expect(moved([source], [loose('/b', { sha256: 't', content: 'c' })])).toEqual([['/a', '/b', 'content']]);
});

test('bytes come before records', () => {
  const source = loose('/a', { sha256: 's', content: 'c' });
  const byContent = loose('/b', { sha256: 't', content: 'c' });
  const byBytes = loose('/c', { sha256: 's' });
  expect(moved([source], [byContent, byBytes])).toEqual([['/a', '/c', 'bytes']]);
});

test('32 bytes move, 31 do not', () => {
  expect(moved([loose('/a', { sha256: 's', size: 32 })], [loose('/b', { sha256: 's', size: 32 })])).toHaveLength(1);
  expect(moved([loose('/a', { sha256: 's', size: 31 })], [loose('/b', { sha256: 's', size: 31 })])).toHaveLength(0);
});

describe('not unique: copies, and no move', () => {
  test('on the source', () => {
    const sources = [loose('/a', { sha256: 's' }), loose('/b', { sha256: 's' })];
    const target = loose('/c', { sha256: 's' });
    const { moves, copies } = pairMoves(sources, [target]);
    expect(moves).toEqual([]);
    expect(sources.map((one) => copies.get(one))).toEqual([[target], [target]]);
  });

  test('on the target', () => {
    const source = loose('/a', { sha256: 's' });
    const targets = [loose('/b', { sha256: 's' }), loose('/c', { sha256: 's' })];
    const { moves, copies } = pairMoves([source], targets);
    expect(moves).toEqual([]);
    expect(copies.get(source)).toEqual(targets);
  });
});

test('what is paired already is a copy, never a move', () => {
  const source = loose('/a', { sha256: 's' });
  const held = loose('/b', { sha256: 's' });
  const { moves, copies } = pairMoves([source], [], { held: [held] });
  expect(moves).toEqual([]);
  expect(copies.get(source)).toEqual([held]);
});

test('another package is another app', () => {
  const target = loose('/b', { sha256: 's', package: 'com.example.b' });
  const { moves, copies } = pairMoves([loose('/a', { sha256: 's' })], [target]);
  expect(moves).toEqual([]);
  expect([...copies.values()]).toEqual([[target]]);
});

test('any user', () => {
  expect(moved([loose('/a', { sha256: 's', user: 10 })], [loose('/b', { sha256: 's' })])).toHaveLength(1);
});

test('user 999 moves to user 0 only where that is not taken', () => {
  const sources = [loose('/data/user/999/x', { sha256: 's', user: 999 })];
  const targets = [loose('/data/data/x', { sha256: 's' })];
  expect(moved(sources, targets, () => false)).toHaveLength(1);
  expect(moved(sources, targets, (name, user) => name === 'com.example.a' && user === 0)).toHaveLength(0);
});

test('what was never hashed does not move', () => {
  expect(moved([loose('/a')], [loose('/b')])).toEqual([]);
});

test('moves come in the order of the source', () => {
  const sources = ['/c', '/a', '/b'].map((path) => loose(path, { sha256: path }));
  const targets = ['/x/b', '/x/a', '/x/c'].map((path) => loose(path, { sha256: path.slice(2) }));
  expect(moved(sources, targets).map(([path]) => path)).toEqual(['/c', '/a', '/b']);
});
