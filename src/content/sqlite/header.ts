/** First 16 bytes of every database (sqlite.org/fileformat2.html, 1.3). */
export const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
export const HEADER_BYTES = 100;

export type Encoding = 'utf8' | 'utf16le' | 'utf16be';

/** The database header (sqlite.org/fileformat2.html, 1.3). Sizes in bytes. */
export interface DatabaseHeader {
  readonly pageSize: number;
  /** Bytes at the end of each page that SQLite leaves alone. */
  readonly reserved: number;
  readonly encoding: Encoding;
  readonly journalMode: 'wal' | 'rollback';
  readonly changeCounter: number;
  /** Pages by the header's own word; null where an older SQLite wrote last and the field is stale. */
  readonly declaredPages: number | null;
  readonly freelistPages: number;
  readonly schemaCookie: number;
  readonly autoVacuum: 'none' | 'full' | 'incremental';
  readonly userVersion: number;
  readonly applicationId: number;
  /** `3.39.2`; null where it was never written. */
  readonly writtenBy: string | null;
}

/** A page size in bytes: a power of two from 512 to 65536. */
export function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
}

/** Page size from the header, where 1 stands for 65536; null where it cannot be one. */
export function readPageSize(bytes: Buffer): number | null {
  if (bytes.length < 18) return null;
  const stored = bytes.readUInt16BE(16);
  const size = stored === 1 ? 65536 : stored;
  return isPageSize(size) ? size : null;
}

export function hasMagic(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/** Reads the header from page 1; null where it is no SQLite header. */
export function readHeader(bytes: Buffer): DatabaseHeader | null {
  if (bytes.length < HEADER_BYTES || !hasMagic(bytes)) return null;
  const pageSize = readPageSize(bytes);
  const reserved = bytes.readUInt8(20);
  // "The usable size is not allowed to be less than 480" (fileformat2.html, 1.3.4).
  if (pageSize === null || pageSize - reserved < 480) return null;
  const changeCounter = bytes.readUInt32BE(24);
  const pages = bytes.readUInt32BE(28);
  const version = bytes.readUInt32BE(96);
  return {
    pageSize,
    reserved,
    encoding: (['utf8', 'utf8', 'utf16le', 'utf16be'] as const)[bytes.readUInt32BE(56)] ?? 'utf8',
    journalMode: bytes[19] === 2 ? 'wal' : 'rollback',
    changeCounter,
    declaredPages: pages > 0 && bytes.readUInt32BE(92) === changeCounter ? pages : null,
    freelistPages: bytes.readUInt32BE(36),
    schemaCookie: bytes.readUInt32BE(40),
    autoVacuum: bytes.readUInt32BE(52) === 0 ? 'none' : bytes.readUInt32BE(64) === 0 ? 'full' : 'incremental',
    userVersion: bytes.readInt32BE(60),
    applicationId: bytes.readInt32BE(68),
    writtenBy:
      version === 0
        ? null
        : `${Math.floor(version / 1_000_000)}.${Math.floor(version / 1000) % 1000}.${version % 1000}`,
  };
}
