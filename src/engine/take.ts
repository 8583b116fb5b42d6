import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { FORMATS } from '../../formats/index.ts';
import type { Entry } from '../vfs/entry.ts';
import type { ContentSink } from '../vfs/snapshot.ts';
import type { Purpose } from './purpose.ts';
import type { RunOptions } from './run-options.ts';
import { type TakenSide, takeSide } from './side-pass.ts';
import { type EvidenceName, makeWatch, sideRequest, unlocking } from './side-request.ts';
import { removeStaleFolders } from './stale-folders.ts';

/** Whether a processor is free while one piece of evidence is read: not where this thread is one of many that read. */
const IS_ONE_FREE = isMainThread && availableParallelism() > 1;

/** One piece of evidence, read in this thread. */
export async function takeOne(
  name: EvidenceName,
  purpose: Purpose,
  options: RunOptions,
  sink?: (entry: Entry) => ContentSink | null,
): Promise<TakenSide> {
  removeStaleFolders(options.workDir);
  // One signal may outlive many runs: nothing stays attached to it.
  const inner = new AbortController();
  const halt = (): void => inner.abort();
  options.signal.addEventListener('abort', halt, { once: true });
  if (options.signal.aborted) halt();
  try {
    const watch = makeWatch(name, inner.signal);
    options.onRead?.([watch.track]);
    return await unlocking(name, options, (extra) =>
      takeSide(sideRequest(name, purpose, options, watch, extra, IS_ONE_FREE), FORMATS, sink),
    );
  } finally {
    options.signal.removeEventListener('abort', halt);
  }
}
