import type { BoundedView } from './bounded-view.ts';
import { isPageSize } from './header.ts';

/** First 8 bytes of each journal header (sqlite.org/fileformat2.html, 3). */
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const HEADER_BYTES = 28;
/** Stands for "as many records as fit until the end". */
const TO_THE_END = 0xffffffff;
/** The checksum takes every 200th byte, from the end of the page backwards (SQLite pager.c, pager_cksum). */
const CHECKSUM_STRIDE = 200;
const LOCK_BYTE = 2 ** 30;
const POLL_RECORDS = 256;

/** What a rollback journal would put back. */
export interface Journal {
  readonly pageSize: number;
  /** Where the earlier version of each page lies in the journal. */
  readonly pages: ReadonlyMap<number, number>;
  /** Pages of the database before the transaction. */
  readonly pageCount: number;
  /** Name of the journal that several databases share, where one is given. */
  readonly superJournal: string | null;
  /** Records that the journal promises are not there or do not verify: the database is halfway through a change. */
  readonly broken: boolean;
}

/** Whether SQLite would look into the journal at all: not empty, its first byte not zeroed (pager.c, hasHotJournal). */
export function isHot(journal: BoundedView): boolean {
  return journal.size > 0 && journal.at(0, 1)[0] !== 0;
}

/** The sum that follows a page in the journal. */
export function journalSum(page: Buffer, nonce: number): number {
  let sum = nonce;
  for (let at = page.length - CHECKSUM_STRIDE; at > 0; at -= CHECKSUM_STRIDE) sum = (sum + (page[at] as number)) | 0;
  return sum >>> 0;
}

/** Name, length, sum and magic at the very end (pager.c, readSuperJournal). */
function superJournalOf(journal: BoundedView): string | null {
  const tail = journal.at(Math.max(0, journal.size - 16), 16);
  if (tail.length < 16 || !tail.subarray(8).equals(MAGIC)) return null;
  const length = tail.readUInt32BE(0);
  if (length === 0 || length > 4096 || length > journal.size - 16) return null;
  const name = journal.at(journal.size - 16 - length, length);
  let sum = 0;
  for (const byte of name) sum = (sum + byte) >>> 0;
  return sum === tail.readUInt32BE(4) ? name.toString('utf8') : null;
}

/**
 * Reads a hot journal as SQLite would play it back: segment by segment, the first image of a page wins, the first
 * record that does not verify ends it (pager.c, pager_playback). Null where the first header does not hold.
 */
export function readJournal(journal: BoundedView, fallbackPageSize: number, poll: () => void): Journal | null {
  const pages = new Map<number, number>();
  let pageCount: number | null = null;
  let pageSize = fallbackPageSize;
  let sectorSize = 512;
  let at = 0;
  let seen = 0;
  let broken = false;

  segments: while (at + HEADER_BYTES <= journal.size) {
    const head = journal.at(at, HEADER_BYTES);
    if (!head.subarray(0, 8).equals(MAGIC)) break;
    const nonce = head.readUInt32BE(12);
    if (pageCount === null) {
      pageCount = head.readUInt32BE(16);
      sectorSize = head.readUInt32BE(20);
      pageSize = head.readUInt32BE(24) || fallbackPageSize;
      // The limits of pager.c, readJournalHdr.
      if (!isPageSize(pageSize) || sectorSize < 32 || sectorSize > 65536 || (sectorSize & (sectorSize - 1)) !== 0) {
        return null;
      }
    }
    const recordBytes = 4 + pageSize + 4;
    const promised = head.readUInt32BE(8);
    let record = at + sectorSize;
    const fitting = Math.max(0, Math.floor((journal.size - record) / recordBytes));
    const records = promised === TO_THE_END ? fitting : promised;
    for (let index = 0; index < records; index++, record += recordBytes) {
      if (seen++ % POLL_RECORDS === 0) poll();
      const bytes = journal.at(record, recordBytes);
      const page = bytes.length < recordBytes ? 0 : bytes.readUInt32BE(0);
      const ends = page === 0 || page === LOCK_BYTE / pageSize + 1;
      if (!ends && (page > pageCount || pages.has(page))) continue;
      if (ends || journalSum(bytes.subarray(4, 4 + pageSize), nonce) !== bytes.readUInt32BE(4 + pageSize)) {
        // Without a count the last record may be one that was never finished.
        broken = promised !== TO_THE_END;
        break segments;
      }
      pages.set(page, record + 4);
    }
    at = Math.ceil(record / sectorSize) * sectorSize;
  }
  if (pageCount === null) return null;
  return { pageSize, pages, pageCount, superJournal: superJournalOf(journal), broken };
}
