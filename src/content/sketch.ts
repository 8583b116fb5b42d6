import { crc32 } from 'node:zlib';
import type { Content } from './reader.ts';
import { chunkSizes } from './similarity.ts';

/**
 * What a content is made of, small enough to be held against many others: distinct marks in ascending order, of its
 * content-defined chunks, or, of a SQLite database, of its pages.
 */
export interface Sketch {
  readonly basis: 'chunks' | 'pages';
  readonly marks: Uint32Array;
}

const CHUNKED_LIMIT = 1024 * 1024;
const PAGED_LIMIT = 32 * 1024 * 1024;
const LEAST_BYTES = 32;
/** One chunk or page alone may be what many files begin with: of less nothing is told (diff/near-twins). */
const LEAST_MARKS = 2;
const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
const LEAST_PAGE = 512;
/** The size that is written as 1 (sqlite.org/fileformat2.html, section 1.3.2). */
const LARGEST_PAGE = 65_536;

/** Null of what is too short to tell, or too large. */
export function sketchOf(content: Content): Sketch | null {
  if (content.size < LEAST_BYTES) return null;
  const head = Buffer.from(content.read(0, HEADER_BYTES));
  if (head.length === HEADER_BYTES && head.subarray(0, SQLITE_MAGIC.length).equals(SQLITE_MAGIC)) {
    const stated = head.readUInt16BE(PAGE_SIZE_AT);
    return pagesOf(content, stated === 1 ? LARGEST_PAGE : stated);
  }
  if (content.size > CHUNKED_LIMIT) return null;
  return sketch('chunks', [...chunkSizes(content, 0).keys()]);
}

/** Pages but empty ones, and of the first all but the header: it changes with every write. */
function pagesOf(content: Content, pageSize: number): Sketch | null {
  if (pageSize < LEAST_PAGE || content.size > PAGED_LIMIT) return null;
  const marks: number[] = [];
  const empty = new Uint8Array(pageSize);
  for (let at = 0; at < content.size; at += pageSize) {
    const page = content.read(at, pageSize);
    const told = at === 0 ? page.subarray(HEADER_BYTES) : page;
    if (Buffer.compare(told, empty.subarray(0, told.length)) !== 0) marks.push(crc32(told));
  }
  return sketch('pages', marks);
}

function sketch(basis: Sketch['basis'], all: readonly number[]): Sketch | null {
  const marks = Uint32Array.from(new Set(Uint32Array.from(all))).sort();
  return marks.length < LEAST_MARKS ? null : { basis, marks };
}
