import type { BoundedView } from './bounded-view.ts';
import { journalSum } from './journal.ts';

/** A page as a journal that no longer counts kept it: from before some transaction. */
export interface JournalRecord {
  readonly page: number;
  /** Where the page lies in the journal. */
  readonly at: number;
}

/**
 * Sector sizes that the first record may follow: 512 where the file system is held to be safe against power loss, as
 * everywhere since SQLite 3.7.9, else that of the device (pager.c, setSectorSize).
 */
const SECTOR_BYTES = [512, 4096, 1024, 2048, 8192, 16384, 32768, 65536];
const BTREE_TYPES = new Set([2, 5, 10, 13]);
const FIRST_PAGE_START = 100;

/**
 * Records of a journal whose header was zeroed when its transaction was done (journal_mode PERSIST). The number that
 * was mixed into the checksums went with the header, but it is the same for all records of a transaction: what two
 * neighbours agree on holds. Behind them lie those of longer transactions before, in step.
 */
export function* coldRecords(
  journal: BoundedView,
  pageSize: number,
  pageCount: number,
  poll: () => void,
): Generator<JournalRecord> {
  const step = 4 + pageSize + 4;
  const sector = SECTOR_BYTES.find((bytes) => nonceAt(bytes) !== null && looksKept(bytes));
  if (sector === undefined) return;

  for (let at = sector; at + step <= journal.size; at += step) {
    poll();
    const own = nonceAt(at);
    if (own === null) continue;
    const agrees = own === nonceAt(at + step) || (at > sector && own === nonceAt(at - step));
    if (agrees || looksKept(at)) yield { page: journal.at(at, 4).readUInt32BE(0), at: at + 4 };
  }

  /** What was mixed into the checksum of the record, if it is one. */
  function nonceAt(at: number): number | null {
    const bytes = journal.at(at, step);
    if (bytes.length < step) return null;
    const page = bytes.readUInt32BE(0);
    if (page < 1 || page > 2 * pageCount) return null;
    return (bytes.readUInt32BE(4 + pageSize) - journalSum(bytes.subarray(4, 4 + pageSize), 0)) >>> 0;
  }

  function looksKept(at: number): boolean {
    const bytes = journal.at(at, 4 + FIRST_PAGE_START + 1);
    const start = bytes.length > FIRST_PAGE_START + 4 && bytes.readUInt32BE(0) === 1 ? FIRST_PAGE_START : 0;
    return BTREE_TYPES.has(bytes[4 + start] ?? 0);
  }
}
