import { VERDICTS, type Verdict } from '../../diff/change.ts';
import { grouped } from '../numbers.ts';
import type { DiffReport } from '../result.ts';
import { HEADINGS } from '../words/headings.ts';
import { VERDICT_WORDS } from '../words/verdicts.ts';
import { VERDICT_MARKS } from './matrix.ts';
import type { Page } from './page.ts';
import { type Cell, tableLines } from './table.ts';

const MOST_ROWS = 20;

/**
 * Artifacts that belong to no app (accounts, keystore, media): the first ones of each verdict, strongest first. What
 * is unseen has a view of its own, and is counted alone here.
 */
export function* sharedLines(on: Page, report: DiffReport): Generator<string> {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of report.shared()) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  if (counts.size === 0) return;
  const rows: (readonly Cell[])[] = [];
  for (const verdict of VERDICTS) {
    if (verdict === 'unseen' || !counts.has(verdict) || rows.length === MOST_ROWS) continue;
    for (const artifact of report.shared()) {
      if (artifact.verdict !== verdict) continue;
      const sign = on.signs[VERDICT_MARKS[verdict]];
      rows.push([
        { text: artifact.devicePath },
        { text: `${sign} ${VERDICT_WORDS[verdict]}` },
        { text: artifact.kind },
      ]);
      if (rows.length === MOST_ROWS) break;
    }
  }
  const unseen = counts.get('unseen') ?? 0;
  const seen = [...counts.values()].reduce((sum, count) => sum + count, 0) - unseen;
  yield on.ink('strong', HEADINGS.shared);
  const shape = [{ heading: '', gives: 'middle' as const, least: 20 }, { heading: '' }, { heading: '' }];
  yield* tableLines(on, shape, rows);
  const more = seen - rows.length;
  if (more > 0) yield on.ink('quiet', `  ${on.signs.more} and ${grouped(more)} more; --format ndjson lists all`);
  if (unseen > 0) yield on.ink('quiet', `  ${on.signs.unseen} ${grouped(unseen)} unseen`);
}
