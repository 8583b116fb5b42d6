import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type ByteSource, memorySource, type Origin } from '../../src/bytes/source.ts';
import { type Bid, type Container, type DecodeKit, NO_BID, type Sample } from '../../src/vfs/format.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { peekSource } from '../../src/vfs/peek.ts';
import { BLOCK_BYTES, CHUNK_BYTES, type ControlBlock, readControl, STREAM_MAGIC } from './control-block.ts';
import { isOpenAes } from './openaes.ts';

/** Magic, type and CRC of the first block. */
const BITS = 8 * 22 + 32;
/** The six bytes that each message of OpenAES begins with. */
const SEALED_BITS = 48;
const DATA_BYTES = CHUNK_BYTES - BLOCK_BYTES;
const KNOWN_VERSION = 3;
const LOOK_BYTES = 64 * 1024;
/** Chunks of another length than it should be are rare: the first or last of a file. Each costs a search. */
const SEARCHES_A_FILE = 4;
/** 1 TiB of whole chunks. */
const MOST_PIECES = 1 << 20;
/** A phone has some dozens of partitions. */
const MOST_PARTS = 4096;
const NOTHING_STATED = { modified: null, mode: null, uid: null, gid: null, link: null, kind: 'file' as const };

function bid(sample: Sample): Bid {
  if (sample.kind === 'bytes' && isOpenAes(sample.head))
    return { bits: SEALED_BITS, because: 'it begins with a message of OpenAES, as parts that TWRP sealed do' };
  if (sample.kind !== 'bytes' || readControl(sample.head)?.type !== 'twstreamheader') return NO_BID;
  return { bits: BITS, because: 'it begins with the stream header of adb backup --twrp, whose CRC holds' };
}

/** A file of the stream: where its bytes lie, as pairs of offset and length. */
interface Part {
  readonly head: Extract<ControlBlock, { type: 'twfilename' | 'twimage' }>;
  readonly at: number;
  readonly pieces: readonly (readonly [offset: number, length: number])[];
  readonly md5: string | null;
  readonly trailerAt: number;
}

interface Walked {
  readonly parts: readonly Part[];
  /** Where the stream stops making sense before its end mark; null where it is whole. */
  readonly brokenAt: number | null;
}

type ReadAt = (offset: number, length: number) => Uint8Array;

/** Goes from block to block. */
function walk(at: ReadAt, size: number, kit: DecodeKit): Walked {
  const parts: Part[] = [];
  let place = BLOCK_BYTES;
  let pieces = 0;
  for (;;) {
    kit.checkpoint();
    const head = readControl(at(place, BLOCK_BYTES));
    if (head?.type === 'twendadb') return { parts, brokenAt: null };
    const starts = head?.type === 'twfilename' || head?.type === 'twimage';
    if (!starts || parts.length === MOST_PARTS) return { parts, brokenAt: place };
    const part = walkPart(at, size, place, head, MOST_PIECES - pieces, kit);
    parts.push(part);
    pieces += part.pieces.length;
    if (part.md5 === null) return { parts, brokenAt: part.trailerAt };
    place = part.trailerAt + BLOCK_BYTES;
  }
}

function walkPart(at: ReadAt, size: number, start: number, head: Part['head'], most: number, kit: DecodeKit): Part {
  const pieces: [number, number][] = [];
  let place = start + BLOCK_BYTES;
  let left = head.size;
  let searches = 0;
  const ended = (md5: string | null): Part => ({ head, at: start, pieces, md5, trailerAt: place });
  for (;;) {
    kit.checkpoint();
    const block = readControl(at(place, BLOCK_BYTES));
    if (block?.type === 'md5trailer') return ended(block.md5);
    if (block?.type !== 'twdatablock' || pieces.length >= most) return ended(null);
    const from = place + BLOCK_BYTES;
    let length = Math.min(DATA_BYTES, size - from);
    const follows = (bytes: number): boolean => readControl(at(from + bytes, BLOCK_BYTES)) !== null;
    if (!follows(length)) {
      // The last chunk is padded to its full length by some versions, and not by others.
      if (left < length && follows(left)) length = left;
      else if (searches++ < SEARCHES_A_FILE) length = nextBlock(at, from, length) ?? length;
    }
    if (length > 0) pieces.push([from, length]);
    left -= length;
    place = from + length;
  }
}

/** How far it is to the next block; null where there is none within the chunk. */
function nextBlock(at: ReadAt, from: number, most: number): number | null {
  for (let looked = 0; looked < most; looked += LOOK_BYTES) {
    // A magic that begins in this window, and the block behind it.
    const window = Buffer.from(at(from + looked, LOOK_BYTES + STREAM_MAGIC.length));
    for (let found = window.indexOf(STREAM_MAGIC); found >= 0; found = window.indexOf(STREAM_MAGIC, found + 1)) {
      if (looked + found > most) return null;
      if (readControl(at(from + looked + found, BLOCK_BYTES)) !== null) return looked + found;
    }
  }
  return null;
}

async function open(origin: Origin, kit: DecodeKit): Promise<TreeInput> {
  // A part does not say how many there are, nor what the others hold: only its folder shows a device.
  if (origin.kind === 'bytes' && isOpenAes((await peekSource(origin)).head))
    throw new Fault('evidence.unsupported', 'twrp.part-alone', origin.citation);
  if (origin.kind !== 'bytes' || origin.at === undefined || origin.size === null)
    throw new Fault('evidence.unsupported', 'twrp.no-random-access', origin.citation);
  const { at, size, citation } = origin;
  const head = readControl(at(0, BLOCK_BYTES));
  if (head?.type !== 'twstreamheader') throw new Fault('evidence.unreadable', 'twrp.stream-header', citation);
  const { parts, brokenAt } = walk(at, size, kit);
  const notices: Notice[] = [];
  const place = (offset: number, bytes: number): Citation => cite('twrp', offset, citation, bytes);
  if (head.version !== KNOWN_VERSION)
    notices.push(notice('anomaly', 'twrp.stream-version', 'doubt', citation, { version: head.version }));
  if (brokenAt !== null) {
    const args = { offset: brokenAt, size };
    notices.push(notice('truncated', 'twrp.stream-cut', 'damage', place(brokenAt, size - brokenAt), args));
  } else if (head.partitions !== parts.length) {
    const args = { stated: head.partitions, there: parts.length };
    notices.push(notice('index-mismatch', 'twrp.stream-count', 'damage', citation, args));
  }
  const members = parts.flatMap((part) => membersOf(origin, at, part, place));
  const byPath = new Map(members.map((member) => [member.path, member]));
  return {
    kind: 'tree',
    name: origin.name,
    citation,
    facts: { version: String(head.version), encryption: null, more: { partitions: head.partitions } },
    count: members.length,
    paths: () => members.map(({ path }) => path),
    members: () => members,
    find: (path) => byPath.get(path) ?? null,
    notices,
  };
}

/** A part, and the MD5 that its trailer states, as a folder of TWRP has it beside the part. */
function membersOf(
  origin: ByteSource,
  at: ReadAt,
  part: Part,
  place: (at: number, bytes: number) => Citation,
): Member[] {
  const { head, pieces } = part;
  const { path } = legalPath(head.name);
  const stored = pieces.reduce((sum, [, length]) => sum + length, 0);
  // An image is as long as it says; what is behind it fills the last chunk.
  const size = head.type === 'twimage' ? Math.min(stored, head.size) : stored;
  const citation = place(part.at, part.trailerAt - part.at);
  const source = piecesSource(path, citation, at, pieces, size);
  const own: Member = {
    ...NOTHING_STATED,
    path,
    stored: head.name,
    size,
    citation,
    content: () => source.stream(),
    reopen: () => source,
  };
  if (part.md5 === null || head.type === 'twimage') return [own];
  const text = Buffer.from(`${part.md5}  ${path}\n`, 'utf8');
  const trailer = place(part.trailerAt, BLOCK_BYTES);
  const sum = memorySource(`${origin.name}.md5`, text, trailer);
  return [
    own,
    {
      ...NOTHING_STATED,
      path: `${path}.md5`,
      stored: Buffer.from(`${path}.md5`),
      size: text.length,
      citation: trailer,
      content: () => text,
      reopen: () => sum,
    },
  ];
}

/** Pieces of a file one after the other, `size` bytes of them. */
function piecesSource(name: string, citation: Citation, at: ReadAt, pieces: Part['pieces'], size: number): ByteSource {
  const starts: number[] = [];
  let total = 0;
  for (const [, length] of pieces) {
    starts.push(total);
    total += length;
  }
  /** The piece that holds a place. */
  const pieceAt = (offset: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const read = (offset: number, length: number): Uint8Array => {
    const end = Math.min(size, offset + length);
    const out = new Uint8Array(Math.max(0, end - offset));
    for (let index = pieceAt(offset), filled = 0; filled < out.length && index < pieces.length; index++) {
      const [from, bytes] = pieces[index] as readonly [number, number];
      const within = offset + filled - (starts[index] as number);
      const got = at(from + within, Math.min(bytes - within, out.length - filled));
      if (got.length === 0) return out.subarray(0, filled);
      out.set(got, filled);
      filled += got.length;
    }
    return out;
  };
  return {
    kind: 'bytes',
    name,
    citation,
    size,
    at: read,
    observed: () => null,
    async *stream(from = 0) {
      for (let offset = from; offset < size; ) {
        const chunk = read(offset, CHUNK_BYTES);
        if (chunk.length === 0) return;
        offset += chunk.length;
        yield chunk;
      }
    },
  };
}

export const container: Container = { bid, open };
