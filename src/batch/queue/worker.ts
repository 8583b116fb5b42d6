import type { Job } from 'bullmq';
import { Fault } from '../../base/fault.ts';
import type { RunOptions } from '../../engine/run-options.ts';
import { removeStaleFolders } from '../../engine/stale-folders.ts';
import type { BatchThread } from '../threads.ts';
import { startBatchThread } from '../threads.ts';
import { aggregateBatch } from './aggregate-job.ts';
import { connectionTo, loadBullmq, openQueue, QUEUE_NAME } from './connect.ts';
import { holdEvidence } from './held-evidence.ts';
import { AGGREGATE_JOB, type AggregateDone, type AggregateJob, type PairDone, type PairJob } from './job.ts';
import { mappingOf } from './mapping.ts';
import { doPairJob, type WorkerTools } from './pair-job.ts';

export interface WorkerOptions {
  readonly run: RunOptions;
  readonly engine: URL;
  /** Pairs compared at once. */
  readonly jobs: number;
  readonly cacheBytes: number;
  /** `FROM=TO`: where the paths of the plan are on this machine. */
  readonly evidenceRoots: readonly string[];
  readonly secrets: WorkerTools['secrets'];
  /** Seconds after which the job of a worker that fell silent is given to another. */
  readonly lockSeconds: number;
  /** Ends once the queue holds nothing more. */
  readonly untilEmpty: boolean;
  readonly onReady?: () => void;
  readonly onPair?: (done: PairDone) => void;
  readonly onRetry?: (job: { readonly id: string; readonly reason: string }) => void;
}

/** Times that a job is taken over from a worker that died: a pair that kills every worker must end. */
const MOST_TAKEN_OVER = 3;
/** Milliseconds before a job that was given back can be taken. */
const GIVEN_BACK_MS = 100;
/** Seconds that the queue must stay empty for `untilEmpty`. */
const EMPTY_POLL_MS = 250;

/**
 * Takes jobs until it is stopped. Comparisons run in threads of their own, so that the thread that talks to the
 * server keeps the locks of long ones. Throws Fault.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { run, jobs } = options;
  const map = mappingOf(options.evidenceRoots);
  const bullmq = await loadBullmq();
  const queue = await openQueue(bullmq, options.engine);
  removeStaleFolders(run.workDir);
  const threads = Array.from({ length: jobs }, startBatchThread);
  // What they load is loaded before there is work, not when it is waited for.
  for (const thread of threads) thread.warm();
  const idle: BatchThread[] = [...threads];
  const waiting: ((thread: BatchThread) => void)[] = [];
  const borrow = (): BatchThread | Promise<BatchThread> =>
    idle.pop() ?? new Promise<BatchThread>((resolve) => waiting.push(resolve));
  const giveBack = (thread: BatchThread): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(thread);
    else next(thread);
  };
  const stop = new SharedArrayBuffer(4);
  const evidence = holdEvidence(options.cacheBytes);
  const tools: WorkerTools = { run, map, evidence, stop, secrets: options.secrets };

  const pair = async (job: Job<PairJob>, token: string | undefined): Promise<PairDone> => {
    const thread = await borrow();
    try {
      if (run.signal.aborted) throw new Fault('interrupted', 'signal');
      const done = await doPairJob(job, thread, tools);
      options.onPair?.(done);
      return done;
    } catch (error) {
      if (run.signal.aborted) {
        await job.moveToDelayed(Date.now() + GIVEN_BACK_MS, token);
        throw new bullmq.DelayedError();
      }
      options.onRetry?.({ id: job.data.pair.id, reason: String((error as Error).message) });
      throw error;
    } finally {
      giveBack(thread);
    }
  };
  const worker = new bullmq.Worker<PairJob | AggregateJob, PairDone | AggregateDone>(
    QUEUE_NAME,
    (job, token) =>
      job.name === AGGREGATE_JOB ? aggregateBatch(job as Job<AggregateJob>, map) : pair(job as Job<PairJob>, token),
    {
      connection: connectionTo(options.engine),
      // One more than there are threads: it is here when a thread is free, while what ended is being told.
      concurrency: jobs + 1,
      lockDuration: options.lockSeconds * 1000,
      stalledInterval: options.lockSeconds * 1000,
      maxStalledCount: MOST_TAKEN_OVER,
    },
  );
  // The client connects again by itself; what is said meanwhile on every attempt helps nobody.
  worker.on('error', () => undefined);
  try {
    await worker.waitUntilReady();
    options.onReady?.();
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearInterval(poll);
        Atomics.store(new Int32Array(stop), 0, 1);
        resolve();
      };
      const poll = setInterval(() => {
        if (!options.untilEmpty) return;
        queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized', 'waiting-children').then((counts) => {
          if (Object.values(counts).every((count) => count === 0)) end();
        }, end);
      }, EMPTY_POLL_MS);
      if (run.signal.aborted) end();
      else run.signal.addEventListener('abort', end, { once: true });
    });
  } finally {
    await worker.close();
    await queue.close();
    await Promise.all(threads.map((thread) => thread.close()));
    evidence.close();
  }
  if (run.signal.aborted) throw new Fault('interrupted', 'worker');
}
