import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../formats/index.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { takeSide } from '../../src/engine/side-pass.ts';
import { makeWatch, sideRequest } from '../../src/engine/side-request.ts';
import { readCatalogue } from '../../src/vfs/catalogue.ts';
import { makeContentStore, OTHER_AT, readStore } from '../../src/vfs/content-store.ts';
import { makeSharedContents, openSharedContents } from '../../src/vfs/shared-contents.ts';
import { tarBytes } from '../support/tar-bytes.ts';

/** What two sides keep once between them. */

const MIB = 1 << 20;
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('shared contents', () => {
  test('each side finds what either has told, and where', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hex, { minLength: 4, maxLength: 300 }), (hashes) => {
        const [one, other] = [makeSharedContents(), makeSharedContents()];
        const ours = openSharedContents(one, other, OTHER_AT);
        const theirs = openSharedContents(other, one, OTHER_AT);
        for (const [i, sha256] of hashes.entries()) {
          expect(ours.find(sha256, 1000 + i)).toBeNull();
          if (i % 3 === 0) ours.tell(sha256, { offset: i * 7, length: 1000 + i });
          if (i % 3 === 1) theirs.tell(sha256, { offset: i * 7, length: 1000 + i });
        }
        for (const [i, sha256] of hashes.entries()) {
          const expected = (own: number) =>
            i % 3 === 2 ? null : { offset: i % 3 === own ? i * 7 : OTHER_AT + i * 7, length: 1000 + i };
          expect(ours.find(sha256, 1000 + i)).toEqual(expected(0));
          expect(theirs.find(sha256, 1000 + i)).toEqual(expected(1));
        }
      }),
      { numRuns: 30 },
    );
  });

  test('contents that differ in one digit far back are two', () => {
    const [one, other] = [makeSharedContents(), makeSharedContents()];
    const shared = openSharedContents(one, other, OTHER_AT);
    const sha256 = '0'.repeat(64);
    shared.tell(sha256, { offset: 5, length: 999 });
    expect(shared.find(sha256, 999)).toEqual({ offset: 5, length: 999 });
    expect(shared.find(`${'0'.repeat(47)}1${'0'.repeat(16)}`, 999)).toBeNull();
    expect(shared.find(`1${'0'.repeat(63)}`, 999)).toBeNull();
  });

  test('what the other keeps, and what is tiny, is not told on', () => {
    const [one, other] = [makeSharedContents(), makeSharedContents()];
    const shared = openSharedContents(one, other, OTHER_AT);
    shared.tell('a'.repeat(64), { offset: OTHER_AT + 1, length: 999 });
    shared.tell('b'.repeat(64), { offset: 1, length: 3 });
    expect(shared.find('a'.repeat(64), 999)).toBeNull();
    expect(shared.find('b'.repeat(64), 3)).toBeNull();
  });

  test('a full table takes no more, and still answers', () => {
    const [one, other] = [makeSharedContents(), makeSharedContents()];
    const shared = openSharedContents(one, other, OTHER_AT);
    const hashOf = (i: number) => createHash('sha256').update(String(i)).digest('hex');
    for (let i = 0; i < 110_000; i += 1) shared.tell(hashOf(i), { offset: i, length: 999 });
    expect(shared.find(hashOf(17), 999)).toEqual({ offset: 17, length: 999 });
    expect(shared.find(hashOf(109_999), 999)).toBeNull();
  });
});

describe('a store', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shared-contents-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('reads from that of the other side, where an offset says so', () => {
    const [own, other] = [makeContentStore(folder, MIB), makeContentStore(folder, MIB)];
    other.add(Buffer.alloc(MIB + 100, 1));
    other.add(Buffer.alloc(100, 2));
    const ref = other.end();
    other.flush();
    const view = { ...own.view(), other: other.view() };
    expect(readStore(view, OTHER_AT + (ref?.offset ?? 0) + MIB, 200)).toEqual(
      Buffer.concat([Buffer.alloc(100, 1), Buffer.alloc(100, 2)]),
    );
    expect(readStore(own.view(), OTHER_AT, 4)).toHaveLength(0);
    own.close();
    other.close();
  });

  test('uses the room of what was dropped again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3 * MIB), fc.boolean()), { minLength: 2, maxLength: 10 }),
        fc.constantFrom(0, MIB, 2 * MIB),
        (contents, memory) => {
          const store = makeContentStore(folder, memory);
          let bytes = 0;
          const kept = contents.flatMap(([length, dropped], i) => {
            const content = Buffer.alloc(length, i + 1);
            store.add(content);
            if (dropped) {
              store.drop();
              return [];
            }
            bytes += length;
            return [{ ref: store.end(), content }];
          });
          store.flush();
          expect(store.bytes).toBe(bytes);
          for (const { ref, content } of kept) {
            const got = readStore(store.view(), ref?.offset ?? -1, ref?.length ?? -1);
            expect(Buffer.compare(got, content)).toBe(0);
          }
          store.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('two sides', () => {
  const bodies = Array.from(
    { length: 6 },
    (_, i) => `${'a line of text that is long enough to share\n'.repeat(10)}${i}`,
  );
  const tar = (folder: string, places: readonly string[]): string => {
    const path = join(folder, 'phone.tar');
    writeFileSync(path, tarBytes(places.map((name, i) => ({ name, body: bodies[i] ?? '' }))));
    return path;
  };
  const side = (path: string, own: SharedArrayBuffer, other: SharedArrayBuffer) => {
    const name = { path, as: null };
    const options = runOptions();
    const request = sideRequest(name, { kind: 'compare' }, options, makeWatch(name, options.signal));
    return takeSide({ ...request, contents: { own, other } }, FORMATS);
  };

  test('keep what both have once, wherever it lies, and only once it is sure that the evidence is open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'two-sides-test-'));
    try {
      const own = (i: number) => `data/data/com.example.app/files/${i}.txt`;
      const path = tar(folder, ['data/media/0/Download/first.txt', own(1), own(2), own(3), own(4), own(5)]);
      const [one, other] = [makeSharedContents(), makeSharedContents()];
      const first = await side(path, one, other);
      const second = await side(path, other, one);
      // The first of all was kept before anything private was seen: both keep it.
      expect(second.store.bytes).toBe(bodies[0]?.length);
      expect(first.store.bytes).toBe(bodies.reduce((sum, body) => sum + body.length, 0));
      const view = { ...second.side.store, other: first.side.store };
      const read = [...readCatalogue(second.side.catalogue).entries()].flatMap(({ kept, sha256 }) =>
        kept === null
          ? []
          : [
              [
                createHash('sha256')
                  .update(readStore(view, kept.offset, kept.length))
                  .digest('hex'),
                sha256,
              ],
            ],
      );
      expect(read).toHaveLength(bodies.length);
      for (const [actual, told] of read) expect(actual).toBe(told);
      first.store.close();
      second.store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
