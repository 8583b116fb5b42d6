import type { Sniff } from './catalogue.ts';

const SQLITE_MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const WAL_MAGIC = 0x377f0682;
const JOURNAL_MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const TEXT_PROBE_BYTES = 512;
const PRINTABLE_SHARE = 0.95;

/** What the first bytes look like (magic numbers: sqlite.org/fileformat2.html, sections 1.2, 3 and 4). */
export function sniffContent(head: Uint8Array): Sniff {
  if (head.length === 0) return 'empty';
  const buffer = Buffer.from(head.buffer, head.byteOffset, head.length);
  const first = buffer[0];
  if (first === 0x53 && buffer.length >= 16 && buffer.compare(SQLITE_MAGIC, 0, 16, 0, 16) === 0) return 'sqlite';
  // The two magics of a -wal differ in the last bit: the byte order of its checksums.
  if (first === 0x37 && buffer.length >= 32 && (buffer.readUInt32BE(0) & ~1) >>> 0 === WAL_MAGIC) return 'wal';
  if (first === 0xd9 && buffer.length >= 8 && buffer.compare(JOURNAL_MAGIC, 0, 8, 0, 8) === 0) return 'journal';
  if ((first === 0xff && buffer[1] === 0xfe) || (first === 0xfe && buffer[1] === 0xff)) return 'text';
  const probe = Math.min(buffer.length, TEXT_PROBE_BYTES);
  let odd = 0;
  for (let i = 0; i < probe; i++) {
    const byte = buffer[i] as number;
    if (byte === 0) return 'opaque';
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) odd += 1;
    else if (byte === 0x7f) odd += 1;
  }
  return odd <= probe * (1 - PRINTABLE_SHARE) ? 'text' : 'opaque';
}
