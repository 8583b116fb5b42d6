import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type ByteSource, memorySource, type Origin, sliceSource } from '../../src/bytes/source.ts';
import { type Bid, type Container, NO_BID, type Sample } from '../../src/vfs/format.ts';
import { heldSource } from '../../src/vfs/held-source.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import {
  beginsWithItems,
  endsWithHeader,
  FRONT_BYTES,
  type Gap,
  type HeaderPlace,
  headerPlace,
  type Item,
  isHeader,
  itemsOf,
  lastPartHeader,
  missingBefore,
  readHeader,
  shiftedHeader,
} from './header.ts';

/** The decrypted header as a member: what says whose the others are. */
export const HEADER_NAME = 'LGBackup.xml';
/** Two numbers that lead into the file, and `<?xml` under the known key. */
const BITS = 72;
/** Front and first item alone: more than a zip after other bytes, whose directory is that of one item. */
const CUT_BITS = 108;
const LOOK_BYTES = 32;
/** All items of a file whose list is lost. */
const ITEMS_NAME = 'LGBackup.items';

function bid(sample: Sample): Bid {
  if (sample.kind !== 'bytes') return NO_BID;
  const front = sample.head.subarray(0, LOOK_BYTES);
  if (sample.at === null || sample.size === null) return frontBid(front, sample.size);
  const place = headerPlace(front, sample.size);
  if (place !== null && isHeader(sample.at, place))
    return { bits: BITS, because: 'a header of LG Backup, decrypted with its known key' };
  if (shiftedHeader(sample.at, sample.size) !== null)
    return { bits: CUT_BITS, because: 'front and end of LG Backup, its header decrypted with its known key' };
  if (missingBefore(front, sample.size) !== null)
    return { bits: CUT_BITS, because: 'the front of LG Backup, whose list would lie past its end' };
  if (lastPartHeader(sample.at, sample.size) !== null)
    return { bits: BITS, because: 'the end of LG Backup in several parts, its header decrypted with its known key' };
  return NO_BID;
}

/** Of a file that passes once, in an archive: its header is not to be had yet. */
function frontBid(front: Uint8Array, size: number | null): Bid {
  const fits =
    size === null
      ? beginsWithItems(front)
      : endsWithHeader(front, size) || missingBefore(front, size) !== null || beginsWithItems(front);
  return fits ? { bits: BITS, because: 'the front of LG Backup, which says how long the file is' } : NO_BID;
}

const NOTHING_STATED = { modified: null, mode: null, uid: null, gid: null, link: null, kind: 'file' as const };

/** A path for each item: by category, and numbered where two would have the same. */
function pathsOf(items: readonly Item[]): string[] {
  const taken = new Set<string>([HEADER_NAME]);
  return items.map(({ category, file }) => {
    const path = legalPath(Buffer.from(`${category || 'ITEM'}/${file}`)).path;
    let own = path;
    for (let number = 2; taken.has(own); number += 1) own = `${path}#${number}`;
    taken.add(own);
    return own;
  });
}

/** Opens a backup; one that passes once is held in memory. Throws Fault `evidence.unsupported` of a last part alone. */
async function open(origin: Origin): Promise<TreeInput> {
  if (origin.kind !== 'bytes') return openItems(origin, null);
  const source = await heldSource(
    origin,
    () => new Fault('evidence.unsupported', 'lg.no-random-access', origin.citation),
  );
  const { at, size } = source;
  const place = headerPlace(at(0, FRONT_BYTES), size);
  const whole = place !== null && isHeader(at, place);
  if (!whole && missingBefore(at(0, LOOK_BYTES), size) === null && lastPartHeader(at, size) !== null)
    throw new Fault('evidence.unsupported', 'lg.last-part', origin.citation);
  return openItems(source, null);
}

/**
 * Opens a backup; of one whose bytes are not all there, items end where the gap begins. `header` is where it lies, of one
 * whose front is missing. Throws Fault.
 */
export function openItems(origin: Origin, gap: Gap | null, header: HeaderPlace | null = null): TreeInput {
  const { at, size } = origin as Extract<Origin, { kind: 'bytes' }>;
  if (origin.kind !== 'bytes' || at === undefined || size === null)
    throw new Fault('evidence.unsupported', 'lg.no-random-access', origin.citation);
  const stated = header ?? headerPlace(at(0, FRONT_BYTES), size);
  const shifted = stated !== null && isHeader(at, stated) ? null : shiftedHeader(at, size);
  const missing = shifted === null ? missingBefore(at(0, LOOK_BYTES), size) : null;
  if (missing !== null) return withoutList(origin, size, missing);
  const place = shifted?.place ?? stated;
  const read = place === null ? null : readHeader(at, place);
  if (place === null || read === null) throw new Fault('evidence.unreadable', 'lg.header', origin.citation);
  const { xml, isIntact } = read;
  const listed = cite('lbf', place.at, origin.citation, place.bytes);
  const notices: Notice[] = isIntact ? [] : [notice('checksum', 'lg.altered', 'damage', listed)];
  const list = memberOf(memorySource(HEADER_NAME, Buffer.from(xml), listed), HEADER_NAME);
  if (shifted !== null) {
    const by = place.at - shifted.stated.at;
    const args = by > 0 ? { more: by } : { fewer: -by };
    notices.push(notice('size-mismatch', by > 0 ? 'lg.longer' : 'lg.shorter', 'damage', listed, args));
    // Where among the items the bytes are that should not be, or are not, nothing says: none is where it is listed.
    return treeOf(origin, [list, allItems(origin, place.at)], notices);
  }
  const items = itemsOf(xml);
  const paths = pathsOf(items);
  const members = items.flatMap((item, i): Member[] => {
    const path = paths[i] as string;
    const citation = cite('lbf', item.offset, origin.citation, item.bytes);
    const end = gap !== null && item.offset < gap.to && item.offset + item.bytes > gap.from ? gap.from : size;
    const there = Math.max(0, Math.min(item.bytes, end - item.offset));
    if (there < item.bytes)
      notices.push(notice('truncated', 'lg.item', 'damage', citation, { path, missing: item.bytes - there }));
    // Nothing of it is no empty file.
    if (there === 0 && item.bytes > 0) return [];
    return [memberOf({ ...sliceSource(origin, item.offset, there), name: path, citation }, item.file)];
  });
  return treeOf(origin, [list, ...members], notices);
}

function memberOf(source: ByteSource, stored: string): Member {
  return {
    ...NOTHING_STATED,
    path: source.name,
    stored: Buffer.from(stored),
    size: source.size,
    citation: source.citation,
    content: () => source.stream(),
    reopen: () => source,
  };
}

function treeOf(origin: Origin, members: readonly Member[], notices: readonly Notice[]): TreeInput {
  const byPath = new Map(members.map((member) => [member.path, member]));
  return {
    kind: 'tree',
    name: origin.name,
    citation: origin.citation,
    facts: { version: null, encryption: 'header only', more: {} },
    count: members.length,
    paths: () => byPath.keys(),
    members: () => members,
    find: (path) => byPath.get(path) ?? null,
    notices,
  };
}

/** All items in one piece, which ends before `end`. */
function allItems(origin: ByteSource, end: number): Member {
  const citation = cite('lbf', FRONT_BYTES, origin.citation, end - FRONT_BYTES);
  return memberOf({ ...sliceSource(origin, FRONT_BYTES, end - FRONT_BYTES), name: ITEMS_NAME, citation }, ITEMS_NAME);
}

/** Cut before its list: what is there comes out in one piece. */
function withoutList(origin: ByteSource, size: number, missing: number): TreeInput {
  const lost = notice('truncated', 'lg.list', 'damage', origin.citation, { missing });
  return treeOf(origin, [allItems(origin, size)], [lost]);
}

export const container: Container = { bid, open };
