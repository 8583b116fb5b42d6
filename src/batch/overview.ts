import { createHash } from 'node:crypto';
import { html, type Markup } from '../report/html/markup.ts';
import { STYLE } from '../report/html/style.ts';
import { APP_VERDICTS, type AppVerdict } from '../report/result.ts';
import { BATCH_WORDS } from '../report/words/batch.ts';
import { APP_VERDICT_WORDS } from '../report/words/verdicts.ts';
import { pairPath } from './folders.ts';
import type { PairRecord } from './record.ts';
import { freeColumns, summaryRow } from './summary.ts';

/** Drawn at the most; the tables beside the page hold all. */
const MOST_PAIRS_ACROSS = 60;
const MOST_APPS = 1_000;
const MOST_ROWS = 5_000;
/** A column with more values than this is a name, and no way to sort phones or routes. */
const MOST_VALUES = 40;

/** A shape and a letter for each verdict: colour is the second channel. */
const SIGNS: Readonly<Record<AppVerdict, string>> = {
  'session-carried': '●',
  'data-carried': '◐',
  'apk-only': '▫',
  'not-carried': '○',
  'new-on-target': '+',
  unseen: '?',
};
const CLASSES: Readonly<Record<AppVerdict, string>> = {
  'session-carried': 'differs',
  'data-carried': 'carried',
  'apk-only': 'unseen',
  'not-carried': 'left-behind',
  'new-on-target': 'new-on-target',
  unseen: 'unseen',
};

const OWN_STYLE = `td.v{text-align:center;width:2.4em}td.v a{text-decoration:none}
${APP_VERDICTS.map((verdict) => `.v-${verdict}{color:var(--${CLASSES[verdict]})}`).join('')}
th.up{writing-mode:vertical-rl;transform:rotate(180deg);font-size:12px;max-height:16em;padding:4px 2px}`;

interface Written {
  /** Ending of the report that a person opens, if one was written. */
  readonly report: string | null;
}

const link = (record: PairRecord, { report }: Written, text: string | Markup): Markup =>
  record.fault !== null
    ? html`${text}`
    : html`<a href="${pairPath(encodeURIComponent(record.id), report === null ? 'result.json' : `report${report}`)}">${text}</a>`;

function section(id: string, title: string, ...pieces: readonly Markup[]): Markup {
  return html`<section id="${id}" aria-labelledby="h-${id}"><h2 id="h-${id}">${title}</h2>${pieces}</section>`;
}

function table(head: readonly (string | Markup)[], rows: readonly Markup[]): Markup {
  const cells = head.map((cell) => (typeof cell === 'string' ? html`<th scope="col">${cell}</th>` : cell));
  return html`<div class="scroll"><table><thead><tr>${cells}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function legend(): Markup {
  return html`<p class="soft">${APP_VERDICTS.map((verdict) => html`<span class="v-${verdict}">${SIGNS[verdict]}</span> ${APP_VERDICT_WORDS[verdict]}  `)}</p><ul class="words"><li>${BATCH_WORDS.carried}</li><li>${BATCH_WORDS.session}</li></ul>`;
}

const cutNote = (cut: boolean): Markup => (cut ? html`<p class="soft">${BATCH_WORDS.cut}</p>` : html``);

/** Apps down, pairs across: what became of each app in each comparison. */
function matrix(records: readonly PairRecord[], written: Written): Markup {
  const compared = records.filter(({ fault }) => fault === null);
  const across = compared.slice(0, MOST_PAIRS_ACROSS);
  const apps = new Map<string, { name: string; label: string | null; by: Map<string, AppVerdict> }>();
  for (const record of across) {
    for (const app of record.apps) {
      const name = app.user === 0 ? app.package : `${app.package} (${app.user})`;
      const row = apps.get(name) ?? { name, label: null, by: new Map() };
      row.label ??= app.label;
      row.by.set(record.id, app.verdict);
      apps.set(name, row);
    }
  }
  const order = [...apps.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = order.slice(0, MOST_APPS).map(({ name, label, by }) => {
    const cells = across.map((record) => {
      const verdict = by.get(record.id);
      if (verdict === undefined) return html`<td class="v soft">·</td>`;
      const said = `${name}, ${record.id}: ${APP_VERDICT_WORDS[verdict]}`;
      return html`<td class="v"><span class="v-${verdict}" title="${said}" role="img" aria-label="${said}">${SIGNS[verdict]}</span></td>`;
    });
    return html`<tr><th scope="row">${label === null ? html`<span class="mono">${name}</span>` : html`${label}<br><span class="soft mono">${name}</span>`}</th>${cells}</tr>`;
  });
  const heads = across.map((record) => html`<th scope="col" class="up">${link(record, written, record.id)}</th>`);
  const cut = compared.length > across.length || order.length > MOST_APPS;
  return section('apps', BATCH_WORDS.apps, table([BATCH_WORDS.columns.app, ...heads], rows), legend(), cutNote(cut));
}

/** Per value of each free column of the plan (a phone, a route, a ROM): how many apps had which verdict. */
function columnViews(records: readonly PairRecord[]): readonly Markup[] {
  return freeColumns(records).flatMap((name, i) => {
    const values = new Map<string, { pairs: number; counts: Map<AppVerdict, number> }>();
    for (const { columns, apps } of records) {
      const value = columns[name];
      if (value === undefined || value === '') continue;
      const own = values.get(value) ?? { pairs: 0, counts: new Map() };
      own.pairs += 1;
      for (const { verdict } of apps) own.counts.set(verdict, (own.counts.get(verdict) ?? 0) + 1);
      values.set(value, own);
    }
    if (values.size === 0 || values.size > MOST_VALUES) return [];
    const rows = [...values].map(([value, { pairs, counts }]) => {
      const cells = APP_VERDICTS.map((verdict) => html`<td class="num">${counts.get(verdict) ?? 0}</td>`);
      return html`<tr><th scope="row">${value}</th><td class="num">${pairs}</td>${cells}</tr>`;
    });
    const heads = APP_VERDICTS.map((verdict) => html`<th scope="col" class="num">${APP_VERDICT_WORDS[verdict]}</th>`);
    const numbers = html`<th scope="col" class="num">${BATCH_WORDS.columns.pairs}</th>`;
    return [section(`by-${i}`, `${BATCH_WORDS.by} ${name}`, table([name, numbers, ...heads], rows))];
  });
}

function pairsView(records: readonly PairRecord[], written: Written): Markup {
  const rows = records.slice(0, MOST_ROWS).map((record) => {
    const row = summaryRow(record);
    const counts = APP_VERDICTS.map((verdict) => html`<td class="num">${row.apps?.[verdict] ?? null}</td>`);
    const carried = row.credentials?.['carried'] ?? null;
    return html`<tr><th scope="row">${link(record, written, record.id)}</th><td>${row.status}</td>${counts}<td class="num">${carried}</td></tr>`;
  });
  const heads = APP_VERDICTS.map((verdict) => html`<th scope="col" class="num">${APP_VERDICT_WORDS[verdict]}</th>`);
  const { id, status, credentials } = BATCH_WORDS.columns;
  return section(
    'pairs',
    BATCH_WORDS.pairs,
    table([id, status, ...heads, html`<th scope="col" class="num">${credentials}</th>`], rows),
    cutNote(records.length > MOST_ROWS),
  );
}

function faultsView(records: readonly PairRecord[]): Markup {
  const faults = records.filter(({ fault }) => fault !== null);
  const rows = faults.map(
    ({ id, fault }) =>
      html`<tr><th scope="row">${id}</th><td class="mono">${fault?.code ?? ''}</td><td>${fault?.message ?? ''}</td></tr>`,
  );
  const { id, status, why } = BATCH_WORDS.columns;
  return section(
    'faults',
    BATCH_WORDS.faults,
    faults.length === 0 ? html`<p>${BATCH_WORDS.noFaults}</p>` : table([id, status, why], rows),
  );
}

/** `index.html`: one self-contained page over all pairs, without a script. No text of the evidence is markup. */
export function batchOverview(records: readonly PairRecord[], written: Written): string {
  const style = STYLE + OWN_STYLE;
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const faults = records.filter(({ fault }) => fault !== null).length;
  const [policyText, styleText]: Markup[] = [{ markup: policy }, { markup: style }];
  const tiles = html`<div class="tiles"><div><b>${records.length}</b><span>${BATCH_WORDS.pairs}</span></div><div><b>${faults}</b><span>${BATCH_WORDS.faults}</span></div></div>`;
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyText ?? null}"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>carryover: ${BATCH_WORDS.title}</title><style>${styleText ?? null}</style></head><body>
<header><span class="eyebrow">carryover</span><h1>${BATCH_WORDS.title}</h1></header><main>${tiles}
${matrix(records, written)}${columnViews(records)}${pairsView(records, written)}${faultsView(records)}</main><footer><p class="soft">${BATCH_WORDS.wholeTables}</p></footer></body></html>
`.markup;
}
