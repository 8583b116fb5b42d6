import type { Fault } from '../../src/base/fault.ts';
import type { Notice } from '../../src/base/notice.ts';
import type { ByteSource, StreamBreak } from '../../src/bytes/source.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';

/** Lost stretches of one stream that are passed over; then the rest of it is given up. */
const MOST_LOST = 100;

/** What is missing in the middle of a stream that goes on behind it. */
export interface Losses {
  readonly breaks: readonly StreamBreak[];
  /** Counts bytes that are handed out. */
  passed(bytes: number): void;
  /** A stretch that could not be read. Throws it where there were too many. */
  lose(fault: Fault): void;
  /** What is to be told and has not been. */
  told(): readonly Notice[];
}

export function watchLosses(source: Pick<ByteSource, 'name' | 'citation'>): Losses {
  const breaks: StreamBreak[] = [];
  const notices: Notice[] = [];
  let produced = 0;
  return {
    breaks,
    passed(bytes) {
      produced += bytes;
    },
    lose(fault) {
      if (breaks.length >= MOST_LOST) throw fault;
      breaks.push({ at: produced, doubtfulFrom: produced });
      notices.push(noticeOfFault(fault, source.citation, source.name));
    },
    told: () => notices.splice(0),
  };
}
