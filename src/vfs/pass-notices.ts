import type { Citation } from '../base/citation.ts';
import type { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** A Fault met while reading one thing, as a notice about that thing. */
export function noticeOfFault(fault: Fault, fallback: Citation, path = ''): Notice {
  const at = fault.at === null || typeof fault.at === 'string' ? fallback : fault.at;
  const code =
    fault.code === 'evidence.locked'
      ? 'locked'
      : fault.code === 'evidence.truncated'
        ? 'truncated'
        : fault.code === 'evidence.unsupported'
          ? 'unsupported'
          : /crc|mac|tag|checksum|adler/.test(fault.detail)
            ? 'checksum'
            : 'unreadable';
  return notice(code, fault.detail, 'damage', at, { ...fault.args, path });
}

/** Two entries with one address: equal content folds silently, except that the same name stored twice is told. */
export function noticeOfRepeat(one: CatalogueEntry, other: CatalogueEntry, root: Citation): Notice {
  const equal = one.sha256 === other.sha256;
  const args = { path: one.entry, other: other.entry, first: one.at, second: other.at };
  if (one.entry === other.entry)
    return notice('duplicate', equal ? 'equal' : 'unequal', equal ? 'info' : 'doubt', root, args);
  return notice('alias-conflict', 'unequal', 'doubt', root, args);
}
