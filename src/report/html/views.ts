import { ROUTES, VERDICTS, type Verdict } from '../../diff/change.ts';
import { VERDICT_OF } from '../../diff/verdict.ts';
import { bytesInWords, counted, grouped } from '../numbers.ts';
import { APP_VERDICTS, type DiffReport, SIDE_NAMES } from '../result.ts';
import { printable } from '../text/escape.ts';
import { shellWord } from '../text/next.ts';
import type { Survey } from '../text/survey.ts';
import { MATRIX_COLUMNS } from '../text/tally.ts';
import { GRAVITY_WORDS, HEADINGS } from '../words/headings.ts';
import { HTML_WORDS, prescribedWords } from '../words/html.ts';
import { reasonSentence } from '../words/reasons.ts';
import {
  APP_VERDICT_SENTENCES,
  APP_VERDICT_WORDS,
  ROUTE_WORDS,
  SIDE_WORDS,
  VERDICT_SENTENCES,
  VERDICT_WORDS,
} from '../words/verdicts.ts';
import { block, flowChart, stack, timeline, treemap } from './charts.ts';
import type { Gathered } from './gather.ts';
import { html, type Markup, type Piece } from './markup.ts';

/** Apps with a row of their own in the matrix and a section of their own. */
export const MOST_APPS = 400;

export function section(id: string, title: string, ...body: readonly Piece[]): Markup {
  return html`<section id="${id}" aria-labelledby="h-${id}"><h2 id="h-${id}">${title}</h2>${body}</section>\n`;
}

export function wordsBelow(report: DiffReport): Markup {
  return html`<ul class="words">${prescribedWords(report.run.at).map((line) => html`<li>${line}</li>`)}</ul>`;
}

export function verdictMark(verdict: Verdict): Markup {
  return html`<svg class="mark" viewBox="0 0 13 13" aria-hidden="true">${block(verdict, 0, 0, 13, 13)}</svg>`;
}

export const rowsLink = (query: string, text: Piece): Markup => html`<a href="#rows" data-q="${query}">${text}</a>`;

/** What the sides are; damage comes first. */
export function bandView(report: DiffReport): Markup {
  const cards = SIDE_NAMES.flatMap((side) => {
    const it = report.evidence[side];
    if (it === null) return [];
    const fact = (name: string, value: Piece): Markup | null =>
      value === null ? null : html`<dt>${name}</dt><dd>${value}</dd>`;
    return [
      html`<div class="card"><span class="eyebrow">${side}</span><h3 class="mono">${it.label}</h3><dl>
${fact('state', it.partial ? html`<b>damage, see notices</b>` : HTML_WORDS.whole)}${fact('format', [it.format, it.formatVersion === null ? '' : ` ${it.formatVersion}`])}${fact('because', it.because)}${fact('encryption', it.encryption)}${fact('size', `${grouped(it.bytes)} bytes`)}${fact('entries', grouped(it.entries))}${fact('apps', grouped(it.apps))}${fact('not examined', grouped(it.notExamined))}${fact('newest', it.newest)}${fact('sha256', html`<span class="mono">${it.sha256}</span>`)}${fact('after', it.sha256After === undefined ? null : html`<span class="mono">${it.sha256After}</span>`)}${it.declared.map((one) => fact('declared', html`${one.from}: ${one.holds ? 'holds' : 'does not hold'} <span class="mono">${one.sha256}</span>`))}</dl></div>`,
    ];
  });
  const alarm = report.summary.partial ? html`<p class="alarm"><a href="#notices">${HTML_WORDS.partial}</a></p>` : null;
  return section('evidence', HTML_WORDS.band, alarm, html`<div class="sides">${cards}</div>`);
}

function tableOf(heads: readonly string[], rows: readonly Markup[], sortable = false): Markup {
  const head = heads.map(
    (text) => html`<th scope="col">${sortable ? html`<button data-sort="1">${text}</button>` : text}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${heads.join(', ')}"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

export function sumsView(report: DiffReport, found: Gathered): Markup {
  const tiles = APP_VERDICTS.map(
    (verdict) =>
      html`<div><b><a href="#matrix">${grouped(report.summary.apps[verdict])}</a></b>${APP_VERDICT_WORDS[verdict]}<span>${APP_VERDICT_SENTENCES[verdict]}</span></div>`,
  );
  const bar = (of: 'artifacts' | 'bytes'): Markup =>
    stack(new Map([...found.verdicts].map(([verdict, amount]) => [verdict, amount[of]])), 1180, 22);
  const rows = VERDICTS.map((verdict) => {
    const { artifacts, bytes } = found.verdicts.get(verdict) ?? { artifacts: 0, bytes: 0 };
    return html`<tr><th scope="row">${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</th><td class="num">${rowsLink(`verdict=${VERDICTS.indexOf(verdict)}`, grouped(artifacts))}</td><td class="num">${bytesInWords(bytes)}</td><td>${VERDICT_SENTENCES[verdict]}</td></tr>`;
  });
  const { same, changed, sourceOnly, targetOnly } = found.records;
  return section(
    'verdicts',
    HTML_WORDS.sums,
    html`<div class="tiles">${tiles}</div><h3>artifacts</h3>${bar('artifacts')}<h3>bytes</h3>${bar('bytes')}`,
    tableOf(['verdict', 'artifacts', 'bytes', 'meaning'], rows),
    html`<p class="soft">records: ${grouped(same)} same · ${grouped(changed)} ${HTML_WORDS.changed} · ${grouped(sourceOnly)} ${HTML_WORDS.sourceOnly} · ${grouped(targetOnly)} ${HTML_WORDS.targetOnly}</p>`,
    wordsBelow(report),
  );
}

function absenceItems(report: DiffReport, survey: Survey): readonly Markup[] {
  const items = survey.absences.map(
    ({ verdict, side, code, artifacts, at }) =>
      html`<li>${verdictMark(verdict)}<b>${grouped(artifacts)}</b> ${VERDICT_WORDS[verdict]}${side === null ? '' : `, ${SIDE_WORDS[side]}`}: ${reasonSentence(code)}${at === null ? null : html` <span class="mono">${at}</span>`}</li>`,
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
  const order = [...found.apps].sort(
    (a, b) => APP_VERDICTS.indexOf(a.app.verdict) - APP_VERDICTS.indexOf(b.app.verdict),
  );
  const rows = order.slice(0, MOST_APPS).map(({ app, cells, all }) => {
    const domains = MATRIX_COLUMNS.map((column) => {
      const counts = cells[column];
      const sum = [...counts.values()].reduce((a, b) => a + b, 0);
      const said = VERDICTS.filter((verdict) => counts.has(verdict)).map(
        (verdict) => `${counts.get(verdict)} ${VERDICT_WORDS[verdict]}`,
      );
      if (sum === 0) return html`<td class="cell soft" data-n="0">·</td>`;
      return html`<td class="cell" data-n="${sum}"><a href="#app/${app.user}/${encodeURIComponent(printable(app.package))}" title="${said.join(', ')}">${stack(counts, 56, 10)}${sum}</a></td>`;
    });
    return html`<tr><th scope="row"><a href="#app/${app.user}/${encodeURIComponent(printable(app.package))}">${app.label ?? app.package}${app.label === null && app.user !== 0 ? ` (user ${app.user})` : ''}</a>${app.label === null ? null : html`<br><span class="soft mono">${app.package}${app.user === 0 ? '' : ` (user ${app.user})`}</span>`}</th><td data-n="${APP_VERDICTS.indexOf(app.verdict)}">${APP_VERDICT_WORDS[app.verdict]}</td>${domains}<td class="num" data-n="${all.artifacts}">${rowsLink(`q=${encodeURIComponent(printable(app.package))}`, grouped(all.artifacts))}</td></tr>`;
  });
  const more =
    order.length > MOST_APPS
      ? html`<p>${counted(order.length - MOST_APPS, 'app')} more. ${HTML_WORDS.rowsCut}</p>`
      : null;
  const legend = html`<p class="soft">${VERDICTS.map((verdict) => html`<span class="chip">${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</span>`)}</p>`;
  const absences = absenceItems(report, survey);
  return section(
    'matrix',
    HTML_WORDS.matrix,
    html`<div class="beside"><div>${tableOf(['app', 'verdict', ...MATRIX_COLUMNS, 'artifacts'], rows, true)}${more}${legend}${wordsBelow(report)}</div><aside aria-label="${HEADINGS.unseen}"><h3>${HEADINGS.unseen}</h3><ul>${absences.length === 0 ? html`<li>${HTML_WORDS.none}</li>` : absences}</ul></aside></div>`,
  );
}

export function chartViews(report: DiffReport, found: Gathered): readonly Markup[] {
  const rows = ROUTES.filter((route) => found.routes.has(route)).flatMap((route) =>
    [...(found.routes.get(route) ?? [])].map(
      ([verdict, { artifacts, bytes }]) =>
        html`<tr><th scope="row">${ROUTE_WORDS[route]}</th><td>${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</td><td class="num">${grouped(artifacts)}</td><td class="num">${bytesInWords(bytes)}</td></tr>`,
    ),
  );
  const flow = flowChart(found);
  return [
    ...(flow === null
      ? []
      : [
          section(
            'flow',
            HTML_WORDS.flow,
            flow,
            tableOf(['route', 'verdict', 'artifacts', 'bytes'], rows),
            wordsBelow(report),
          ),
        ]),
    section('bytes', HTML_WORDS.bytes, html`<p class="soft">${HTML_WORDS.treemapMeans}</p>`, treemap(found)),
  ];
}

export function timelineView(report: DiffReport, found: Gathered): Markup {
  return section(
    'timeline',
    HTML_WORDS.timeline,
    timeline(found, report) ?? html`<p>${HTML_WORDS.none}</p>`,
    html`<p class="soft">▾ ${HTML_WORDS.wall}</p><p class="soft">${HTML_WORDS.timelineCaveat}</p>`,
  );
}

const MOST_NOTICES = 500;

export function noticesView(report: DiffReport): Markup {
  const order = ['damage', 'doubt', 'info'] as const;
  const all = order.flatMap((gravity) => report.notices.filter((notice) => notice.gravity === gravity));
  const rows = all
    .slice(0, MOST_NOTICES)
    .map(
      (notice) =>
        html`<tr><th scope="row">${GRAVITY_WORDS[notice.gravity]}</th><td>${notice.side}</td><td>${notice.message} <span class="soft">(${notice.code})</span><br><span class="mono soft">${notice.at}</span></td></tr>`,
    );
  const more =
    all.length > MOST_NOTICES ? html`<p>${grouped(all.length - MOST_NOTICES)} more. ${HTML_WORDS.rowsCut}</p>` : null;
  const limits = Object.entries(report.run.limits).map(([name, limit]) => `${name} ${grouped(limit)}`);
  return section(
    'notices',
    HTML_WORDS.notices,
    rows.length === 0 ? html`<p>${HTML_WORDS.none}</p>` : tableOf(['gravity', 'side', 'notice'], rows),
    more,
    html`<p class="soft">limits: ${limits.join(' · ')}</p>`,
  );
}

export function methodView(report: DiffReport): Markup {
  const { run } = report;
  const rows = Object.entries(VERDICT_OF).map(
    ([situation, verdict]) =>
      html`<tr><th scope="row">${situation}</th><td>${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</td><td>${VERDICT_SENTENCES[verdict]}</td></tr>`,
  );
  const timed = run.argv.includes('--at') ? [] : ['--at', run.at];
  const command = ['carryover', ...run.argv, ...timed].map(shellWord).join(' ');
  const versions = `${run.tool} ${run.version}${run.commit === null ? '' : ` (${run.commit})`} · node ${run.node} · sqlite ${run.sqlite ?? '-'} · catalogue ${run.catalogue} · time zone ${run.timezone}`;
  return section(
    'method',
    HTML_WORDS.method,
    tableOf(['presence and comparison', 'verdict', 'meaning'], rows),
    html`<h3>${HTML_WORDS.reproduce}</h3><p class="mono">${command}</p><p class="soft">${versions}</p>`,
    wordsBelow(report),
  );
}
