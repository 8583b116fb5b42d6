import type { Content, Parts, Sifted } from '../content/reader.ts';
import { HEADER_BYTES, hasMagic, readPageSize } from '../content/sqlite/header.ts';
import type { SideName } from '../device/side-name.ts';
import { holdsAnchor } from '../findings/credentials/prefilter.ts';
import { contentOf } from './content-of.ts';
import type { Job, Stores } from './job.ts';
import type { SiftRequest } from './sift-request.ts';

/**
 * A database of gigabytes is one artifact, and one thread compares it. What costs most of that is asked of each of its
 * pages by itself: whether both sides have it, and whether a credential may be in it. So all threads ask first, each
 * of its share of the pages, and whichever compares finds the answers.
 */

/** What is known of a page. */
const KNOWN = 1;
const EQUAL = 2;
/** The page of the first side may hold a credential; that of the second, one bit further. */
const MATTERS = 4;
const BLOCK_BYTES = 1 << 20;

/** Asks of one share of the pages. Sides that are no databases of one page size are left unknown. */
export function sift({ sides, share, shares, found }: SiftRequest, stores: Stores, poll: () => void): void {
  const contents = sides.flatMap(({ side, offset, length }) => {
    const view = stores[side];
    return view === undefined ? [] : [contentOf(view, offset, length)];
  });
  const [first, second] = contents;
  if (first === undefined || contents.length !== sides.length) return;
  const size = pageSizeOf(first);
  if (size === null || (second !== undefined && pageSizeOf(second) !== size)) return;
  const marks = new Uint8Array(found);
  const blocks = Math.ceil(Math.max(...contents.map((content) => content.size)) / BLOCK_BYTES);
  const readFirst = blockReader(first);
  const readSecond = second === undefined ? null : blockReader(second);
  for (
    let block = Math.floor((blocks * share) / shares);
    block < Math.floor((blocks * (share + 1)) / shares);
    block++
  ) {
    poll();
    const at = block * BLOCK_BYTES;
    const [one, other] = [readFirst(at), readSecond?.(at) ?? null];
    const length = Math.max(one.length, other?.length ?? 0);
    for (let from = 0; from < length; from += size) {
      const page = one.subarray(from, from + size);
      const twin = other?.subarray(from, from + size) ?? null;
      const isEqual = twin !== null && twin.length > 0 && page.equals(twin);
      const mine = holdsAnchor(page);
      const theirs = isEqual ? mine : twin !== null && holdsAnchor(twin);
      marks[(at + from) / size] = KNOWN | (isEqual ? EQUAL : 0) | (mine ? MATTERS : 0) | (theirs ? 2 * MATTERS : 0);
    }
  }
}

function pageSizeOf(content: Content): number | null {
  const head = Buffer.from(content.read(0, HEADER_BYTES));
  return hasMagic(head) ? readPageSize(head) : null;
}

/** Blocks of a content, each valid until the next. */
function blockReader(content: Content): (at: number) => Buffer {
  const buffer = Buffer.allocUnsafeSlow(content.fill === undefined ? 0 : BLOCK_BYTES);
  return (at) => {
    if (at >= content.size) return buffer.subarray(0, 0);
    if (content.fill !== undefined) return buffer.subarray(0, content.fill(at, buffer));
    const bytes = content.read(at, Math.min(BLOCK_BYTES, content.size - at));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  };
}

/** What was found, as the readers of one of the sides ask for it. */
function siftedOf(found: SharedArrayBuffer, which: number, content: Content): Sifted | null {
  const stretch = pageSizeOf(content);
  if (stretch === null) return null;
  const marks = new Uint8Array(found);
  const told = (index: number, bit: number): boolean | null => {
    const mark = marks[index] ?? 0;
    return (mark & KNOWN) === 0 ? null : (mark & bit) !== 0;
  };
  return {
    stretch,
    question: holdsAnchor,
    answer: (index) => told(index, MATTERS << which),
    isEqual: (index) => told(index, EQUAL),
    beside: found,
  };
}

/** The parts of a side, the main one with what was found of it beforehand. */
export function withSifted(parts: Parts, job: Job, side: SideName): Parts {
  const main = parts.get('main');
  if (job.sifted === undefined || main === undefined) return parts;
  const which = job.sifted.sides.indexOf(side);
  const sifted = which < 0 ? null : siftedOf(job.sifted.found, which, main);
  return sifted === null ? parts : new Map([...parts, ['main', { ...main, sifted }]]);
}
