import { Worker } from 'node:worker_threads';
import { Fault } from '../base/fault.ts';
import type { Job, JobResult, Stores } from './job.ts';
import type { JobOptions, Reply, Request } from './protocol.ts';
import type { Side, SideRequest } from './side-pass.ts';
import { roomForSifting, type SiftedSide, type SiftRequest, sidesToSift } from './sift-request.ts';

/** A thread that has taken or will take a side, and compares for all. */
export interface Thread {
  take(request: SideRequest): Promise<Side>;
  /** Gives the version of SQLite in use, or null. */
  stores(stores: Stores, options: JobOptions): Promise<string | null>;
  run(jobs: readonly Job[]): Promise<readonly JobResult[]>;
  /** Asks of a share of the pages of a large database. */
  sift(request: SiftRequest): Promise<void>;
  /** Requests not answered yet. */
  readonly load: number;
  close(): Promise<void>;
}

// The built worker: from sources under test it is the one in dist.
const SCRIPT = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/src/engine/thread.js', import.meta.url)
  : new URL('./thread.js', import.meta.url);

/** Young generation of a worker, MiB: bodies are buffers outside the heap, and go with each collection of a small one. */
const YOUNG_MIB = 6;

/** A request without its number. */
type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** Starts a worker thread. A thread that dies fails every request that it still had, and every later one. */
export function startThread(): Thread {
  const worker = new Worker(SCRIPT, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } });
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  let next = 0;
  let dead: Error | null = null;
  let closing = false;
  const fail = (error: Error): void => {
    dead ??= error;
    for (const each of waiting.values()) each.reject(dead);
    waiting.clear();
  };
  worker.on('message', (reply: Reply) => {
    const own = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('fault' in reply) own?.reject(Fault.from(reply.fault));
    else if ('bug' in reply) own?.reject(new Error(reply.bug));
    else own?.resolve(reply);
    // While it is being ended it keeps the process alive: its last answer may come before its end.
    if (waiting.size === 0 && !closing) worker.unref();
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a worker thread ended with code ${code}`)));
  // An idle thread keeps nothing alive: only unanswered requests do. After the listeners, for one of messages holds it.
  worker.unref();
  const ask = (request: Ask): Promise<Reply> =>
    new Promise((resolve, reject) => {
      // What is sent to a thread that is gone is never answered.
      if (dead !== null) return reject(dead);
      const id = next++;
      worker.ref();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  return {
    async take(request) {
      return ((await ask({ kind: 'take', request })) as { side: Side }).side;
    },
    async stores(stores, options) {
      return ((await ask({ kind: 'stores', stores, options })) as { sqlite: string | null }).sqlite;
    },
    async run(jobs) {
      return ((await ask({ kind: 'jobs', jobs })) as { results: readonly JobResult[] }).results;
    },
    async sift(request) {
      await ask({ kind: 'sift', sift: request });
    },
    get load() {
      return waiting.size;
    },
    async close() {
      closing = true;
      await worker.terminate();
    },
  };
}

/** Spreads jobs over threads, each batch to the least busy; waits when all have enough. */
export interface Pool {
  run(jobs: readonly Job[]): Promise<readonly JobResult[]>;
}

/** Bytes of content, and jobs, that go to a thread at a time. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_JOBS = 256;
/** Batches a thread holds at the most: one under way, one waiting. */
const BATCHES_AHEAD = 2;

export function makePool(threads: readonly Thread[]): Pool {
  const queue: (() => void)[] = [];
  const free = (): Thread | null => {
    let best: Thread | null = null;
    for (const thread of threads) {
      if (thread.load < BATCHES_AHEAD && (best === null || thread.load < best.load)) best = thread;
    }
    return best;
  };
  /** All threads have a look at a large database before one compares it. */
  const siftFirst = async (job: Job, sides: readonly SiftedSide[]): Promise<readonly Job[]> => {
    const found = roomForSifting(sides);
    await Promise.all(threads.map((one, share) => one.sift({ sides, share, shares: threads.length, found })));
    return [{ ...job, sifted: { sides: sides.map(({ side }) => side), found } }];
  };
  const send = async (given: readonly Job[]): Promise<readonly JobResult[]> => {
    const [job] = given;
    const sides = job === undefined || given.length > 1 || threads.length < 2 ? [] : sidesToSift(job);
    const batch = job === undefined || sides.length === 0 ? given : await siftFirst(job, sides);
    let thread = free();
    while (thread === null) {
      await new Promise<void>((resolve) => queue.push(resolve));
      thread = free();
    }
    try {
      return await thread.run(batch);
    } finally {
      queue.shift()?.();
    }
  };
  return {
    async run(jobs) {
      const batches: Job[][] = [];
      let batch: Job[] = [];
      let bytes = 0;
      for (const job of jobs) {
        if (batch.length >= BATCH_JOBS || (bytes >= BATCH_BYTES && batch.length > 0)) {
          batches.push(batch);
          batch = [];
          bytes = 0;
        }
        batch.push(job);
        bytes += (job.source?.bytes ?? 0) + (job.target?.bytes ?? 0) + (job.bundle?.bytes ?? 0);
      }
      if (batch.length > 0) batches.push(batch);
      return (await Promise.all(batches.map(send))).flat();
    },
  };
}
