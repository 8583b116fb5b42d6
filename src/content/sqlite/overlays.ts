import type { Args } from '../../base/args.ts';
import type { ContentNotice } from '../reader.ts';
import type { BoundedView } from './bounded-view.ts';
import { HEADER_BYTES, hasMagic, readPageSize } from './header.ts';
import { isHot, type Journal, readJournal } from './journal.ts';
import { readWal, type Wal } from './wal.ts';

const DEFAULT_PAGE_SIZE = 4096;
const SMALLEST_PAGE = 512;

/** The log or journal next to a database, as far as it counts. */
export interface Overlays {
  /** The log and journal as they lie there, and what the log's header says; null where that does not hold. */
  readonly log: BoundedView;
  readonly journal: BoundedView;
  readonly logRead: Wal | null;
  readonly wal: { readonly log: BoundedView; readonly read: Wal } | null;
  readonly hot: { readonly journal: BoundedView; readonly read: Journal } | null;
  readonly notices: readonly ContentNotice[];
  readonly facts: Args;
}

/** Reads what lies beside the main file: the journal first, as SQLite rolls back before it looks at the log. */
export function readOverlays(main: BoundedView, log: BoundedView, journal: BoundedView, poll: () => void): Overlays {
  const notices: ContentNotice[] = [];
  const facts: Record<string, number> = {};
  const note = (detail: string, lost: boolean, args: Args = {}): void => void notices.push({ detail, lost, args });
  const stored = hasMagic(main.at(0, HEADER_BYTES)) ? readPageSize(main.at(0, HEADER_BYTES)) : null;

  let hot: Overlays['hot'] = null;
  // SQLite deletes a journal next to an empty database, and so do we in effect.
  if (main.size > 0 && isHot(journal)) {
    const read = readJournal(journal, stored ?? DEFAULT_PAGE_SIZE, poll);
    if (read === null) note('sqlite.journal-unreadable', true, { bytes: journal.size });
    else {
      hot = { journal, read };
      facts['journalPagesRolledBack'] = read.pages.size;
      if (read.broken) note('sqlite.journal-broken', true, { pages: read.pages.size });
      if (read.superJournal !== null) note('sqlite.journal-shared', false, { name: read.superJournal });
    }
  }

  let wal: Overlays['wal'] = null;
  let logRead: Wal | null = null;
  if (log.size > 0) {
    const read = readWal(log, poll);
    logRead = read;
    const expected = hot?.read.pageSize ?? stored;
    if (read === null) {
      // A log that was set to zeros, or is too short for a frame, holds nothing.
      if (log.at(0, SMALLEST_PAGE).some((byte) => byte !== 0)) {
        note('sqlite.wal-unreadable', log.size > SMALLEST_PAGE, { bytes: log.size });
      }
    } else {
      facts['walFramesApplied'] = read.applied;
      facts['walFramesUncommitted'] = read.uncommitted;
      facts['walFramesStale'] = read.stale;
      facts['walFramesBroken'] = read.broken;
      if (read.brokenCommit) note('sqlite.wal-broken', true, { frames: read.broken });
      if (read.pageCount !== null && expected !== null && read.pageSize !== expected) {
        note('sqlite.wal-page-size', true, { wal: read.pageSize, main: expected });
      } else if (read.pageCount !== null) wal = { log, read };
    }
  }
  return { log, journal, logRead, wal, hot, notices, facts };
}
