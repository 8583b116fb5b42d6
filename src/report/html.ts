import { createHash } from 'node:crypto';
import { VERDICTS } from '../diff/change.ts';
import { appSections } from './html/apps.ts';
import { PATTERNS } from './html/charts.ts';
import { findingViews } from './html/findings.ts';
import { gather } from './html/gather.ts';
import { html, type Markup } from './html/markup.ts';
import { packRows } from './html/rows.ts';
import { SCRIPT } from './html/script.ts';
import { STYLE } from './html/style.ts';
import {
  bandView,
  chartViews,
  matrixView,
  methodView,
  noticesView,
  section,
  sumsView,
  timelineView,
  wordsBelow,
} from './html/views.ts';
import type { DiffReport } from './result.ts';
import { survey } from './text/survey.ts';
import { HTML_WORDS } from './words/html.ts';
import { VERDICT_WORDS } from './words/verdicts.ts';
import type { Output, Writer } from './writer.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const SIGNS = ['●', '◐', '×', '~', '○', '+', '?'];
const LINKS = [
  ['evidence', HTML_WORDS.band],
  ['verdicts', HTML_WORDS.sums],
  ['matrix', HTML_WORDS.matrix],
  ['bytes', HTML_WORDS.bytes],
  ['credentials', HTML_WORDS.credentials],
  ['timeline', HTML_WORDS.timeline],
  ['apps', HTML_WORDS.apps],
  ['rows', HTML_WORDS.rows],
  ['findings', HTML_WORDS.findings],
  ['notices', HTML_WORDS.notices],
  ['method', HTML_WORDS.method],
] as const;

const fileName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path;

function head(report: DiffReport): Markup {
  const { source, bundle, target } = report.evidence;
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const sides = [source, bundle, target].flatMap((side) => (side === null ? [] : [side.label]));
  const links = LINKS.map(([id, title]) => html`<a href="#${id}">${title}</a>`);
  const mine: Markup = { markup: STYLE };
  // The policy is our own text: its quotes are to stay as the hash needs them.
  const policyText: Markup = { markup: policy };
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyText}"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>carryover: ${sides.join(' → ')}</title><style>${mine}</style></head><body>${PATTERNS}
<header><span class="eyebrow">carryover ${report.run.version} · ${report.run.at}${report.run.case === null ? '' : ` · ${report.run.case}`}</span><h1>${HTML_WORDS.title}: ${sides.map(fileName).join(' → ')}</h1></header>
<nav aria-label="${HTML_WORDS.title}"><div>${links}<button id="theme">${HTML_WORDS.dark}</button></div></nav><main>\n`;
}

function listView(report: DiffReport, cut: boolean): Markup {
  const options = VERDICTS.map((verdict, at) => html`<option value="${at}">${VERDICT_WORDS[verdict]}</option>`);
  return section(
    'rows',
    HTML_WORDS.rows,
    html`<p class="still">${HTML_WORDS.rowsNeedScript}</p><div class="controls live"><input id="find" type="search" aria-label="${HTML_WORDS.filter}" placeholder="${HTML_WORDS.filter}"><select id="verdict" aria-label="verdict"><option value="">${HTML_WORDS.anyVerdict}</option>${options}</select><select id="order" aria-label="order"><option value="">app</option><option value="path">path</option><option value="bytes">bytes</option></select><output id="count"></output></div><div class="live"><div id="list" tabindex="0" role="listbox" aria-label="${HTML_WORDS.rows}"></div><div id="detail" aria-live="polite"></div></div><p class="soft">${HTML_WORDS.hashes}${cut ? ` ${HTML_WORDS.rowsCut}` : ''}</p>`,
    wordsBelow(report),
  );
}

/** The report as one self-contained page: nothing leaves it, and no text of the evidence is markup. */
export async function writeHtml(report: DiffReport, out: Output): Promise<void> {
  const found = gather(report);
  const put = async (...pieces: readonly Markup[]): Promise<void> => {
    for (const piece of pieces) await out.write(piece.markup);
  };
  const { board, others } = findingViews(report);
  await put(head(report), bandView(report), sumsView(report, found), matrixView(report, found, survey(report)));
  await put(...chartViews(report, found), board, timelineView(report, found));
  await put(html`<section id="apps" aria-labelledby="h-apps"><h2 id="h-apps">${HTML_WORDS.apps}</h2>`);
  for (const piece of appSections(report)) await put(piece);
  const packed = packRows(report);
  await put({ markup: '</section>' }, listView(report, packed.cut), others, noticesView(report), methodView(report));
  const words = {
    signs: SIGNS,
    verdicts: VERDICTS.map((verdict) => VERDICT_WORDS[verdict]),
    copy: HTML_WORDS.copy,
    copied: HTML_WORDS.copied,
    run: `carryover ${report.run.version}, ${report.run.at}`,
  };
  await put(html`</main><footer>carryover ${report.run.version}</footer>`);
  await out.write(
    `<script type="application/json" id="words">${JSON.stringify(words).replaceAll('<', '\\u003c')}</script><script type="text/plain" id="packed">${packed.base64}</script><script>${SCRIPT}</script></body></html>\n`,
  );
}

export const htmlWriter: Writer = { id: 'html', extension: '.html', write: writeHtml };
