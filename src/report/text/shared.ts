import { VERDICTS } from '../../diff/change.ts';
import type { DiffReport } from '../result.ts';
import { VERDICT_WORDS } from '../words/verdicts.ts';
import { VERDICT_MARKS } from './matrix.ts';
import type { Page } from './page.ts';
import { type Cell, tableLines } from './table.ts';

const MOST_ROWS = 20;

/** Artifacts that belong to no app (accounts, keystore, media): the first ones of each verdict, strongest first. */
export function* sharedLines(on: Page, report: DiffReport): Generator<string> {
  const rows: (readonly Cell[])[] = [];
  let count = 0;
  for (const _ of report.shared()) count += 1;
  if (count === 0) return;
  for (const verdict of VERDICTS) {
    for (const artifact of report.shared()) {
      if (rows.length === MOST_ROWS) break;
      if (artifact.verdict !== verdict) continue;
      const sign = on.signs[VERDICT_MARKS[verdict]];
      rows.push([
        { text: artifact.devicePath },
        { text: `${sign} ${VERDICT_WORDS[verdict]}` },
        { text: artifact.kind },
      ]);
    }
  }
  yield on.ink('strong', 'Outside of apps');
  const shape = [{ heading: '', gives: 'middle' as const, least: 20 }, { heading: '' }, { heading: '' }];
  // The signs are ours and printable; the paths are escaped by the table.
  yield* tableLines(on, shape, rows);
  if (count > rows.length)
    yield on.ink('quiet', `  ${on.signs.more} and ${count - rows.length} more; --format ndjson lists all`);
}
