import type { FlowJob, Queue, QueueEvents } from 'bullmq';
import { Fault } from '../../base/fault.ts';
import { hashEvidence } from '../../engine/held-sides.ts';
import { writeAggregate } from '../aggregate.ts';
import type { BatchOptions, BatchOutcome } from '../batch.ts';
import { prepareFolder, readRecord } from '../folders.ts';
import { type Hasher, hashUnits } from '../hash-units.ts';
import { pairKey } from '../key.ts';
import type { PlannedPair } from '../plan.ts';
import type { PairRecord } from '../record.ts';
import { settingsOf } from '../run.ts';
import { takeRequest } from '../take-request.ts';
import { startBatchThread } from '../threads.ts';
import { type Unit, unitsOf, type Work, worksOf } from '../units.ts';
import {
  type Bullmq,
  connectionTo,
  jobWithoutData,
  loadBullmq,
  openQueue,
  plainAddress,
  QUEUE_NAME,
} from './connect.ts';
import {
  AGGREGATE_JOB,
  type AggregateDone,
  type AggregateJob,
  aggregateJobId,
  PAIR_JOB,
  type PairDone,
  type PairJob,
  pairJobId,
  type SecretFiles,
} from './job.ts';
import { readQueueState, writeQueueState } from './state.ts';

export interface EnqueueOptions extends Omit<BatchOptions, 'onPair' | 'cacheBytes'> {
  readonly engine: URL;
  readonly secrets: SecretFiles;
  /** The jobs are in the queue. `workers`: how many are there to take them. */
  readonly onQueued?: (jobs: number, workers: number) => void;
  readonly onPair?: (done: PairDone, ended: number, total: number) => void;
  /** Come back once the jobs are in the queue. */
  readonly detach: boolean;
}

/** Attempts at a pair whose worker failed, and milliseconds before the second; they double from there. */
const ATTEMPTS = 3;
const BACKOFF_MS = 1_000;
/** Milliseconds between two looks at whether the batch has ended, beside the events that tell it. */
const POLL_MS = 1_000;

/** Up to this many bytes of evidence are hashed by this thread: starting others, for whom workers wait, takes longer. */
const HASHED_HERE_BYTES = 64 * 1024 * 1024;
/** Files that this thread reads at once: while one is waited for, another is hashed. */
const READ_AT_ONCE = 4;

interface Planned {
  readonly work: Work;
  readonly job: PairJob;
  readonly id: string;
}

/** Pairs that are to be compared, longest first, and the records of those that are done. */
async function plannedJobs(pairs: readonly PlannedPair[], options: EnqueueOptions) {
  const { run, out, secrets } = options;
  const settings = settingsOf(options);
  const works = worksOf(pairs, options.passwords);
  const stop = new SharedArrayBuffer(4);
  const halt = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
  run.signal.addEventListener('abort', halt, { once: true });
  const units = [...new Set(works.flatMap((work) => unitsOf(work.units)))];
  const here = units.reduce((sum, { bytes }) => sum + bytes, 0) <= HASHED_HERE_BYTES;
  const threads = here ? [] : Array.from({ length: options.jobs }, startBatchThread);
  const hashers: readonly Hasher[] = here
    ? Array.from({ length: READ_AT_ONCE }, () => ({ hash: hashEvidence }))
    : threads;
  let hashes: ReadonlyMap<Unit, string | null>;
  try {
    hashes = await hashUnits(units, hashers, (unit) => takeRequest(unit, run, stop), run.signal);
  } finally {
    run.signal.removeEventListener('abort', halt);
    await Promise.all(threads.map((thread) => thread.close()));
  }
  if (run.signal.aborted) throw new Fault('interrupted', 'signal');
  const kept = new Map<Work, PairRecord>();
  const planned: Planned[] = [];
  const { workDir: _, caseKey: __, ...travelling } = settings;
  for (const work of works) {
    const { source, bundle, target } = work.units;
    const own = [source, bundle, target].map((unit) => (unit === null ? null : (hashes.get(unit) ?? null)));
    const record = options.resume ? readRecord(out, work.pair.id) : null;
    if (record !== null && record.key !== null && record.key === pairKey(own, work.pair, settings)) {
      kept.set(work, record);
      continue;
    }
    const job: PairJob = { pair: work.pair, hashes: own, out, settings: travelling, secrets };
    planned.push({ work, job, id: pairJobId(job) });
  }
  planned.sort((a, b) => b.work.bytes - a.work.bytes || a.work.index - b.work.index);
  return { works, planned, kept };
}

function flowOf(planned: readonly Planned[], parent: AggregateJob): FlowJob {
  const tries = { attempts: ATTEMPTS, backoff: { type: 'exponential', delay: BACKOFF_MS } };
  return {
    name: AGGREGATE_JOB,
    queueName: QUEUE_NAME,
    data: parent,
    opts: { jobId: aggregateJobId(parent), ...tries, removeOnComplete: { age: 7 * 24 * 3600 } },
    children: planned.map(({ job, id }) => ({
      name: PAIR_JOB,
      queueName: QUEUE_NAME,
      data: job,
      // Whether a pair is done is told by its folder; a job is only for what is still to be done.
      opts: { jobId: id, ...tries, ignoreDependencyOnFailure: true, removeOnComplete: true, removeOnFail: true },
    })),
  };
}

const hasEnded = async (queue: Queue, id: string): Promise<boolean> =>
  ['completed', 'failed', 'unknown'].includes(await queue.getJobState(id));

/** Puts the jobs of a batch into the queue, or finds them there. The id of the job that ends it. */
async function queueJobs(
  bullmq: Bullmq,
  queue: Queue,
  planned: readonly Planned[],
  parent: AggregateJob,
  engine: URL,
): Promise<string> {
  const id = aggregateJobId(parent);
  if (!(await hasEnded(queue, id))) return id;
  await queue.remove(id);
  const flow = new bullmq.FlowProducer({ connection: connectionTo(engine) });
  flow.on('error', () => undefined);
  try {
    await flow.add(flowOf(planned, parent));
  } finally {
    await flow.close();
  }
  if ((await queue.getJobState(id)) === 'unknown')
    throw new Fault('engine.missing', 'redis', null, {
      address: plainAddress(engine),
      reason: 'the jobs were not kept',
    });
  return id;
}

/** Waits for the job that ends a batch. Pieces of evidence that its workers decoded. Throws Fault. */
async function ended(
  bullmq: Bullmq,
  queue: Queue,
  own: string,
  events: QueueEvents,
  planned: readonly Planned[],
  kept: number,
  { run, onPair }: EnqueueOptions,
): Promise<number> {
  const total = planned.length + kept;
  const open = new Set(planned.map(({ id }) => id));
  // What ended before this process came to the queue is not told again.
  const { unprocessed = open.size } = await jobWithoutData(bullmq, queue, own).getDependenciesCount();
  let done = total - unprocessed;
  return await new Promise<number>((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearInterval(poll);
      act();
    };
    const look = async (): Promise<void> => {
      if (run.signal.aborted) return settle(() => reject(new Fault('interrupted', 'queued')));
      const state = await queue.getJobState(own);
      if (state === 'completed') {
        const value = (await queue.getJob(own))?.returnvalue as AggregateDone | undefined;
        return settle(() => resolve(value?.decoded ?? 0));
      }
      if (state === 'failed' || state === 'unknown') {
        const reason = (await queue.getJob(own))?.failedReason ?? state;
        return settle(() => reject(new Fault('output.unwritable', 'aggregate', null, { reason })));
      }
    };
    const poll = setInterval(() => look().catch((error) => settle(() => reject(error as Error))), POLL_MS);
    events.on('completed', ({ jobId, returnvalue }) => {
      if (open.delete(jobId)) {
        done += 1;
        onPair?.(returnvalue as unknown as PairDone, done, total);
      } else if (jobId === own) settle(() => resolve((returnvalue as unknown as AggregateDone).decoded));
    });
    run.signal.addEventListener('abort', () => void look(), { once: true });
  });
}

/**
 * Runs a plan by whatever workers are at the queue, and waits for them. The tables are written by the last of them.
 * Null where `detach` says not to wait. Throws Fault.
 */
export async function enqueueBatch(
  pairs: readonly PlannedPair[],
  options: EnqueueOptions,
): Promise<BatchOutcome | null> {
  const { out, engine } = options;
  const bullmq = await loadBullmq();
  const queue = await openQueue(bullmq, engine);
  try {
    const state = readQueueState(out);
    // What other machines are writing just now must stay.
    if (state === null || (await hasEnded(queue, state.job))) prepareFolder(out);
    options.onBegin?.();
    const { works, planned, kept } = await plannedJobs(pairs, options);
    const ids = new Map(planned.map(({ work, id }) => [work, id]));
    const parent: AggregateJob = {
      out,
      outputs: options.outputs,
      pairs: works.map((work) => ({ pair: work.pair, job: ids.get(work) ?? null })),
    };
    let decoded = 0;
    if (planned.length === 0) {
      const records = works.map((work) => ({ ...(kept.get(work) as PairRecord), columns: work.pair.columns }));
      writeAggregate(out, records, options.outputs);
    } else {
      const events = new bullmq.QueueEvents(QUEUE_NAME, { connection: connectionTo(engine) });
      events.on('error', () => undefined);
      try {
        await events.waitUntilReady();
        const id = await queueJobs(bullmq, queue, planned, parent, engine);
        writeQueueState(out, { job: id, kept: kept.size, pairs: works.length });
        options.onQueued?.(planned.length, (await queue.getWorkers()).length);
        if (options.detach) return null;
        decoded = await ended(bullmq, queue, id, events, planned, works.length - planned.length, options);
      } finally {
        await events.close();
      }
    }
    const records = pairs.map((pair) => {
      const record = readRecord(out, pair.id);
      if (record === null) throw new Fault('usage.invalid', 'not-shared', out);
      return { ...record, columns: pair.columns };
    });
    const units = new Set(works.flatMap((work) => unitsOf(work.units)));
    const needed = planned.reduce((sum, { work }) => sum + unitsOf(work.units).length, 0);
    const reused = Math.max(0, needed - decoded);
    const stats = { evidences: units.size, decoded, reused, compared: planned.length, kept: kept.size };
    return { records, stats };
  } finally {
    await queue.close();
  }
}
