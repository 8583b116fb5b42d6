import type { Job } from 'bullmq';
import { Fault } from '../../base/fault.ts';
import { writeAggregate } from '../aggregate.ts';
import { prepareFolder, readRecord } from '../folders.ts';
import { writePairFault } from '../pair-fault.ts';
import type { PairRecord } from '../record.ts';
import type { AggregateDone, AggregateJob, PairDone } from './job.ts';
import type { Mapping } from './mapping.ts';

/** The last of a batch: every pair has ended, one way or the other. Writes the tables over all of them. */
export async function aggregateBatch(job: Job<AggregateJob>, map: Mapping): Promise<AggregateDone> {
  const { pairs, outputs } = job.data;
  const out = map(job.data.out);
  prepareFolder(out);
  const failures = await job.getIgnoredChildrenFailures();
  const reasons = new Map(Object.entries(failures).map(([key, reason]) => [key.split(':').at(-1), reason]));
  const records: PairRecord[] = [];
  for (const { pair, job: id } of pairs) {
    const reason = id === null ? undefined : reasons.get(id);
    const found = reason === undefined ? readRecord(out, pair.id) : null;
    records.push(
      found === null
        ? await writePairFault(
            out,
            pair,
            new Fault('bug', 'no-result', null, { reason: reason ?? 'nothing was written' }),
          )
        : { ...found, columns: pair.columns },
    );
  }
  writeAggregate(out, records, outputs);
  const done = Object.values(await job.getChildrenValues<PairDone>());
  return { decoded: done.reduce((sum, { decoded }) => sum + decoded, 0) };
}
