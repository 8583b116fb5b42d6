import { describe, expect, test } from 'vitest';
import { sketchOf } from '../../src/content/sketch.ts';
import { nearTwins } from '../../src/diff/near-twins.ts';
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

function file(devicePath: string, bytes: Uint8Array, user = 0) {
  return { devicePath, user, sketch: sketchOf(contentOf(bytes)) };
}

/** A file of pages that begins as a SQLite database does; nothing else of it is looked at. */
function pages(seeds: readonly number[], counter: number): Uint8Array {
  const bytes = Buffer.concat(seeds.map((seed) => (seed === 0 ? new Uint8Array(512) : noise(512, seed))));
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(512, 16);
  bytes.writeUInt32BE(counter, 24);
  return bytes;
}

const base = noise(16 * 1024, 1);

describe('contents of chunks', () => {
  test('with a piece put in front and one changed are near twins, and the evidence is told', () => {
    const changed = new Uint8Array([9, 9, 9, ...base]);
    changed[8000] = 1;
    const source = file('/data/data/a/files/one', base);
    const found = nearTwins([source], [file('/data/data/a/files/other', changed, 10), file('/x', noise(16 * 1024, 5))]);
    const [twin, ...more] = found.get(source) ?? [];
    expect(more).toEqual([]);
    expect(twin).toMatchObject({ devicePath: '/data/data/a/files/other', user: 10, basis: 'chunks' });
    expect(twin?.share).toBeGreaterThan(0.9);
    expect(twin?.share).toBeLessThan(1);
    expect(twin?.shared).toBeGreaterThan(80);
  });

  test('with less than half of their chunks in common are none', () => {
    const source = file('/one', base);
    const other = new Uint8Array([...base.subarray(0, 8000), ...noise(16 * 1024, 2)]);
    expect(nearTwins([source], [file('/other', other)]).size).toBe(0);
  });

  test('come best first, and no more than four', () => {
    const targets = [1, 2, 3, 4, 5, 6].map((cut) => file(`/t${cut}`, base.subarray(0, base.length - cut * 900)));
    const source = file('/one', base);
    const shares = nearTwins([source], targets)
      .get(source)
      ?.map(({ devicePath }) => devicePath);
    expect(shares).toEqual(['/t1', '/t2', '/t3', '/t4']);
  });

  test('too short to tell have no sketch', () => {
    expect(sketchOf(contentOf(noise(31, 1)))).toBeNull();
  });
});

describe('databases', () => {
  test('are told by their pages, whatever stands in the header', () => {
    const source = file('/data/data/a/databases/m.db', pages([1, 2, 3, 4, 0], 7));
    const found = nearTwins([source], [file('/data/data/a/databases/n.db', pages([1, 2, 3, 5, 0], 8))]);
    // Three of five: the empty page is none.
    expect(found.get(source)).toEqual([
      { devicePath: '/data/data/a/databases/n.db', user: 0, basis: 'pages', share: 0.6, shared: 3 },
    ]);
  });

  test('are never held against what is no database', () => {
    const bytes = pages([1, 2, 3, 4], 7);
    const source = file('/m.db', bytes);
    expect(nearTwins([source], [file('/n', bytes.subarray(16))]).size).toBe(0);
  });
});
