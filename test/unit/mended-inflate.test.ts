import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { inflateMended, type Mended } from '../../src/bytes/deflate/mended.ts';

/** Text that deflate has something to refer back to, but not for ever. */
function lines(count: number, name: string): Buffer {
  const random = seeded(`mended ${name}`);
  const parts: string[] = [];
  for (let i = 0; i < count; i++) parts.push(random.base64url(37), '\n');
  return Buffer.from(parts.join(''));
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    memory.fill(0xee);
    const part = bytes.subarray(at, at + size);
    memory.set(part);
    yield memory.subarray(0, part.length);
  }
}

async function readAll(mended: Mended): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of mended.chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

/** The stretches between breaks, each looked for in the original from where the last one ended. */
function placesOf(out: Buffer, mended: Mended, original: Buffer) {
  const edges = [0, ...mended.breaks.map(({ at }) => at), out.length];
  let wrong = 0;
  let found = 0;
  let from = 0;
  for (let i = 1; i < edges.length; i++) {
    const part = out.subarray(edges[i - 1], edges[i]);
    if (part.length === 0) continue;
    const at = original.indexOf(part, from);
    if (at === -1) wrong += part.length;
    else {
      found += part.length;
      from = at + part.length;
    }
  }
  return { wrong, found };
}

describe('a deflate stream with a damaged stretch', () => {
  const original = Buffer.concat([lines(9000, 'first'), seeded('noise').bytes(200_000), lines(9000, 'second')]);
  const whole = deflateSync(original, { level: 9 });

  test.each([4096, 65_536, 1 << 20])('that is whole comes out whole, in chunks of %i', async (size) => {
    const mended = inflateMended(chunked(whole, size), 'zlib');
    expect((await readAll(mended)).equals(original)).toBe(true);
    expect(mended.end()).toMatchObject({ how: 'complete', used: whole.length, verified: true });
    expect(mended.breaks).toEqual([]);
  });

  test.each([
    [4096, 0.2],
    [65_536, 0.3],
    [1 << 20, 0.25],
  ])('gives what is before and after, in chunks of %i, damaged at %d', async (size, share) => {
    const broken = Buffer.from(whole);
    const at = Math.floor(whole.length * share);
    seeded(`broken ${share}`)
      .bytes(45_000)
      .forEach((byte, i) => {
        broken[at + i] = byte;
      });
    const mended = inflateMended(chunked(broken, size), 'zlib');
    const out = await readAll(mended);
    const { wrong, found } = placesOf(out, mended, original);
    expect(mended.end()).toMatchObject({ how: 'corrupt', verified: false });
    expect(out.subarray(-1000).equals(original.subarray(-1000))).toBe(true);
    if (mended.damage.length > 0) expect(found / original.length).toBeGreaterThan(0.4);
    expect(wrong).toBeLessThan(original.length * 0.8);
  });

  test('a wrong checksum loses nothing', async () => {
    const broken = Buffer.from(whole);
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    for (const size of [4096, 1 << 20]) {
      const mended = inflateMended(chunked(broken, size), 'zlib');
      expect((await readAll(mended)).equals(original)).toBe(true);
      expect(mended.end()).toMatchObject({ how: 'complete', reason: 'incorrect data check', verified: false });
    }
  });

  test('a wrong header loses nothing', async () => {
    const broken = Buffer.from(whole);
    broken[0] = 0;
    const mended = inflateMended(chunked(broken, 65_536), 'zlib');
    expect((await readAll(mended)).equals(original)).toBe(true);
  });

  test('goes on behind a sync flush where blocks of the fixed code follow', async () => {
    const first = deflateRawSync(lines(600, 'one'), { finishFlush: constants.Z_SYNC_FLUSH });
    const second = deflateRawSync(Buffer.from('tail '.repeat(400)), { strategy: constants.Z_FIXED });
    const broken = Buffer.concat([first, second]);
    broken.fill(0xff, 3000, 3040);
    const mended = inflateMended(chunked(broken, 700), 'raw');
    const out = await readAll(mended);
    expect(out.subarray(-2000).toString()).toBe('tail '.repeat(400));
    expect(mended.breaks.length).toBeGreaterThan(0);
  });
});
