import { createDecipheriv } from 'node:crypto';
import { AES_BLOCK_BYTES, cbcSource } from '../../src/bytes/aes-cbc.ts';
import { type ByteSource, sliceSource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';
import { sniffContent } from '../../src/vfs/sniff.ts';
import type { SessionKey } from './keys.ts';

/** Enough to tell text from noise. */
const HEAD_BYTES = 256;
const MAGICS: readonly Buffer[] = ['PK\x03\x04', '\x89PNG', '\xff\xd8\xff', '\x1f\x8b\x08', 'RIFF'].map((magic) =>
  Buffer.from(magic, 'latin1'),
);

/** Whether bytes begin as something known: text in UTF-8, a database, a zip, a picture. */
export function isKnown(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES));
  if (MAGICS.some((magic) => bytes.subarray(0, magic.length).equals(magic))) return true;
  const kind = sniffContent(bytes);
  if (kind !== 'text') return kind !== 'opaque';
  // A character may be cut at the end of what is looked at.
  return !bytes
    .toString('utf8')
    .replace(/\ufffd{1,3}$/, '')
    .includes('\ufffd');
}

/**
 * The plain text of an encrypted file: AES-256-CBC, PKCS#7. There is no checksum, so it is believed where the padding
 * is right and it begins as something known. Null where no key gives that.
 */
export function openItem(stored: SeekableSource, keys: readonly SessionKey[]): ByteSource | null {
  const { size } = stored;
  if (size < AES_BLOCK_BYTES || size % AES_BLOCK_BYTES !== 0) return null;
  for (const { key, iv } of keys) {
    const padding = paddingOf(stored, key, iv);
    if (padding === null) continue;
    const blocks = cbcSource(stored, key, iv);
    const plain = { ...sliceSource(blocks, 0, size - padding), citation: blocks.citation };
    if (isKnown(plain.at?.(0, HEAD_BYTES) ?? new Uint8Array(0))) return plain;
  }
  return null;
}

/** Bytes of padding in the last block; null where it is none. */
function paddingOf(stored: SeekableSource, key: Uint8Array, iv: Uint8Array): number | null {
  const start = stored.size - AES_BLOCK_BYTES;
  const before = start === 0 ? iv : stored.at(start - AES_BLOCK_BYTES, AES_BLOCK_BYTES);
  const last = stored.at(start, AES_BLOCK_BYTES);
  // A source that ends before it promised to.
  if (before.length < AES_BLOCK_BYTES || last.length < AES_BLOCK_BYTES) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, before);
  try {
    decipher.update(last);
    return AES_BLOCK_BYTES - decipher.final().length;
  } catch {
    return null;
  }
}
