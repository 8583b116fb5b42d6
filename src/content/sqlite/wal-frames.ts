import type { BoundedView } from './bounded-view.ts';
import { FRAME_HEADER_BYTES, WAL_HEADER_BYTES, type Wal } from './wal.ts';

/** One frame of a log, whether it counts or not. */
export interface WalFrame {
  readonly page: number;
  /** Where its page lies in the log. */
  readonly at: number;
  /** `applied`: up to the last commit. `uncommitted`: behind it, or not verified. `stale`: of an earlier round. */
  readonly standing: 'applied' | 'uncommitted' | 'stale';
  /** The last frame of a transaction. */
  readonly commits: boolean;
  /** Both salts, as one text: frames of one round share them. */
  readonly salts: string;
}

/** Every frame of a log in the order of the file. `read` is null where the log's own header does not hold: then all are stale. */
export function* walFrames(log: BoundedView, read: Wal | null, pageSize: number): Generator<WalFrame> {
  const own = read === null ? null : log.at(16, 8).toString('hex');
  const valid = read === null ? 0 : read.applied + read.uncommitted;
  const step = FRAME_HEADER_BYTES + pageSize;
  for (let at = WAL_HEADER_BYTES, index = 0; at + step <= log.size; at += step, index++) {
    const head = log.at(at, FRAME_HEADER_BYTES);
    const page = head.readUInt32BE(0);
    if (page === 0) continue;
    const salts = head.toString('hex', 8, 16);
    const standing =
      read !== null && index < read.applied ? 'applied' : index < valid || salts === own ? 'uncommitted' : 'stale';
    yield { page, at: at + FRAME_HEADER_BYTES, standing, commits: head.readUInt32BE(4) !== 0, salts };
  }
}
