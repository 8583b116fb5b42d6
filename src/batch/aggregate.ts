import { join } from 'node:path';
import { batchDatabase, batchMetadata } from './database.ts';
import { replaceFile } from './folders.ts';
import { batchOverview } from './overview.ts';
import type { PairRecord } from './record.ts';
import { claimsCsv, studyCsv } from './study.ts';
import { summaryCsv, summaryNdjson } from './summary.ts';

/**
 * Writes the tables over all pairs: `summary.ndjson`, `summary.csv`, `batch.sqlite` with `metadata.json` for Datasette,
 * and `index.html`; where the pairs were held against a profile, `study.csv` and `claims.csv` as well. The same records
 * give the same bytes. `outputs`: endings of what was written of each pair.
 * Throws Fault.
 */
export function writeAggregate(out: string, records: readonly PairRecord[], outputs: readonly string[]): void {
  const report = outputs.find((ending) => ending === '.html') ?? null;
  replaceFile(join(out, 'summary.ndjson'), summaryNdjson(records));
  replaceFile(join(out, 'summary.csv'), summaryCsv(records));
  for (const [name, text] of [
    ['study.csv', studyCsv(records)],
    ['claims.csv', claimsCsv(records)],
  ] as const) {
    if (text !== null) replaceFile(join(out, name), text);
  }
  replaceFile(join(out, 'batch.sqlite'), batchDatabase(records));
  replaceFile(join(out, 'metadata.json'), batchMetadata());
  replaceFile(join(out, 'index.html'), batchOverview(records, { report }));
}
