import { createDecipheriv, createHash } from 'node:crypto';
import { cite } from '../../src/base/citation.ts';
import { AES_BLOCK_BYTES, cbcSource } from '../../src/bytes/aes-cbc.ts';
import { type ByteSource, sliceSource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';

/** Length field in front of the sealed part, big-endian (smartswitch-explorer decrypt_extract.py). */
const LENGTH_BYTES = 4;
/** One MiB, and a block of padding. */
const MOST_SEALED_BYTES = (1 << 20) + AES_BLOCK_BYTES;
const APK_IV = Buffer.from('26c7d1d26c142de0a3b82f7e8f90860a', 'hex');
const ZIP_MAGIC = Buffer.from('PK\x03\x04', 'latin1');

/** An APK whose first MiB was sealed; the rest stands there as it was. */
export interface OpenedApk {
  readonly source: ByteSource;
  /** Whether the file is as long as its length field says at least. */
  readonly whole: boolean;
}

/** AES-128 key of a secret, for APKs and items. */
export function keyOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest().subarray(0, AES_BLOCK_BYTES);
}

/** Whether the head of a file says how much of it is sealed, in whole blocks, and goes on behind that field. */
export function isSealedApk(head: Uint8Array | null): boolean {
  return head !== null && head.length > LENGTH_BYTES && sealedBytesOf(head) !== null;
}

/** What the length field says; null where no APK is sealed so. */
function sealedBytesOf(head: Uint8Array): number | null {
  const length = head.length < LENGTH_BYTES ? 0 : Buffer.from(head.subarray(0, LENGTH_BYTES)).readUInt32BE(0);
  const fits = length >= AES_BLOCK_BYTES && length <= MOST_SEALED_BYTES && length % AES_BLOCK_BYTES === 0;
  return fits ? length : null;
}

/** Null where the secret does not open it: it must begin as a zip and its padding must be right. */
export function openSealedApk(stored: SeekableSource, secret: string): OpenedApk | null {
  const length = stored.size < LENGTH_BYTES ? null : sealedBytesOf(stored.at(0, LENGTH_BYTES));
  if (length === null) return null;
  const key = keyOf(secret);
  const sealed = sliceSource(stored, LENGTH_BYTES, Math.min(length, stored.size - LENGTH_BYTES));
  const front = cbcSource(sealed, key, APK_IV);
  const head = front.at?.(0, ZIP_MAGIC.length);
  if (head === undefined || !ZIP_MAGIC.equals(head)) return null;
  const end = LENGTH_BYTES + length;
  // In an archive that was cut fewer bytes may be there than it states.
  const whole = stored.size >= end && stored.at(end - AES_BLOCK_BYTES, AES_BLOCK_BYTES).length === AES_BLOCK_BYTES;
  const padding = whole ? paddingOf(stored, key, end) : 0;
  if (padding === null) return null;
  const sealedBytes = (front.size ?? 0) - padding;
  const citation = cite('aes', null, stored.citation);
  return {
    whole,
    source: {
      kind: 'bytes',
      name: stored.name,
      citation,
      size: sealedBytes + Math.max(0, stored.size - end),
      async *stream(from = 0) {
        let at = from;
        while (at < sealedBytes) {
          const part = front.at?.(at, Math.min(MOST_SEALED_BYTES, sealedBytes - at)) ?? new Uint8Array(0);
          if (part.length === 0) return;
          at += part.length;
          yield part;
        }
        if (whole && stored.size > end) yield* stored.stream(end + at - sealedBytes);
      },
      observed: () => null,
    },
  };
}

/** Bytes of PKCS#7 padding in the last sealed block; null where it is none. */
function paddingOf(stored: SeekableSource, key: Uint8Array, end: number): number | null {
  const start = end - AES_BLOCK_BYTES;
  const iv = start === LENGTH_BYTES ? APK_IV : stored.at(start - AES_BLOCK_BYTES, AES_BLOCK_BYTES);
  const decipher = createDecipheriv('aes-128-cbc', key, iv);
  try {
    decipher.update(stored.at(start, AES_BLOCK_BYTES));
    return AES_BLOCK_BYTES - decipher.final().length;
  } catch {
    return null;
  }
}
