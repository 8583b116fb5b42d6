import type { Gravity } from '../../base/notice.ts';
import type { NoticeView } from '../result.ts';
import { GRAVITY_WORDS, HEADINGS } from '../words/headings.ts';
import type { Ink, Page } from './page.ts';
import { USUAL } from './table.ts';
import { padded, wrapped } from './width.ts';

const ORDER: readonly Gravity[] = ['damage', 'doubt', 'info'];
const INKS: Readonly<Record<Gravity, Ink>> = { damage: 'damage', doubt: 'warning', info: 'quiet' };

/** Notices of one side, code and detail that are shown singly; the rest is counted. */
const MOST_ALIKE = 2;
const GRAVITY_WIDTH = 6;
const SIDE_WIDTH = 6;
const NARROW_MARGIN = 4;

function noticeLines(on: Page, notice: NoticeView, more: number, sided: boolean): readonly string[] {
  const gravity = on.ink(INKS[notice.gravity], padded(GRAVITY_WORDS[notice.gravity], GRAVITY_WIDTH));
  const side = sided ? `${on.ink('quiet', padded(notice.side, SIDE_WIDTH))}  ` : '';
  const narrow = on.width < USUAL;
  const margin = narrow ? NARROW_MARGIN : 2 + GRAVITY_WIDTH + 2 + (sided ? SIDE_WIDTH + 2 : 0);
  const space = ' '.repeat(margin);
  const text = wrapped(on.text(`${notice.message} (${notice.code})`), on.width - margin);
  const head = `  ${gravity}  ${side}`;
  const lines = text.map((line, at) => (at === 0 && !narrow ? head + line : space + line));
  if (narrow) lines.unshift(head.trimEnd());
  if (notice.at !== '') {
    for (const line of wrapped(on.text(notice.at), on.width - margin)) lines.push(space + on.ink('quiet', line));
  }
  if (more > 0) {
    const rest = `${on.signs.more} and ${more} more like this; --format ndjson lists all`;
    for (const line of wrapped(rest, on.width - margin)) lines.push(space + on.ink('quiet', line));
  }
  return lines;
}

/**
 * Notices, damage first; of those alike a few are shown and the rest counted. `sided`: name the side of each, where
 * there is more than one piece of evidence.
 */
export function* noticeView(on: Page, notices: readonly NoticeView[], sided = true): Generator<string> {
  if (notices.length === 0) return;
  const alike = new Map<string, NoticeView[]>();
  for (const notice of notices) {
    const key = `${notice.gravity}\n${notice.side}\n${notice.code}\n${notice.detail}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [notice]);
    else group.push(notice);
  }
  yield on.ink('strong', HEADINGS.notices);
  for (const gravity of ORDER) {
    for (const group of alike.values()) {
      if (group[0]?.gravity !== gravity) continue;
      const shown = group.slice(0, MOST_ALIKE);
      for (const [at, notice] of shown.entries()) {
        yield* noticeLines(on, notice, at === shown.length - 1 ? group.length - shown.length : 0, sided);
      }
    }
  }
}
