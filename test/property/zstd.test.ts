import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { concat, u32le, utf8 } from '../../corpus/encode/bytes.ts';
import { type Random, seeded } from '../../corpus/encode/seed.ts';
import { zstd } from '../../corpus/encode/zstd.ts';
import type { InflateEnd } from '../../src/bytes/inflate.ts';
import { unzstdBy } from '../../src/bytes/unzstd.ts';
import { NODE_ZSTD } from '../../src/bytes/zstd-blocks.ts';

/**
 * Node's own Zstandard and fzstd must come to the same: what came out, how it ended and why. Node before 22.15 has none
 * of its own, and no encoder to try fzstd with.
 */

interface Outcome {
  readonly bytes: Uint8Array;
  readonly end: InflateEnd | null;
}

interface Encoding {
  readonly params: Readonly<Record<number, number>>;
}
const native = zlib as unknown as {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: Encoding) => Uint8Array;
  readonly constants: Readonly<Record<string, number>>;
};
const LACKING = `Node ${process.versions.node} has no Zstandard of its own`;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  // A source uses its memory again: what is kept of a piece has to be copied.
  const memory = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    memory.set(piece);
    yield memory.subarray(0, piece.length);
  }
}

async function unpacked(bytes: Uint8Array, node: typeof NODE_ZSTD, size = 1 << 20): Promise<Outcome> {
  const run = unzstdBy(node, inPieces(bytes, size));
  const parts: Uint8Array[] = [];
  for await (const chunk of run.chunks) parts.push(Uint8Array.from(chunk));
  return { bytes: concat(parts), end: run.end() };
}

async function expectSame(bytes: Uint8Array, about: string, size?: number): Promise<Outcome> {
  const [own, other] = [await unpacked(bytes, NODE_ZSTD, size), await unpacked(bytes, null, size)];
  expect(own.end, about).toEqual(other.end);
  expect(Buffer.compare(own.bytes, other.bytes), about).toBe(0);
  return own;
}

/** Text, noise, runs and references far back, in turns. */
function mixed(random: Random, bytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let length = 0; length < bytes; ) {
    const size = 1 + random.int(20_000);
    const kind = random.int(4);
    const earlier = parts[random.int(Math.max(1, parts.length))];
    const part =
      kind === 0
        ? random.bytes(size)
        : kind === 1
          ? new Uint8Array(size).fill(random.int(256))
          : kind === 2 && earlier !== undefined
            ? earlier
            : utf8(Array.from({ length: size / 20 }, (_, i) => `line ${i} says ${random.int(500)}\n`).join(''));
    parts.push(part);
    length += part.length;
  }
  return concat(parts).subarray(0, bytes);
}

function compressed(bytes: Uint8Array, level: number, checksum: boolean): Uint8Array {
  const { ZSTD_c_compressionLevel: levelAt = 0, ZSTD_c_checksumFlag: checksumAt = 0 } = native.constants;
  if (native.zstdCompressSync === undefined) throw new Error(LACKING);
  const packed = native.zstdCompressSync(bytes, { params: { [levelAt]: level, [checksumAt]: checksum ? 1 : 0 } });
  return Uint8Array.from(packed);
}

const SKIPPED = concat([u32le(0x184d2a53), u32le(5), utf8('aside')]);

/** Streams that are whole, by what they are of. */
function streams(random: Random): Record<string, { packed: Uint8Array; plain: Uint8Array }> {
  const [short, long] = [mixed(random, 3_000), mixed(random, 700_000)];
  return {
    nothing: { packed: compressed(new Uint8Array(0), 3, true), plain: new Uint8Array(0) },
    short: { packed: compressed(short, 3, false), plain: short },
    fast: { packed: compressed(long, -5, false), plain: long },
    usual: { packed: compressed(long, 3, false), plain: long },
    checksum: { packed: compressed(long, 3, true), plain: long },
    strong: { packed: compressed(long, 19, true), plain: long },
    stored: { packed: zstd(long), plain: long },
    frames: {
      packed: concat([
        compressed(short, 19, true),
        SKIPPED,
        zstd(short, { checksum: false }),
        compressed(long, 1, false),
        SKIPPED,
      ]),
      plain: concat([short, short, long]),
    },
    'bytes behind': { packed: concat([compressed(long, 3, true), utf8('no frame at all')]), plain: long },
  };
}

describe.skipIf(NODE_ZSTD === null)(NODE_ZSTD === null ? LACKING : "Node's own and fzstd", () => {
  test('whole streams come out, in pieces of any size', async () => {
    for (const [name, { packed, plain }] of Object.entries(streams(seeded('zstd whole')))) {
      for (const size of [4093, 1 << 20]) {
        const out = await expectSame(packed, name, size);
        expect(out.end?.how, name).toBe('complete');
        expect(Buffer.compare(out.bytes, plain), name).toBe(0);
      }
    }
  });

  test('cut streams', async () => {
    const random = seeded('zstd cut');
    for (const [name, { packed, plain }] of Object.entries(streams(random))) {
      for (let round = 0; round < 12; round += 1) {
        const at = 1 + random.int(packed.length - 1);
        const out = await expectSame(packed.subarray(0, at), `${name}, cut at ${at}`);
        expect(Buffer.compare(out.bytes, plain.subarray(0, out.bytes.length)), `${name}, cut at ${at}`).toBe(0);
      }
    }
  });

  test('streams with changed bytes: what Node takes for whole and fzstd does not is why Node gets authentic ones alone', async () => {
    const random = seeded('zstd changed');
    const ends = new Set<string | undefined>();
    let laxer = 0;
    for (const [name, { packed, plain }] of Object.entries(streams(random))) {
      for (let round = 0; round < 40; round += 1) {
        const noisy = Uint8Array.from(packed);
        // As often near the start, where the tables are, as anywhere.
        const at = random.int(round % 2 === 0 ? noisy.length : Math.min(noisy.length, 200));
        noisy[at] = (noisy[at] as number) ^ (1 << random.int(8));
        const about = `${name}, changed at ${at}`;
        const [own, other] = [await unpacked(noisy, NODE_ZSTD), await unpacked(noisy, null)];
        ends.add(own.end?.how);
        if (own.bytes.length === other.bytes.length) {
          // Node's own is given several blocks at once: where in them it stopped is not known.
          expect({ ...own.end, used: 0 }, about).toEqual({ ...other.end, used: 0 });
          expect(Buffer.compare(own.bytes, other.bytes), about).toBe(0);
          continue;
        }
        // Nothing that fzstd gives is missing, and a checksum or the next frame's bytes still tell of the damage.
        laxer += 1;
        expect(other.end?.how, about).toBe('corrupt');
        expect(Buffer.compare(own.bytes.subarray(0, other.bytes.length), other.bytes), about).toBe(0);
        if (own.end?.how === 'complete') expect(own.bytes.length, about).toBe(plain.length);
      }
    }
    expect(ends).toEqual(new Set(['complete', 'truncated', 'corrupt']));
    expect(laxer).toBeGreaterThan(0);
  });

  test('a source that fails: what came before it comes out', async () => {
    const { packed } = streams(seeded('zstd fails'))['usual'] as { packed: Uint8Array };
    const failing = async (node: typeof NODE_ZSTD): Promise<number> => {
      async function* source(): AsyncGenerator<Uint8Array> {
        yield packed.subarray(0, packed.length - 10);
        throw new Error('the source fails');
      }
      let bytes = 0;
      const read = async (): Promise<void> => {
        for await (const chunk of unzstdBy(node, source()).chunks) bytes += chunk.length;
      };
      await expect(read()).rejects.toThrow('the source fails');
      return bytes;
    };
    const own = await failing(NODE_ZSTD);
    expect(own).toBeGreaterThan(0);
    expect(own).toBe(await failing(null));
  });

  test('what unpacks to much more comes out in pieces, and no further than it is read', async () => {
    const zeros = compressed(new Uint8Array(256 << 20), 19, false);
    expect(zeros.length).toBeLessThan(64 << 10);
    for (const node of [NODE_ZSTD, null]) {
      const run = unzstdBy(node, inPieces(zeros, 1 << 20));
      let bytes = 0;
      for await (const chunk of run.chunks) {
        expect(chunk.length).toBeLessThanOrEqual(1 << 20);
        bytes += chunk.length;
        if (bytes > 4 << 20) break;
      }
      expect(bytes).toBeLessThanOrEqual(5 << 20);
    }
  });

  test('a frame too long to be held comes out whole; damaged, up to the block that is broken', async () => {
    const random = seeded('zstd long');
    const plain = concat([random.bytes(9 << 20), mixed(random, 3 << 20)]);
    const packed = compressed(plain, 3, true);
    expect(packed.length).toBeGreaterThan(9 << 20);
    const out = await expectSame(packed, 'long');
    expect(Buffer.compare(out.bytes, plain)).toBe(0);
    const noisy = Uint8Array.from(packed);
    noisy.fill(0xff, packed.length - 40_000, packed.length - 20_000);
    for (const node of [NODE_ZSTD, null]) {
      const damaged = await unpacked(noisy, node);
      expect(damaged.end?.how).toBe('corrupt');
      expect(damaged.bytes.length).toBeGreaterThan(11 << 20);
      const whole = plain.length - (1 << 20);
      expect(Buffer.compare(damaged.bytes.subarray(0, whole), plain.subarray(0, whole))).toBe(0);
    }
  });
});

test('stored blocks come out as they are', async () => {
  const random = seeded('zstd stored');
  const plain = concat([random.bytes(5_000), new Uint8Array(3_000).fill(7)]);
  for (const node of [null, NODE_ZSTD]) {
    const out = await unpacked(zstd(plain), node, 1000);
    expect(out.end?.how).toBe('complete');
    expect(Buffer.compare(out.bytes, plain)).toBe(0);
  }
});

test('a packed block behind stored ones finds what it refers to', async () => {
  const noise = seeded('zstd refers').bytes(5_000);
  const head = (last: number, kind: number, size: number): Uint8Array =>
    u32le((size << 3) | (kind << 1) | last).subarray(0, 3);
  // No literals; one sequence: none of them, 34 bytes from 5,000 back (RFC 8878, 3.1.1.3.2).
  const packed = Uint8Array.of(0x00, 0x01, 0x54, 0x00, 0x0c, 0x1f, 0x8b, 0x13);
  const frame = concat([
    u32le(0xfd2fb528),
    Uint8Array.of(0x00, 0x18),
    head(0, 0, noise.length),
    noise,
    head(1, 2, packed.length),
    packed,
  ]);
  for (const node of [null, NODE_ZSTD]) {
    for (const size of [1000, 1 << 20]) {
      const out = await unpacked(frame, node, size);
      expect(out.end).toEqual({ how: 'complete', reason: null, used: frame.length, produced: 5_034 });
      expect(Buffer.compare(out.bytes, concat([noise, noise.subarray(0, 34)]))).toBe(0);
    }
  }
});

test('a stored block that is longer than its frame allows is refused', async () => {
  const frame = concat([
    u32le(0xfd2fb528),
    Uint8Array.of(0x20, 10),
    u32le((50 << 3) | 1).subarray(0, 3),
    new Uint8Array(50),
  ]);
  for (const node of [null, NODE_ZSTD]) {
    const out = await unpacked(frame, node);
    expect(out.end).toMatchObject({ how: 'corrupt', produced: 0 });
  }
});
