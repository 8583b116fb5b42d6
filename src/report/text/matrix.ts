import type { Verdict } from '../../diff/change.ts';
import { counted, grouped } from '../numbers.ts';
import { APP_VERDICTS, type AppReport, type AppVerdict, type AppView, type DiffReport } from '../result.ts';
import { HEADINGS, MATRIX_LEGEND } from '../words/headings.ts';
import { shortReason } from '../words/reasons.ts';
import {
  APP_VERDICT_SENTENCES,
  APP_VERDICT_WORDS,
  CARRIED_MEANS,
  ROUTE_WORDS,
  VERDICT_BRIEF,
  VERDICT_WORDS,
} from '../words/verdicts.ts';
import type { Ink, Page } from './page.ts';
import { USUAL } from './table.ts';
import { MATRIX_COLUMNS, type Mark, type Tally, tally } from './tally.ts';
import { columns, cut, padded, shortened, wrapped } from './width.ts';

const MARK_INKS: Readonly<Record<Mark, Ink>> = {
  carried: 'carried',
  partly: 'partly',
  differs: 'differs',
  notCompared: 'differs',
  left: 'left',
  new: 'new',
  unseen: 'quiet',
  none: 'quiet',
};

export const VERDICT_MARKS: Readonly<Record<Verdict, Mark>> = {
  carried: 'carried',
  'partly-carried': 'partly',
  differs: 'differs',
  'not-compared': 'notCompared',
  'left-behind': 'left',
  'new-on-target': 'new',
  unseen: 'unseen',
};

const APP_INKS: Readonly<Record<AppVerdict, Ink>> = {
  'session-carried': 'carried',
  'data-carried': 'partly',
  'apk-only': 'left',
  'not-carried': 'left',
  'new-on-target': 'new',
  unseen: 'quiet',
};

/** Counts of one app in the order of the ladder, without zeros. */
function parts(counts: Tally): readonly (readonly [Verdict, number])[] {
  return (Object.entries(counts.verdicts) as [Verdict, number][]).filter(([, count]) => count > 0);
}

/** What became of the left-behind artifacts in the bundle, where there was one. */
function leftBecause(counts: Tally): string {
  const left = counts.verdicts['left-behind'];
  if (left === 0 || counts.notPacked + counts.packedOnly === 0) return '';
  for (const [route, count] of [
    ['not-packed', counts.notPacked],
    ['packed-only', counts.packedOnly],
  ] as const) {
    if (count === left) return ` (${ROUTE_WORDS[route]})`;
  }
  const route = counts.notPacked === 0 ? 'packed-only' : 'not-packed';
  return ` (${grouped(counts.notPacked || counts.packedOnly)} ${ROUTE_WORDS[route]})`;
}

/** The same thing said at several lengths: with reasons, in words, in signs. The longest that fits is taken. */
function happened(on: Page, app: AppView, counts: Tally, room: number): string {
  const dot = ` ${on.signs.dot} `;
  const goesTo = app.movedTo === undefined ? '' : `${dot}now under user ${app.movedTo.user}`;
  const moved = counts.moved > 0 && app.movedTo === undefined ? `${dot}${grouped(counts.moved)} moved` : '';
  const reasons: Partial<Record<Verdict, string>> = {
    'left-behind': leftBecause(counts),
    unseen: counts.unseenBecause === null ? '' : ` (${shortReason(counts.unseenBecause)})`,
  };
  const listed = parts(counts);
  const full = listed.map(([verdict, count]) => `${grouped(count)} ${VERDICT_WORDS[verdict]}${reasons[verdict] ?? ''}`);
  const words = listed.map(([verdict, count]) => `${grouped(count)} ${VERDICT_WORDS[verdict]}`);
  const brief = listed.map(([verdict, count]) => `${grouped(count)} ${VERDICT_BRIEF[verdict]}`);
  const signs = listed.map(([verdict, count]) => on.signs[VERDICT_MARKS[verdict]] + String(count));
  for (const text of [full.join(dot) + goesTo + moved, full.join(dot) + goesTo, words.join(dot), brief.join(', ')]) {
    if (columns(text) <= room) return text;
  }
  return cut(signs.join(' '), room, on.signs.more);
}

interface Layout {
  readonly name: number;
  readonly label: number;
  readonly gap: string;
}

const INDENT = '  ';
const SPACIOUS = 120;
const AMPLE = 160;
const NARROW = 90;

/** Walks the heads of the apps once to find how wide names are. */
function layoutOf(on: Page, report: DiffReport): Layout {
  let name = 12;
  let label = 0;
  for (const { app } of report.apps()) {
    name = Math.max(name, columns(nameOf(on, app).slice(0, on.width)));
    if (app.label !== null) label = Math.max(label, columns(on.text(app.label).slice(0, on.width)));
  }
  const most = on.width < NARROW ? 22 : on.width < SPACIOUS ? 27 : 34;
  return {
    name: Math.min(name, most),
    label: on.width < SPACIOUS ? 0 : Math.min(label, 18),
    gap: on.width < AMPLE ? ' ' : '  ',
  };
}

function nameOf(on: Page, app: AppView): string {
  return on.text(app.user === 0 ? app.package : `${app.package} (user ${app.user})`);
}

function centred(text: string, width: number): string {
  const before = Math.floor((width - 1) / 2);
  return padded(' '.repeat(before) + text, width);
}

function headingLine(on: Page, layout: Layout): string {
  const names = INDENT + ' '.repeat(layout.name) + (layout.label > 0 ? INDENT + ' '.repeat(layout.label) : '');
  return on.ink('quiet', `${names}${INDENT}${MATRIX_COLUMNS.join(layout.gap)}${INDENT}${HEADINGS.happened}`);
}

/** A row where the matrix has no room: the name, and below it what is not empty, each kind of place with its mark. */
function narrowRow(on: Page, app: AppView, counts: Tally): string {
  const marks = MATRIX_COLUMNS.flatMap((column) => {
    const mark = counts.marks[column];
    return mark === 'none' ? [] : [`${column}\u00a0${on.signs[mark]}`];
  });
  const said = happened(on, app, counts, on.width - INDENT.length * 2);
  const name = shortened(nameOf(on, app), on.width - INDENT.length, on.signs.more);
  const below = [...wrapped(marks.join('  '), on.width - INDENT.length * 2), said];
  return [INDENT + name, ...below.map((line) => (INDENT + INDENT + line).replaceAll('\u00a0', ' ').trimEnd())].join(
    '\n',
  );
}

function rowLine(on: Page, layout: Layout, { app, artifacts }: AppReport): string {
  const counts = tally(artifacts());
  if (on.width < USUAL) return narrowRow(on, app, counts);
  const name = padded(shortened(nameOf(on, app), layout.name, on.signs.more), layout.name);
  const label =
    layout.label === 0 ? '' : padded(cut(on.text(app.label ?? ''), layout.label, on.signs.more), layout.label);
  const cells = MATRIX_COLUMNS.map((column) => {
    const mark = counts.marks[column];
    return on.ink(MARK_INKS[mark], centred(on.signs[mark], column.length));
  });
  const before = INDENT.length * 2 + layout.name + (layout.label === 0 ? 0 : INDENT.length + layout.label);
  const matrix = MATRIX_COLUMNS.join(layout.gap).length + INDENT.length;
  const said = happened(on, app, counts, Math.max(8, on.width - before - matrix));
  const strong = app.verdict === 'session-carried' || app.verdict === 'data-carried';
  return (
    INDENT +
    (strong ? on.ink('strong', name) : name) +
    (label === '' ? '' : INDENT + on.ink('quiet', label)) +
    INDENT +
    cells.join(layout.gap) +
    INDENT +
    said
  ).trimEnd();
}

/** The heading of a group: verdict, how many, and what the verdict says. */
function groupLines(on: Page, verdict: AppVerdict, count: number): readonly string[] {
  const title = APP_VERDICT_WORDS[verdict].toUpperCase();
  const head = `${title}  ${counted(count, 'app')}`;
  const sentence = APP_VERDICT_SENTENCES[verdict];
  const painted = `${on.ink(APP_INKS[verdict], title)}  ${counted(count, 'app')}`;
  if (columns(head) + 2 + columns(sentence) <= on.width) return [`${painted}  ${on.ink('quiet', sentence)}`];
  return [painted, ...wrapped(sentence, on.width - INDENT.length).map((line) => INDENT + on.ink('quiet', line))];
}

function legendLines(on: Page): readonly string[] {
  const legend = Object.entries(MATRIX_LEGEND) as [Mark, string][];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const [mark, word] of legend) {
    const size = 2 + columns(word);
    if (used > 0 && used + 3 + size > on.width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += `${used > 0 ? '   ' : ''}${on.ink(MARK_INKS[mark], on.signs[mark])} ${on.ink('quiet', word)}`;
    used += size + (used > 0 ? 3 : 0);
  }
  return [...lines, line, ...wrapped(CARRIED_MEANS, on.width).map((text) => on.ink('quiet', text))];
}

/**
 * The matrix apps by domains, grouped by verdict, strongest first: the answer before the list. One walk over the
 * apps for each verdict that occurs, so that nothing but a line is held; the artifacts of an app are read once.
 */
export function* matrixLines(on: Page, report: DiffReport): Generator<string> {
  const present = APP_VERDICTS.filter((verdict) => report.summary.apps[verdict] > 0);
  if (present.length === 0) return;
  const layout = layoutOf(on, report);
  if (on.width >= USUAL) yield headingLine(on, layout);
  for (const verdict of present) {
    yield* groupLines(on, verdict, report.summary.apps[verdict]);
    for (const item of report.apps()) if (item.app.verdict === verdict) yield rowLine(on, layout, item);
  }
  yield '';
  yield* legendLines(on);
}
