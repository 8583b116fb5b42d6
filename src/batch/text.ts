import { counted } from '../report/numbers.ts';
import { APP_VERDICTS } from '../report/result.ts';
import type { Page } from '../report/text/page.ts';
import { tsvRow } from '../report/text/rows.ts';
import { tableLines } from '../report/text/table.ts';
import { BATCH_TEXT, BATCH_WORDS } from '../report/words/batch.ts';
import { APP_VERDICT_SENTENCES, APP_VERDICT_WORDS } from '../report/words/verdicts.ts';
import type { BatchOutcome, PairEvent } from './batch.ts';
import type { PairDifference } from './differences.ts';
import type { PairRecord } from './record.ts';
import { summaryRow } from './summary.ts';

/** Faults and differences shown on a terminal; the rest is counted. */
const MOST_SHOWN = 20;

/** What a batch came to, for people. */
export function* batchText(
  on: Page,
  out: string,
  { records, stats }: BatchOutcome,
  differences: readonly PairDifference[] | null,
): Generator<string> {
  const faults = records.filter(({ fault }) => fault !== null);
  const partial = records.filter(({ summary }) => summary?.partial === true).length;
  yield on.ink('strong', BATCH_TEXT.compared(counted(records.length, 'pair'), records.length - faults.length, partial));
  yield BATCH_TEXT.decoded(counted(stats.evidences, 'piece'), stats.decoded, stats.reused, stats.kept);
  yield '';
  const shape = [
    { heading: 'apps', align: 'right' as const },
    { heading: 'verdict' },
    { heading: 'pairs', align: 'right' as const },
    { heading: '', gives: 'end' as const, least: 20 },
  ];
  const rows = APP_VERDICTS.flatMap((verdict) => {
    const counts = records.map(({ apps }) => apps.filter((app) => app.verdict === verdict).length);
    const apps = counts.reduce((sum, count) => sum + count, 0);
    if (apps === 0) return [];
    const pairs = counts.filter((count) => count > 0).length;
    return [
      [
        { text: String(apps) },
        { text: APP_VERDICT_WORDS[verdict] },
        { text: String(pairs) },
        { text: APP_VERDICT_SENTENCES[verdict], ink: 'quiet' as const },
      ],
    ];
  });
  yield* tableLines(on, shape, rows);
  if (faults.length > 0) {
    yield '';
    yield on.ink('strong', BATCH_WORDS.faults);
    for (const { id, fault } of faults.slice(0, MOST_SHOWN)) yield `  ${on.text(id)}: ${on.text(fault?.message ?? '')}`;
    if (faults.length > MOST_SHOWN) yield `  ${BATCH_TEXT.more(faults.length - MOST_SHOWN)}`;
  }
  if (differences !== null) {
    yield '';
    yield on.ink('strong', BATCH_TEXT.differences(differences.length));
    for (const { id, kind, what, before, after } of differences.slice(0, MOST_SHOWN)) {
      const change = before === null && after === null ? '' : ` ${before ?? '-'} → ${after ?? '-'}`;
      yield `  ${on.text(id)}: ${kind}${what === '' ? '' : ` ${on.text(what)}`}${on.text(change)}`;
    }
    if (differences.length > MOST_SHOWN) yield `  ${BATCH_TEXT.more(differences.length - MOST_SHOWN)}`;
  }
  yield '';
  yield `  ${BATCH_TEXT.look(on.text(out))}`;
}

/** The same into a pipe: id, status, verdicts of apps. */
export function pairRow(record: PairRecord): string {
  const { id, status, fault, apps } = summaryRow(record);
  return tsvRow([id, status, fault?.code ?? '', ...APP_VERDICTS.map((verdict) => String(apps?.[verdict] ?? ''))]);
}

/** One line for each pair as it ends: how far the batch is, and what became of it. */
export function pairLine({ record, kept, done, total, bytes, totalBytes }: PairEvent, seconds: number): string {
  const { fault, summary } = record;
  const counts = APP_VERDICTS.filter((verdict) => (summary?.apps[verdict] ?? 0) > 0).map(
    (verdict) => `${APP_VERDICT_WORDS[verdict]} ${summary?.apps[verdict]}`,
  );
  const said = fault !== null ? fault.message : kept ? BATCH_TEXT.kept : counts.join(', ');
  const left = bytes > 0 && totalBytes > bytes ? ((totalBytes - bytes) / bytes) * seconds : null;
  const width = String(total).length;
  return `[${String(done).padStart(width)}/${total}] ${record.id}: ${said}${BATCH_TEXT.pace(bytes / Math.max(seconds, 0.001), left)}`;
}
