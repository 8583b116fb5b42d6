import { cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { StreamBreak } from '../../src/bytes/source.ts';
import type { Member } from '../../src/vfs/member.ts';

/** Stretches of one part that are passed over; then the rest of it is given up. */
const MOST_LOST = 100;

/** What of a sealed part is no message, while it goes on behind it. Offsets are of the part as it is stored. */
export interface LostMessages {
  /** Where plain text is missing. */
  readonly breaks: readonly StreamBreak[];
  /** A message that opened. `packed`: what is inside makes no sense behind a break. */
  passed(bytes: number, packed: boolean): void;
  /** Bytes in the place of a message that are none. False where the rest is to be given up. */
  lose(at: number, bytes: number): boolean;
  /** The last message ends where no block ends. */
  cut(at: number, bytes: number): void;
  /** Nothing follows. */
  ended(): void;
  /** What is to be told and has not been. */
  told(): readonly Notice[];
}

export function watchMessages({ path, citation }: Member): LostMessages {
  const breaks: StreamBreak[] = [];
  const notices: Notice[] = [];
  let produced = 0;
  let gzip = false;
  /** A stretch whose end was not met. */
  let open: { readonly at: number; bytes: number } | null = null;

  const gap = (detail: string, at: number, bytes: number): void => {
    const args = { path, offset: at, bytes };
    notices.push(notice('gap', detail, 'damage', cite('openaes', at, citation, bytes), args));
  };
  const ended = (): void => {
    if (open !== null) gap('twrp.message', open.at, open.bytes);
    open = null;
  };
  return {
    breaks,
    passed(bytes, packed) {
      ended();
      if (produced === 0) gzip = packed;
      produced += bytes;
    },
    lose(at, bytes) {
      if (open !== null) {
        open.bytes += bytes;
        return true;
      }
      if (gzip || breaks.length >= MOST_LOST) {
        gap(gzip ? 'twrp.message-packed' : 'twrp.message-many', at, bytes);
        return false;
      }
      breaks.push({ at: produced, doubtfulFrom: produced });
      open = { at, bytes };
      return true;
    },
    cut(at, bytes) {
      const args = { path, offset: at, bytes };
      notices.push(notice('truncated', 'twrp.message-cut', 'damage', cite('openaes', at, citation, bytes), args));
    },
    ended,
    told: () => notices.splice(0),
  };
}
