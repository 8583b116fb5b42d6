import { type Notice, notice } from '../base/notice.ts';

/** Notices of one kind that are told singly; the rest are counted. */
const NOTICES_OF_A_KIND = 1000;

export interface NoticeList {
  add(...items: readonly Notice[]): void;
  list(): readonly Notice[];
}

/** Keeps the first notices of each kind and counts the rest, so that a hostile listing cannot fill the memory. */
export function makeNoticeList(): NoticeList {
  const kept: Notice[] = [];
  const seen = new Map<string, { count: number; readonly first: Notice }>();
  return {
    add(...items) {
      for (const item of items) {
        const kind = `${item.code}/${item.detail}/${item.gravity}`;
        const known = seen.get(kind) ?? { count: 0, first: item };
        known.count++;
        seen.set(kind, known);
        if (known.count <= NOTICES_OF_A_KIND) kept.push(item);
      }
    },
    list() {
      const more: Notice[] = [];
      for (const { count, first } of seen.values()) {
        const left = count - NOTICES_OF_A_KIND;
        if (left <= 0) continue;
        more.push(notice(first.code, 'more-of-a-kind', first.gravity, first.at, { more: left, detail: first.detail }));
      }
      return [...kept, ...more];
    },
  };
}
