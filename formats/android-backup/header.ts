import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';

/** First line of every .ab (AOSP BackupManagerService, BACKUP_FILE_HEADER_MAGIC). */
export const MAGIC = 'ANDROID BACKUP';
/** The highest version that any AOSP release has written (UserBackupManagerService, BACKUP_FILE_VERSION). */
export const NEWEST_VERSION = 5;
/** Bytes at the start among which the header must end. */
export const HEADER_REACH = 1 << 16;

const LF = 0x0a;
const CR = 0x0d;
const encoder = new TextEncoder();
const MAGIC_BYTES = encoder.encode(MAGIC);

/** Lines 5 to 9 of an encrypted archive: what a password is tried on. */
export interface KeyBlock {
  readonly userSalt: Uint8Array;
  readonly checksumSalt: Uint8Array;
  /** PBKDF2 iterations, the same for both derivations; AOSP writes 10000. */
  readonly rounds: number;
  /** 16 bytes; all zero in files of Android 4.x. */
  readonly userIv: Uint8Array;
  /** Encrypted: master IV, master key and its checksum, each after a length byte. */
  readonly masterKeyBlob: Uint8Array;
}

export interface Header {
  readonly version: number;
  readonly compressed: boolean;
  readonly encryption: 'none' | 'AES-256';
  readonly keys: KeyBlock | null;
  /** Bytes before the magic: output of adb that was captured with the file. */
  readonly start: number;
  /** Offset of the payload. */
  readonly length: number;
  /** Carriage returns before each LF of the header: 0 as written, 1 or 2 after a terminal had its way. */
  readonly returns: number;
  readonly notices: readonly Notice[];
}

/**
 * Where the magic begins a line in `head`; -1 where it does not.
 */
export function findMagic(head: Uint8Array): number {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  for (let at = bytes.indexOf(MAGIC_BYTES); at >= 0; at = bytes.indexOf(MAGIC_BYTES, at + 1)) {
    let end = at + MAGIC_BYTES.length;
    while (bytes[end] === CR) end++;
    if (bytes[end] === LF && (at === 0 || bytes[at - 1] === LF)) return at;
  }
  return -1;
}

/**
 * Reads the header line by line: salts of other lengths than AOSP's are legal, so no fixed length is assumed.
 * `head` is the start of the file, at least HEADER_REACH bytes or all of it.
 * Throws Fault `evidence.empty`, `evidence.unknown`, `evidence.truncated` or `evidence.unsupported`.
 */
export function readHeader(head: Uint8Array, at: Citation): Header {
  if (head.length === 0) throw new Fault('evidence.empty', 'ab.empty', at);
  const start = findMagic(head);
  if (start < 0) throw new Fault('evidence.unknown', 'ab.no-magic', at);
  const notices: Notice[] = [];
  const lines = lineReader(head, start, at);
  lines.next();
  const version = lines.integer('version');
  const compression = lines.integer('compression');
  const algorithm = lines.next();
  if (start > 0) notices.push(notice('trailing-bytes', 'ab.before-magic', 'doubt', at, { bytes: start }));
  if (version < 1 || version > NEWEST_VERSION) {
    notices.push(notice('unknown-version', 'ab.version', 'doubt', at, { version, newest: NEWEST_VERSION }));
  }
  // The device takes any number but 0 for "compressed" (PerformAdbRestoreTask).
  if (compression > 1) notices.push(notice('unknown-version', 'ab.compression', 'doubt', at, { compression }));
  const name = algorithm.toUpperCase();
  // The device compares it as it stands: what follows was not written by one.
  if (algorithm !== 'none' && algorithm !== name) {
    notices.push(notice('anomaly', 'ab.algorithm-case', 'doubt', at, { algorithm: printable(algorithm) }));
  }
  if (name !== 'NONE' && name !== 'AES-256') {
    throw new Fault('evidence.unsupported', 'ab.encryption', at, { algorithm: printable(algorithm) });
  }
  const keys: KeyBlock | null =
    name === 'NONE'
      ? null
      : {
          userSalt: lines.hex('user salt'),
          checksumSalt: lines.hex('checksum salt'),
          rounds: lines.integer('rounds'),
          userIv: lines.hex('user IV'),
          masterKeyBlob: lines.hex('master key'),
        };
  return {
    version,
    compressed: compression !== 0,
    encryption: name === 'NONE' ? 'none' : 'AES-256',
    keys,
    start,
    length: lines.offset(),
    returns: lines.returns(),
    notices,
  };
}

function lineReader(head: Uint8Array, start: number, at: Citation) {
  let offset = start;
  let returns = 0;
  const next = (): string => {
    const end = head.indexOf(LF, offset);
    if (end < 0) {
      if (head.length < HEADER_REACH) throw new Fault('evidence.truncated', 'ab.header', at, { bytes: head.length });
      throw new Fault('evidence.unsupported', 'ab.header-length', at, { limit: HEADER_REACH });
    }
    let stop = end;
    while (stop > offset && head[stop - 1] === CR) stop--;
    returns = Math.max(returns, end - stop);
    const line = Buffer.from(head.subarray(offset, stop)).toString('latin1');
    offset = end + 1;
    return line;
  };
  const broken = (line: string, text: string, from: number) =>
    new Fault('evidence.unsupported', 'ab.header-line', cite(at.name, (at.offset ?? 0) + from, at.within), {
      line,
      text: printable(text),
    });
  return {
    next,
    integer(line: string): number {
      const from = offset;
      const text = next();
      // Java's Integer.parseInt on the device: at most ten digits.
      if (!/^[0-9]{1,10}$/.test(text)) throw broken(line, text, from);
      return Number(text);
    },
    hex(line: string): Uint8Array {
      const from = offset;
      const text = next();
      if (!/^(?:[0-9a-fA-F]{2})+$/.test(text)) throw broken(line, text, from);
      return Uint8Array.from(Buffer.from(text, 'hex'));
    },
    offset: () => offset,
    returns: () => returns,
  };
}

/** At most 40 characters of a line, safe to print. */
function printable(text: string): string {
  return text.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
}
