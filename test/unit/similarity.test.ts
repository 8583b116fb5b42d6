import { expect, test } from 'vitest';
import { opaqueSimilarity } from '../../src/content/similarity.ts';
import { contentOf } from '../support/documents.ts';

function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

function similarity(a: Uint8Array, b: Uint8Array) {
  return opaqueSimilarity(contentOf(a), contentOf(b));
}

const base = noise(64 * 1024, 1);

test('equal is 1, and only equal is', () => {
  expect(similarity(base, base.slice())).toBe(1);
  const repeated = new Uint8Array(100_000).fill(7);
  expect(similarity(repeated, repeated.subarray(512))).toBeLessThan(1);
});

test('unrelated is 0', () => {
  expect(similarity(base, noise(64 * 1024, 2))).toBe(0);
});

test('an insertion at the front, one changed byte, a cut half', () => {
  const inserted = new Uint8Array([1, 2, 3, ...base]);
  expect(similarity(base, inserted)).toBeGreaterThan(0.98);
  const changed = base.slice();
  changed[30_000] = (changed[30_000] as number) ^ 0xff;
  expect(similarity(base, changed)).toBeGreaterThan(0.98);
  const half = similarity(base, base.subarray(0, base.length / 2)) as number;
  expect(half).toBeGreaterThan(0.45);
  expect(half).toBeLessThan(0.55);
});

test('does not depend on the order of sides', () => {
  const other = new Uint8Array([...base.subarray(20_000), ...noise(5_000, 3)]);
  expect(similarity(base, other)).toBe(similarity(other, base));
});

test('edges', () => {
  expect(similarity(new Uint8Array(), new Uint8Array())).toBe(1);
  expect(similarity(new Uint8Array(), base)).toBe(0);
  expect(similarity(noise(10, 1), noise(10, 2))).toBe(0);
  const huge = { size: 65 * 1024 * 1024, read: () => new Uint8Array(), whole: () => new Uint8Array() };
  expect(opaqueSimilarity(huge, contentOf(base))).toBeNull();
});

test('a few megabytes keep their share', () => {
  const large = noise(4 * 1024 * 1024, 5);
  expect(similarity(large, large.subarray(1024 * 1024))).toBeGreaterThan(0.7);
});
