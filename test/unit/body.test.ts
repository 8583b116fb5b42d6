import { expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { wholeBody } from '../../src/vfs/body.ts';

test('a body comes out whole whatever size it was said to have, and not at all where it is too long', async () => {
  const bytes = seeded('whole body').bytes(10_000);
  const memory = new Uint8Array(1_000);
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += memory.length) {
      memory.set(bytes.subarray(at, at + memory.length));
      yield memory;
    }
  }
  for (const said of [null, 0, 500, 3_500, 9_999, 10_000, 10_001, 50_000]) {
    const whole = await wholeBody(body(), 20_000, said);
    expect(whole?.length, `said to be ${said}`).toBe(bytes.length);
    expect(Buffer.compare(whole ?? new Uint8Array(0), bytes), `said to be ${said}`).toBe(0);
    expect(await wholeBody(body(), 9_999, said), `said to be ${said}`).toBeNull();
  }
});
