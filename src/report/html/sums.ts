import { VERDICTS, type Verdict } from '../../diff/change.ts';
import { STATUSES, type Status } from '../../findings/finding.ts';
import { bytesInWords, grouped } from '../numbers.ts';
import { APP_VERDICTS, type DiffReport } from '../result.ts';
import { STATUS_WORDS } from '../words/findings.ts';
import { HTML_WORDS } from '../words/html.ts';
import { APP_VERDICT_SENTENCES, APP_VERDICT_WORDS, VERDICT_SENTENCES, VERDICT_WORDS } from '../words/verdicts.ts';
import type { Gathered } from './gather.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { rowsLink, section, table, wordsBelow } from './section.ts';
import { CHART_WIDTH, stack, verdictMark } from './shapes.ts';

/** The colour and hatch that a status of credentials shares with the verdict of its meaning. */
export const STATUS_VERDICTS: Readonly<Record<Status, Verdict>> = {
  carried: 'carried',
  changed: 'differs',
  'left-behind': 'left-behind',
  'new-on-target': 'new-on-target',
  unseen: 'unseen',
};

interface Part {
  readonly verdict: Verdict;
  readonly amount: number;
  readonly word: string;
  readonly shown: Piece;
}

function bar(title: string, total: string, parts: readonly Part[]): Markup | null {
  const there = parts.filter(({ amount }) => amount > 0);
  if (there.length === 0) return null;
  const counts = new Map(there.map(({ verdict, amount }) => [verdict, amount]));
  const legend = there.map(
    ({ verdict, word, shown }) => html`<span class="key">${verdictMark(verdict)}<b>${shown}</b> ${word}</span>`,
  );
  return html`<div class="sum"><h3>${title} <span class="soft">${total}</span></h3>${stack(counts, CHART_WIDTH, 24, 'wide')}<p class="legend">${legend}</p></div>`;
}

/** Verdicts on apps, then one bar each for artifacts, bytes, records and credentials. */
export function sumsView(report: DiffReport, found: Gathered): Markup {
  const { apps, credentials } = report.summary;
  const tiles = APP_VERDICTS.map(
    (verdict) =>
      html`<div class="${apps[verdict] === 0 ? 'zero' : ''}"><b>${rowsLink({ av: verdict }, grouped(apps[verdict]))}</b>${APP_VERDICT_WORDS[verdict]}<span>${APP_VERDICT_SENTENCES[verdict]}</span></div>`,
  );
  const amounts = VERDICTS.map((verdict) => ({
    verdict,
    word: VERDICT_WORDS[verdict],
    of: found.verdicts.get(verdict) ?? { artifacts: 0, bytes: 0 },
  }));
  const bytes = amounts.reduce((sum, { of }) => sum + of.bytes, 0);
  const { same, changed, sourceOnly, targetOnly, unseen } = found.records;
  const records = [
    ['carried', same, HTML_WORDS.same],
    ['partly-carried', changed, HTML_WORDS.changed],
    ['left-behind', sourceOnly, HTML_WORDS.sourceOnly],
    ['new-on-target', targetOnly, HTML_WORDS.targetOnly],
    ['unseen', unseen, VERDICT_WORDS.unseen],
  ] as const;
  const places = STATUSES.reduce((sum, status) => sum + credentials[status], 0);
  const bars = [
    bar(
      'Artifacts',
      grouped(found.artifacts),
      amounts.map(({ verdict, word, of }) => ({
        verdict,
        word,
        amount: of.artifacts,
        shown: rowsLink({ verdict }, grouped(of.artifacts)),
      })),
    ),
    bar(
      'Bytes',
      bytesInWords(bytes),
      amounts.map(({ verdict, word, of }) => ({
        verdict,
        word,
        amount: of.bytes,
        shown: rowsLink({ verdict, order: 'bytes' }, bytesInWords(of.bytes)),
      })),
    ),
    bar(
      'Records',
      grouped(same + changed + sourceOnly + targetOnly + unseen),
      records.map(([verdict, amount, word]) => ({ verdict, amount, word, shown: grouped(amount) })),
    ),
    bar(
      'Credentials',
      grouped(places),
      STATUSES.map((status) => ({
        verdict: STATUS_VERDICTS[status],
        amount: credentials[status],
        word: STATUS_WORDS[status],
        shown: html`<a href="#credentials">${grouped(credentials[status])}</a>`,
      })),
    ),
  ];
  const rows = amounts.map(
    ({ verdict, word, of }) =>
      html`<tr><th scope="row">${verdictMark(verdict)}${word}</th><td class="num">${rowsLink({ verdict }, grouped(of.artifacts))}</td><td class="num">${bytesInWords(of.bytes)}</td><td>${VERDICT_SENTENCES[verdict]}</td></tr>`,
  );
  return section(
    'verdicts',
    HTML_WORDS.sums,
    html`<div class="tiles">${tiles}</div>${bars}`,
    table(
      HTML_WORDS.sums,
      [{ text: 'verdict' }, { text: 'artifacts', number: true }, { text: 'bytes', number: true }, { text: 'meaning' }],
      rows,
    ),
    wordsBelow(report),
  );
}
