import type { Content, Parts } from '../reader.ts';
import { type BoundedView, viewOf } from './bounded-view.ts';
import { cipherFor, type PageCipher } from './cipher.ts';
import { journalSum } from './journal.ts';
import { extendChain, FRAME_HEADER_BYTES, isBigEndianLog, WAL_HEADER_BYTES } from './wal.ts';

/** A log or journal is put together in clear as a whole; a longer one is not opened. */
const MAX_LOG_BYTES = 128 * 2 ** 20;
const JOURNAL_MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const SECTOR_BYTES = 512;
/** Derivations take up to a third of a second each. */
const MAX_KEYS = 64;

/** A sealed database in clear. */
export interface Opened {
  readonly parts: Parts;
  readonly cipher: PageCipher;
  /** The key that opened it. */
  readonly key: string;
  /** Pages of the main file read so far whose HMAC does not hold: they read as zeros. */
  readonly broken: ReadonlySet<number>;
  /** A log or journal that is too long to be opened. */
  readonly tooLong: readonly string[];
}

/** Opens a database with the first key that fits; null where none does. Nothing of a page comes out before its HMAC held. */
export function openSealed(main: BoundedView, parts: Parts, keys: readonly string[], poll: () => void): Opened | null {
  for (const key of keys.slice(0, MAX_KEYS)) {
    poll();
    const cipher = cipherFor(key, main.size, (bytes) => main.at(0, bytes));
    if (cipher === null) continue;
    const broken = new Set<number>();
    const tooLong: string[] = [];
    const clear = new Map(parts);
    clear.set('main', mainInClear(main, cipher, broken));
    for (const role of ['wal', 'journal'] as const) {
      const view = viewOf(parts, role);
      if (view.size === 0) continue;
      if (view.size > MAX_LOG_BYTES) {
        tooLong.push(role);
        clear.delete(role);
      } else clear.set(role, wholeContent(role === 'wal' ? logInClear(view, cipher) : journalInClear(view, cipher)));
    }
    return { parts: clear, cipher, key, broken, tooLong };
  }
  return null;
}

function wholeContent(bytes: Buffer): Content {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
  };
}

/** Pages are opened as they are asked for. */
function mainInClear(main: BoundedView, cipher: PageCipher, broken: Set<number>): Content {
  const { pageSize } = cipher;
  const read = (offset: number, length: number): Buffer => {
    const end = Math.min(main.size, offset + length);
    if (offset >= end) return Buffer.alloc(0);
    const first = Math.floor(offset / pageSize);
    const last = Math.floor((end - 1) / pageSize);
    const out = Buffer.alloc((last - first + 1) * pageSize);
    for (let index = first; index <= last; index++) {
      const plain = cipher.decipher(main.glance(index * pageSize, pageSize), index + 1);
      if (plain === null) broken.add(index + 1);
      else plain.copy(out, (index - first) * pageSize);
    }
    return out.subarray(offset - first * pageSize, end - first * pageSize);
  };
  return { size: main.size, read, whole: () => read(0, main.size) };
}

/**
 * A write-ahead log with its pages in clear, and checksums anew where those of the sealed pages hold, so that it says
 * of itself what the sealed one says.
 */
function logInClear(log: BoundedView, cipher: PageCipher): Buffer {
  const out = Buffer.from(log.at(0, log.size));
  if (out.length < WAL_HEADER_BYTES || out.readUInt32BE(8) !== cipher.pageSize) return out;
  const bigEndian = isBigEndianLog(out);
  const sealed = { first: out.readInt32BE(24), second: out.readInt32BE(28) };
  const clear = { ...sealed };
  const salts = Buffer.from(out.subarray(16, 24));
  const step = FRAME_HEADER_BYTES + cipher.pageSize;
  let holds = true;
  for (let at = WAL_HEADER_BYTES; at + step <= out.length; at += step) {
    const head = out.subarray(at, at + FRAME_HEADER_BYTES);
    const page = out.subarray(at + FRAME_HEADER_BYTES, at + step);
    const plain = cipher.decipher(page, head.readUInt32BE(0));
    if (holds && head.subarray(8, 16).equals(salts)) {
      extendChain(sealed, head.subarray(0, 8), bigEndian);
      extendChain(sealed, page, bigEndian);
      holds = plain !== null && sealed.first === head.readInt32BE(16) && sealed.second === head.readInt32BE(20);
    } else holds = false;
    if (plain === null) page.fill(0);
    else plain.copy(page);
    if (!holds) continue;
    extendChain(clear, head.subarray(0, 8), bigEndian);
    extendChain(clear, page, bigEndian);
    head.writeInt32BE(clear.first, 16);
    head.writeInt32BE(clear.second, 20);
  }
  return out;
}

/** A rollback journal likewise: records of page number, page, and a sum over some of its bytes. */
function journalInClear(journal: BoundedView, cipher: PageCipher): Buffer {
  const out = Buffer.from(journal.at(0, journal.size));
  const { pageSize } = cipher;
  const step = 4 + pageSize + 4;
  let sector = SECTOR_BYTES;
  for (let at = 0; at < out.length; ) {
    // A header at the start of a sector, zeroed or whole; else the next record of its segment.
    if (at === 0 || out.subarray(at, at + JOURNAL_MAGIC.length).equals(JOURNAL_MAGIC)) {
      const isWhole = out.subarray(at, at + JOURNAL_MAGIC.length).equals(JOURNAL_MAGIC);
      if (isWhole && at + 28 <= out.length)
        sector = Math.min(65_536, Math.max(SECTOR_BYTES, out.readUInt32BE(at + 20)));
      at += sector;
      continue;
    }
    if (at + step > out.length) break;
    const page = out.subarray(at + 4, at + 4 + pageSize);
    const before = journalSum(page, 0);
    const plain = cipher.decipher(page, out.readUInt32BE(at));
    if (plain === null) {
      // What lies between segments is no record: on to the next sector.
      at = (Math.floor(at / sector) + 1) * sector;
      continue;
    }
    plain.copy(page);
    // The difference that was mixed in stays what it was, right or wrong; of a zeroed header it is not known.
    const mixed = (out.readUInt32BE(at + 4 + pageSize) - before) >>> 0;
    out.writeUInt32BE((journalSum(page, 0) + mixed) >>> 0, at + 4 + pageSize);
    at += step;
  }
  return out;
}
