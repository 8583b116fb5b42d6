import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { numbered } from '../../src/base/numbered.ts';
import { type ByteSource, type Origin, onceSource } from '../../src/bytes/source.ts';
import { isTerminalDamage, restoreNewlines } from '../../src/bytes/terminal-damage.ts';
import { type Bid, type Container, type DecodeKit, NO_BID, type Sample } from '../../src/vfs/format.ts';
import { isLocked, knownOfContainer } from '../../src/vfs/known.ts';
import type { Member, StreamInput } from '../../src/vfs/member.ts';
import { type MasterKey, unlock } from './crypto.ts';
import { hashLine } from './hash-line.ts';
import { findMagic, type Header, type KeyBlock, MAGIC, readHeader } from './header.ts';
import { type Opened, openHead } from './open-head.ts';
import { endNotices, openPayload, type PayloadEnd } from './payload.ts';
import { rawMembers } from './raw-members.ts';
import { liftRawShared } from './raw-shared.ts';

/** `facts.more.container` of what comes out of an .ab. */
export const CONTAINER_ID = 'android-backup';

/** TWRP's own `adb backup --twrp` writes a file of the same name: control blocks with this magic (TWRP twadbstream.h). */
const TWRP_MAGIC = Buffer.from('TWRP\0\0\0\0twstreamheader', 'latin1');
const TWRP_BITS = 64;
/** The one version whose devices wrote shared storage raw: 4.0.3 and 4.0.4. */
const RAW_SHARED_VERSION = 1;

export const container: Container = {
  bid,
  open,
  hashLine: ({ head, name }) => hashLine(head, name),
};

function bid(sample: Sample): Bid {
  if (isTwrp(sample.head)) return { bits: TWRP_BITS, because: 'it begins as the stream of TWRP does' };
  const start = findMagic(sample.head);
  if (start < 0) return NO_BID;
  const magicBits = 8 * (MAGIC.length + 1);
  if (start === 0) return { bits: magicBits, because: `it begins with "${MAGIC}"` };
  // Text in front: the warnings of adb, captured with the file. MIUI's own header is another format's.
  const before = sample.head.subarray(0, start);
  if (!before.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)) return NO_BID;
  if (Buffer.from(before.subarray(0, 12)).toString('latin1') === 'MIUI BACKUP\n') return NO_BID;
  return { bits: magicBits / 2, because: `"${MAGIC}" begins a line after ${numbered(start, 'byte')} of text` };
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
  if (isTwrp(opened.head)) throw new Fault('evidence.unsupported', 'ab.twrp', source.citation);
  const header = readHeader(opened.head, source.citation);
  const master = header.keys === null ? null : unlockNamed(header, header.keys, source, kit);
  const front = opened.head.subarray(header.length);
  const damaged = header.returns > 0 && isTerminalDamage(front, header.returns);
  const compressed = header.keys === null ? sniffCompression(front, header.compressed) : header.compressed;
  const place = cite(source.citation.name, (source.citation.offset ?? 0) + header.length, source.citation.within);
  const restore = (chunks: AsyncIterable<Uint8Array>) => (damaged ? restoreNewlines(chunks, header.returns) : chunks);
  const restored = restore(opened.rest(header.length));
  const lifted = compressed && header.version === RAW_SHARED_VERSION ? liftRawShared(restored) : null;
  const payload = openPayload({
    stored: lifted?.chunks ?? restored,
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
      let harmed = false;
      if (tar.kind === 'stream') {
        for await (const item of tar.members) {
          if (!('type' in item)) count++;
          else harmed ||= item.gravity === 'damage';
          if ('type' in item && item.code === 'truncated' && item.gravity === 'doubt') unended = item;
          else yield item;
        }
      }
      const end = await payload.finish();
      const after = endNotices(end, place, lifted?.storedAt);
      yield* after;
      const lost = after.some((each) => each.gravity === 'damage');
      if (unended !== null && !lost) yield { ...unended, gravity: 'damage' };
      if (damaged) {
        const verified = harmed || lost || unended !== null ? null : end.deflate !== null ? 'adler' : 'end';
        yield notice('anomaly', 'ab.newlines', 'doubt', source.citation, { returns: header.returns, verified });
      }
      if (lifted !== null) yield* rawMembers(source, header.length, lifted, kit);
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
        ...(tar.facts.version === null ? {} : { tar: tar.facts.version }),
        // Encrypted, it is not known before the payload is opened.
        ...(compressed && master === null && !damaged
          ? { zlib: Buffer.from(front.subarray(0, 2)).toString('hex') }
          : {}),
        ...(master === null
          ? {}
          : {
              passwordCharacters: master.password,
              checksumCharacters: master.checksum,
              ...(header.keys === null ? {} : sealFacts(header.keys)),
              provenBy: master.checksum === null ? 'padding of the master key' : 'checksum of the master key',
            }),
      },
    },
    members: members(),
  };
}

/** Throws Fault `evidence.locked` with what the header says in the clear. */
function unlockNamed(header: Header, keys: KeyBlock, source: ByteSource, kit: DecodeKit): MasterKey {
  try {
    return unlock(keys, kit.passwords(source.name), source.citation, source.name);
  } catch (error) {
    if (!isLocked(error)) throw error;
    const more = { compression: header.compressed ? 'zlib' : 'none', ...sealFacts(keys) };
    throw knownOfContainer(error, { version: String(header.version), encryption: header.encryption, more });
  }
}

/** How the payload is sealed, as AOSP does it and lines 5 to 9 say (README, "Encryption"). */
function sealFacts(keys: KeyBlock): Record<string, string | number> {
  return { cipher: 'AES-256-CBC', kdf: 'PBKDF2-HMAC-SHA1', rounds: keys.rounds };
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
  // Where the payload has them too, it is told at the end, with what verified that they are gone.
  if (header.returns > 0 && !damaged) notices.push(notice('anomaly', 'ab.header-newlines', 'doubt', at));
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
  return complete ? [notice('manifest', 'ab.nothing-inside', 'doubt', source.citation)] : [];
}

function isTwrp(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, TWRP_MAGIC.length)).equals(TWRP_MAGIC);
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
