import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type ByteSource, type Origin, onceSource } from '../../src/bytes/source.ts';
import { type Bid, type Container, type DecodeKit, NO_BID, type Sample } from '../../src/vfs/format.ts';
import type { Member, StreamInput } from '../../src/vfs/member.ts';
import { type MasterKey, unlock } from './crypto.ts';
import { findMagic, HEADER_REACH, type Header, MAGIC, readHeader } from './header.ts';
import { endNotices, openPayload, type PayloadEnd } from './payload.ts';
import { isTerminalDamage, restoreNewlines } from './terminal-damage.ts';

/** `facts.more.container` of what comes out of an .ab. */
export const CONTAINER_ID = 'android-backup';

export const container: Container = { bid, open };

function bid(sample: Sample): Bid {
  const start = findMagic(sample.head);
  if (start < 0) return NO_BID;
  const magicBits = 8 * (MAGIC.length + 1);
  if (start === 0) return { bits: magicBits, because: `it begins with "${MAGIC}"` };
  // Text in front: the warnings of adb, captured with the file. MIUI's own header is another format's.
  const before = sample.head.subarray(0, start);
  if (!before.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)) return NO_BID;
  if (Buffer.from(before.subarray(0, 12)).toString('latin1') === 'MIUI BACKUP\n') return NO_BID;
  return { bits: magicBits / 2, because: `"${MAGIC}" begins a line after ${start} bytes of text` };
}

async function open(origin: Origin, kit: DecodeKit): Promise<StreamInput> {
  if (origin.kind === 'directory') throw new Fault('evidence.unknown', 'ab.no-magic', origin.citation);
  const opened = await openHead(origin);
  try {
    return await openParts(origin, opened, kit);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openParts(source: ByteSource, opened: Opened, kit: DecodeKit): Promise<StreamInput> {
  const header = readHeader(opened.head, source.citation);
  const master = header.keys === null ? null : unlockNamed(header.keys, source, kit);
  const front = opened.head.subarray(header.length);
  const damaged = header.returns > 0 && isTerminalDamage(front, header.returns);
  const compressed = header.keys === null ? sniffCompression(front, header.compressed) : header.compressed;
  const place = cite(source.citation.name, (source.citation.offset ?? 0) + header.length, source.citation.within);
  const restore = (chunks: AsyncIterable<Uint8Array>) => (damaged ? restoreNewlines(chunks, header.returns) : chunks);
  const payload = openPayload({
    stored: restore(opened.rest(header.length)),
    citation: damaged ? cite('newlines', null, place) : place,
    master,
    compressed,
  });
  const stream = onceSource(source.name, payload.citation, null, payload.chunks);
  const { breaks } = payload;
  const tar = await kit.open(breaks === undefined ? stream : { ...stream, breaks }, 'tar');
  const before = [...header.notices, ...openingNotices(source, header, master, compressed, damaged)];

  async function* members(): AsyncGenerator<Member | Notice> {
    yield* before;
    let count = 0;
    // The device writes the end mark last of all, so an archive without it is cut (contract, "Exit codes").
    let unended: Notice | null = null;
    try {
      if (tar.kind === 'stream') {
        for await (const item of tar.members) {
          if (!('type' in item)) count++;
          if ('type' in item && item.code === 'truncated' && item.gravity === 'doubt') unended = item;
          else yield item;
        }
      }
      const end = await payload.finish();
      const after = endNotices(end, place);
      yield* after;
      if (unended !== null && !after.some((each) => each.gravity === 'damage')) yield { ...unended, gravity: 'damage' };
      if (count === 0) yield* emptyNotices(source, header, end);
    } finally {
      await payload.close();
    }
  }

  return {
    kind: 'stream',
    name: source.name,
    citation: source.citation,
    facts: {
      version: String(header.version),
      encryption: header.encryption,
      more: {
        container: CONTAINER_ID,
        compression: compressed ? 'zlib' : 'none',
        ...(master === null
          ? {}
          : {
              passwordCharacters: master.password,
              checksumCharacters: master.checksum,
              rounds: header.keys?.rounds ?? 0,
            }),
      },
    },
    members: members(),
  };
}

function unlockNamed(keys: NonNullable<Header['keys']>, source: ByteSource, kit: DecodeKit): MasterKey {
  return unlock(keys, kit.passwords(source.name), source.citation, source.name);
}

function openingNotices(
  source: ByteSource,
  header: Header,
  master: MasterKey | null,
  compressed: boolean,
  damaged: boolean,
): Notice[] {
  const at = source.citation;
  const notices: Notice[] = [];
  if (damaged) notices.push(notice('anomaly', 'ab.newlines', 'doubt', at, { returns: header.returns }));
  else if (header.returns > 0) notices.push(notice('anomaly', 'ab.header-newlines', 'doubt', at));
  if (compressed !== header.compressed) {
    notices.push(notice('anomaly', 'ab.compression-line', 'doubt', at, { said: header.compressed, is: compressed }));
  }
  if (master !== null && master.checksum === null) notices.push(notice('checksum', 'ab.master-key', 'doubt', at));
  return notices;
}

/** Why nothing is inside: no named package was eligible, unless the archive is cut. */
function emptyNotices(source: ByteSource, header: Header, end: PayloadEnd): Notice[] {
  if (end.stored === 0) {
    return [notice('truncated', 'ab.no-payload', 'damage', source.citation, { bytes: header.length })];
  }
  const complete = end.deflate === null || end.deflate.how === 'complete';
  return complete ? [notice('manifest', 'ab.nothing-inside', 'info', source.citation)] : [];
}

/** What the payload is, whatever line 3 says: repacking tools have left the line as it was. */
function sniffCompression(front: Uint8Array, said: boolean): boolean {
  const ustar = Buffer.from(front.subarray(257, 262)).toString('latin1') === 'ustar';
  if (ustar) return false;
  const [first = 0, second = 0] = front;
  // RFC 1950: method 8, window up to 32 KiB, header a multiple of 31.
  const zlib = (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && front.length > 1;
  return said || zlib;
}

interface Opened {
  /** At least HEADER_REACH bytes, or all there are. */
  readonly head: Uint8Array;
  /** The rest of the source from an offset within the head; once. */
  rest(from: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

async function openHead(source: ByteSource): Promise<Opened> {
  if (source.at !== undefined) {
    // Streamed from 0, so that the hash of the evidence is taken as it passes.
    const rest = (from: number) => skip(source.stream(), from);
    return { head: source.at(0, HEADER_REACH), rest, close: async () => undefined };
  }
  const iterator = source.stream()[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  while (!ended && head.length < HEADER_REACH) {
    // A chunk is gone once the next is asked for: joining needs a copy.
    const kept = head.length === 0 ? null : Buffer.from(head);
    const next = await iterator.next();
    if (next.done) {
      ended = true;
      head = kept ?? head;
    } else head = kept === null ? next.value : Buffer.concat([kept, next.value]);
  }
  const close = async () => void (await iterator.return?.());
  async function* rest(from: number): AsyncGenerator<Uint8Array> {
    try {
      if (from < head.length) yield head.subarray(from);
      if (ended) return;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await close();
    }
  }
  return { head, rest, close };
}

async function* skip(chunks: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<Uint8Array> {
  let left = from;
  for await (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }
}
