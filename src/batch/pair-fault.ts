import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { faultMessage } from '../report/words/faults.ts';
import { RECORD_FILE, replaceFile, writePair } from './folders.ts';
import type { PlannedPair } from './plan.ts';
import { faultRecord, type PairRecord } from './record.ts';

function recordOfError(error: unknown, pair: PlannedPair): PairRecord {
  // A bug in one pair is told as one, in its row, and does not stop the others.
  const fault =
    error instanceof Fault
      ? error
      : new Fault('bug', 'unexpected', null, { error: String((error as Error).message ?? error).split('\n')[0] ?? '' });
  const label = String(fault.args['evidence'] ?? pair.source.path);
  const { code, detail, at, args } = fault.toJSON();
  return faultRecord(pair, { code, detail, at, args, message: faultMessage(fault, label).line, exit: fault.exit });
}

/** Writes the folder of a pair that has no result: its record alone, which says why. Throws Fault. */
export async function writePairFault(out: string, pair: PlannedPair, error: unknown): Promise<PairRecord> {
  const record = recordOfError(error, pair);
  await writePair(out, pair.id, async (folder) => {
    replaceFile(join(folder, RECORD_FILE), `${JSON.stringify(record)}\n`);
  });
  return record;
}
