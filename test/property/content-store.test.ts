import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeContentStore, type Ref, readStore } from '../../src/vfs/content-store.ts';

const SEED = 20_170_803;
const MIB = 1 << 20;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'content-store-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One content: its bytes in pieces, and whether it is given up half way. */
const content = fc.record({
  pieces: fc.array(fc.oneof({ weight: 5, arbitrary: fc.nat(5_000) }, { weight: 1, arbitrary: fc.nat(700_000) }), {
    maxLength: 5,
  }),
  start: fc.nat(255),
  dropped: fc.boolean(),
});
/** Share of the way: where a read begins, and how much of the rest it takes. */
const stretch = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));

function pieceOf(length: number, start: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) bytes[i] = (start + i * 31 + (i >> 8)) & 0xff;
  return bytes;
}

test('what was added is read back, across the border from memory to the spool', () => {
  let spilled = 0;
  fc.assert(
    fc.property(
      fc.array(content, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0, MIB, 2 * MIB),
      fc.array(stretch, { minLength: 4, maxLength: 4 }),
      fc.boolean(),
      (contents, memory, stretches, early) => {
        const store = makeContentStore(folder, memory);
        try {
          const kept: { readonly ref: Ref; readonly bytes: Buffer }[] = [];
          for (const { pieces, start, dropped } of contents) {
            const all = pieces.map((length, i) => pieceOf(length, start + i));
            const reused = Buffer.alloc(700_000);
            for (const piece of all) {
              // Chunks are reused by their sources: the store must have copied them.
              piece.copy(reused);
              store.add(reused.subarray(0, piece.length));
              reused.fill(0xee, 0, piece.length);
            }
            if (dropped) {
              store.drop();
              continue;
            }
            const ref = store.end();
            expect(ref).not.toBeNull();
            kept.push({ ref: ref as Ref, bytes: Buffer.concat(all) });
            if (early) {
              store.flush();
              const got = readStore(store.view(), (ref as Ref).offset, (ref as Ref).length);
              expect(Buffer.compare(got, Buffer.concat(all))).toBe(0);
            }
          }
          store.flush();
          const view = store.view();
          if (view.handle !== null) spilled += 1;
          for (const { ref, bytes } of kept) {
            expect(ref.length).toBe(bytes.length);
            expect(Buffer.compare(readStore(view, ref.offset, ref.length), bytes)).toBe(0);
            for (const [from, share] of stretches) {
              const offset = Math.floor(from * bytes.length);
              const length = Math.floor(share * (bytes.length - offset));
              const got = readStore(view, ref.offset + offset, length);
              expect(Buffer.compare(got, bytes.subarray(offset, offset + length))).toBe(0);
            }
          }
          // The spool has no name from the moment it is open.
          expect(readdirSync(folder)).toEqual([]);
        } finally {
          store.close();
        }
      },
    ),
    { numRuns: 60, seed: SEED },
  );
  expect(spilled).toBeGreaterThan(10);
});
