import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import { watchNames } from '../../src/vfs/name-notices.ts';
import { makeNoticeList, type NoticeList } from '../../src/vfs/notice-list.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { foldsBackslashes, hasFoldedName, nameOf } from './attributes.ts';
import { findDirectory, type ReadAt } from './directory.ts';
import { headerHolds } from './header-holds.ts';
import { centralLength, readCentral, type ZipRecord } from './record.ts';
import { MOST_LOCAL_BYTES, scanLocalHeaders } from './scan.ts';

const BACKSLASH = 0x5c;
/** A larger central directory is not read: it alone would fill the memory. */
const MOST_DIRECTORY_BYTES = 1 << 30;

/** All members, as compact as can be: the directory's own bytes and an offset for each record. */
export interface ZipListing {
  readonly count: number;
  /** Legal paths in the order of the directory; empty for the root itself. */
  readonly paths: readonly string[];
  record(index: number): ZipRecord;
  /** The record that a path stands for: of several the last. */
  find(path: string): number | null;
  readonly notices: readonly Notice[];
  /** Backslashes stand between folders in all names, whatever host wrote them. */
  readonly folds: boolean;
}

/**
 * Lists a zip by its central directory, and by local headers where that is missing or broken. Throws Fault
 * `evidence.unknown` where there is no directory and no header that holds: noise begins like a zip at times.
 */
export function listZip(read: ReadAt, size: number, origin: Citation, kit: DecodeKit): ZipListing {
  const notices = makeNoticeList();
  const place = findDirectory(read, size);
  const where = (offset: number, length: number | null = null) => cite('zip', offset, origin, length);
  if (place?.spanned === true) throw new Fault('evidence.unsupported', 'zip.spanned', origin);
  if (place !== null && place.bytes > MOST_DIRECTORY_BYTES) {
    throw new Fault('evidence.unsupported', 'zip.directory-size', origin, { bytes: place.bytes });
  }
  const directory = place === null ? new Uint8Array(0) : read(place.at, place.bytes);
  const view = new DataView(directory.buffer, directory.byteOffset, directory.length);
  const shift = place?.shift ?? 0;
  const offsets: number[] = [];
  let at = 0;
  for (;;) {
    if (offsets.length % 4096 === 0) kit.checkpoint();
    const length = centralLength(view, at);
    if (length === null || offsets.length >= kit.limits.entries) break;
    offsets.push(at);
    at += length;
  }
  if (offsets.length >= kit.limits.entries) {
    notices.add(notice('limit', 'entries', 'damage', origin, { limit: kit.limits.entries }));
  }
  const scanned: ZipRecord[] = [];
  const whole = place !== null && at === directory.length;
  if (!whole && offsets.length < kit.limits.entries) {
    const known = new Set(offsets.map((each) => readCentral(directory, view, each, shift).at));
    for (const record of scanLocalHeaders(read, size, kit)) {
      if (known.has(record.at)) continue;
      if (offsets.length + scanned.length >= kit.limits.entries) break;
      scanned.push(record);
    }
    const holds = (offset: number): boolean => headerHolds(read(offset, MOST_LOCAL_BYTES));
    if (place === null && !holds(0) && !scanned.some((record) => holds(record.at)))
      throw new Fault('evidence.unknown', 'zip.no-header', origin);
    const detail = place === null ? 'zip.no-directory' : 'zip.directory';
    const args = { listed: offsets.length, scanned: scanned.length };
    notices.add(notice('truncated', detail, 'damage', where(place === null ? size : place.at + at), args));
  }
  if (place !== null && whole && place.count % 0x10000 !== offsets.length % 0x10000) {
    const args = { promised: place.count, found: offsets.length };
    notices.add(notice('index-mismatch', 'zip.count', 'doubt', where(place.at), args));
  }
  if (place !== null && place.after > 0) {
    notices.add(notice('trailing-bytes', 'zip', 'doubt', where(size - place.after), { bytes: place.after }));
  }

  const record = (index: number): ZipRecord =>
    index < offsets.length
      ? readCentral(directory, view, offsets[index] as number, shift)
      : (scanned[index - offsets.length] as ZipRecord);
  const count = offsets.length + scanned.length;
  const folds = foldsBackslashes(count, record);
  const { paths, byPath } = readPaths(count, record, folds, notices, (each) => where(each.at, each.packed));
  return { count, paths, record, find: (path) => byPath.get(path) ?? null, notices: notices.list(), folds };
}

/** The paths of all records. Two records of one path are told; the last one holds. */
function readPaths(
  count: number,
  record: (index: number) => ZipRecord,
  folds: boolean,
  notices: NoticeList,
  place: (record: ZipRecord) => Citation,
): { readonly paths: readonly string[]; readonly byPath: ReadonlyMap<string, number> } {
  const names = watchNames();
  let told = false;
  const paths: string[] = [];
  const byPath = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const each = record(i);
    const legal = legalPath(nameOf(each, folds));
    if (!told && legal.path !== '' && (folds ? each.name.includes(BACKSLASH) : hasFoldedName(each))) {
      told = true;
      // A program of Windows says so itself; of another host the names may be meant as they are.
      const gravity = hasFoldedName(each) ? 'info' : 'doubt';
      notices.add(notice('anomaly', 'zip.backslashes', gravity, place(each), { path: legal.path }));
    }
    if (legal.unsafe || legal.notUtf8) notices.add(...names(legal, place(each)));
    if (legal.path !== '' && byPath.has(legal.path)) {
      notices.add(notice('duplicate', 'zip', 'doubt', place(each), { path: legal.path }));
    }
    paths.push(legal.path);
    if (legal.path !== '') byPath.set(legal.path, i);
  }
  return { paths, byPath };
}
