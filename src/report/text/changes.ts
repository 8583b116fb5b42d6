import type { Json } from '../../base/json.ts';
import type { ChangesWithinView, ChangeView, InnerChangeView } from '../result.ts';
import { MORE_INSIDE, SHOWN_ALIKE, sameInside } from '../words/changes.ts';
import type { Ink, Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { fieldsText, timedText, valueText } from './value.ts';
import { columns, shortened, wrapped } from './width.ts';

type Fields = Readonly<Record<string, Json>>;

const SIGNS: Readonly<Record<ChangeView['kind'], readonly [sign: string, ink: Ink]>> = {
  changed: ['~', 'partly'],
  'source-only': ['-', 'left'],
  'target-only': ['+', 'new'],
};

/** Said once above the changes: on one line, or a line each. */
export function changesLegend(on: Page): readonly string[] {
  const words = { changed: 'changed', 'source-only': 'on the source only', 'target-only': 'on the target only' };
  const told = Object.entries(words) as [ChangeView['kind'], string][];
  const lines = told.map(([kind, word]) => `${on.ink(SIGNS[kind][1], SIGNS[kind][0])} ${on.ink('quiet', word)}`);
  const size = told.reduce((sum, [, word]) => sum + 2 + columns(word), 3 * (told.length - 1));
  return size <= on.width ? [lines.join('   ')] : lines;
}

function short(on: Page, text: string, room: number): string {
  return shortened(on.text(text), Math.max(8, room), on.signs.more);
}

/** A column that differs: both values on one line where they fit, else one under the other. */
function fieldLines(on: Page, name: string, before: string, after: string): readonly string[] {
  const margin = `      ${on.text(name)}  `;
  const [old, young] = [on.text(before), on.text(after)];
  const one = `${margin}${old} ${on.signs.arrow} ${young}`;
  if (columns(one) <= on.width) return [`${margin}${on.ink('left', old)} ${on.signs.arrow} ${on.ink('new', young)}`];
  const room = on.width - 10;
  return [
    margin.trimEnd(),
    `        ${on.ink('left', `- ${short(on, before, room)}`)}`,
    `        ${on.ink('new', `+ ${short(on, after, room)}`)}`,
  ];
}

/** A column that differs and looks the same on both sides. */
function* alikeLines(on: Page, name: string, value: Json): Generator<string> {
  const margin = `      ${on.text(name)}  `;
  yield margin + short(on, valueText(value), on.width - columns(margin));
  yield* wrapped(SHOWN_ALIKE, on.width - 8).map((line) => `        ${on.ink('quiet', line)}`);
}

function* changedLines(on: Page, change: InnerChangeView, outer = ''): Generator<string> {
  const { source, target, times, within, shownAlike } = change;
  for (const name of Object.keys({ ...source, ...target })) {
    const [before, after] = [source?.[name] ?? null, target?.[name] ?? null];
    const alike = shownAlike?.includes(name) === true;
    if (!alike && JSON.stringify(before) === JSON.stringify(after)) continue;
    const inside = within?.find(({ column }) => column === name);
    const place = outer === '' ? name : name === 'value' ? outer : `${outer} ${name}`;
    if (inside !== undefined) yield* insideLines(on, place, inside);
    else if (alike) yield* alikeLines(on, place, before);
    else
      yield* fieldLines(on, place, timedText(before, times?.source?.[name]), timedText(after, times?.target?.[name]));
  }
}

/** What differs inside two values, each by the path that leads to it. */
function* insideLines(on: Page, place: string, { reader, changes, cut }: ChangesWithinView): Generator<string> {
  if (changes.length === 0) yield `      ${on.text(place)}  ${on.ink('quiet', sameInside(reader))}`;
  for (const change of changes) {
    const path = `${place} ${change.key ?? change.section}`;
    if (change.kind === 'changed') yield* changedLines(on, change, path);
    else {
      const [sign, ink] = SIGNS[change.kind];
      const head = `      ${on.text(path)}  ${sign} `;
      yield on.ink(ink, head) + short(on, bodyText(change), on.width - columns(head));
    }
  }
  if (cut) yield `      ${on.text(place)}  ${on.ink('quiet', MORE_INSIDE)}`;
}

/** The only value of a record of one column (a line of text), else all its fields by name. */
function bodyText({ source, target, times }: InnerChangeView): string {
  const fields = source ?? target;
  if (fields === null) return '';
  const names = Object.keys(fields);
  const only = fields[names[0] ?? ''];
  return names.length === 1 && only !== undefined
    ? valueText(only)
    : fieldsText(fields, times?.source ?? times?.target);
}

/** The differences of one artifact, section by section; a long value is shortened, never a key. */
export function* renderChanges(on: Page, changes: Iterable<ChangeView>): Generator<string> {
  let section: string | null = null;
  for (const change of changes) {
    if (change.section !== section) {
      if (section !== null) yield '';
      section = change.section;
      yield on.ink('strong', on.text(section === '' ? '(content)' : section));
    }
    const [sign, ink] = SIGNS[change.kind];
    const key = change.key === null ? '' : `${on.text(change.key)}  `;
    const head = `  ${sign} ${key}`;
    if (change.kind === 'changed' && change.source !== null && change.target !== null) {
      yield on.ink(ink, head.trimEnd());
      yield* changedLines(on, change);
    } else {
      yield (on.ink(ink, head) + short(on, bodyText(change), on.width - columns(head))).trimEnd();
    }
  }
}

/** The same into a pipe: section, kind, key, source and target as JSON, and the times of either where it has any. */
export function changeRow(change: ChangeView): string {
  const json = (fields: Fields | null): string | null => (fields === null ? null : JSON.stringify(fields));
  const cells = [change.section, change.kind, change.key, json(change.source), json(change.target)];
  return tsvRow(change.times === undefined ? cells : [...cells, JSON.stringify(change.times)]);
}
