import { Worker } from 'node:worker_threads';
import { Fault } from '../base/fault.ts';
import type { Side, SideRequest } from '../engine/side-pass.ts';
import type { PairRecord } from './record.ts';
import type { PairTask, Reply, Request } from './task.ts';

/** A thread that does one thing at a time. */
export interface BatchThread {
  /** Has it loaded before it is asked anything. */
  warm(): void;
  take(request: SideRequest): Promise<Side>;
  hash(request: SideRequest): Promise<string>;
  pair(task: PairTask): Promise<PairRecord>;
  close(): Promise<void>;
}

// The built worker: from sources under test it is the one in dist.
const SCRIPT = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/src/batch/thread.js', import.meta.url)
  : new URL('./thread.js', import.meta.url);
/** Young generation of a worker, MiB: bodies are buffers outside the heap, and go with each collection of a small one. */
const YOUNG_MIB = 12;

type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** Starts a thread. Where it dies, what it was asked fails, and the next question starts another. */
export function startBatchThread(): BatchThread {
  let worker: Worker | null = null;
  let next = 0;
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  const fail = (error: Error): void => {
    worker = null;
    for (const each of waiting.values()) each.reject(error);
    waiting.clear();
  };
  const begin = (): Worker => {
    const started = new Worker(SCRIPT, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } });
    started.on('message', (reply: Reply) => {
      const own = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('fault' in reply) own?.reject(Fault.from(reply.fault));
      else if ('bug' in reply) own?.reject(new Error(reply.bug));
      else own?.resolve(reply);
    });
    started.on('error', fail);
    started.on('exit', (code) => {
      if (worker === started) fail(new Error(`a worker thread ended with code ${code}`));
    });
    return started;
  };
  const ask = (request: Ask): Promise<Reply> =>
    new Promise((resolve, reject) => {
      worker ??= begin();
      const id = next++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  return {
    warm() {
      worker ??= begin();
    },
    take: async (request) => ((await ask({ kind: 'take', request })) as { side: Side }).side,
    hash: async (request) => ((await ask({ kind: 'hash', request })) as { sha256: string }).sha256,
    pair: async (task) => ((await ask({ kind: 'pair', task })) as { record: PairRecord }).record,
    async close() {
      const ending = worker;
      worker = null;
      await ending?.terminate();
    },
  };
}
