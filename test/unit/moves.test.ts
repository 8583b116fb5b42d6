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

const bytes = (target: Loose) => ({ target, basis: 'bytes' });
const content = (target: Loose) => ({ target, basis: 'content' });

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
    expect(sources.map((one) => copies.get(one))).toEqual([[bytes(target)], [bytes(target)]]);
  });

  test('on the target', () => {
    const source = loose('/a', { sha256: 's' });
    const targets = [loose('/b', { sha256: 's' }), loose('/c', { sha256: 's' })];
    const { moves, copies } = pairMoves([source], targets);
    expect(moves).toEqual([]);
    expect(copies.get(source)).toEqual(targets.map(bytes));
  });

  test('by records on both sides: each has all', () => {
    const sources = ['/a', '/b'].map((path) => loose(path, { sha256: path, content: 'c' }));
    const targets = ['/c', '/d'].map((path) => loose(path, { sha256: path, content: 'c' }));
    const { moves, copies } = pairMoves(sources, targets);
    expect(moves).toEqual([]);
    expect(sources.map((one) => copies.get(one))).toEqual([targets.map(content), targets.map(content)]);
  });

  test('told once where bytes and records are equal, the bytes first', () => {
    const sources = ['/a', '/b'].map((path) => loose(path, { sha256: 's', content: 'c' }));
    const [rewritten, equal] = [loose('/c', { sha256: 't', content: 'c' }), loose('/d', { sha256: 's', content: 'c' })];
    const { copies } = pairMoves(sources, [rewritten, equal]);
    expect(copies.get(sources[0] as Loose)).toEqual([bytes(equal), content(rewritten)]);
  });

  test('no more than sixteen', () => {
    const source = loose('/a', { sha256: 's' });
    const targets = Array.from({ length: 40 }, (_, i) => loose(`/t${i}`, { sha256: 's' }));
    expect(pairMoves([source], targets).copies.get(source)).toHaveLength(16);
  });
});

test('what is paired already is a copy, never a move', () => {
  const source = loose('/a', { sha256: 's' });
  const held = loose('/b', { sha256: 's' });
  const { moves, copies } = pairMoves([source], [], { held: [held] });
  expect(moves).toEqual([]);
  expect(copies.get(source)).toEqual([bytes(held)]);
});

describe('an occupied place', () => {
  const source = loose('/p', { sha256: 'a' });
  const now = loose('/p', { sha256: 'b' });

  test('never moves, and its content elsewhere is a copy', () => {
    const elsewhere = loose('/q', { sha256: 'a' });
    const displaced = { sources: [source], targets: [now] };
    const { moves, copies } = pairMoves([], [elsewhere], { held: [now], displaced });
    expect(moves).toEqual([]);
    expect(copies.get(source)).toEqual([bytes(elsewhere)]);
  });

  test('and another, whose contents changed places', () => {
    const [other, swapped] = [loose('/q', { sha256: 'b' }), loose('/q', { sha256: 'a' })];
    const displaced = { sources: [source, other], targets: [now, swapped] };
    const { copies } = pairMoves([], [], { held: [now, swapped], displaced });
    expect([copies.get(source), copies.get(other)]).toEqual([[bytes(swapped)], [bytes(now)]]);
  });

  test('has no copy in what both sides hold at one address', () => {
    const held = loose('/kept', { sha256: 'a' });
    const { copies } = pairMoves([], [], { held: [now, held], displaced: { sources: [source], targets: [now] } });
    expect(copies.size).toBe(0);
  });

  test('leaves a move to what is free: a direct address pairs first', () => {
    const free = loose('/r', { sha256: 'a' });
    const elsewhere = loose('/q', { sha256: 'a' });
    const { moves, copies } = pairMoves([free], [elsewhere], { displaced: { sources: [source], targets: [now] } });
    expect(moves).toEqual([{ source: free, target: elsewhere, basis: 'bytes' }]);
    expect(copies.size).toBe(0);
  });
});

test('another package is another app', () => {
  const target = loose('/b', { sha256: 's', package: 'com.example.b' });
  const { moves, copies } = pairMoves([loose('/a', { sha256: 's' })], [target]);
  expect(moves).toEqual([]);
  expect([...copies.values()]).toEqual([[bytes(target)]]);
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
