import { STATUSES, type Status } from '../../findings/finding.ts';
import { counted, grouped } from '../numbers.ts';
import type { CredentialFinding, DiffReport } from '../result.ts';
import { isCredential } from '../text/credentials.ts';
import {
  BINDING_SENTENCES,
  BINDING_WORDS,
  CERTAINTY_SENTENCES,
  ENDS_WITH_SESSION,
  EXPIRY_WORDS,
  expirySentence,
  PORTABILITY_SENTENCES,
  PORTABILITY_WORDS,
  SESSION_ONLY,
  STATUS_SENTENCES,
  STATUS_WORDS,
} from '../words/findings.ts';
import { NO_APP, SECRETS_HIDDEN, SECRETS_SHOWN } from '../words/headings.ts';
import { HTML_WORDS } from '../words/html.ts';
import { html, type Markup, placeAnchor } from './markup.ts';
import { section, wordsBelow } from './section.ts';
import { verdictMark } from './shapes.ts';
import { STATUS_VERDICTS } from './sums.ts';

const MOST_CARDS = 300;
const MOST_PLACES = 12;

/** On which sides the value, or another at its place, was found. */
const SIDES_OF: Readonly<Record<Status, readonly [source: string, target: string]>> = {
  carried: ['●', '●'],
  changed: ['●', '×'],
  'left-behind': ['●', '○'],
  'new-on-target': ['○', '●'],
  unseen: ['●', '?'],
};

function placeItem(finding: CredentialFinding): Markup {
  const file = finding.devicePath;
  const target =
    finding.target === undefined
      ? null
      : html`<br><span class="soft">→ ${finding.target.devicePath}${finding.target.where === null ? '' : ` · ${finding.target.where}`}</span>`;
  const user = finding.user === 0 ? '' : ` (user ${finding.user})`;
  return html`<li id="f-${finding.id}"><b>${finding.package ?? NO_APP}${user}</b><br><a class="mono" href="#${placeAnchor(file)}">${file.slice(file.lastIndexOf('/') + 1)}</a>${finding.where === null ? null : html` <span class="mono soft">${finding.where}</span>`}${target}</li>`;
}

/** What its use hangs on, and where that lies: on the target where it was found there. */
function bindingRows({ bindings = [] }: CredentialFinding): readonly Markup[] {
  return bindings.map(({ reading, named, source, target }) => {
    const at = target ?? source;
    const place =
      at === null
        ? null
        : html`<br><a class="mono" href="#${placeAnchor(at)}">${at.slice(at.lastIndexOf('/') + 1)}</a>`;
    return html`<dt>binding</dt><dd title="${BINDING_SENTENCES[reading]}">${BINDING_WORDS[reading]}: ${named}${place}</dd>`;
  });
}

/** What the table of cookies says beside the value. */
function cookieRows({ cookie }: CredentialFinding): Markup | null {
  if (cookie === undefined) return null;
  const { host, name, path, partition, expires, session } = cookie;
  const end = session ? ENDS_WITH_SESSION : (expires ?? '–');
  const within = partition === null ? null : html`<br>${HTML_WORDS.partition} ${partition}`;
  return html`<dt>cookie</dt><dd class="mono">${name} · ${host}${path}${within}</dd><dt>expires</dt><dd>${end}</dd>`;
}

function card(report: DiffReport, group: readonly CredentialFinding[]): Markup {
  const [first] = group;
  if (first === undefined) return html``;
  const { secret, status = 'unseen', portability, expiry, certainty, service } = first;
  const [source, target] = SIDES_OF[status];
  const value = secret.value;
  const shown =
    value === undefined
      ? null
      : html`<dt>value</dt><dd class="mono">${typeof value === 'string' ? value : value.base64}</dd>`;
  const more = group.length - MOST_PLACES;
  return html`<div class="card"><h4>${service ?? secret.shape}</h4><p class="chips"><span class="chip" title="${STATUS_SENTENCES[status]}">source ${source} target ${target}</span><span class="chip${portability === 'portable' ? ' strong' : ''}" title="${PORTABILITY_SENTENCES[portability]}">${PORTABILITY_WORDS[portability]}</span><span class="chip" title="${expirySentence(expiry, report.run.at)}">${first.cookie?.session === true && expiry === 'unknown' ? SESSION_ONLY : EXPIRY_WORDS[expiry]}</span></p><dl><dt>shape</dt><dd>${secret.shape}, ${grouped(secret.length)}</dd><dt>fingerprint</dt><dd class="mono">${secret.fingerprint ?? '–'}${secret.preview === null ? '' : ` (${secret.preview}…)`}</dd><dt>certainty</dt><dd title="${CERTAINTY_SENTENCES[certainty]}">${certainty}</dd>${cookieRows(first)}${shown}${bindingRows(first)}</dl><ul class="plain">${group.slice(0, MOST_PLACES).map(placeItem)}</ul>${more > 0 ? html`<p class="soft">${counted(more, 'place')} more</p>` : null}</div>`;
}

/** One card a fingerprint, grouped by status. */
export function credentialsView(report: DiffReport): Markup {
  const groups = new Map<string, CredentialFinding[]>();
  let more = 0;
  for (const finding of report.findings()) {
    if (!isCredential(finding)) continue;
    const key = `${finding.status}\n${finding.secret.fingerprint ?? finding.id}`;
    const group = groups.get(key);
    if (group !== undefined) group.push(finding);
    else if (groups.size < MOST_CARDS) groups.set(key, [finding]);
    else more += 1;
  }
  const board = STATUSES.flatMap((status) => {
    const cards = [...groups.values()].filter(([first]) => first?.status === status);
    if (cards.length === 0) return [];
    const values = report.summary.credentials[status];
    // Equal values without a fingerprint, and one value in two apps, are other numbers of cards than of values.
    const count = values === cards.length || more > 0 ? '' : ` (${counted(cards.length, HTML_WORDS.card)})`;
    return [
      html`<h3>${verdictMark(STATUS_VERDICTS[status])}${STATUS_WORDS[status]} · ${grouped(values)}${count} <span class="soft">${STATUS_SENTENCES[status]}</span></h3><div class="board">${cards.map((group) => card(report, group))}</div>`,
    ];
  });
  const certainties = Object.entries(CERTAINTY_SENTENCES).map(([name, meaning]) => html`<li>${name} = ${meaning}</li>`);
  return section(
    'credentials',
    HTML_WORDS.credentials,
    html`<p class="soft">${report.run.revealed === true ? SECRETS_SHOWN : SECRETS_HIDDEN}</p>`,
    board.length === 0 ? html`<p>${HTML_WORDS.none}</p>` : board,
    more > 0 ? html`<p>${grouped(more)} findings more. ${HTML_WORDS.rowsCut}</p>` : null,
    html`<ul class="words">${certainties}</ul>`,
    wordsBelow(report),
  );
}
