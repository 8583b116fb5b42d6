import type { AppView, DiffReport } from '../result.ts';
import { printable } from '../text/escape.ts';
import { HTML_WORDS, prescribedWords } from '../words/html.ts';
import { html, type Markup, type Piece } from './markup.ts';

/** Apps with a row of their own in the matrix and a section of their own. */
export const MOST_APPS = 400;

/** The words that the contract prescribes, as they stand under every table. */
export function wordsBelow(report: DiffReport): Markup {
  return html`<ul class="words">${prescribedWords(report.run.at).map((line) => html`<li>${line}</li>`)}</ul>`;
}

export function section(id: string, title: string, ...body: readonly Piece[]): Markup {
  return html`<section id="${id}" aria-labelledby="h-${id}"><h2 id="h-${id}">${title}</h2>${body}</section>\n`;
}

/** A head of a table; `number` stands at the right. */
export interface Head {
  readonly text: string;
  readonly number?: boolean;
  readonly title?: string;
}

export function table(label: string, heads: readonly Head[], rows: readonly Markup[], kind = ''): Markup {
  const head = heads.map(
    ({ text, number, title }) =>
      html`<th scope="col" class="${number === true ? 'num' : ''}" title="${title ?? ''}">${kind === 'sorts' ? html`<button data-sort="1">${text}</button>` : text}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}: ${HTML_WORDS.table}"><table class="${kind}"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A link to the rows that a number counts. */
export function rowsLink(filter: Readonly<Record<string, string | number>>, text: Piece, title = ''): Markup {
  const query = Object.entries(filter).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return html`<a href="#rows" data-q="${query.join('&')}" title="${title}">${text}</a>`;
}

/** What the list of all artifacts knows an app by. */
export const appKey = ({ user, package: name }: AppView): string => printable(`${user}/${name}`);

export const appAnchor = (app: AppView): string => `app/${app.user}/${encodeURIComponent(printable(app.package))}`;

export const appName = (app: AppView): string =>
  `${app.label ?? app.package}${app.user === 0 ? '' : ` (user ${app.user})`}`;
