import { VERDICTS } from '../../diff/change.ts';
import { counted, grouped } from '../numbers.ts';
import { APP_VERDICTS, type DiffReport, SIDE_NAMES, type SideName } from '../result.ts';
import type { Survey } from '../text/survey.ts';
import { MATRIX_COLUMNS, type MatrixColumn } from '../text/tally.ts';
import { HEADINGS } from '../words/headings.ts';
import { COLUMN_WORDS, HTML_WORDS } from '../words/html.ts';
import { reasonSentence } from '../words/reasons.ts';
import { APP_VERDICT_SENTENCES, APP_VERDICT_WORDS, SIDE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import type { AppCount, Cell, Gathered } from './gather.ts';
import { html, type Markup } from './markup.ts';
import { appAnchor, appKey, appName, MOST_APPS, rowsLink, section, table, wordsBelow } from './section.ts';
import { drawing, px, stackBlocks, verdictMark } from './shapes.ts';

const CELL_WIDTH = 58;
const BAR_HEIGHT = 13;
const TICK_HEIGHT = 4;

/** Below the bar three ticks: source, bundle, target, filled where the side holds something. */
function ticks(on: Cell['on'], sides: readonly SideName[]): readonly Markup[] {
  const width = (CELL_WIDTH - 2 * (sides.length - 1)) / sides.length;
  return sides.map(
    (side, at) =>
      html`<rect class="${on[side] ? 'node' : 'hollow'}" x="${px(at * (width + 2))}" y="${BAR_HEIGHT + 3}" width="${px(width)}" height="${TICK_HEIGHT}"/>`,
  );
}

function cellOf(count: AppCount, column: MatrixColumn, sides: readonly SideName[]): Markup {
  const cell = count.cells[column];
  const counts = new Map([...cell.verdicts].map(([verdict, { artifacts }]) => [verdict, artifacts]));
  const sum = [...counts.values()].reduce((a, b) => a + b, 0);
  if (sum === 0) return html`<td class="cell none" data-n="0"><span aria-hidden="true">·</span></td>`;
  const said = VERDICTS.filter((verdict) => counts.has(verdict)).map(
    (verdict) => `${counts.get(verdict)} ${VERDICT_WORDS[verdict]}`,
  );
  const where = sides.filter((side) => cell.on[side]).join(', ');
  const title = `${COLUMN_WORDS[column]}: ${said.join(', ')}; on ${where}`;
  const picture = drawing(CELL_WIDTH, BAR_HEIGHT + 3 + TICK_HEIGHT, [
    ...stackBlocks(counts, CELL_WIDTH, BAR_HEIGHT),
    ...ticks(cell.on, sides),
  ]);
  return html`<td class="cell" data-n="${sum}">${rowsLink({ app: appKey(count.app), col: MATRIX_COLUMNS.indexOf(column) }, html`${picture}<span>${grouped(sum)}</span>`, title)}</td>`;
}

function rowOf(count: AppCount, sides: readonly SideName[]): Markup {
  const { app, all } = count;
  const under = app.label === null ? null : html`<span class="soft mono">${app.package}</span>`;
  const order = APP_VERDICTS.indexOf(app.verdict);
  const partial = app.coverage === 'partial' ? html`<span class="soft">${HTML_WORDS.partlyCovered}</span>` : null;
  return html`<tr><th scope="row"><a href="#${appAnchor(app)}">${appName(app)}</a>${under}</th><td data-n="${order}" title="${APP_VERDICT_SENTENCES[app.verdict]}">${APP_VERDICT_WORDS[app.verdict]}${partial}</td>${MATRIX_COLUMNS.map((column) => cellOf(count, column, sides))}<td class="num" data-n="${all.artifacts}">${rowsLink({ app: appKey(app) }, grouped(all.artifacts))}</td></tr>`;
}

function absenceItems(report: DiffReport, survey: Survey): readonly Markup[] {
  const items = survey.absences.map(
    ({ verdict, side, code, artifacts, at }) =>
      html`<li>${verdictMark(verdict)}<b>${rowsLink({ verdict }, grouped(artifacts))}</b> ${VERDICT_WORDS[verdict]}${side === null ? '' : `, ${SIDE_WORDS[side]}`}: ${reasonSentence(code)}${at === null ? null : html` <span class="mono">${at}</span>`}</li>`,
  );
  const passed = SIDE_NAMES.flatMap((side) => {
    const count = report.evidence[side]?.notExamined ?? 0;
    return count === 0
      ? []
      : [html`<li><b>${grouped(count)}</b> system files of ${SIDE_WORDS[side]}: hashed and counted, not examined</li>`];
  });
  return [...items, ...passed];
}

/** Apps by domains, strongest verdict first, and beside it what could not be seen. */
export function matrixView(report: DiffReport, found: Gathered, survey: Survey): Markup {
  const sides = SIDE_NAMES.filter((side) => report.evidence[side] !== null);
  const order = [...found.apps].sort(
    (a, b) => APP_VERDICTS.indexOf(a.app.verdict) - APP_VERDICTS.indexOf(b.app.verdict),
  );
  const more =
    order.length > MOST_APPS
      ? html`<p>${counted(order.length - MOST_APPS, 'app')} more. ${HTML_WORDS.rowsCut}</p>`
      : null;
  const keys = VERDICTS.map(
    (verdict) => html`<span class="key">${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</span>`,
  );
  const legend = html`<p class="legend">${keys}<span class="key">${drawing(14, 14, html`<rect class="node" y="5" width="6" height="4"/><rect class="hollow" x="8" y="5" width="6" height="4"/>`, null, 'mark')}${HTML_WORDS.ticks}: ${sides.join(', ')}</span></p>`;
  const absences = absenceItems(report, survey);
  const heads = [
    { text: 'app' },
    { text: 'verdict' },
    ...MATRIX_COLUMNS.map((column) => ({ text: column, title: COLUMN_WORDS[column] })),
    { text: 'all', number: true },
  ];
  const rows = order.slice(0, MOST_APPS).map((count) => rowOf(count, sides));
  return section(
    'matrix',
    HTML_WORDS.matrix,
    html`<div class="beside"><div>${legend}${table(HTML_WORDS.matrix, heads, rows, 'sorts')}${more}</div><aside aria-label="${HEADINGS.unseen}"><h3>${HEADINGS.unseen}</h3><ul class="plain">${absences.length === 0 ? html`<li>${HTML_WORDS.none}</li>` : absences}</ul></aside></div>`,
    wordsBelow(report),
  );
}
