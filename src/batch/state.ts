import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { readRecord, replaceFile } from './folders.ts';
import type { PairRecord } from './record.ts';

/** `batch.json`: what a batch was begun with, so that a later run can go on with it. */
const STATE_FILE = 'batch.json';
const STATE_SCHEMA = 'carryover.batch/1';

interface State {
  readonly schema: typeof STATE_SCHEMA;
  /** Reference time for expiry, as ISO 8601: the same for all runs of one batch. */
  readonly at: string;
  /** Ids, in the order of the plan. */
  readonly ids: readonly string[];
}

function readState(out: string): State | null {
  try {
    const state = JSON.parse(readFileSync(join(out, STATE_FILE), 'utf8')) as State;
    return state.schema === STATE_SCHEMA ? state : null;
  } catch {
    return null;
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}

/**
 * Begins or goes on with a batch, and gives its reference time: the one it was begun with, unless another is given.
 * Throws Fault `output.exists` for a folder that holds anything where nothing is to be gone on with.
 */
export function beginBatch(
  out: string,
  { resume, at, given }: { readonly resume: boolean; readonly at: Date; readonly given: boolean },
): Date {
  const state = readState(out);
  if (!isEmpty(out) && (!resume || state === null))
    throw new Fault('output.exists', state === null ? 'folder' : 'batch', out);
  return state === null || given ? at : new Date(state.at);
}

export function writeState(out: string, ids: readonly string[], at: Date): void {
  const state: State = { schema: STATE_SCHEMA, at: at.toISOString(), ids };
  replaceFile(join(out, STATE_FILE), `${JSON.stringify(state, null, 1)}\n`);
}

/** The records of a finished or unfinished batch, in the order of its plan. Throws Fault `usage.invalid`. */
export function readBatch(out: string): readonly PairRecord[] {
  const state = readState(out);
  if (state === null) throw new Fault('usage.invalid', 'not-a-batch', out);
  return state.ids.flatMap((id) => readRecord(out, id) ?? []);
}
