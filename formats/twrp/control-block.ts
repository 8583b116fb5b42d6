import { crc32 } from 'node:zlib';

/**
 * Blocks of `adb backup --twrp` (TeamWin/android_bootable_recovery, adbbu/twadbstream.h): 512 bytes, little-endian,
 * each with a CRC-32 of itself, taken while that field, and the `ident` of a trailer, are zero.
 */

export const BLOCK_BYTES = 512;
/** From the start of a data block to the next block. */
export const CHUNK_BYTES = 1 << 20;
export const STREAM_MAGIC = Buffer.from('TWRP\0\0\0\0', 'latin1');
const TYPE_END = 24;
const NAME_AT = 44;
const IDENT_AT = 28;
const MD5_AT = 32;
const MD5_END = 72;

export type ControlBlock =
  | { readonly type: 'twstreamheader'; readonly partitions: number; readonly version: number }
  | {
      readonly type: 'twfilename' | 'twimage';
      /** As stated: of a file the size before it was packed, of an image its own. */
      readonly size: number;
      readonly compressed: boolean;
      readonly name: Uint8Array;
    }
  | { readonly type: 'md5trailer'; readonly md5: string }
  | { readonly type: 'twdatablock' | 'twendadb' | 'other' };

const HEADS = new Set(['twstreamheader', 'twfilename', 'twimage']);

/** What a block says; null where it is none, or its CRC does not hold: then it is data that looks like one. */
export function readControl(bytes: Uint8Array): ControlBlock | null {
  if (bytes.length < BLOCK_BYTES || Buffer.compare(bytes.subarray(0, STREAM_MAGIC.length), STREAM_MAGIC) !== 0)
    return null;
  const block = Buffer.from(bytes.subarray(0, BLOCK_BYTES));
  const type = textOf(block.subarray(STREAM_MAGIC.length, TYPE_END)).toString('latin1');
  const crcAt = HEADS.has(type) ? 40 : TYPE_END;
  const stated = block.readUInt32LE(crcAt);
  block.fill(0, crcAt, crcAt + 4);
  if (type === 'md5trailer') block.fill(0, IDENT_AT, IDENT_AT + 4);
  if (crc32(block) !== stated) return null;
  switch (type) {
    case 'twstreamheader':
      return { type, partitions: Number(block.readBigUInt64LE(24)), version: Number(block.readBigUInt64LE(32)) };
    case 'twfilename':
    case 'twimage': {
      const name = new Uint8Array(textOf(block.subarray(NAME_AT)));
      return { type, size: Number(block.readBigUInt64LE(24)), compressed: block.readBigUInt64LE(32) === 1n, name };
    }
    case 'md5trailer':
      return { type, md5: textOf(block.subarray(MD5_AT, MD5_END)).toString('latin1').toLowerCase() };
    case 'twdatablock':
    case 'twendadb':
      return { type };
    default:
      return { type: 'other' };
  }
}

/** Up to the first NUL. */
function textOf(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}
