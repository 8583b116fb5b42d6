import { parentPort } from 'node:worker_threads';
import { Fault } from '../base/fault.ts';
import { hashEvidence, takeShared } from '../engine/held-sides.ts';
import { makeResultMemo } from '../engine/result-memo.ts';
import { comparePair } from './compare-pair.ts';
import type { Reply, Request } from './task.ts';

/** A thread of a batch: takes one side, or compares one pair, at a time. */
const port = parentPort;
/** What it looked into for one pair need not be looked into for the next. */
const memo = makeResultMemo();

async function answer(request: Request): Promise<Reply> {
  const { id } = request;
  switch (request.kind) {
    case 'take':
      return { id, side: await takeShared(request.request) };
    case 'hash':
      return { id, sha256: await hashEvidence(request.request) };
    case 'pair':
      return { id, record: await comparePair(request.task, memo) };
  }
}

port?.on('message', (request: Request) => {
  answer(request).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => {
      const { id } = request;
      if (error instanceof Fault) port.postMessage({ id, fault: error.toJSON() } satisfies Reply);
      else port.postMessage({ id, bug: String((error as Error).stack ?? error) } satisfies Reply);
    },
  );
});
