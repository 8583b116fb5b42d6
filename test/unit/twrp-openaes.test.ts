import { describe, expect, test } from 'vitest';
import { concat, patched } from '../../corpus/encode/bytes.ts';
import { openAes } from '../../corpus/encode/openaes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { type LostMessages, watchMessages } from '../../formats/twrp/lost-messages.ts';
import { openAesKey, openAesSource } from '../../formats/twrp/openaes.ts';
import { cite } from '../../src/base/citation.ts';
import type { Member } from '../../src/vfs/member.ts';
import { chunkedSource } from '../support/open.ts';

const MESSAGE = 4096;
const DATA = 4064;
const MESSAGES = 230;
const random = seeded('twrp lost messages');
const plain = random.bytes(MESSAGES * DATA + 100);
const sealed = openAes(plain, 'pass', random);
const noMessage = (bytes: Uint8Array, ...numbers: number[]): Uint8Array =>
  numbers.reduce((out, number) => patched(out, number * MESSAGE, Uint8Array.of(0xff)), bytes);
/** The plain text without some of its messages. */
const without = (...numbers: number[]): Uint8Array =>
  concat(
    Array.from({ length: MESSAGES + 1 }, (_, i) =>
      numbers.includes(i) ? new Uint8Array(0) : plain.subarray(i * DATA, (i + 1) * DATA),
    ),
  );

async function opened(bytes: Uint8Array, chunk: number): Promise<{ out: Buffer; lost: LostMessages }> {
  const lost = watchMessages({ path: 'data.ext4.win100', citation: cite('part') } as Member);
  const chunks: Buffer[] = [];
  const source = openAesSource(chunkedSource('part', bytes, chunk), openAesKey('pass'), lost);
  for await (const each of source.stream()) chunks.push(Buffer.from(each));
  return { out: Buffer.concat(chunks), lost };
}

describe.each([1000, MESSAGE, 65_536, 70_000])('a part of OpenAES in chunks of %i', (chunk) => {
  test('goes on behind what is no message, and says where the stream breaks', async () => {
    const { out, lost } = await opened(noMessage(sealed, 3, 15, 16, 17), chunk);
    expect(out.equals(Buffer.from(without(3, 15, 16, 17)))).toBe(true);
    expect(lost.breaks.map(({ at }) => at)).toEqual([3 * DATA, 14 * DATA]);
    expect(lost.told().map(({ code, detail, args }) => [code, detail, args['offset'], args['bytes']])).toEqual([
      ['gap', 'twrp.message', 3 * MESSAGE, MESSAGE],
      ['gap', 'twrp.message', 15 * MESSAGE, 3 * MESSAGE],
    ]);
  });

  test('tells a last message that is none, and one that is cut', async () => {
    const none = await opened(noMessage(sealed, MESSAGES), chunk);
    expect(none.out.equals(Buffer.from(without(MESSAGES)))).toBe(true);
    expect(none.lost.breaks).toEqual([{ at: MESSAGES * DATA, doubtfulFrom: MESSAGES * DATA }]);
    expect(none.lost.told()).toMatchObject([{ detail: 'twrp.message', args: { offset: MESSAGES * MESSAGE } }]);
    for (const bytes of [20, 100]) {
      const { lost } = await opened(sealed.subarray(0, MESSAGES * MESSAGE + bytes), chunk);
      expect(lost.told()).toMatchObject([{ code: 'truncated', detail: 'twrp.message-cut', args: { bytes } }]);
    }
  });

  test('is given up where too much of it is none', async () => {
    const every = Array.from({ length: 110 }, (_, i) => 2 * i + 1);
    const { out, lost } = await opened(noMessage(sealed, ...every), chunk);
    expect(out.length).toBe(101 * DATA);
    const told = lost.told();
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toMatchObject({ detail: 'twrp.message-many', args: { offset: 201 * MESSAGE } });
  });
});

test('a gzip stream inside is not taken up behind a break', async () => {
  const packed = openAes(patched(plain, 0, Uint8Array.of(0x1f, 0x8b)), 'pass', random);
  const { out, lost } = await opened(noMessage(packed, 2), 65_536);
  expect(out.length).toBe(2 * DATA);
  expect(lost.breaks).toEqual([]);
  expect(lost.told()).toMatchObject([{ detail: 'twrp.message-packed', args: { offset: 2 * MESSAGE } }]);
});
