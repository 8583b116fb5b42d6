import { STATUSES } from '../../findings/finding.ts';
import { grouped } from '../numbers.ts';
import type { DiffReport } from '../result.ts';
import {
  CERTAINTY_SENTENCES,
  EXPIRY_WORDS,
  PORTABILITY_WORDS,
  STATUS_SENTENCES,
  STATUS_WORDS,
} from '../words/findings.ts';
import { SECRETS_HIDDEN, SECRETS_SHOWN } from '../words/headings.ts';
import { HTML_WORDS } from '../words/html.ts';
import { html, type Markup, placeAnchor } from './markup.ts';
import { section, wordsBelow } from './views.ts';

const MOST_CARDS = 300;
const MOST_PLACES = 12;

/** A finding as it may come: of rules that are not known here only these fields are counted on. */
interface Loose {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly rule: string;
}

const text = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
const member = (finding: Loose, key: string, inner: string): unknown =>
  (finding[key] as Readonly<Record<string, unknown>> | null | undefined)?.[inner];
const word = (table: Readonly<Record<string, string>>, code: unknown): string =>
  typeof code === 'string' && Object.hasOwn(table, code) ? (table[code] ?? code) : text(code);

function card(group: readonly Loose[]): Markup {
  const [first] = group;
  if (first === undefined) return html``;
  const places = group.slice(0, MOST_PLACES).map((each) => {
    const elsewhere = member(each, 'target', 'devicePath');
    return html`<li id="f-${each.id}"><a href="#${placeAnchor(text(each['devicePath']))}">${text(each['package'])}</a> <span class="mono">${text(each['devicePath'])} · ${text(each['where'])}${elsewhere === undefined ? '' : ` → ${text(elsewhere)}`}</span></li>`;
  });
  const value = member(first, 'secret', 'value');
  return html`<div class="card"><h3>${text(first['service']) || text(member(first, 'secret', 'shape'))}</h3><p><span class="chip">${word(STATUS_WORDS, first['status'])}</span><span class="chip">${word(PORTABILITY_WORDS, first['portability'])}</span><span class="chip">${word(EXPIRY_WORDS, first['expiry'])}</span></p><dl><dt>shape</dt><dd>${text(member(first, 'secret', 'shape'))}, length ${text(member(first, 'secret', 'length'))}</dd><dt>preview</dt><dd class="mono">${text(member(first, 'secret', 'preview')) || '–'}</dd><dt>fingerprint</dt><dd class="mono">${text(member(first, 'secret', 'fingerprint')) || '–'}</dd><dt>certainty</dt><dd>${text(first['certainty'])}: ${word(CERTAINTY_SENTENCES, first['certainty'])}</dd>${value === undefined ? null : html`<dt>value</dt><dd class="mono">${text(value)}</dd>`}</dl><ul class="plain">${places}</ul>${group.length > MOST_PLACES ? html`<p class="soft">${grouped(group.length - MOST_PLACES)} places more</p>` : null}</div>`;
}

/** One card a fingerprint, grouped by status; findings of other rules follow in tables of what they say. */
export function findingViews(report: DiffReport): { readonly board: Markup; readonly others: Markup } {
  const groups = new Map<string, Loose[]>();
  const others = new Map<string, Loose[]>();
  let more = 0;
  for (const finding of report.findings() as Iterable<unknown>) {
    const loose = finding as Loose;
    const credential = loose.rule === 'credential';
    const key = credential
      ? `${text(loose['status'])}\n${text(member(loose, 'secret', 'fingerprint')) || loose.id}`
      : loose.rule;
    const into = credential ? groups : others;
    const group = into.get(key);
    if (group !== undefined && (credential || group.length < MOST_CARDS)) group.push(loose);
    else if (group === undefined && into.size < MOST_CARDS) into.set(key, [loose]);
    else more += 1;
  }
  const board = STATUSES.flatMap((status) => {
    const cards = [...groups.values()].filter(([first]) => first?.['status'] === status);
    if (cards.length === 0) return [];
    return [
      html`<h3>${STATUS_WORDS[status]} · ${grouped(cards.length)}</h3><p class="soft">${STATUS_SENTENCES[status]}</p><div class="board">${cards.map(card)}</div>`,
    ];
  });
  const tables = [...others].map(([rule, list]) => {
    const rows = list.map((each) => {
      const rest = Object.entries(each).filter(([key]) => !['id', 'rule', 'package', 'devicePath'].includes(key));
      return html`<tr id="f-${each.id}"><td>${text(each['package'])}</td><td class="path">${text(each['devicePath'])}</td><td>${rest.map(([key, value]) => `${key} ${text(value)}`).join(' · ')}</td></tr>`;
    });
    return html`<h3>${rule} · ${grouped(list.length)}</h3><table><tbody>${rows}</tbody></table>`;
  });
  const cut = more > 0 ? html`<p>${grouped(more)} findings more. ${HTML_WORDS.rowsCut}</p>` : null;
  const about = report.run.revealed === true ? SECRETS_SHOWN : SECRETS_HIDDEN;
  const none = html`<p>${HTML_WORDS.none}</p>`;
  return {
    board: section(
      'credentials',
      HTML_WORDS.credentials,
      html`<p class="soft">${about}</p>`,
      board.length === 0 ? none : board,
      cut,
      wordsBelow(report),
    ),
    others: section('findings', HTML_WORDS.findings, tables.length === 0 ? none : tables),
  };
}
