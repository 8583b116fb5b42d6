import { grouped } from '../numbers.ts';
import type { DiffReport } from '../result.ts';
import { GRAVITY_WORDS } from '../words/headings.ts';
import { HTML_WORDS } from '../words/html.ts';
import { html, type Markup } from './markup.ts';
import { section, table } from './section.ts';

const MOST_NOTICES = 500;
const ORDER = ['damage', 'doubt', 'info'] as const;
const SIGNS = { damage: '▲', doubt: '△', info: '·' } as const;
const HEADS = [{ text: 'gravity' }, { text: 'side' }, { text: 'notice' }, { text: 'code' }];

/** Everything that was damaged, odd or left out, gravest first, and the limits of the run. */
export function noticesView(report: DiffReport): Markup {
  const all = ORDER.flatMap((gravity) => report.notices.filter((notice) => notice.gravity === gravity));
  const rows = all
    .slice(0, MOST_NOTICES)
    .map(
      ({ gravity, side, message, code, at }, number) =>
        html`<tr id="notice-${number + 1}"><th scope="row" class="g-${gravity}"><span aria-hidden="true">${SIGNS[gravity]}</span> ${GRAVITY_WORDS[gravity]}</th><td>${side}</td><td>${message}<br><span class="mono soft">${at}</span></td><td class="mono">${code}</td></tr>`,
    );
  const more =
    all.length > MOST_NOTICES ? html`<p>${grouped(all.length - MOST_NOTICES)} more. ${HTML_WORDS.rowsCut}</p>` : null;
  const limits = Object.entries(report.run.limits).map(([name, limit]) => `${name} ${grouped(limit)}`);
  return section(
    'notices',
    HTML_WORDS.notices,
    rows.length === 0 ? html`<p>${HTML_WORDS.none}</p>` : table(HTML_WORDS.notices, HEADS, rows),
    more,
    html`<p class="soft">limits: ${limits.join(' · ')}</p>`,
  );
}
