import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { DEFAULT_LIMITS } from '../../src/bytes/limits.ts';
import type { Job, JobResult } from '../../src/engine/job.ts';
import { makePool, startThread, type Thread } from '../../src/engine/pool.ts';
import type { SideRequest } from '../../src/engine/side-pass.ts';

const MIB = 1 << 20;

function job(name: string, bytes = 1): Job {
  const side = { parts: [], bytes, sha256: null };
  return {
    name,
    package: null,
    domain: null,
    path: name,
    source: side,
    bundle: null,
    target: null,
    equal: { sourceTarget: false, sourceBundle: false, bundleTarget: false },
    scan: false,
    changes: 0,
    digest: false,
    past: null,
  };
}

interface FakeThread extends Thread {
  readonly batches: string[][];
  readonly most: () => number;
  /** Answers the oldest request, or fails it. */
  answer(error?: Error): void;
}

/** A thread that answers when it is told to, each job with its own name. */
function fakeThread(): FakeThread {
  const waiting: { readonly jobs: readonly Job[]; settle(error?: Error): void }[] = [];
  const batches: string[][] = [];
  let most = 0;
  return {
    batches,
    most: () => most,
    answer: (error) => waiting.shift()?.settle(error),
    take: () => Promise.reject(new Error('not asked for')),
    stores: () => Promise.resolve(null),
    sift: () => Promise.resolve(),
    run(jobs) {
      batches.push(jobs.map(({ name }) => name));
      return new Promise((resolve, reject) => {
        waiting.push({
          jobs,
          settle: (error) =>
            error === undefined ? resolve(jobs.map(({ name }) => ({ name }) as unknown as JobResult)) : reject(error),
        });
        most = Math.max(most, waiting.length);
      });
    },
    get load() {
      return waiting.length;
    },
    close: () => Promise.resolve(),
  };
}

const names = (results: readonly JobResult[]) => results.map((result) => (result as unknown as { name: string }).name);
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function drain(threads: readonly FakeThread[]): Promise<void> {
  for (let i = 0; i < 1_000 && threads.some(({ load }) => load > 0); i++) {
    // The last thread first: answers come out of order.
    threads.findLast(({ load }) => load > 0)?.answer();
    await turn();
  }
}

describe('a pool', () => {
  test('gives results in the order of the jobs, whichever thread is first', async () => {
    const threads = [fakeThread(), fakeThread()];
    const jobs = Array.from({ length: 40 }, (_, i) => job(`${i}`, 3 * MIB));
    const run = makePool(threads).run(jobs);
    await drain(threads);
    expect(names(await run)).toEqual(jobs.map(({ name }) => name));
    for (const { batches } of threads) expect(batches.length).toBeGreaterThan(0);
  });

  test('cuts batches by bytes and by number', async () => {
    const thread = fakeThread();
    const big = makePool([thread]).run(Array.from({ length: 5 }, (_, i) => job(`${i}`, 3 * MIB)));
    await drain([thread]);
    await big;
    expect(thread.batches).toEqual([['0', '1'], ['2', '3'], ['4']]);

    const other = fakeThread();
    const many = makePool([other]).run(Array.from({ length: 600 }, (_, i) => job(`${i}`)));
    await drain([other]);
    await many;
    expect(other.batches.map(({ length }) => length)).toEqual([256, 256, 88]);
  });

  test('keeps no thread waiting and none overloaded', async () => {
    const threads = [fakeThread(), fakeThread()];
    const pool = makePool(threads);
    const runs = [0, 1, 2].map((at) => pool.run(Array.from({ length: 8 }, (_, i) => job(`${at}/${i}`, 5 * MIB))));
    await turn();
    expect(threads.map(({ load }) => load)).toEqual([2, 2]);
    await drain(threads);
    expect((await Promise.all(runs)).flat().length).toBe(24);
    expect(Math.max(...threads.map(({ most }) => most()))).toBe(2);
  });

  test('a batch that fails fails its run, and lets the others through', async () => {
    const thread = fakeThread();
    const pool = makePool([thread]);
    const bad = pool.run(Array.from({ length: 3 }, (_, i) => job(`bad ${i}`, 5 * MIB)));
    const good = pool.run([job('good', 5 * MIB)]);
    const failed = expect(bad).rejects.toThrow('broken');
    await turn();
    thread.answer(new Error('broken'));
    await drain([thread]);
    await failed;
    await drain([thread]);
    expect(names(await good)).toEqual(['good']);
  });

  test('has nothing to do without jobs', async () => {
    expect(await makePool([fakeThread()]).run([])).toEqual([]);
  });
});

const POOL = new URL('../../dist/src/engine/pool.js', import.meta.url).href;
const built = existsSync(fileURLToPath(new URL('../../dist/src/engine/thread.js', import.meta.url)));
if (!built) process.stderr.write('threads: skipped, dist/ is not built (npm run build)\n');

const request = (path: string): SideRequest => ({
  path,
  as: null,
  passwords: [],
  limits: DEFAULT_LIMITS,
  workDir: null,
  purpose: { kind: 'list' },
  hashAside: false,
  verify: false,
  progress: null,
  stop: null,
  marks: null,
  contents: null,
});

describe.skipIf(!built)('a thread', () => {
  const evidence = fileURLToPath(new URL('../../corpus/pairs/ab-simple/source/phone.ab', import.meta.url));

  test('takes a side, and says what it is waiting for', async () => {
    const thread = startThread();
    try {
      const taken = thread.take(request(evidence));
      expect(thread.load).toBe(1);
      expect(await taken).toMatchObject({ format: 'android-backup', entries: 5 });
      expect(thread.load).toBe(0);
    } finally {
      await thread.close();
    }
  });

  test('a fault comes back as a fault, with its code and arguments', async () => {
    const thread = startThread();
    try {
      const error = await thread.take(request(`${evidence}-missing`)).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(Fault);
      expect((error as Fault).code).toBe('evidence.missing');
      expect((error as Fault).args['evidence']).toBe(`${evidence}-missing`);
    } finally {
      await thread.close();
    }
  });

  test('a bug comes back as an error that is no fault, and the thread lives on', async () => {
    const thread = startThread();
    try {
      const error = await thread.take(null as never).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(Fault);
      expect(await thread.take(request(evidence))).toMatchObject({ entries: 5 });
    } finally {
      await thread.close();
    }
  });

  test('one that dies fails what it was asked, and all that it is asked later', async () => {
    const thread = startThread();
    const first = thread.take(request(evidence)).catch((each: unknown) => each);
    await thread.close();
    expect(await first).toMatchObject({ message: expect.stringMatching(/worker thread ended/) });
    await expect(thread.take(request(evidence))).rejects.toThrow(/worker thread ended/);
    await expect(makePool([thread]).run([job('late')])).rejects.toThrow(/worker thread ended/);
    expect(thread.load).toBe(0);
  });

  test('one that is closed before its last answer was heard keeps the process alive until it has ended', () => {
    const script = `import(${JSON.stringify(POOL)}).then(async ({ startThread }) => {
      const thread = startThread();
      await thread.stores({}, { stop: null, keys: [] });
      thread.stores({}, { stop: null, keys: [] }).catch(() => {});
      for (const until = performance.now() + 200; performance.now() < until; );
      await thread.close();
      process.stdout.write('closed');
    })`;
    expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toMatchObject({
      stdout: 'closed',
      stderr: '',
    });
  });
});
