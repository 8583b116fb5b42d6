import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeProgress } from '../../src/cli/progress.ts';

const MIB = 1 << 20;

let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A track that has read 1 MiB a second. */
const track = (total: number | null) => ({ label: 'a.ab', total: () => total, done: () => (Date.now() / 1000) * MIB });

describe('progress as JSON', () => {
  test('is one object a second, whoever listens', () => {
    const progress = makeProgress('json', false, false);
    progress.start([track(4 * MIB), track(4 * MIB)]);
    vi.advanceTimersByTime(2_000);
    expect(written.every((line) => line.endsWith('\n'))).toBe(true);
    expect(written.map((line) => JSON.parse(line))).toEqual([
      {
        type: 'progress',
        bytes: 2 * MIB,
        total: 8 * MIB,
        seconds: 1,
        bytesPerSecond: 2 * MIB,
        secondsLeft: 3,
        phase: 'read',
      },
      expect.objectContaining({ bytes: 4 * MIB, seconds: 2, secondsLeft: 2 }),
    ]);
    progress.phase('comparing', 3, 9);
    vi.advanceTimersByTime(1_000);
    expect(JSON.parse(written[2] ?? '')).toMatchObject({ phase: 'comparing' });
    progress.stop();
    vi.advanceTimersByTime(5_000);
    expect(written.length).toBe(3);
  });

  test('has no total for a folder that was not listed, and nothing left to guess', () => {
    const progress = makeProgress('json', true, false);
    progress.start([track(null)]);
    vi.advanceTimersByTime(1_000);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ bytes: MIB, total: null, secondsLeft: null });
    progress.stop();
  });
});

describe('progress on a terminal', () => {
  test('is a line that is redrawn, and taken away at the end', () => {
    const progress = makeProgress('auto', true, false);
    progress.start([track(100 * MIB)]);
    vi.advanceTimersByTime(300);
    expect(written).toEqual([]); // work this short is not worth a line
    vi.advanceTimersByTime(9_700);
    expect(written.at(-1)).toBe('\r\u001b[Kreading  10 %  10 MiB of 100 MiB  1.0 MiB/s  1 min 30 s left');
    progress.phase('comparing', 1, 4);
    vi.advanceTimersByTime(100);
    expect(written.at(-1)).toBe('\r\u001b[Kcomparing  25 %  1 of 4');
    progress.stop();
    expect(written.at(-1)).toBe('\r\u001b[K');
    const before = written.length;
    progress.stop();
    expect(written.length).toBe(before);
  });
});

test.each([
  ['never', true, false],
  ['auto', false, false],
  ['auto', true, true],
  ['json', true, true],
] as const)('--progress %s, terminal %s, quiet %s: nothing', (mode, talks, quiet) => {
  const progress = makeProgress(mode, talks, quiet);
  progress.start([track(MIB)]);
  progress.phase('comparing', 1, 2);
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(written).toEqual([]);
});
