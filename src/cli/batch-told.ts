import type { BatchOutcome } from '../batch/batch.ts';
import type { PairDifference } from '../batch/differences.ts';
import { summaryCsv, summaryNdjson, summaryRow } from '../batch/summary.ts';
import { batchText, pairRow } from '../batch/text.ts';
import type { Context } from './context.ts';
import { pageOf, writeLines } from './render.ts';

/** What a batch came to, on stdout. */
export async function tellBatch(
  context: Context,
  out: string,
  outcome: BatchOutcome,
  differences: readonly PairDifference[] | null,
): Promise<void> {
  const { records, stats } = outcome;
  if (context.format === 'json') {
    const whole = { schema: 'carryover.batch-summary/1', pairs: records.map(summaryRow), stats, differences };
    await writeLines([JSON.stringify(whole)]);
  } else if (context.format === 'ndjson') await writeLines([summaryNdjson(records)]);
  else if (context.format === 'csv') await writeLines([summaryCsv(records)]);
  else if (context.terminal.interactive) await writeLines(batchText(pageOf(context), out, outcome, differences));
  else await writeLines(records.map(pairRow));
}
