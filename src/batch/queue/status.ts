import { Fault } from '../../base/fault.ts';
import { jobWithoutData, loadBullmq, openQueue } from './connect.ts';
import { readQueueState } from './state.ts';

/** How far a batch in a queue is. */
export interface QueueStatus {
  readonly schema: 'carryover.batch-status/1';
  /** `waiting`: nothing of it has ended yet; `lost`: the queue knows nothing of it (any more). */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'lost';
  readonly pairs: number;
  /** Compared, faults of the evidence among them, or done before. */
  readonly done: number;
  /** Given up after all attempts. */
  readonly failed: number;
  readonly left: number;
  /** Workers of this version at the queue, whichever batch they work on. */
  readonly workers: number;
}

/** Throws Fault `usage.invalid` where the folder holds no batch that was put into a queue. */
export async function queueStatus(out: string, engine: URL): Promise<QueueStatus> {
  const state = readQueueState(out);
  if (state === null) throw new Fault('usage.invalid', 'not-queued', out);
  const bullmq = await loadBullmq();
  const queue = await openQueue(bullmq, engine);
  try {
    const workers = (await queue.getWorkers()).length;
    const ended = await queue.getJobState(state.job);
    const { pairs, kept } = state;
    const base = { schema: 'carryover.batch-status/1', pairs, workers } as const;
    if (ended === 'unknown') return { ...base, state: 'lost', done: kept, failed: 0, left: pairs - kept };
    const job = jobWithoutData(bullmq, queue, state.job);
    const { processed = 0, unprocessed = 0, ignored = 0 } = await job.getDependenciesCount();
    const word = ended === 'completed' ? 'done' : ended === 'failed' ? 'failed' : null;
    const begun = processed + ignored > 0;
    // A pair that was given up counts among the processed as well.
    return {
      ...base,
      state: word ?? (begun ? 'running' : 'waiting'),
      done: kept + processed,
      failed: ignored,
      left: unprocessed,
    };
  } finally {
    await queue.close();
  }
}
