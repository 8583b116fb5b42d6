import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { concat, utf8 } from './bytes.ts';

/** The stream of `adb backup --twrp` (adbbu/twadbstream.h): control blocks of 512 bytes, a data block each MiB. */

const BLOCK = 512;
const CHUNK = 1 << 20;
const VERSION = 3n;

export interface StreamPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly image?: boolean;
  readonly compressed?: boolean;
  /** Instead of the right one. */
  readonly md5?: string;
}

function block(type: string, crcAt: number, fill: (bytes: Buffer) => void = () => undefined): Uint8Array {
  const bytes = Buffer.alloc(BLOCK);
  bytes.set(utf8('TWRP'));
  bytes.set(utf8(type), 8);
  fill(bytes);
  bytes.writeUInt32LE(crc32(bytes), crcAt);
  return new Uint8Array(bytes);
}

const numbers =
  (one: bigint, other: bigint) =>
  (bytes: Buffer): void => {
    bytes.writeBigUInt64LE(one, 24);
    bytes.writeBigUInt64LE(other, 32);
  };

function partBlocks(part: StreamPart, padded: boolean): Uint8Array {
  const { name, bytes, image = false, compressed = false } = part;
  const out: Uint8Array[] = [
    block(image ? 'twimage' : 'twfilename', 40, (head) => {
      numbers(BigInt(bytes.length), compressed ? 1n : 0n)(head);
      head.set(utf8(name), 44);
    }),
  ];
  const hash = createHash('md5');
  for (let at = 0; at < bytes.length; at += CHUNK - BLOCK) {
    const piece = bytes.subarray(at, at + CHUNK - BLOCK);
    const data = padded ? concat([piece, new Uint8Array(CHUNK - BLOCK - piece.length)]) : piece;
    hash.update(data);
    out.push(block('twdatablock', 24), data);
  }
  const md5 = part.md5 ?? hash.digest('hex');
  const trailer = Buffer.from(block('md5trailer', 24, (bytes) => void bytes.set(utf8(md5), 32)));
  // Behind the CRC, which was taken without it (twrpback.cpp).
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(bytes.length));
  trailer.writeUInt32LE(crc32(size, crc32(trailer)), 28);
  out.push(new Uint8Array(trailer));
  return concat(out);
}

/** `padded`: the last chunk of a part has its full length too, as versions differ in that. */
export function twrpStream(parts: readonly StreamPart[], padded = false, stated = parts.length): Uint8Array {
  return concat([
    block('twstreamheader', 40, numbers(BigInt(stated), VERSION)),
    ...parts.map((part) => partBlocks(part, padded)),
    block('twendadb', 24),
  ]);
}
