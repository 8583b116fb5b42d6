import { getEventListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runOptions } from '../../src/engine/default-options.ts';
import { inspect } from '../../src/engine/info.ts';

const PHONE = fileURLToPath(new URL('../../corpus/pairs/ab-simple/source/phone.ab', import.meta.url));
const LOCKED = fileURLToPath(new URL('../../corpus/android-backup/ok/v5-aes-stored.ab', import.meta.url));

describe('one piece of evidence', () => {
  test('leaves nothing attached to the signal of the caller, done or failed', async () => {
    const abort = new AbortController();
    const options = runOptions({ signal: abort.signal });
    await inspect({ path: PHONE, as: null }, options);
    await expect(inspect({ path: LOCKED, as: null }, options)).rejects.toMatchObject({ code: 'evidence.locked' });
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  test('is not read once the signal was aborted', async () => {
    const options = runOptions({ signal: AbortSignal.abort() });
    await expect(inspect({ path: PHONE, as: null }, options)).rejects.toMatchObject({ code: 'interrupted' });
  });

  test('tells how far it was read', async () => {
    const seen: (readonly [string, number | null])[] = [];
    let done = (): number => 0;
    await inspect(
      { path: PHONE, as: null },
      runOptions({
        onRead: (tracks) => {
          seen.push(...tracks.map(({ label, total }) => [label, total()] as const));
          done = () => tracks[0]?.done() ?? 0;
        },
      }),
    );
    expect(seen).toEqual([[PHONE, expect.any(Number)]]);
    expect(done()).toBe(seen[0]?.[1]);
  });

  test('asks for a password three times at the most, and stops where nobody answers', async () => {
    const asked: string[] = [];
    const answers = ['wrong', 'also wrong', '1234'];
    const view = await inspect(
      { path: LOCKED, as: null },
      runOptions({
        askPassword: async (label) => {
          asked.push(label);
          return answers.shift() ?? null;
        },
      }),
    );
    expect(view.encryption).toBe('AES-256');
    expect(asked).toEqual([LOCKED, LOCKED, LOCKED]);

    let times = 0;
    const never = runOptions({
      askPassword: async () => {
        times += 1;
        return 'wrong';
      },
    });
    await expect(inspect({ path: LOCKED, as: null }, never)).rejects.toMatchObject({ detail: 'wrong-password' });
    expect(times).toBe(3);
    const nobody = runOptions({ askPassword: async () => null });
    await expect(inspect({ path: LOCKED, as: null }, nobody)).rejects.toMatchObject({ detail: 'no-password' });
  });
});
