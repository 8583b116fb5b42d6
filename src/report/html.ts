import { createHash } from 'node:crypto';
import { ROUTES, VERDICTS } from '../diff/change.ts';
import { appSections } from './html/apps.ts';
import { bandView, fileName } from './html/band.ts';
import { bytesView, flowView, timelineView } from './html/charts.ts';
import { credentialsView } from './html/credentials.ts';
import { findingsView } from './html/findings.ts';
import { type Gathered, gather } from './html/gather.ts';
import { listView } from './html/list.ts';
import { html, type Markup } from './html/markup.ts';
import { matrixView } from './html/matrix.ts';
import { methodView } from './html/method.ts';
import { noticesView } from './html/notices.ts';
import { profileView } from './html/profile.ts';
import { packRows } from './html/rows.ts';
import { SCRIPT } from './html/script.ts';
import { PATTERNS } from './html/shapes.ts';
import { STYLE } from './html/style.ts';
import { sumsView } from './html/sums.ts';
import { type DiffReport, SIDE_NAMES } from './result.ts';
import { survey } from './text/survey.ts';
import { MATRIX_COLUMNS } from './text/tally.ts';
import { HTML_WORDS, LINK_WORDS } from './words/html.ts';
import { APP_VERDICT_WORDS, ROUTE_WORDS, VERDICT_WORDS } from './words/verdicts.ts';
import type { Output, Writer } from './writer.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const SIGNS = ['●', '◐', '×', '~', '○', '+', '?'];
const PIECE_CHARACTERS = 1 << 16;

function head(report: DiffReport, found: Gathered): Markup {
  const policy = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const sides = SIDE_NAMES.flatMap((side) => {
    const it = report.evidence[side];
    return it === null ? [] : [{ side, label: it.label }];
  });
  const links = Object.entries(LINK_WORDS).flatMap(([id, title]) =>
    (id === 'flow' && found.routes.size === 0) || (id === 'profile' && report.profile === undefined)
      ? []
      : [html`<a href="#${id}">${title}</a>`],
  );
  const mine: Markup = { markup: STYLE };
  // The policy is our own text: its quotes are to stay as the hash needs them.
  const policyText: Markup = { markup: policy };
  const chain = sides.map(
    ({ side, label }, at) =>
      html`${at === 0 ? null : html`<span aria-hidden="true">→</span>`}<span><span class="eyebrow">${side}</span>${fileName(label)}</span>`,
  );
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyText}"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>carryover: ${sides.map(({ label }) => label).join(' → ')}</title><style>${mine}</style></head><body><a class="skip" href="#matrix">${HTML_WORDS.skip}</a>${PATTERNS}
<header><p class="eyebrow">carryover ${report.run.version} · ${report.run.at}${report.run.case === null ? '' : ` · ${report.run.case}`}</p><h1>${HTML_WORDS.title}</h1><p class="chain">${chain}</p></header>
<nav aria-label="${HTML_WORDS.title}"><div>${links}<button id="theme">${HTML_WORDS.dark}</button></div></nav><main>\n`;
}

/** The report as one self-contained page: nothing leaves it, and no text of the evidence is markup. */
export async function writeHtml(report: DiffReport, out: Output): Promise<void> {
  const found = gather(report);
  const absences = survey(report);
  const put = async (...pieces: readonly (Markup | null)[]): Promise<void> => {
    for (const piece of pieces) if (piece !== null) await out.write(piece.markup);
  };
  await put(head(report, found), bandView(report, absences), sumsView(report, found));
  await put(matrixView(report, found, absences), flowView(report, found), bytesView(found));
  await put(credentialsView(report), timelineView(report, found));
  await put(
    html`<section id="apps" aria-labelledby="h-apps"><h2 id="h-apps">${HTML_WORDS.apps}</h2><p class="controls live"><button id="open">${HTML_WORDS.openAll}</button></p>`,
  );
  for (const piece of appSections(report, found)) await put(piece);
  const packed = packRows(report);
  await put({ markup: '</section>' }, listView(report, packed.cut), findingsView(report));
  await put(profileView(report), noticesView(report));
  await put(methodView(report), html`</main><footer>carryover ${report.run.version}</footer>`);
  const words = {
    signs: SIGNS,
    verdicts: VERDICTS,
    verdictWords: VERDICTS.map((verdict) => VERDICT_WORDS[verdict]),
    appVerdicts: APP_VERDICT_WORDS,
    routes: ROUTES,
    routeWords: ROUTES.map((route) => ROUTE_WORDS[route]),
    columns: MATRIX_COLUMNS,
    copy: HTML_WORDS.copy,
    copied: HTML_WORDS.copied,
    clear: HTML_WORDS.clear,
    openAll: HTML_WORDS.openAll,
    closeAll: HTML_WORDS.closeAll,
    run: `carryover ${report.run.version}, ${report.run.at}`,
  };
  await out.write(
    `<script type="application/json" id="words">${JSON.stringify(words).replaceAll('<', '\\u003c')}</script><script type="text/plain" id="packed">`,
  );
  for (let at = 0; at < packed.base64.length; at += PIECE_CHARACTERS)
    await out.write(packed.base64.slice(at, at + PIECE_CHARACTERS));
  await out.write(`</script><script>${SCRIPT}</script></body></html>\n`);
}

export const htmlWriter: Writer = { id: 'html', extension: '.html', write: writeHtml };
