import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../folders.ts';

/** `queue.json` in the folder of a batch: the job that ends it. */
export interface QueueState {
  readonly job: string;
  /** Pairs that were done before. */
  readonly kept: number;
  readonly pairs: number;
}

const FILE = 'queue.json';
const SCHEMA = 'carryover.batch-queue/1';

/** Null where the batch was never put into a queue. */
export function readQueueState(out: string): QueueState | null {
  try {
    const state = JSON.parse(readFileSync(join(out, FILE), 'utf8')) as QueueState & { readonly schema: string };
    return state.schema === SCHEMA ? state : null;
  } catch {
    return null;
  }
}

export function writeQueueState(out: string, state: QueueState): void {
  replaceFile(join(out, FILE), `${JSON.stringify({ schema: SCHEMA, ...state })}\n`);
}
