import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIdle, keepComparable } from '../../src/engine/keep.ts';
import { buildCatalogue, readCatalogue } from '../../src/vfs/catalogue.ts';
import { makeMarks, markOf, openMarks } from '../../src/vfs/content-marks.ts';
import type { Entry } from '../../src/vfs/entry.ts';
import { holdContents } from '../../src/vfs/held-contents.ts';

/** What passes by without being kept: marks between two sides, contents held back, and what is idle. */

const MIB = 1 << 20;
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('marks', () => {
  test('hold what was added, for whoever opens them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(hex, fc.string()), { maxLength: 200, selector: String }), (contents) => {
        const shared = makeMarks();
        const [own, other] = [openMarks(shared), openMarks(shared)];
        const half = contents.slice(0, contents.length / 2);
        const idle = half.slice(0, half.length / 2);
        for (const each of half) own.meet(markOf(...each));
        for (const each of idle) own.addIdle(markOf(...each));
        for (const each of contents) {
          expect(other.hasMet(markOf(...each))).toBe(half.includes(each));
          expect(other.isIdle(markOf(...each))).toBe(idle.includes(each));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a full table takes no more, and still answers', () => {
    const marks = openMarks(makeMarks());
    for (let i = 1n; i <= 200_000n; i += 1n) marks.meet(i * 2_654_435_762n);
    expect(marks.hasMet(2_654_435_762n)).toBe(true);
    expect(marks.hasMet(200_000n * 2_654_435_762n)).toBe(false);
    marks.addIdle(200_000n * 2_654_435_762n);
    marks.addIdle(2_654_435_762n);
    expect(marks.isIdle(200_000n * 2_654_435_762n)).toBe(false);
    expect(marks.isIdle(2_654_435_762n)).toBe(true);
  });

  test('tell places and contents apart', () => {
    const content = 'ab'.repeat(32);
    expect(markOf(content, 'a')).not.toBe(markOf(content, 'b'));
    expect(markOf(content, 'a')).not.toBe(markOf('cd'.repeat(32), 'a'));
  });
});

test('contents held back come out once, in order, as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: MIB }), { minLength: 1, maxLength: 120 }), (sizes) => {
      const out: number[] = [];
      const held = holdContents((line, mark, idle, bytes) => {
        expect(idle).toBe(line % 2 === 0);
        expect(bytes.length).toBe(sizes[line]);
        expect(bytes[0]).toBe(line % 251);
        expect(bytes[bytes.length - 1]).toBe(line % 251);
        expect(mark).toBe(BigInt(line));
        out.push(line);
      });
      const bytes = new Uint8Array(MIB);
      for (const [line, size] of sizes.entries()) {
        bytes.fill(line % 251, 0, size);
        held.hold(line, BigInt(line), line % 2 === 0, bytes.subarray(0, size));
      }
      held.release();
      expect(out).toEqual(sizes.map((_, line) => line));
    }),
    { numRuns: 20 },
  );
});

test('a line may learn later where its content was kept', () => {
  const builder = buildCatalogue();
  const line = {
    type: 'file' as const,
    location: null,
    bytes: 9,
    sha256: null,
    modified: null,
    mode: null,
    uid: null,
    gid: null,
    link: null,
    proof: null,
    at: 'a.tar @0',
    sniff: 'opaque' as const,
    kept: null,
    idle: true,
  };
  builder.add({ ...line, entry: 'a' });
  const b = builder.add({ ...line, entry: 'b' });
  builder.keep(b, { offset: 2 ** 41, length: 9 });
  const [one, other] = [...readCatalogue(builder.finish()).entries()];
  expect(one).toMatchObject({ kept: null, idle: true });
  expect(other).toMatchObject({ kept: { offset: 2 ** 41, length: 9 }, idle: false });
});

describe('idle', () => {
  const entry = (path: string) =>
    ({
      type: 'entry',
      member: { path },
      location: {
        user: 0,
        package: 'com.example.app',
        storage: 'ce',
        domain: 'files',
        path,
        feature: null,
        volume: null,
      },
      proof: null,
    }) as unknown as Entry;
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => ((i * i * 31 + 7 * i) % 19) | 0x80);

  test('noise is, what holds a token is not', () => {
    expect(isIdle(entry('image.bin'), 'opaque', noise)).toBe(true);
    const token = Buffer.from(noise);
    token.write('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLXRoaXM', 900, 'latin1');
    expect(isIdle(entry('image.bin'), 'opaque', token)).toBe(false);
  });

  test('what a reader claims or a rule knows is not', () => {
    expect(isIdle(entry('a.json'), 'text', Buffer.from('{"a":1}'.padEnd(600)))).toBe(false);
    expect(isIdle(entry('key'), 'opaque', noise.subarray(0, 100))).toBe(false);
  });

  test('text is kept up to 1 GiB, other bytes up to 1 MiB', () => {
    const kept = (sniff: 'text' | 'opaque', size: number): boolean => keepComparable(entry('app.log'), sniff, size);
    expect([kept('text', 2 ** 30), kept('text', 2 ** 30 + 1)]).toEqual([true, false]);
    expect([kept('opaque', 2 ** 20), kept('opaque', 2 ** 20 + 1)]).toEqual([true, false]);
  });
});
