import type { ByteSource } from '../../src/bytes/source.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import { type Bid, type Format, type Listing, NO_BID } from '../../src/vfs/format.ts';
import type { Input, Member } from '../../src/vfs/member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { sniffContent } from '../../src/vfs/sniff.ts';

const SQLITE_MAGIC_BITS = 128;
const ABX_MAGIC = Buffer.from('ABX\0', 'latin1');
const ABX_MAGIC_BITS = 32;
const MAP_ROOT = /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?<map[\s/>]/i;
const MAP_ROOT_BITS = 40;
const TEXT_BITS = 16;
const SMALL_BYTES = 1 << 20;

function bid(listing: Listing): Bid {
  if (listing.input.kind !== 'bytes') return NO_BID;
  const head = listing.head('') ?? new Uint8Array(0);
  const sniff = sniffContent(head);
  if (sniff === 'sqlite') return { bits: SQLITE_MAGIC_BITS, because: 'one SQLite database' };
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (bytes.subarray(0, 4).equals(ABX_MAGIC)) return { bits: ABX_MAGIC_BITS, because: 'one Android binary XML file' };
  if (MAP_ROOT.test(bytes.toString('utf8', 0, 512))) return { bits: MAP_ROOT_BITS, because: 'one preferences file' };
  return sniff === 'text' ? { bits: TEXT_BITS, because: 'one text file' } : NO_BID;
}

/** The hash of a file of the evidence, where what passed is all of it. */
function takenHash(source: ByteSource): string | null {
  const seen = source.observed();
  return seen !== null && seen.bytes === source.size ? seen.sha256 : null;
}

/** The file itself as its only member. */
function memberOf(input: Input & { kind: 'bytes' }): Member {
  const { source } = input;
  const stored = Buffer.from(input.name);
  const base = {
    path: legalPath(stored).path,
    stored,
    kind: 'file' as const,
    size: source.size,
    modified: null,
    mode: null,
    uid: null,
    gid: null,
    link: null,
    citation: input.citation,
  };
  const size = source.size;
  const at = source.at;
  if (at === undefined || size === null) return { ...base, content: () => source.stream() };
  return {
    ...base,
    // A file is streamed, so that its hash is taken in passing; `reopen` would be a second read.
    content: () => source.stream(),
    ...(source.lies === undefined ? {} : { lies: source.lies }),
    ...(source.lies?.offset === 0 ? { taken: () => takenHash(source) } : {}),
    ...(size <= SMALL_BYTES ? { reopen: () => source } : {}),
  };
}

async function* decode(input: Input): AsyncGenerator<Decoded> {
  if (input.kind === 'bytes') yield { type: 'entry', member: memberOf(input), location: null, proof: null };
  yield { type: 'coverage', covered: [], gaps: [], fallback: 'storage-not-acquired', packages: null };
}

/** A single database, preferences file or text, given as evidence by itself. */
export const looseFile: Format = {
  id: 'loose-file',
  title: 'Single file',
  validated: 'real',
  bundle: { bid, decode },
};
