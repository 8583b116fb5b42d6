import { Fault } from '../base/fault.ts';
import { removeStaleFolders } from '../engine/stale-folders.ts';
import type { BatchOptions, BatchOutcome } from './batch.ts';
import { prepareFolder } from './folders.ts';
import type { PlannedPair } from './plan.ts';
import { makeSchedule } from './schedule.ts';
import type { Settings } from './task.ts';
import { startBatchThread } from './threads.ts';
import { worksOf } from './units.ts';

/** What a pair needs of memory at the most, beside what its evidence holds: for bounding the pairs at once. */
export const PAIR_MEMORY_BYTES = 400 * 1024 * 1024;

export function settingsOf(options: Pick<BatchOptions, 'run' | 'case' | 'changes' | 'outputs' | 'profile'>): Settings {
  const { run } = options;
  return {
    started: run.started.getTime(),
    at: run.at.getTime(),
    timezone: run.timezone,
    limits: run.limits,
    workDir: run.workDir,
    caseKey: run.caseKey,
    reveal: run.reveal,
    case: options.case,
    changes: options.changes,
    profile: options.profile ?? null,
    outputs: options.outputs,
  };
}

/** Runs the pairs of a plan on the threads of this process. Throws Fault for what stops all of them. */
export async function runBatch(pairs: readonly PlannedPair[], options: BatchOptions): Promise<BatchOutcome> {
  const { run, out } = options;
  prepareFolder(out);
  options.onBegin?.();
  removeStaleFolders(run.workDir);
  const settings = settingsOf(options);
  const threads = Array.from({ length: options.jobs }, startBatchThread);
  const stop = new SharedArrayBuffer(4);
  const halt = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
  if (run.signal.aborted) halt();
  run.signal.addEventListener('abort', halt, { once: true });
  const state = makeSchedule(worksOf(pairs, options.passwords), threads, stop, settings, options);
  try {
    if (options.resume) await state.keep();
    await state.drain();
  } finally {
    run.signal.removeEventListener('abort', halt);
    await Promise.all(threads.map((thread) => thread.close()));
    state.close();
  }
  if (run.signal.aborted) throw new Fault('interrupted', 'signal');
  return state.outcome();
}
