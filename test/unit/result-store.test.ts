import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { makeResultStore } from '../../src/engine/result-store.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'result-store-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('gives pieces back in any order, before and after more are put', () => {
  const store = makeResultStore(folder);
  try {
    const pieces = Array.from({ length: 3_000 }, (_, i) => ({
      i,
      text: `${'é'.repeat(i % 7)}\u{1f600}\u0000"`,
      none: null,
    }));
    for (const piece of pieces.slice(0, 2_000)) store.put(piece);
    expect(store.get(1_999)).toEqual(pieces[1_999]);
    expect(store.get(0)).toEqual(pieces[0]);
    for (const [at, piece] of pieces.slice(2_000).entries()) expect(store.put(piece)).toBe(2_000 + at);
    expect(store.count).toBe(3_000);
    for (const id of [2_999, 5, 2_000, 1_024, 1_023]) {
      expect(store.get(id)).toEqual(pieces[id]);
      expect(store.text(id)).toBe(JSON.stringify(pieces[id]));
    }
  } finally {
    store.close();
  }
});

test('gives what was put in place of a piece, and the others as they were', () => {
  const store = makeResultStore(folder);
  try {
    for (const text of ['first', 'second', 'third']) store.put({ text });
    expect(store.get(1)).toEqual({ text: 'second' });
    store.replace(1, { text: 'a longer piece than the second' });
    expect([0, 1, 2].map((id) => store.get<{ text: string }>(id).text)).toEqual([
      'first',
      'a longer piece than the second',
      'third',
    ]);
    expect(store.put({ text: 'fourth' })).toBe(3);
    expect(store.text(2)).toBe('{"text":"third"}');
    expect(store.count).toBe(4);
  } finally {
    store.close();
  }
});

test('goes on in an unnamed file where memory is full', () => {
  const store = makeResultStore(folder);
  try {
    const piece = (i: number) => `${i} ${'x'.repeat(100_000)}`;
    const total = 200; // 20 MB: four more than stay in memory
    for (let i = 0; i < total; i++) store.put(piece(i));
    for (const id of [0, 150, 166, 167, 168, 199]) expect(store.get(id)).toBe(piece(id));
    expect(readdirSync(folder)).toEqual([]);
    store.put('last');
    expect(store.get(total)).toBe('last');
  } finally {
    store.close();
  }
});

test('a work folder that cannot be used is a fault, once it is needed', () => {
  const store = makeResultStore(join(folder, 'missing'));
  try {
    store.put('small');
    expect(store.get(0)).toBe('small');
    const fill = (): void => {
      for (let i = 0; i < 30; i++) store.put('x'.repeat(1_000_000));
    };
    expect(fill).toThrow(Fault);
    expect(fill).toThrow('work.unusable');
  } finally {
    store.close();
  }
});
