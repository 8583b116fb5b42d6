import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeContentStore, type Ref, readStore } from '../../src/vfs/content-store.ts';

const SEED = 20_170_803;
const MIB = 1 << 20;

/** Bytes that the disk still takes. */
let room = 0;
vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>();
  return {
    ...real,
    writeSync(handle: number, bytes: Uint8Array, offset: number, length: number, position: number): number {
      if (room === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      const done = real.writeSync(handle, bytes, offset, Math.min(length, room), position);
      room -= done;
      return done;
    },
  };
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-disk-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a full disk gives contents up whole: what was said to be kept is read back, also what lay in the buffer', () => {
  let lost = 0;
  let rescued = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(40_000), fc.nat(900_000)), { minLength: 4, maxLength: 30 }),
      fc.nat(3 * MIB),
      fc.boolean(),
      (lengths, free, early) => {
        room = free;
        const store = makeContentStore(folder, 0);
        try {
          const kept: { readonly ref: Ref; readonly bytes: Buffer }[] = [];
          for (const [i, length] of lengths.entries()) {
            const bytes = Buffer.alloc(length, i + 1);
            const half = length >> 1;
            store.add(bytes.subarray(0, half));
            store.add(bytes.subarray(half));
            const ref = store.end();
            if (ref === null) lost += 1;
            else kept.push({ ref, bytes });
            if (early && i === 2) store.flush();
          }
          store.flush();
          const view = store.view();
          for (const { ref, bytes } of kept) {
            expect(Buffer.compare(readStore(view, ref.offset, ref.length), bytes)).toBe(0);
            if (view.unwritten !== null && ref.offset + ref.length > view.unwritten.at && ref.length > 0) rescued += 1;
          }
        } finally {
          store.close();
        }
      },
    ),
    { numRuns: 60, seed: SEED },
  );
  expect(lost).toBeGreaterThan(10);
  expect(rescued).toBeGreaterThan(10);
});
