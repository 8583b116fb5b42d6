import { counted } from '../numbers.ts';
import { type DiffReport, type EvidenceView, SIDE_NAMES, type SideName } from '../result.ts';
import type { Survey } from '../text/survey.ts';
import { BAND_WORDS, HTML_WORDS } from '../words/html.ts';
import { reasonSentence } from '../words/reasons.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { section } from './section.ts';

export const fileName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? path;

function coverageOf(side: SideName, survey: Survey): Markup {
  const gaps = survey.absences.filter((each) => each.side === side && each.verdict === 'unseen');
  if (gaps.length === 0) return html`${BAND_WORDS.seen}`;
  const lines = gaps.map(
    ({ artifacts, code }) => html`<li>${counted(artifacts, 'artifact')}: ${reasonSentence(code)}</li>`,
  );
  return html`<b>${BAND_WORDS.unseen}</b><ul class="plain">${lines}</ul>`;
}

function card(side: SideName, it: EvidenceView, survey: Survey): Markup {
  const fact = (name: string, value: Piece): Markup | null =>
    value === null ? null : html`<dt>${name}</dt><dd>${value}</dd>`;
  const state = it.partial
    ? html`<p class="state bad"><span aria-hidden="true">▲</span> <a href="#notices">${BAND_WORDS.damage}</a></p>`
    : html`<p class="state"><span aria-hidden="true">✓</span> ${HTML_WORDS.whole}</p>`;
  const after = it.sha256After === undefined ? null : html`<span class="mono">${it.sha256After}</span>`;
  const declared = it.declared.map((one) =>
    fact(
      BAND_WORDS.declared,
      html`${one.from}: ${one.holds ? BAND_WORDS.holds : html`<b>${BAND_WORDS.holdsNot}</b>`} <span class="mono">${one.sha256}</span>`,
    ),
  );
  return html`<div class="card"><p class="eyebrow">${side}</p><h3>${fileName(it.label)}</h3><p class="soft mono">${it.label}</p>${state}<dl>
${fact(BAND_WORDS.coverage, coverageOf(side, survey))}${fact(BAND_WORDS.format, html`<b>${it.format}${it.formatVersion === null ? '' : ` ${it.formatVersion}`}</b><br>${it.because}`)}${fact(BAND_WORDS.encryption, it.encryption)}${fact(BAND_WORDS.holdsWhat, `${counted(it.entries, 'entry', 'entries')}, ${counted(it.apps, 'app')}, ${counted(it.bytes, 'byte')}`)}${it.notExamined === 0 ? null : fact(BAND_WORDS.notExamined, counted(it.notExamined, 'system file'))}${fact(BAND_WORDS.newest, it.newest)}${fact('sha256', html`<span class="mono">${it.sha256}</span>`)}${fact(BAND_WORDS.after, after)}${declared}</dl></div>`;
}

/** What the sides are; damage and what they could not show come first. */
export function bandView(report: DiffReport, survey: Survey): Markup {
  const cards = SIDE_NAMES.flatMap((side) => {
    const it = report.evidence[side];
    return it === null ? [] : [card(side, it, survey)];
  });
  const alarm = report.summary.partial ? html`<p class="alarm"><a href="#notices">${HTML_WORDS.partial}</a></p>` : null;
  return section('evidence', HTML_WORDS.band, alarm, html`<div class="sides">${cards}</div>`);
}
