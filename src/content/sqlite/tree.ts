import type { Claims } from './claims.ts';
import type { Pages } from './pages.ts';

/** Types of b-tree pages (sqlite.org/fileformat2.html, 1.6). */
const INDEX_INTERIOR = 2;
const TABLE_INTERIOR = 5;
const INDEX_LEAF = 10;
const TABLE_LEAF = 13;
/** Bytes of the page header; four more on interior pages, for the rightmost child. */
const LEAF_HEADER_BYTES = 8;
const INTERIOR_HEADER_BYTES = 12;
/** On page 1 the b-tree starts behind the database header. */
const FIRST_PAGE_START = 100;
const POLL_PAGES = 64;

/** `rowid`: rows lie in the leaves. `index`: WITHOUT ROWID, rows lie in interior pages too. */
export type TreeKind = 'rowid' | 'index';

/** A page that holds rows. */
export interface TreePage {
  readonly number: number;
  readonly bytes: Buffer;
  /** Offset of the first cell pointer. */
  readonly pointers: number;
  readonly cells: number;
  /** End of what cells may use: the usable size, or less where the file is cut. */
  readonly limit: number;
  /** Bytes of a child pointer before each cell: 4 on interior pages, else 0. */
  readonly prefix: 0 | 4;
  /** More cells were promised than fit, or the page is cut. */
  readonly short: boolean;
}

/** Opens one b-tree page; null where it is not one of the kind. */
export function openTreePage(pages: Pages, usable: number, number: number, kind: TreeKind): TreePage | null {
  return treePage(pages.page(number), usable, number, kind);
}

function treePage(bytes: Buffer | null, usable: number, number: number, kind: TreeKind): TreePage | null {
  const start = number === 1 ? FIRST_PAGE_START : 0;
  if (bytes === null || bytes.length < start + INTERIOR_HEADER_BYTES) return null;
  const type = bytes[start];
  const [leaf, interior] = kind === 'rowid' ? [TABLE_LEAF, TABLE_INTERIOR] : [INDEX_LEAF, INDEX_INTERIOR];
  if (type !== leaf && type !== interior) return null;
  const pointers = start + (type === leaf ? LEAF_HEADER_BYTES : INTERIOR_HEADER_BYTES);
  const limit = Math.min(usable, bytes.length);
  const promised = bytes.readUInt16BE(start + 3);
  const cells = Math.min(promised, Math.max(0, (limit - pointers) >> 1));
  return {
    number,
    bytes,
    pointers,
    cells,
    limit,
    prefix: type === interior ? 4 : 0,
    short: cells < promised || bytes.length < usable,
  };
}

/**
 * Every page of a tree that holds rows, those of a rowid table in order of rowid. `lost` is told of each page
 * that cannot be reached or read; what can be is still given. A page is valid until the next is asked for.
 */
export function* walkTree(
  pages: Pages,
  usable: number,
  root: number,
  kind: TreeKind,
  claims: Claims,
  lost: (page: number) => void,
  poll: () => void,
): Generator<TreePage> {
  if (root < 1 || root > pages.count || !claims.take(root)) {
    lost(root);
    return;
  }
  const waiting = [root];
  const enqueue = (child: number): void => {
    if (child >= 1 && child <= pages.count && claims.take(child)) waiting.push(child);
    else lost(child);
  };
  let visited = 0;
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (visited++ % POLL_PAGES === 0) poll();
    const page = treePage(pages.glance(number), usable, number, kind);
    if (page === null) {
      lost(number);
      continue;
    }
    if (page.short) lost(number);
    if (page.prefix === 4) {
      const { bytes, pointers, cells, limit } = page;
      // The last comes first, as the stack turns the order round.
      enqueue(bytes.readUInt32BE(pointers - 4));
      for (let index = cells - 1; index >= 0; index--) {
        const cell = bytes.readUInt16BE(pointers + 2 * index);
        if (cell >= pointers && cell + 4 <= limit) enqueue(bytes.readUInt32BE(cell));
        else lost(number);
      }
      if (kind === 'rowid') continue;
    }
    yield page;
  }
}
