import { type Situation, VERDICT_OF } from '../../diff/verdict.ts';
import type { DiffReport } from '../result.ts';
import { shellWord } from '../text/next.ts';
import { HTML_WORDS, SITUATIONS, type SituationSide } from '../words/html.ts';
import { VERDICT_SENTENCES, VERDICT_WORDS } from '../words/verdicts.ts';
import { html, type Markup } from './markup.ts';
import { section, table, wordsBelow } from './section.ts';
import { drawing, verdictMark } from './shapes.ts';

/** How a side stands to a place: full, an empty frame, a broken frame. */
const PICTURES: Readonly<Record<SituationSide, Markup>> = {
  holds: html`<rect class="node" x="1" y="1" width="20" height="14" rx="2"/>`,
  empty: html`<rect class="frame" x="1" y="1" width="20" height="14" rx="2"/><circle class="node" cx="11" cy="8" r="2"/>`,
  without: html`<rect class="frame" x="1" y="1" width="20" height="14" rx="2"/>`,
  blind: html`<rect class="frame broken" x="1" y="1" width="20" height="14" rx="2"/>`,
};

const HEADS = [
  { text: 'source' },
  { text: 'target' },
  { text: 'comparison' },
  { text: 'verdict' },
  { text: 'meaning' },
];

/** The verdict table drawn, the versions, and the exact command. */
export function methodView(report: DiffReport): Markup {
  const { run } = report;
  const rows = (Object.keys(VERDICT_OF) as Situation[]).map((situation) => {
    const { source, target, compared } = SITUATIONS[situation];
    const verdict = VERDICT_OF[situation];
    const side = (state: SituationSide): Markup =>
      html`<td>${drawing(22, 16, PICTURES[state], null, 'mark')}${HTML_WORDS.states[state]}</td>`;
    return html`<tr>${side(source)}${side(target)}<td>${compared}</td><th scope="row">${verdictMark(verdict)}${VERDICT_WORDS[verdict]}</th><td>${VERDICT_SENTENCES[verdict]}</td></tr>`;
  });
  const timed = run.argv.includes('--at') ? [] : ['--at', run.at];
  const command = ['carryover', ...run.argv, ...timed].map(shellWord).join(' ');
  const versions = `${run.tool} ${run.version}${run.commit === null ? '' : ` (${run.commit})`} · node ${run.node} · sqlite ${run.sqlite ?? '–'} · catalogue ${run.catalogue} · time zone ${run.timezone}`;
  return section(
    'method',
    HTML_WORDS.method,
    table(HTML_WORDS.method, HEADS, rows),
    html`<h3>${HTML_WORDS.reproduce}</h3><pre class="mono" tabindex="0">${command}</pre><p><button data-cite="${command}">${HTML_WORDS.copyCommand}</button></p><p class="soft">${versions}</p>`,
    wordsBelow(report),
  );
}
