import { counted, grouped } from '../numbers.ts';
import { type ArtifactView, type DiffReport, SIDE_NAMES, type SideName } from '../result.ts';
import { HEADINGS } from '../words/headings.ts';
import { reasonSentence } from '../words/reasons.ts';
import { SIDE_WORDS } from '../words/verdicts.ts';
import { printable } from './escape.ts';
import type { Page } from './page.ts';
import { padded, wrapped } from './width.ts';

/** Artifacts of one verdict that one side could not show, or could not read, for one reason. */
export interface Absence {
  readonly verdict: 'unseen' | 'not-compared';
  readonly side: SideName | null;
  readonly code: string;
  readonly artifacts: number;
  readonly apps: number;
  /** One of the places in the evidence; null where the reason is not a place. */
  readonly at: string | null;
}

/** A reason may carry a detail of the evidence: no more kinds than this are told apart. */
const MOST_KINDS = 200;

/** Counts what is unseen or not compared, by verdict, side and reason. Unseen first, most first. */
export function absences(report: DiffReport): readonly Absence[] {
  const found = new Map<string, Absence & { artifacts: number; apps: number; lastApp: number }>();
  let app = 0;
  const add = (artifact: ArtifactView): void => {
    const { verdict } = artifact;
    if (verdict !== 'unseen' && verdict !== 'not-compared') return;
    const side = artifact.reason?.side ?? null;
    const code = artifact.reason?.code ?? '';
    const key = `${verdict}\n${side}\n${found.size < MOST_KINDS ? code : ''}`;
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { verdict, side, code, artifacts: 1, apps: 1, lastApp: app, at: artifact.reason?.at ?? null });
      return;
    }
    known.artifacts += 1;
    if (known.lastApp !== app) known.apps += 1;
    known.lastApp = app;
  };
  for (const { artifacts } of report.apps()) {
    app += 1;
    for (const artifact of artifacts()) add(artifact);
  }
  app += 1;
  for (const artifact of report.shared()) add(artifact);
  return [...found.values()]
    .map(({ lastApp: _, ...absence }) => absence)
    .sort((a, b) => (a.verdict === b.verdict ? b.artifacts - a.artifacts : a.verdict === 'unseen' ? -1 : 1));
}

function absenceLines(on: Page, absence: Absence): readonly string[] {
  const head = padded(grouped(absence.artifacts), 7, 'right');
  const where = absence.side === null ? '' : ` in ${SIDE_WORDS[absence.side]}`;
  const place = absence.at === null ? '' : ` (${printable(absence.at)})`;
  const why = reasonSentence(absence.code);
  const text = `${counted(absence.apps, 'app')}${where}: ${why}${place}`;
  const margin = (at: number): string => (at === 0 ? `  ${on.ink('strong', head)}` : ' '.repeat(9));
  return wrapped(on.text(text), on.width - 11).map((line, at) => `${margin(at)}  ${line}`);
}

/** What could not be seen or compared, and why: a view of its own, because absence is read as a fact otherwise. */
export function* absenceView(on: Page, report: DiffReport): Generator<string> {
  const all = absences(report);
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
