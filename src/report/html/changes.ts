import type { Json } from '../../base/json.ts';
import { counted, grouped } from '../numbers.ts';
import type { ArtifactView, ChangesWithinView, ChangeView, DiffReport, InnerChangeView } from '../result.ts';
import { MORE_INSIDE, SHOWN_ALIKE, sameInside } from '../words/changes.ts';
import { CHANGE_WORDS, HTML_WORDS } from '../words/html.ts';
import { html, type Markup, type Piece } from './markup.ts';

const MOST_CHANGES_EACH = 30;
/** Characters of one value that a cell shows. */
const MOST_SHOWN = 1_000;

/** Differences that may still be written into this page. */
export interface Room {
  changes: number;
}

const said = (value: Json | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const timed = (value: Json | undefined, time: string | undefined): Json | undefined =>
  value === undefined || time === undefined ? value : `${said(value)} (${time})`;

const short = (text: string): string =>
  text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}… (${grouped(text.length)} characters)`;

/** The text with the part marked that the other side has otherwise: what both begin and end with is not. */
export function markedPart(text: string, other: string): readonly [before: string, marked: string, after: string] {
  const [own, their] = [[...text], [...other]];
  const most = Math.min(own.length, their.length);
  let head = 0;
  while (head < most && own[head] === their[head]) head += 1;
  let tail = 0;
  while (tail < most - head && own[own.length - 1 - tail] === their[their.length - 1 - tail]) tail += 1;
  const end = own.length - tail;
  return [own.slice(0, head).join(''), own.slice(head, end).join(''), own.slice(end).join('')];
}

function cell(own: Json | undefined, other: Json | undefined, both: boolean): Piece {
  if (own === undefined) return html`<td class="none">–</td>`;
  const [text, their] = [short(said(own)), short(said(other))];
  if (!both || text === their) return html`<td>${text}</td>`;
  const [before, marked, after] = markedPart(text, their);
  return html`<td>${before}<mark>${marked === '' ? '\u00a0' : marked}</mark>${after}</td>`;
}

/** A column of a record, or a place inside its value, on both sides. */
interface Line {
  readonly name: string;
  readonly source: Json | undefined;
  readonly target: Json | undefined;
  readonly both: boolean;
  /** Instead of values. */
  readonly said?: string;
}

function* linesOf({ source, target, times, within, shownAlike }: InnerChangeView, outer = ''): Generator<Line> {
  const both = source !== null && target !== null;
  for (const name of new Set([...Object.keys(source ?? {}), ...Object.keys(target ?? {})])) {
    const inside = within?.find(({ column }) => column === name);
    const place = outer === '' ? name : name === 'value' ? outer : `${outer} ${name}`;
    if (inside !== undefined) yield* linesInside(inside, place);
    else if (shownAlike?.includes(name) === true)
      yield {
        name: place,
        source: undefined,
        target: undefined,
        both,
        said: `${said(source?.[name])} – ${SHOWN_ALIKE}`,
      };
    // Inside a value the key is a part of the place already.
    else if (outer === '' || !both || said(source[name]) !== said(target[name]))
      yield {
        name: place,
        source: timed(source?.[name], times?.source?.[name]),
        target: timed(target?.[name], times?.target?.[name]),
        both,
      };
  }
}

function* linesInside({ reader, changes, cut }: ChangesWithinView, place: string): Generator<Line> {
  const only = { source: undefined, target: undefined, both: false };
  if (changes.length === 0) yield { name: place, ...only, said: sameInside(reader) };
  for (const change of changes) yield* linesOf(change, `${place} ${change.key ?? change.section}`);
  if (cut) yield { name: place, ...only, said: MORE_INSIDE };
}

function changeRows(change: ChangeView): readonly Markup[] {
  const { kind } = change;
  const lines = [...linesOf(change)];
  const shown = lines.length === 0 ? [{ name: '', source: undefined, target: undefined, both: false }] : lines;
  const place = html`${change.section}${change.key === null ? null : html` <b>${short(change.key)}</b>`}`;
  return shown.map(({ name, source, target, both, said: words }: Line, at) => {
    const first =
      at === 0
        ? html`<th scope="rowgroup" rowspan="${shown.length}">${place}<span class="soft">${CHANGE_WORDS[kind]}</span></th>`
        : null;
    const cells =
      words === undefined
        ? html`${cell(source, target, both)}${cell(target, source, both)}`
        : html`<td class="said" colspan="2">${words}</td>`;
    return html`<tr class="${at === 0 ? 'first' : ''}">${first}<td class="soft">${name}</td>${cells}</tr>`;
  });
}

/** The differences of one artifact, source and target side by side; null where there is nothing to show. */
export function changesOf(report: DiffReport, artifact: ArtifactView, room: Room): Markup | null {
  if (report.changes === undefined || room.changes <= 0) return null;
  const rows: Markup[] = [];
  let shown = 0;
  let cut = report.cut?.(artifact) != null;
  for (const change of report.changes(artifact)) {
    if (shown >= MOST_CHANGES_EACH || room.changes <= 0) {
      cut = true;
      break;
    }
    room.changes -= 1;
    shown += 1;
    rows.push(...changeRows(change));
  }
  if (shown === 0) return null;
  const same = artifact.records?.same ?? 0;
  const folded =
    same === 0
      ? null
      : html`<tr class="folded"><td colspan="4">⋯ ${counted(same, 'record')} ${HTML_WORDS.folded}</td></tr>`;
  return html`<details class="changes"><summary>${cut ? HTML_WORDS.firstOf : ''} ${counted(shown, 'difference')}</summary><div class="scroll" tabindex="0" role="region" aria-label="${artifact.devicePath}"><table class="diff"><thead><tr><th scope="col">record</th><th scope="col">column</th><th scope="col">source</th><th scope="col">target</th></tr></thead><tbody>${rows}${folded}</tbody></table></div>${cut ? html`<p class="soft">${HTML_WORDS.changesCut}</p>` : null}</details>`;
}
