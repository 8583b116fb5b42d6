import type { Gravity } from '../../base/notice.ts';
import type { NoticeView } from '../result.ts';
import { GRAVITY_WORDS, HEADINGS } from '../words/headings.ts';
import type { Ink, Page } from './page.ts';
import { padded, wrapped } from './width.ts';

const ORDER: readonly Gravity[] = ['damage', 'doubt', 'info'];
const INKS: Readonly<Record<Gravity, Ink>> = { damage: 'damage', doubt: 'warning', info: 'quiet' };

/** Notices of one side, code and detail that are shown singly; the rest is counted. */
const MOST_ALIKE = 2;
const MARGIN = '  damage  source  '.length;

function noticeLines(on: Page, notice: NoticeView, more: number): readonly string[] {
  const head = `  ${on.ink(INKS[notice.gravity], padded(GRAVITY_WORDS[notice.gravity], 6))}  ${on.ink('quiet', padded(notice.side, 6))}  `;
  const space = ' '.repeat(MARGIN);
  const text = wrapped(on.text(`${notice.message} (${notice.code})`), on.width - MARGIN);
  const lines = text.map((line, at) => (at === 0 ? head : space) + line);
  if (notice.at !== '') {
    for (const line of wrapped(on.text(notice.at), on.width - MARGIN)) lines.push(space + on.ink('quiet', line));
  }
  if (more > 0)
    lines.push(space + on.ink('quiet', `${on.signs.more} and ${more} more like this; --format ndjson lists all`));
  return lines;
}

/** Notices, damage first; of those alike a few are shown and the rest counted. */
export function* noticeView(on: Page, notices: readonly NoticeView[]): Generator<string> {
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
        yield* noticeLines(on, notice, at === shown.length - 1 ? group.length - shown.length : 0);
      }
    }
  }
}
