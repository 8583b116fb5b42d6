import { VERDICTS } from '../../diff/change.ts';
import type { DiffReport } from '../result.ts';
import { HTML_WORDS } from '../words/html.ts';
import { VERDICT_WORDS } from '../words/verdicts.ts';
import { html, type Markup } from './markup.ts';
import { section, wordsBelow } from './section.ts';

/** The complete list, which the script fills. */
export function listView(report: DiffReport, cut: boolean): Markup {
  const options = VERDICTS.map((verdict) => html`<option value="${verdict}">${VERDICT_WORDS[verdict]}</option>`);
  return section(
    'rows',
    HTML_WORDS.rows,
    html`<p class="still">${HTML_WORDS.rowsNeedScript}</p><div class="controls live"><input id="find" type="search" aria-label="${HTML_WORDS.filter}" placeholder="${HTML_WORDS.filter}  ( / )"><select id="verdict" aria-label="${HTML_WORDS.byVerdict}"><option value="">${HTML_WORDS.anyVerdict}</option>${options}</select><select id="order" aria-label="${HTML_WORDS.order}"><option value="">${HTML_WORDS.byApp}</option><option value="path">${HTML_WORDS.byPath}</option><option value="bytes">${HTML_WORDS.byBytes}</option></select><button id="clear" hidden></button><output id="count"></output></div><div class="live"><div id="list" tabindex="0" role="listbox" aria-label="${HTML_WORDS.rows}"></div><div id="detail" aria-live="polite"></div></div><p class="soft">${HTML_WORDS.hashes}${cut ? ` ${HTML_WORDS.rowsCut}` : ''}</p>`,
    wordsBelow(report),
  );
}
