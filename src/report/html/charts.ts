import { ROUTES } from '../../diff/change.ts';
import { bytesInWords, grouped } from '../numbers.ts';
import type { DiffReport } from '../result.ts';
import { HTML_WORDS } from '../words/html.ts';
import { ROUTE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import { flowChart } from './flow.ts';
import type { Gathered } from './gather.ts';
import { html, type Markup } from './markup.ts';
import { rowsLink, section, table, wordsBelow } from './section.ts';
import { verdictMark } from './shapes.ts';
import { timeline } from './timeline.ts';
import { treemap } from './treemap.ts';

/** Routes through the bundle as a picture and as a table. Nothing without a bundle. */
export function flowView(report: DiffReport, found: Gathered): Markup | null {
  const flow = flowChart(found);
  if (flow === null) return null;
  const rows = ROUTES.flatMap((route) =>
    [...(found.routes.get(route) ?? [])].map(
      ([verdict, { artifacts, bytes }]) =>
        html`<tr><th scope="row">${ROUTE_WORDS[route]}</th><td>${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</td><td class="num">${rowsLink({ route, verdict }, grouped(artifacts))}</td><td class="num">${bytesInWords(bytes)}</td></tr>`,
    ),
  );
  const heads = [
    { text: 'route' },
    { text: 'verdict' },
    { text: 'artifacts', number: true },
    { text: 'bytes', number: true },
  ];
  return section('flow', HTML_WORDS.flow, flow, table(HTML_WORDS.flow, heads, rows), wordsBelow(report));
}

export function bytesView(found: Gathered): Markup {
  return section('bytes', HTML_WORDS.bytes, html`<p class="soft">${HTML_WORDS.treemapMeans}</p>`, treemap(found));
}

export function timelineView(report: DiffReport, found: Gathered): Markup {
  return section(
    'timeline',
    HTML_WORDS.timeline,
    timeline(found, report) ?? html`<p>${HTML_WORDS.none}</p>`,
    html`<p class="soft"><span aria-hidden="true">▼</span> ${HTML_WORDS.wall} « » ${HTML_WORDS.outside} ${HTML_WORDS.timelineCaveat}</p>`,
  );
}
