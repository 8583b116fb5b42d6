import { parentPort } from 'node:worker_threads';
import { FORMATS } from '../../formats/index.ts';
import { Fault } from '../base/fault.ts';
import { sqliteVersion } from '../content/sqlite/engine.ts';
import type { Stores } from './job.ts';
import type { Reply, Request } from './protocol.ts';
import { runJob } from './run-job.ts';
import { takeSide } from './side-pass.ts';
import { sift } from './sift.ts';

/** The worker: takes a side's whole pass, then compares and scans on request. */
const port = parentPort;
let stores: Stores = {};
let stop: Int32Array | null = null;
let keys: readonly string[] = [];

const poll = (): void => {
  if (stop !== null && Atomics.load(stop, 0) !== 0) throw new Fault('interrupted', 'signal');
};

async function answer(message: Request): Promise<Reply> {
  const { id } = message;
  switch (message.kind) {
    case 'take':
      return { id, side: (await takeSide(message.request, FORMATS)).side };
    case 'stores':
      stores = message.stores;
      keys = message.options.keys;
      stop = message.options.stop === null ? null : new Int32Array(message.options.stop);
      return { id, ready: true, sqlite: sqliteVersion() };
    case 'sift':
      sift(message.sift, stores, poll);
      return { id, sifted: true };
    case 'jobs':
      return { id, results: message.jobs.map((job) => runJob(job, stores, poll, keys)) };
  }
}

port?.on('message', (message: Request) => {
  answer(message).then(
    (reply) => port.postMessage(reply, transferable(reply)),
    (error: unknown) => {
      const { id } = message;
      if (error instanceof Fault) port.postMessage({ id, fault: error.toJSON() } satisfies Reply);
      else port.postMessage({ id, bug: String((error as Error).stack ?? error) } satisfies Reply);
    },
  );
});

function transferable(reply: Reply): ArrayBuffer[] {
  if (!('side' in reply)) return [];
  const { segments, order } = reply.side.catalogue;
  return [...segments, order.buffer].filter((buffer) => buffer instanceof ArrayBuffer);
}
