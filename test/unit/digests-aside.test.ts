import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { folder as folderFormat } from '../../formats/folder/index.ts';
import { cite } from '../../src/base/citation.ts';
import { DIGESTS_HERE, type RunningDigest, runningSha256 } from '../../src/bytes/digest.ts';
import { SLOT_BYTES, SLOTS } from '../../src/bytes/digest-ring.ts';
import { digestsAside } from '../../src/bytes/digests-aside.ts';
import { openDirectory } from '../../src/vfs/outside-folder.ts';
import { testKit } from '../support/open.ts';

const built = existsSync(new URL('../../dist/src/bytes/digest-thread.js', import.meta.url));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!built)('digests taken in another thread', () => {
  const digests = digestsAside();
  afterAll(() => digests.close());
  const long = 1 << 30;

  test('are those taken in this one, many at once and longer than the ring', () => {
    const random = seeded('digests');
    const total = SLOTS * SLOT_BYTES + 12_345;
    const parts = [random.bytes(1), random.bytes(SLOT_BYTES), random.bytes(SLOT_BYTES + 1), random.bytes(total)];
    const running = parts.map((): readonly [RunningDigest, RunningDigest] => [digests.sha256(long), runningSha256()]);
    for (let round = 0; round < 3; round++) {
      for (const [i, [aside, here]] of running.entries()) {
        const part = parts[(i + round) % parts.length] as Uint8Array;
        const copy = Uint8Array.from(part);
        aside.update(copy);
        here.update(part);
        copy.fill(0xee); // whoever gave the bytes may use their memory at once
      }
    }
    for (const [aside, here] of running) expect(aside.hex()).toBe(here.hex());
  });

  test('are right as well where one was expected', () => {
    const ready = digestsAside();
    ready.expect?.(long);
    ready.expect?.(1);
    const running = ready.sha256(long);
    running.update(Uint8Array.of(3));
    expect(running.hex()).toBe(sha256(Uint8Array.of(3)));
    ready.close();
  });

  test('of nothing', () => {
    expect(digests.sha256(null).hex()).toBe(sha256(new Uint8Array(0)));
  });

  test('one that is dropped leaves the others alone', () => {
    const [dropped, kept] = [digests.sha256(long), digests.sha256(long)];
    dropped.update(Uint8Array.of(1));
    kept.update(Uint8Array.of(2));
    dropped.drop();
    expect(kept.hex()).toBe(sha256(Uint8Array.of(2)));
  });
});

describe('the hash of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'digests-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const bytes = seeded('folder').bytes((3 << 20) + 1);
  writeFileSync(join(folder, 'a.bin'), bytes);
  writeFileSync(join(folder, 'b.bin'), bytes.subarray(1));
  const whole = sha256(Buffer.from(`${sha256(bytes)}  a.bin\n${sha256(bytes.subarray(1))}  b.bin\n`));

  const read = async (
    chunks: (at: number) => boolean,
    from = 0,
  ): Promise<{ sha256: string; seen: string | null; got: string }> => {
    const outside = openDirectory(folder, folder, cite('x'), DIGESTS_HERE);
    const input = await folderFormat.container?.open(outside.origin, testKit([]));
    const tree = input === undefined ? undefined : outside.watch(input);
    const source = tree?.kind === 'tree' ? tree.find('a.bin')?.reopen?.() : undefined;
    let at = 0;
    const got = createHash('sha256');
    for await (const chunk of source?.stream(from) ?? []) {
      got.update(chunk);
      if (!chunks(at++)) break;
    }
    const seen = source?.observed()?.sha256 ?? null;
    return { sha256: (await outside.finish()).sha256, seen, got: got.digest('hex') };
  };

  test('is the same whether a decoder reads a file to its end, in part, or not at all', async () => {
    expect(await read(() => true)).toMatchObject({ sha256: whole, seen: sha256(bytes) });
    expect(await read(() => false)).toMatchObject({ sha256: whole, seen: null });
    // It leaves with the last byte, before the end was told.
    expect(await read((at) => at < 3)).toMatchObject({ sha256: whole, seen: sha256(bytes) });
  });

  test('is made ready for the longest of its files as soon as they are listed', async () => {
    const expected: number[] = [];
    const digests = { ...DIGESTS_HERE, expect: (size: number) => void expected.push(size) };
    const outside = openDirectory(folder, folder, cite('x'), digests);
    const input = await folderFormat.container?.open(outside.origin, testKit([]));
    if (input !== undefined) outside.watch(input);
    expect(expected).toEqual([bytes.length]);
    expect((await outside.finish()).sha256).toBe(whole);
  });

  test('is heard of as it is taken: all bytes, each once', async () => {
    let [read, total] = [0, 0];
    const listener = {
      onBytes: (count: number) => {
        read += count;
      },
      onTotal: (count: number) => {
        total = count;
      },
    };
    const outside = openDirectory(folder, folder, cite('x'), DIGESTS_HERE, listener);
    const input = await folderFormat.container?.open(outside.origin, testKit([]));
    const tree = input === undefined ? undefined : outside.watch(input);
    expect([read, total]).toEqual([0, 2 * bytes.length - 1]);
    for (let again = 0; again < 2; again++)
      for await (const _ of (tree?.kind === 'tree' ? tree.find('a.bin')?.reopen?.().stream(1) : undefined) ?? []);
    expect(read).toBe(bytes.length);
    await outside.finish();
    expect(read).toBe(total);
  });

  test('is taken as well where a decoder passes over the head, and not where it looks into the middle', async () => {
    const middle = 1 << 20;
    for (const [from, seen] of [
      [1, sha256(bytes)],
      [64 << 10, sha256(bytes)],
      [middle, null],
    ] as const) {
      expect(await read(() => true, from)).toEqual({ sha256: whole, seen, got: sha256(bytes.subarray(from)) });
    }
  });
});
