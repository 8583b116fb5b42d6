import { type Citation, cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Member } from '../../src/vfs/member.ts';
import { watchNames } from '../../src/vfs/name-notices.ts';
import { type BodyEnd, judgeBody, padded, streamBody, WHOLE_BODY_BYTES } from './body.ts';
import { BLOCK, checksumHolds, findHeader, type Header, isZero, readHeader } from './header.ts';
import { type Described, describe, type Extensions, isKnownType, makeMember } from './member.ts';
import { type PaxRecords, readPax } from './pax.ts';
import type { Window } from './window.ts';

/** A name or a set of pax records longer than this is not read. */
const MOST_EXTENSION_BYTES = 1 << 20;
const PLAIN: Extensions = { pax: null, longName: null, longLink: null };
const NOTHING = new Uint8Array(0);
/** Offsets in a GNU sparse header and its extension blocks: whether another extension block follows (GNU tar, tar.h). */
const SPARSE_MORE_AT = 482;
const SPARSE_EXTENSION_MORE_AT = 504;

/**
 * Walks a tar from where the window is to the end of the stream. A body is valid until the next member is asked for;
 * unread ones are skipped. Nothing is taken from a header whose checksum does not hold; after damage the walk goes on
 * at the next header whose checksum does, and tells the gap.
 */
export async function* walkTar(window: Window, origin: Citation, kit: DecodeKit): AsyncGenerator<Member | Notice> {
  const names = watchNames();
  const place = (offset: number, length: number | null = null) => cite('tar', offset, origin, length);
  let global: PaxRecords | null = null;
  let own: Extensions = PLAIN;
  let verified = -1;
  let marked = false;

  /** Where the stream breaks here, goes on at the next header behind it; false where the stream is over. */
  async function* crossBreak(): AsyncGenerator<Notice, boolean> {
    const start = window.position();
    let found = false;
    let crossed = false;
    while (!found && window.cross()) {
      crossed = true;
      found = await findNext(window, kit);
    }
    if (!crossed) return false;
    const bytes = window.position() - start;
    yield notice('gap', found ? 'tar.break' : 'tar.break-to-end', 'damage', place(start, bytes), { bytes });
    own = PLAIN;
    verified = window.position();
    return found;
  }

  try {
    for (;;) {
      const start = window.position();
      const block = window.peekNow(BLOCK) ?? (await window.peek(BLOCK));
      if (block.length < BLOCK && window.breaksWithin(block.length)) {
        window.advance(block.length);
        if (yield* crossBreak()) continue;
        return;
      }
      if (block.length < BLOCK) {
        if (!isZero(block)) {
          yield notice('truncated', 'tar.cut-header', 'damage', place(start), { found: block.length });
        } else if (!marked) yield notice('truncated', 'tar.no-end-mark', 'doubt', place(start));
        await window.skip(block.length);
        return;
      }
      if (verified !== start) {
        if (block[0] === 0 && isZero(block)) {
          window.advance(BLOCK);
          const next = await window.peek(BLOCK);
          if (next.length < BLOCK) continue;
          if (!isZero(next)) {
            yield notice('trailing-bytes', 'tar.lone-zero-block', 'doubt', place(start));
            continue;
          }
          marked = true;
          const more = await passEnd(window, kit);
          if (more.header || more.bytes > 0) {
            const detail = more.header ? 'tar.more-after-end' : 'tar.trailing';
            yield notice('trailing-bytes', detail, 'doubt', place(more.at), { bytes: more.bytes });
          }
          if (!more.header) {
            if (yield* crossBreak()) continue;
            return;
          }
          verified = window.position();
          continue;
        }
        if (!checksumHolds(block)) {
          yield notice('checksum', 'tar.header', 'damage', place(start));
          own = PLAIN;
          const found = await findNext(window, kit);
          const bytes = window.position() - start;
          yield notice('gap', found ? 'tar.gap' : 'tar.gap-to-end', 'damage', place(start, bytes), { bytes });
          if (!found) {
            if (yield* crossBreak()) continue;
            return;
          }
          verified = window.position();
          continue;
        }
      }
      const header = readHeader(block);
      window.advance(BLOCK);
      if (isExtension(header.type)) {
        const read = await readExtension(window, header);
        const broken = read.ended && window.breaksWithin(0);
        if (read.notice !== null && !broken) yield notice(...read.notice, place(start), read.args);
        if (header.type === 'g') global = { ...(global ?? {}), ...(read.pax ?? {}) };
        else own = extend(own, header.type, read);
        if (!read.ended || (yield* crossBreak())) continue;
        return;
      }
      const described = describe(header, own, global);
      own = PLAIN;
      if (header.type === 'S') await skipSparseMap(window, block);
      const dataAt = window.position();
      const size = described.size ?? 0;
      const at = place(dataAt, size);
      if (described.name.unsafe || described.name.notUtf8) yield* names(described.name, at);
      // A name of nothing but `.` and `/` is the archive's own root.
      const rootOnly = described.name.path === '';
      yield* tellOddities(described, at);

      if (size <= WHOLE_BODY_BYTES) {
        let end: BodyEnd & { readonly nextVerified: boolean } = WHOLE;
        let view: Uint8Array = NOTHING;
        let taken = 0;
        if (size > 0) {
          const need = padded(size) + BLOCK;
          view = window.peekNow(need) ?? (await window.peek(need));
          end = judgeBody(view, size);
          taken = end.how === 'whole' ? Math.min(padded(size), view.length) : end.found;
          view = view.subarray(0, Math.min(taken, size));
        }
        const content = hasContent(described) ? view : null;
        if (!rootOnly) yield makeMember(described, global, at, () => content);
        window.advance(taken);
        const broken = end.how === 'cut' && window.breaksWithin(0);
        if (end.how !== 'whole') yield tellEnd(end, broken, described, size, at);
        if (window.isDoubtful(start, window.position())) yield doubt(described, at);
        if (end.nextVerified) verified = window.position();
        if (end.how !== 'cut' || (yield* crossBreak())) continue;
        return;
      }
      const body = streamBody(window, size, kit);
      if (!rootOnly) {
        yield makeMember(described, global, at, () => (hasContent(described) ? body.chunks : null));
      }
      const end = await body.finish();
      const broken = end.how === 'cut' && window.breaksWithin(0);
      if (end.how !== 'whole') yield tellEnd(end, broken, described, size, at);
      if (window.isDoubtful(start, window.position())) yield doubt(described, at);
      if (end.how === 'short') verified = window.position();
      if (end.how === 'cut' && !(yield* crossBreak())) return;
    }
  } finally {
    await window.close();
  }
}

const WHOLE: BodyEnd & { readonly nextVerified: boolean } = { how: 'whole', found: 0, nextVerified: false };

function hasContent({ kind, sparse, size, header }: Described): boolean {
  if (sparse || size === null) return false;
  return kind === 'file' || (kind === 'hardlink' && size > 0 && header.type === '1');
}

/** Bytes of this member came out of a block that turned out damaged. */
function doubt({ name }: Described, at: Citation): Notice {
  return notice('checksum', 'tar.doubtful', 'damage', at, { path: name.path });
}

function tellEnd(end: BodyEnd, broken: boolean, described: Described, promised: number, at: Citation): Notice {
  const args = { path: described.name.path, promised, found: end.found };
  if (broken) return notice('size-mismatch', 'tar.broken-body', 'damage', at, args);
  return end.how === 'cut'
    ? notice('truncated', 'tar.cut-body', 'damage', at, args)
    : notice('size-mismatch', 'tar.short-body', 'damage', at, args);
}

function* tellOddities(described: Described, at: Citation): Generator<Notice> {
  const { header, name } = described;
  const args = { path: name.path };
  if (described.size === null) yield notice('size-mismatch', 'tar.bad-size', 'damage', at, args);
  if (described.sparse) yield notice('unsupported', 'tar.sparse', 'damage', at, args);
  if (!isKnownType(header.type))
    yield notice('unsupported', 'tar.type', 'doubt', at, { ...args, type: printable(header.type) });
  if (name.path === '' && described.kind !== 'directory') yield notice('unsafe-name', 'empty', 'doubt', at);
}

function printable(type: string): string {
  return /^[!-~]$/.test(type) ? type : `0x${type.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function isExtension(type: string): boolean {
  return type === 'x' || type === 'X' || type === 'g' || type === 'L' || type === 'K' || type === 'V';
}

interface ReadExtension {
  readonly body: Uint8Array;
  readonly pax: PaxRecords | null;
  readonly ended: boolean;
  readonly notice: readonly ['truncated' | 'limit' | 'size-mismatch', string, 'damage' | 'doubt'] | null;
  readonly args: Readonly<Record<string, number>>;
}

/** The body of a pax, long name or volume label header. */
async function readExtension(window: Window, header: Header): Promise<ReadExtension> {
  const size = header.size ?? 0;
  const none: ReadExtension = { body: NOTHING, pax: null, ended: false, notice: null, args: {} };
  if (size > MOST_EXTENSION_BYTES || size < 0) {
    await window.skip(padded(Math.max(0, size)));
    return { ...none, notice: ['limit', 'tar.extension', 'damage'], args: { limit: MOST_EXTENSION_BYTES, size } };
  }
  const view = await window.peek(padded(size));
  const body = Uint8Array.prototype.slice.call(view, 0, Math.min(size, view.length));
  window.advance(view.length);
  if (body.length < size) {
    return { ...none, ended: true, notice: ['truncated', 'tar.cut-header', 'damage'], args: { found: body.length } };
  }
  if (header.type !== 'x' && header.type !== 'X' && header.type !== 'g') return { ...none, body: untilNul(body) };
  const pax = readPax(body);
  return { ...none, pax, notice: pax.malformed === true ? ['size-mismatch', 'tar.pax-record', 'doubt'] : null };
}

function extend(own: Extensions, type: string, read: ReadExtension): Extensions {
  if (type === 'x' || type === 'X') return { ...own, pax: read.pax ?? {} };
  if (type === 'L') return { ...own, longName: read.body };
  return type === 'K' ? { ...own, longLink: read.body } : own;
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0);
  return nul === -1 ? bytes : bytes.subarray(0, nul);
}

/** Blocks with more of a sparse file's map, between its header and its body. */
async function skipSparseMap(window: Window, header: Uint8Array): Promise<void> {
  let more = header[SPARSE_MORE_AT] !== 0;
  while (more) {
    const block = await window.peek(BLOCK);
    if (block.length < BLOCK) return;
    more = block[SPARSE_EXTENSION_MORE_AT] !== 0;
    window.advance(BLOCK);
  }
}

/** Moves to the next header whose checksum holds; false where the stream ended first. */
async function findNext(window: Window, kit: DecodeKit): Promise<boolean> {
  for (;;) {
    kit.checkpoint();
    const there = await window.fill(2 * BLOCK);
    if (there < BLOCK) {
      window.advance(there);
      return false;
    }
    const first = window.first();
    const view = first.length >= 2 * BLOCK ? first : await window.peek(Math.min(there, 2 * BLOCK));
    const grid = (BLOCK - (window.position() % BLOCK)) % BLOCK;
    const at = findHeader(view, 0, view.length, grid);
    if (at !== -1) {
      window.advance(at);
      return true;
    }
    window.advance(view.length - BLOCK + 1);
  }
}

/**
 * Passes the zeros after an end mark, and whatever follows them: up to another header (archives written one after
 * another) or the end. `bytes` is the number of bytes in between that are neither.
 */
async function passEnd(window: Window, kit: DecodeKit): Promise<{ at: number; bytes: number; header: boolean }> {
  for (;;) {
    kit.checkpoint();
    if ((await window.fill(1)) === 0) return { at: window.position(), bytes: 0, header: false };
    const view = window.first();
    let zeros = 0;
    while (zeros < view.length && view[zeros] === 0) zeros++;
    window.advance(zeros);
    if (zeros < view.length) break;
  }
  const at = window.position();
  const header = await findNext(window, kit);
  return { at, bytes: window.position() - at, header };
}
