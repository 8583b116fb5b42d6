import { describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { twrpStream } from '../../corpus/encode/twrp-stream.ts';
import { container } from '../../formats/twrp/stream.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { TreeInput } from '../../src/vfs/member.ts';

const kit = { checkpoint: () => undefined } as unknown as DecodeKit;
const CHUNK = 1 << 20;
const BLOCK = 512;
const DATA = CHUNK - BLOCK;

const open = async (bytes: Uint8Array): Promise<TreeInput> =>
  (await container.open(memorySource('twrp.ab', bytes), kit)) as TreeInput;

async function bodyOf(tree: TreeInput, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const source = tree.find(path)?.reopen?.();
  if (source !== undefined) for await (const chunk of source.stream()) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

const long = seeded('twrp stream').bytes(2 * DATA + 1000);

describe('the stream of adb backup --twrp', () => {
  test.each([false, true])('gives a part of several chunks, padded: %s', async (padded) => {
    const tree = await open(twrpStream([{ name: 'data.ext4.win', bytes: long }], padded));
    const body = await bodyOf(tree, 'data.ext4.win');
    expect(body.subarray(0, long.length).equals(long)).toBe(true);
    expect(body.length).toBe(padded ? 3 * DATA : long.length);
    expect(tree.notices).toEqual([]);
    const at = tree.find('data.ext4.win')?.reopen?.().at;
    expect(Buffer.from(at?.(DATA - 10, 20) ?? []).equals(Buffer.from(long.subarray(DATA - 10, DATA + 10)))).toBe(true);
  });

  test('cuts an image to its length', async () => {
    const image = { name: 'boot.emmc.win', bytes: long.subarray(0, 700), image: true };
    const tree = await open(twrpStream([image, { name: 'data.ext4.win', bytes: long }], true));
    expect((await bodyOf(tree, 'boot.emmc.win')).equals(Buffer.from(image.bytes))).toBe(true);
    expect([...tree.paths()]).toEqual(['boot.emmc.win', 'data.ext4.win', 'data.ext4.win.md5']);
  });

  test('is not led astray by blocks inside the data, nor by a first chunk that is too short', async () => {
    const inner = twrpStream([{ name: 'inner', bytes: long.subarray(0, 3000) }]);
    const bytes = Buffer.concat([long.subarray(0, DATA - 200), inner, long]);
    const tree = await open(twrpStream([{ name: 'data.ext4.win', bytes }]));
    expect((await bodyOf(tree, 'data.ext4.win')).equals(bytes)).toBe(true);

    const whole = Buffer.from(twrpStream([{ name: 'data.ext4.win', bytes: long }]));
    const first = 3 * BLOCK;
    const short = Buffer.concat([whole.subarray(0, first + 5000), whole.subarray(first + DATA)]);
    const mended = await open(short);
    const expected = Buffer.concat([long.subarray(0, 5000), long.subarray(DATA)]);
    expect((await bodyOf(mended, 'data.ext4.win')).equals(expected)).toBe(true);
  });

  test('says where it breaks off, and gives what came before', async () => {
    const whole = twrpStream([
      { name: 'a.ext4.win', bytes: long.subarray(0, 9000) },
      { name: 'b.ext4.win', bytes: long },
    ]);
    const tree = await open(whole.subarray(0, whole.length - DATA));
    expect((await bodyOf(tree, 'a.ext4.win')).length).toBe(9000);
    expect((await bodyOf(tree, 'b.ext4.win')).length).toBeGreaterThan(DATA);
    expect(tree.notices.map(({ code, gravity }) => `${code} ${gravity}`)).toEqual(['truncated damage']);
  });

  test('ends on a stream of nothing but blocks that claim more', async () => {
    const bytes = twrpStream([{ name: 'data.ext4.win', bytes: new Uint8Array(0) }], false, 5);
    const tree = await open(bytes);
    expect(tree.notices.map(({ code, gravity }) => `${code} ${gravity}`)).toEqual(['index-mismatch damage']);
  });
});
