import { counted, grouped } from '../numbers.ts';
import { type DiffReport, SIDE_NAMES } from '../result.ts';
import { HEADINGS } from '../words/headings.ts';
import { reasonSentence } from '../words/reasons.ts';
import { SIDE_WORDS } from '../words/verdicts.ts';
import { printable } from './escape.ts';
import type { Page } from './page.ts';
import type { Absence } from './survey.ts';
import { padded, wrapped } from './width.ts';

function absenceLines(on: Page, absence: Absence): readonly string[] {
  const head = padded(grouped(absence.artifacts), 7, 'right');
  const where =
    absence.side === null
      ? ''
      : `, ${absence.verdict === 'unseen' ? 'not shown by' : 'on'} ${SIDE_WORDS[absence.side]}`;
  const place = absence.at === null ? '' : ` (${printable(absence.at)})`;
  const why = reasonSentence(absence.code);
  const whose = absence.apps === 0 ? 'outside of apps' : `of ${counted(absence.apps, 'app')}`;
  const text = `${whose}${where}: ${why}${place}`;
  const margin = (at: number): string => (at === 0 ? `  ${on.ink('strong', head)}` : ' '.repeat(9));
  return wrapped(on.text(text), on.width - 11).map((line, at) => `${margin(at)}  ${line}`);
}

/** What could not be seen or compared, and why: a view of its own, because absence is read as a fact otherwise. */
export function* absenceView(on: Page, report: DiffReport, all: readonly Absence[]): Generator<string> {
  const passed = SIDE_NAMES.flatMap((side) => {
    const evidence = report.evidence[side];
    return evidence === null || evidence.notExamined === 0 ? [] : [{ side, count: evidence.notExamined }];
  });
  const unseen = all.filter((absence) => absence.verdict === 'unseen');
  const unread = all.filter((absence) => absence.verdict === 'not-compared');
  if (unseen.length + passed.length > 0) {
    yield on.ink('strong', HEADINGS.unseen);
    for (const absence of unseen) yield* absenceLines(on, absence);
    for (const { side, count } of passed) {
      const text = `system files of ${SIDE_WORDS[side]}: hashed and counted, not examined`;
      yield `  ${on.ink('quiet', padded(grouped(count), 7, 'right'))}  ${on.text(text)}`;
    }
  }
  if (unread.length > 0) {
    if (unseen.length + passed.length > 0) yield '';
    yield on.ink('strong', HEADINGS.notCompared);
    for (const absence of unread) yield* absenceLines(on, absence);
  }
}
